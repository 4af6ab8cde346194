#include "platform/aws/wire/shape.h"

namespace mirante::aws::wire {

constinit const Shape scalar_shapes[9] = {
    {.kind = Kind::string, .name = "String"},       {.kind = Kind::boolean, .name = "Boolean"},
    {.kind = Kind::integer, .name = "Integer"},     {.kind = Kind::long_, .name = "Long"},
    {.kind = Kind::float_, .name = "Float"},        {.kind = Kind::double_, .name = "Double"},
    {.kind = Kind::timestamp, .name = "Timestamp"}, {.kind = Kind::blob, .name = "Blob"},
    {.kind = Kind::document, .name = "Document"},
};

}  // namespace mirante::aws::wire

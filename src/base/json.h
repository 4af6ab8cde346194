// The one JSON type of the program, by its short name. Only declared here: a source that looks
// inside includes <nlohmann/json.hpp>. Objects keep their keys sorted, so `dump()` is canonical.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace mirante {

using Json = nlohmann::json;

}  // namespace mirante

#include "simcloud/invoke.h"

namespace mirante::simcloud {

AwsError wrong_parameter(const Call& call, aws::wire::Protocol protocol, const Error& error) {
  const bool is_unknown = error.message == "is not recognized";
  if (aws::wire::is_json(protocol))
    return {"SerializationException",
            (error.field.empty() ? "The request" : error.field) + ": " + error.message};
  if (aws::wire::is_rest(protocol)) return {"InvalidInput", error.field + ": " + error.message};
  if (call.service == "ec2") {
    if (is_unknown)
      return {"UnknownParameter", "The parameter " + error.field + " is not recognized"};
    return {"InvalidParameterValue",
            "Value for parameter " + error.field + " is invalid: " + error.message};
  }
  if (is_unknown) return {"MalformedInput", "Unexpected parameter: " + error.field};
  return {"MalformedInput", error.field + ": " + error.message};
}

}  // namespace mirante::simcloud

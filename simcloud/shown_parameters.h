// What the ledger shows of a call's parameters: JSON, without what is long or secret.
#pragma once

#include <string>

#include "base/json.h"

namespace mirante::simcloud {

/// Long texts are cut off, at any depth; of secrets it is said that there was one. Names may be
/// those of forms ("A.1.Password").
std::string shown_parameters(Json parameters);

}  // namespace mirante::simcloud

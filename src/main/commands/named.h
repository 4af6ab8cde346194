// Customers and accounts as people name them.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace mirante::commands {

/// The id of a customer or an account of this id, name or number. Throws Failure(not_found), code
/// "`option`.unknown".
std::string id_of(const std::vector<Json>& all, const std::string& reference,
                  const std::string& option);

}  // namespace mirante::commands

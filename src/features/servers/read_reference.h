// References to things in AWS as requests carry them: "i-0123456789abcdef0", or {id, account,
// region} where the id is not the only one.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "features/inventory/find_resource.h"

namespace mirante::servers {

/// The list that is this member of a body; null: it has none. Throws wrong_field ("servers",
/// "servers[1].id").
std::vector<inventory::Reference> read_references(const Json* list, const std::string& member);

}  // namespace mirante::servers

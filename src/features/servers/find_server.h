// From what people write to the server that they mean: an AWS id, with the account and region where
// it is not the only one.
#pragma once

#include <string>
#include <vector>

#include "base/context.h"
#include "features/accounts/account.h"
#include "features/inventory/find_resource.h"
#include "platform/sql/sql.h"

namespace mirante::servers {

using ServerRef = inventory::Reference;  // Its id: "i-0123456789abcdef0".

/// Within the reach of `ctx`. Throws Failure: invalid (`field`) for what is no server's id; else
/// as find_resource.h.
inventory::Resource find_server(sql::Snapshot& snapshot, const CallContext& ctx,
                                const ServerRef& ref, const std::string& field);

/// In order; fields "servers[0]", ….
std::vector<inventory::Resource> find_servers(sql::Snapshot& snapshot, const CallContext& ctx,
                                              const std::vector<ServerRef>& refs);

/// "i-" and 8 or 17 hexadecimal digits.
bool is_server_id(std::string_view text);

}  // namespace mirante::servers

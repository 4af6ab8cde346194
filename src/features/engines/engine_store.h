// Which engines are alive, by the store's time. They are the install's, so no function here takes a
// tenant.
#pragma once

#include <string_view>

#include "features/engines/engines.h"
#include "platform/sql/sql.h"

namespace mirante::engines {

/// Writes that `id` is there, and counts. One that was held for longer than `gone_after` begins
/// anew: the others have given its part away. Rows of those that are gone are dropped.
Standing look_around(sql::Tx& tx, std::string_view id, std::chrono::seconds gone_after);

/// `id` ends: the others have its part from their next look on.
void leave(sql::Tx& tx, std::string_view id);

}  // namespace mirante::engines

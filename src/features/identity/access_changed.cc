#include "features/identity/access_changed.h"

#include <nlohmann/json.hpp>

#include "platform/events/events.h"

namespace mirante::identity {

void append_access_changed(sql::Tx& tx, TenantId tenant, UserId user) {
  events::append(tx, tenant, "identity.changed", {{"user", user.text()}});
}

}  // namespace mirante::identity

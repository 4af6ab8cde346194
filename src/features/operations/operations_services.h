// What the faces of the operations room need of the process; made by main, outlives all calls.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "features/operations/request.h"
#include "platform/sql/sql.h"

namespace mirante::events {
class Waker;
}

namespace mirante::operations {

struct OperationsServices {
  sql::Database& db;
  Loop& loop;
  const Spine& spine;
  /// Woken whenever an event was numbered: whoever waits for an operation looks again.
  events::Waker& news;
  /// What the account is called, also when it was removed. May be null: names are left out.
  std::function<std::optional<std::string>(sql::Snapshot&, TenantId, AccountId)> account_name = {};
};

}  // namespace mirante::operations

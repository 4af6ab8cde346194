// Looking at operations: the newest ones, one of them, one as soon as there is something new.
#pragma once

#include "base/context.h"
#include "features/operations/operation_store.h"
#include "features/operations/operations_services.h"

namespace mirante::operations {

struct ListWish {
  OperationFilter filter = {};
  std::vector<std::string> accounts = {};   // Ids, AWS's 12 digits, or names.
  std::vector<std::string> customers = {};  // Ids or names.
  std::optional<OperationId> before = {};   // From an earlier page's `next`.
  int limit = 50;
};

/// {operations[], next?}, newest first. Throws Failure(not_found), codes "account.unknown",
/// "customer.unknown".
Task<Json> list_operations(OperationsServices& services, const CallContext& ctx, ListWish wish);

struct LookWish {
  OperationId id;
  /// Waits so long for its end or for progress before answering.
  std::chrono::milliseconds wait{0};
  bool with_journal = false;
};

/// Throws Failure(not_found), code "operation.unknown", also for another tenant's.
Task<Json> show_operation(OperationsServices& services, const CallContext& ctx, LookWish wish);

/// Asks it to stop (request.h); gives it as it is then.
Task<Json> cancel_operation(OperationsServices& services, const CallContext& ctx, OperationId id);

}  // namespace mirante::operations

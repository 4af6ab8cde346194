// Looking at operations: the newest ones, one of them, one as soon as there is something new.
#pragma once

#include "base/context.h"
#include "base/csv.h"
#include "features/operations/operation_store.h"
#include "features/operations/operations_services.h"
#include "features/operations/visible.h"

namespace mirante::operations {

struct ListWish {
  OperationFilter filter = {};
  std::vector<std::string> accounts = {};   // Ids, AWS's 12 digits, or names.
  std::vector<std::string> customers = {};  // Ids or names.
  PageWish page = {};
};

/// {operations[], next?}. Throws Failure(not_found), codes "account.unknown",
/// "customer.unknown".
Task<Json> list_operations(OperationsServices& services, const CallContext& ctx, ListWish wish);
/// All that fit, whatever page is wished for, at most 100,000.
Task<std::string> list_operations_as_csv(OperationsServices& services, const CallContext& ctx,
                                         ListWish wish, CsvForm form);

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

#include "features/operations/new_operations.h"

#include <deque>

#include "platform/sql/many_rows.h"

namespace mirante::operations {
namespace {

/// Texts of JSON that rows refer to. Most lists of new targets are empty.
class Texts {
 public:
  std::string_view add(const Json& json) { return texts_.emplace_back(dumped(json)); }
  std::string_view add(const std::vector<std::string>& list) {
    return list.empty() ? "[]" : add(Json(list));
  }
  std::string_view add(const std::vector<Loss>& list) {
    return list.empty() ? "[]" : add(to_json(list));
  }

 private:
  std::deque<std::string> texts_;
};

/// Of an operation without targets.
constexpr AccountId no_account{};

void insert_operations(sql::Tx& tx, const std::vector<NewOperation>& operations, Instant due_at) {
  Texts texts;
  sql::ManyRows rows(
      "operations (tenant_id, id, kind, version, params, despite_pause, by_kind, by_id, by_name, "
      "idempotency_key, request_hash, requested_at, finished_at, state, reason_code, reason, done, "
      "total, cancel_at, cancel_by, lead_account, due_at, lease_holder, lease_until, fence, "
      "tries)");
  for (const auto& [operation, targets] : operations) {
    rows.add(operation.tenant, operation.id, operation.kind, operation.version,
             texts.add(operation.params), operation.despite_pause, to_string(operation.by.kind),
             operation.by.id, operation.by.name, operation.idempotency_key, operation.request_hash,
             operation.requested_at, operation.finished_at, to_string(operation.state),
             operation.reason_code, operation.reason, operation.done, operation.total,
             operation.cancel_at, operation.cancel_by,
             targets.empty() ? no_account : targets.front().ref.account, due_at, "", 0, 0, 0);
  }
  rows.insert(tx);
}

void insert_targets(sql::Tx& tx, const std::vector<NewOperation>& operations) {
  Texts texts;
  sql::ManyRows rows(
      "operation_targets (tenant_id, operation_id, ordinal, account_id, region, resource, outcome, "
      "reason_code, reason, observed_state, observed_at, request_ids, losses, name)");
  for (const auto& [operation, targets] : operations)
    for (std::size_t i = 0; i < targets.size(); ++i) {
      const auto& target = targets[i];
      rows.add(operation.tenant, operation.id, i, target.ref.account, target.ref.region,
               target.ref.id, to_string(target.outcome), target.reason_code, target.reason,
               target.observed_state, target.observed_at, texts.add(target.request_ids),
               texts.add(target.losses), target.name);
    }
  rows.insert(tx);
}

}  // namespace

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void insert_all(sql::Tx& tx, const std::vector<NewOperation>& operations, Instant due_at) {
  insert_operations(tx, operations, due_at);
  insert_targets(tx, operations);
}

}  // namespace mirante::operations

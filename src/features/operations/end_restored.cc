#include "features/operations/end_restored.h"

#include "features/operations/finish.h"
#include "platform/sql/sql.h"

namespace mirante::operations {
namespace {

constexpr std::string_view reason_code = "operation.restored";
constexpr std::string_view reason =
    "it was running when the backup was made from which the panel's data were restored; nobody "
    "went on with it: look at what became of it in AWS, and ask for it again if it is still wanted";
constexpr int at_once = 500;

/// Returns the outcomes of all targets.
std::vector<Outcome> end_targets(sql::Tx& tx, TenantId tenant, OperationId id) {
  std::vector<Outcome> outcomes;
  std::int64_t ordinal = 0;
  for (auto& target : targets_of(tx, tenant, id)) {
    if (target.outcome == Outcome::pending) {
      target.outcome = Outcome::needs_person;
      target.reason_code = reason_code;
      target.reason = reason;
      put_target(tx, tenant, id, ordinal, target);
      add_done(tx, tenant, id, 1);
    }
    outcomes.push_back(target.outcome);
    ++ordinal;
  }
  return outcomes;
}

}  // namespace

int end_restored(sql::Tx& tx, TenantId tenant, Instant now) {
  const CallContext ctx{.tenant = tenant, .actor = {.name = "restore"}};
  int count = 0;
  for (;;) {
    const auto running = list(tx, tenant, {.states = {State::running}}, std::nullopt, at_once);
    for (const auto& operation : running) {
      const auto outcomes = end_targets(tx, tenant, operation.id);
      record_finished(tx, ctx, {.tenant = tenant, .id = operation.id}, operation.kind,
                      {.state = State::needs_person,
                       .at = now,
                       .code = std::string(reason_code),
                       .reason = std::string(reason),
                       .counts = counts_of(outcomes)});
    }
    count += static_cast<int>(running.size());
    if (running.size() < at_once) return count;
  }
}

}  // namespace mirante::operations

#include "features/operations/finish.h"

#include "features/audit/audit.h"
#include "platform/events/events.h"
#include "platform/sql/sql.h"

namespace mirante::operations {

void record_finished(sql::Tx& tx, const CallContext& ctx, const Claim& claim,
                     const std::string& kind, const Ending& ending) {
  finish(tx, claim.tenant, claim.id, ending.state, ending.at, ending.code, ending.reason);
  release_resources(tx, claim.tenant, claim.id);
  Json detail{{"operation", claim.id.text()},
              {"kind", kind},
              {"state", to_string(ending.state)},
              {"outcomes", ending.counts}};
  if (!ending.reason.empty()) detail["reason"] = ending.reason;
  if (!ending.code.empty()) detail["code"] = ending.code;
  audit::append(tx, ctx, ending.at, "operation.ended", detail);
  events::append(
      tx, claim.tenant, "operation.ended",
      {{"operation", claim.id.text()}, {"kind", kind}, {"state", to_string(ending.state)}});
}

void note_ended(const Spine& spine, const std::string& kind, State state) {
  if (spine.ended) spine.ended(kind, state);
}

Json counts_of(const std::vector<Outcome>& outcomes) {
  Json counts = Json::object();
  for (const auto outcome : outcomes) {
    const auto name = std::string(to_string(outcome));
    counts[name] = counts.value(name, 0) + 1;
  }
  return counts;
}

}  // namespace mirante::operations

#include <algorithm>
#include <ranges>

#include "tests/simulation/seeds/judging.h"

namespace mirante::simulation::judging {
namespace {

using namespace std::chrono;

bool is_in(const Span& span, Instant at) { return span.from <= at && at <= span.to; }

}  // namespace

void Judge::judge_people() {
  using What = Act::What;
  for (const auto& one : people_.done()) {
    if (!one.was_done()) continue;
    const Span when{.from = one.began - fleet_.clock_error() - 1s,
                    .to = one.when().to + fleet_.clock_error() + 1s};
    if (one.act.what == What::override_servers) judge_override(one.act, when);
    if (one.act.what == What::switch_servers) judge_switch(one.act, when);
    if (one.act.what == What::freeze &&
        std::ranges::none_of(records_.freezes, [&](const FreezeRow& freeze) {
          return freeze.tenant == one.act.tenant && is_in(when, freeze.when.from) &&
                 freeze.when.to <= one.act.until;
        }))
      found("forgotten: the freeze of {}", to_iso8601(one.began));
  }
}

void Judge::judge_override(const Act& act, const Span& when) {
  for (const auto server : act.servers)
    if (std::ranges::none_of(records_.overrides, [&](const OverrideRow& row) {
          return row.server == server && row.doing == act.doing && is_in(when, row.when.from);
        }))
      found("forgotten: the override to {} {} of {}", word(act.doing), name(server),
            to_iso8601(act.at));
}

void Judge::judge_switch(const Act& act, const Span& when) {
  for (const auto server : act.servers) {
    const auto kind = kind_of(act.doing, server);
    if (std::ranges::none_of(records_.operations, [&](const auto& known) {
          const auto& operation = known.second;
          return operation.kind == kind && operation.by == "user" &&
                 is_in(when, operation.requested_at) &&
                 std::ranges::find(operation.targets, server, &TargetRow::server) !=
                     operation.targets.end();
        }))
      found("forgotten: {} of {} by a person at {}", kind, name(server), to_iso8601(act.at));
  }
}

void Judge::judge_end(std::size_t server) {
  const DecisionRow* last = nullptr;
  for (const auto& one : records_.decisions)
    if (one.server == server && one.operation && switches(one) &&
        (last == nullptr || one.at > last->at))
      last = &one;
  if (last == nullptr || last->at > scenario_.end - 40min) return;
  const auto& operation = records_.operations.at(*last->operation);
  const auto target = std::ranges::find(operation.targets, server, &TargetRow::server);
  if (target == operation.targets.end() || target->outcome != "succeeded") return;
  if (expectations_.is_unsure(server, operation.requested_at - 1h, scenario_.end)) return;
  if (was_left_to_people(server, operation.requested_at)) return;
  const auto wished = last->doing == Doing::start ? InstanceState::running : InstanceState::stopped;
  const auto state = turns_[server].back().to;
  if (state != wished)
    found("wrong at the end: {} is {}, although {} was decided at {}", name(server),
          simcloud::to_string(state), word(last->doing), to_iso8601(last->at));
}

bool Judge::was_left_to_people(std::size_t server, Instant since) const {
  return std::ranges::any_of(records_.operations | std::views::values, [&](const auto& one) {
    return one.kind == resize && one.requested_at >= since &&
           std::ranges::any_of(one.targets, [&](const TargetRow& target) {
             return target.server == server && target.outcome == "needs_person";
           });
  });
}

void Judge::judge_store() {
  if (records_.resource_claims != 0)
    found("{} servers are still claimed by operations", records_.resource_claims);
  for (const auto& [id, schedule] : records_.schedules) {
    if (schedule.is_paused) continue;
    if (!schedule.due_at || *schedule.due_at <= fleet_.now() - decided_within)
      found("a schedule is due since {} and not handled",
            schedule.due_at ? to_iso8601(*schedule.due_at) : "never");
    if (schedule.handled_until > fleet_.now() + fleet_.clock_error())
      found("a schedule is handled until {}, which is not yet", to_iso8601(schedule.handled_until));
  }
}

}  // namespace mirante::simulation::judging

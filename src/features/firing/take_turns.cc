#include "features/firing/take_turns.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/firing/ask_for.h"
#include "features/firing/fire_store.h"
#include "features/firing/turn_store.h"
#include "features/operations/operation_store.h"
#include "features/schedules/schedule_store.h"
#include "features/schedules/surroundings_store.h"
#include "platform/events/events.h"

namespace mirante::firing {
namespace {

using operations::Outcome;
using schedules::ServerRef;

/// Nullopt: one of them has not ended.
std::optional<std::vector<Outcome>> ended(sql::Snapshot& snapshot, TenantId tenant,
                                          const std::vector<OperationId>& ids) {
  std::vector<Outcome> outcomes;
  for (const auto& id : ids) {
    const auto operation = operations::find(snapshot, tenant, id);
    if (!operation) continue;
    if (operation->state == operations::State::running) return std::nullopt;
    for (const auto& target : operations::targets_of(snapshot, tenant, id))
      outcomes.push_back(target.outcome);
  }
  return outcomes;
}

/// What has been decided or ordered since a server began to wait for its turn.
class Since {
 public:
  Since(sql::Snapshot& snapshot, TenantId tenant, Instant now)
      : snapshot_(snapshot),
        tenant_(tenant),
        now_(now),
        overrides_(schedules::list_overrides(snapshot, tenant, now)),
        freezes_(schedules::list_freezes(snapshot, tenant, now)) {}

  bool has_overtaken(const Decided& one) const {
    for (const auto& other : overrides_)
      if (other.server == one.server && other.begin <= now_ && now_ < other.end &&
          other.state != one.decision.wish.state)
        return true;
    for (const auto& freeze : freezes_)
      if (freeze.begin <= now_ && now_ < freeze.end) return true;
    const auto newest = decisions_of(snapshot_, tenant_, one.server, std::nullopt, 1);
    return !newest.empty() && newest.front().at > one.at;
  }

 private:
  sql::Snapshot& snapshot_;
  const TenantId tenant_;
  const Instant now_;
  const std::vector<schedules::StoredOverride> overrides_;
  const std::vector<schedules::StoredFreeze> freezes_;
};

/// One fire that takes turns, with all that moving it on reads and writes.
class Mover {
 public:
  Mover(sql::Tx& tx, const operations::Spine& spine, TenantId tenant, Turns turns, Fire fire)
      : tx_(tx),
        spine_(spine),
        tenant_(tenant),
        turns_(std::move(turns)),
        fire_(std::move(fire)),
        waiting_(decisions_at(tx, tenant, fire_.schedule, fire_.due_at)) {
    std::erase_if(waiting_, [](const Decided& one) { return one.outcome != "waiting"; });
  }

  void run() {
    bool has_moved = false;
    while (turns_.is_open) {
      const auto outcomes = ended(tx_, tenant_, turns_.turns[turns_.at].operations);
      if (!outcomes) break;
      has_moved = true;
      const auto next = move_on(turns_, *outcomes);
      if (next == Next::next_turn) ask_for_turn();
      if (next == Next::give_up) leave_out(waiting_, "not_started");
    }
    if (!has_moved) return;
    update(tx_, tenant_, turns_);
    update(tx_, tenant_, fire_);
    events::append(tx_, tenant_, "schedules.fired", {{"schedule", fire_.schedule.text()}});
  }

 private:
  void leave_out(std::vector<Decided>& some, const char* outcome) {
    for (auto& one : some) {
      one.outcome = outcome;
      update(tx_, tenant_, one);
    }
  }

  void ask_for_turn() {
    auto& turn = turns_.turns[turns_.at];
    std::vector<Decided> mine;
    for (const auto& one : waiting_)
      if (std::ranges::find(turn.servers, one.server) != turn.servers.end()) mine.push_back(one);
    std::erase_if(waiting_, [&](const Decided& one) {
      return std::ranges::find(turn.servers, one.server) != turn.servers.end();
    });
    const auto schedule = schedules::find(tx_, tenant_, fire_.schedule);
    if (!schedule || schedule->is_paused) return leave_out(mine, "overtaken");
    const Since since(tx_, tenant_, spine_.clock.now());
    for (auto& one : mine) one.outcome = since.has_overtaken(one) ? "overtaken" : "requested";
    const CallContext ctx{.tenant = tenant_,
                          .actor = turns_.by,
                          .permissions = all_permissions(),
                          .trace = fire_.schedule.text()};
    turn.operations = ask_for(tx_,
                              {.ctx = ctx,
                               .spine = spine_,
                               .settings = schedule->settings,
                               .gate = &turns_.gate,
                               .key = turns_.key,
                               .names = turns_.names},
                              fire_.operations.size(), mine);
    fire_.operations.insert(fire_.operations.end(), turn.operations.begin(), turn.operations.end());
    for (const auto& one : mine) {
      fire_.requested += one.operation ? 1 : 0;
      update(tx_, tenant_, one);
    }
  }

  sql::Tx& tx_;
  const operations::Spine& spine_;
  const TenantId tenant_;
  Turns turns_;
  Fire fire_;
  std::vector<Decided> waiting_;
};

}  // namespace

std::optional<Turns> line_up(const CallContext& ctx, const Evaluation& evaluation,
                             const std::string& key, std::vector<Decided>& decided) {
  const auto& order = evaluation.schedule.settings.order;
  if (!order) return std::nullopt;
  Turns turns{.fire = {.schedule = evaluation.schedule.id,
                       .version = evaluation.schedule.version,
                       .due_at = evaluation.fire->due_at},
              .key = key,
              .by = ctx.actor,
              .gate = order->gate};
  std::map<ServerRef, bool> wished;
  for (const auto& one : decided) {
    if (one.outcome != "requested") continue;
    wished[one.server] = one.decision.wish.state == schedules::State::stopped;
    turns.names[one.server] = evaluation.names.at(one.server);
  }
  turns.turns = turns_of(wished, evaluation.groups);
  if (turns.turns.empty()) return std::nullopt;
  turns.turns.front().state = Turn::State::running;
  for (auto& one : decided)
    if (one.outcome == "requested" && turns.turn_of(one.server) != 0) one.outcome = "waiting";
  return turns;
}

void go_on(sql::Tx& tx, const operations::Spine& spine, TenantId tenant, const TurnKey& key) {
  auto turns = find_turns_for_update(tx, tenant, key);
  if (!turns || !turns->is_open) return;
  auto fire = find_for_update(tx, tenant, turns->fire);
  if (!fire) return;
  Mover(tx, spine, tenant, *std::move(turns), *std::move(fire)).run();
}

void on_operation_end(sql::Tx& tx, const operations::Spine& spine, TenantId tenant,
                      OperationId id) {
  const auto operation = operations::find(tx, tenant, id);
  if (!operation) return;
  const auto key = turn_key_of(operation->idempotency_key);
  if (!key) return;
  go_on(tx, spine, tenant, *key);
}

}  // namespace mirante::firing

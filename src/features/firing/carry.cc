#include "features/firing/carry.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "features/firing/ask_for.h"
#include "features/firing/fire_store.h"
#include "features/firing/take_turns.h"
#include "features/firing/turn_store.h"
#include "features/operations/operation_store.h"
#include "features/operations/request_all.h"
#include "features/schedules/schedule_store.h"
#include "features/schedules/simulate.h"
#include "platform/events/append_all.h"

namespace mirante::firing {
namespace {

using schedules::StoredSchedule;

/// What people see first of a fire: the action of all, or that they differ.
void note_action(Fire& fire, std::string_view action) {
  if (action == "none") return;
  if (fire.action.empty()) fire.action = action;
  if (fire.action != action) fire.action = "mixed";
}

/// From what became of each server.
void sum_up(Fire& fire, const std::vector<Decided>& decided) {
  std::int64_t observed = 0;
  for (const auto& one : decided) {
    if (!one.decision.wish.is_empty()) note_action(fire, schedules::action_of(one.decision.wish));
    fire.requested += one.operation ? 1 : 0;
    fire.held += one.outcome == "held" ? 1 : 0;
    observed += one.outcome == "observed" ? 1 : 0;
  }
  fire.servers = std::ssize(decided);
  if (fire.requested > 0)
    fire.outcome = Outcome::requested;
  else if (fire.held > 0)
    fire.outcome = Outcome::held;
  else if (observed > 0)
    fire.outcome = Outcome::observed;
}

/// What the last decision for the server asked for has not ended, and it is the same that is wished
/// now: a stop that waits for a database to be up is not asked for again at each look.
bool is_under_way(sql::Tx& tx, TenantId tenant, const Decided& wished) {
  const auto last = last_asked_for(tx, tenant, wished);
  return last && last->target.outcome == operations::Outcome::pending;
}

std::string key_of(const Fire& fire) {
  return to_text({.schedule = fire.schedule, .version = fire.version, .due_at = fire.due_at});
}

CallContext context_of(const StoredSchedule& schedule) {
  return {.tenant = schedule.tenant,
          .actor = {.kind = Actor::Kind::schedule,
                    .id = schedule.id.text(),
                    .name = schedule.schedule.name},
          .permissions = all_permissions(),
          .trace = schedule.id.text()};
}

/// A fire on its way into the store.
struct InHand {
  const Evaluation* evaluation = nullptr;
  CallContext ctx;
  std::string key;  // What the keys of its operations begin with.
  Fire fire;
  std::vector<Decided> decided = {};
  std::optional<Turns> turns = {};
  bool is_stored = true;  // False: it leaves no trace.
};

InHand in_hand(const Evaluation& evaluation, CallContext ctx, std::string key) {
  return {.evaluation = &evaluation,
          .ctx = std::move(ctx),
          .key = std::move(key),
          .fire = *evaluation.fire,
          .decided = evaluation.decided};
}

/// Fires that decide for no server twice, so that none needs to see what another one has asked for.
class Storing {
 public:
  Storing(sql::Tx& tx, const operations::Spine& spine, std::vector<InHand>& fires)
      : tx_(tx), spine_(spine), fires_(fires) {}

  void run() {
    leave_out_what_others_decided();
    for (auto& one : fires_) {
      one.is_stored = !one.decided.empty() || !one.evaluation->leaves_no_trace;
      one.turns = line_up(one.ctx, *one.evaluation, one.key, one.decided);
    }
    ask();
    store();
    for (auto& one : fires_)
      if (one.turns) begin_turns(one);
    tell();
  }

 private:
  /// Several schedules of one server may be due at one instant, and all decide the same.
  void leave_out_what_others_decided() {
    std::vector<ServerInstant> asked;
    std::map<TenantId, std::vector<schedules::ScheduleId>> ids;
    for (const auto& one : fires_) {
      for (const auto& decided : one.decided)
        asked.push_back({.tenant = one.ctx.tenant, .server = decided.server, .at = decided.at});
      if (!one.decided.empty()) ids[one.ctx.tenant].push_back(one.fire.schedule);
    }
    const auto known = decided_of(tx_, asked);
    std::set<schedules::ScheduleId> taking_turns;
    for (const auto& [tenant, some] : ids) taking_turns.merge(with_open_turns(tx_, tenant, some));
    for (auto& one : fires_) {
      if (taking_turns.contains(one.fire.schedule)) leave_out_those_who_wait(one);
      std::erase_if(one.decided, [&](const Decided& decided) {
        return known.contains(
                   {.tenant = one.ctx.tenant, .server = decided.server, .at = decided.at}) ||
               (one.evaluation->is_enforced && decided.outcome == "requested" &&
                is_under_way(tx_, one.ctx.tenant, decided));
      });
      // What they were the gates of may be asked for by others, or be waiting already.
      forget_settled(*one.evaluation, one.decided);
    }
  }

  /// Whose turn is yet to come is asked for then.
  void leave_out_those_who_wait(InHand& one) {
    std::map<schedules::ServerRef, std::optional<schedules::State>> waiting;
    for (const auto& turns : open_turns(tx_, one.ctx.tenant, one.fire.schedule))
      for (const auto& decided :
           decisions_at(tx_, one.ctx.tenant, turns.fire.schedule, turns.fire.due_at))
        if (decided.outcome == "waiting") waiting[decided.server] = decided.decision.wish.state;
    std::erase_if(one.decided, [&](const Decided& decided) {
      const auto turn = waiting.find(decided.server);
      return turn != waiting.end() && decided.decision.wish.type.empty() &&
             turn->second == decided.decision.wish.state;
    });
  }

  Asking asking_of(const InHand& one) const {
    return {.ctx = one.ctx,
            .spine = spine_,
            .settings = one.evaluation->schedule.settings,
            .gate = one.turns ? &one.turns->gate : nullptr,
            .key = one.key,
            .names = one.evaluation->names};
  }

  void ask() {
    // One alone may have keys that are known.
    if (fires_.size() == 1) {
      auto& one = fires_.front();
      one.fire.operations = ask_for(tx_, asking_of(one), 0, one.decided);
      return;
    }
    std::vector<std::pair<InHand*, Draft>> drafts;
    std::vector<operations::Checked> requests;
    for (auto& one : fires_)
      for (auto& draft : drafts_for(asking_of(one), 0, one.decided)) {
        requests.push_back(operations::check(one.ctx, spine_, std::move(draft.request)));
        drafts.emplace_back(&one, std::move(draft));
      }
    const auto answers = operations::request_all(tx_, spine_, requests);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      auto& [one, draft] = drafts[i];
      note(draft, answers[i].id, one->decided);
      one->fire.operations.push_back(answers[i].id);
    }
  }

  void store() {
    std::vector<Of<Decided>> decisions;
    std::vector<Of<Fire>> fires;
    for (auto& one : fires_) {
      if (!one.is_stored) continue;
      sum_up(one.fire, one.decided);
      for (const auto& decided : one.decided) decisions.push_back({one.ctx.tenant, decided});
      fires.push_back({one.ctx.tenant, one.fire});
    }
    insert_all(tx_, decisions);
    insert_all(tx_, fires);
  }

  void begin_turns(InHand& one) {
    one.turns->turns.front().operations = one.fire.operations;
    insert(tx_, one.ctx.tenant, *one.turns);
    go_on(tx_, spine_, one.ctx.tenant, {.schedule = one.fire.schedule, .due_at = one.fire.due_at});
    // Where all of a group was refused at once the next was asked for.
    one.fire = *find_for_update(tx_, one.ctx.tenant, one.turns->fire);
  }

  void tell() {
    std::vector<events::NewEvent> news;
    for (const auto& one : fires_)
      if (one.is_stored)
        news.push_back({.tenant = one.ctx.tenant,
                        .kind = "schedules.fired",
                        .body = Json{{"schedule", one.fire.schedule.text()}}.dump()});
    events::append_all(tx_, news);
  }

  sql::Tx& tx_;
  const operations::Spine& spine_;
  std::vector<InHand>& fires_;
};

/// In their order, cut wherever one decides for a server for which one before it does.
std::vector<std::vector<InHand>> parts_without_shared_servers(
    const std::vector<const Evaluation*>& evaluations) {
  std::vector<std::vector<InHand>> parts;
  std::set<std::pair<TenantId, schedules::ServerRef>> seen;
  for (const auto* one : evaluations) {
    if (!one->fire) continue;
    const auto tenant = one->schedule.tenant;
    const bool is_shared = std::ranges::any_of(one->decided, [&](const Decided& decided) {
      return seen.contains({tenant, decided.server});
    });
    if (parts.empty() || is_shared) {
      parts.emplace_back();
      seen.clear();
    }
    for (const auto& decided : one->decided) seen.emplace(tenant, decided.server);
    parts.back().push_back(in_hand(*one, context_of(one->schedule), key_of(*one->fire)));
  }
  return parts;
}

}  // namespace

bool move_on(sql::Tx& tx, const Evaluation& evaluation) {
  return schedules::move_due(tx, evaluation.schedule,
                             {.due_at = evaluation.next_due,
                              .watch_at = evaluation.next_watch,
                              .handled_until = evaluation.handled_until});
}

Fire store_fire(sql::Tx& tx, const CallContext& ctx, const operations::Spine& spine,
                const Evaluation& evaluation, const std::string& key) {
  std::vector<InHand> fires{in_hand(evaluation, ctx, key)};
  Storing(tx, spine, fires).run();
  return fires.front().fire;
}

std::vector<const Evaluation*> carry(sql::Tx& tx, const operations::Spine& spine,
                                     const std::vector<Evaluation>& evaluations,
                                     const FireListener& on_fire) {
  std::vector<const Evaluation*> moved;
  for (const auto& one : evaluations)
    if (move_on(tx, one)) moved.push_back(&one);
  for (auto& fires : parts_without_shared_servers(moved)) {
    Storing(tx, spine, fires).run();
    if (on_fire)
      for (const auto& one : fires) on_fire(tx, one.evaluation->schedule, one.fire);
  }
  return moved;
}

}  // namespace mirante::firing

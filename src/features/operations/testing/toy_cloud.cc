#include "features/operations/testing/toy_cloud.h"

#include "features/audit/audit.h"
#include "features/policy/policy_store.h"

namespace mirante::operations::testing {
namespace {

using Next = Verdict::Next;
using namespace std::chrono_literals;

std::string joined(const std::vector<std::string>& ids) {
  std::string text;
  for (const auto& id : ids) text += (text.empty() ? "" : ",") + id;
  return text;
}

Result<Facts> facts_of(ToyCloud& cloud, const std::string& id) {
  const auto toy = cloud.toys.find(id);
  if (toy == cloud.toys.end())
    return fail(Error{
        .kind = ErrorKind::not_found, .message = "there is no toy " + id, .code = "Toy.NotFound"});
  const auto& [state, settles_at, on_at, group] = toy->second;
  return Facts{.state = state,
               .document = {{"state", state}, {"group", group}, {"on_at", to_micros(on_at)}}};
}

std::vector<Result<Facts>> look_at(ToyCloud& cloud, std::span<const Item> items) {
  if (cloud.blind) throw Failure(*cloud.blind);
  cloud.settle();
  std::vector<std::string> ids;
  std::vector<Result<Facts>> seen;
  for (const auto& item : items) {
    ids.push_back(item.ref.id);
    seen.push_back(facts_of(cloud, item.ref.id));
  }
  cloud.ledger.push_back("look " + joined(ids));
  return seen;
}

std::vector<std::string> ids_of(std::span<const Item> items) {
  std::vector<std::string> ids;
  for (const auto& item : items) ids.push_back(item.ref.id);
  return ids;
}

/// What follows from a rejection, or nullopt when there is none to heed.
std::optional<Verdict> after_rejection(const Past& past) {
  if (past.attempts.empty() || past.attempts.back().reply != Reply::rejected) return std::nullopt;
  const auto& error = past.attempts.back().error;
  const auto at = past.attempts.back().intended_at;
  if (error.code.empty()) return Verdict{.next = Next::call};
  if (error.kind == ErrorKind::throttled) return Verdict{.next = Next::call, .not_before = at + 2s};
  if (error.kind == ErrorKind::limit)
    return Verdict{.next = Next::call, .code = error.code, .not_before = at + 30s};
  return Verdict{.next = Next::failed, .code = error.code, .text = error.message};
}

Verdict judge_switch(const std::string& wished, const Item& item, const Facts& facts) {
  const auto& past = item.past;
  if (facts.state == wished) return {.next = Next::reached, .text = "seen " + wished};
  if (facts.state.starts_with("turning")) return {.next = Next::wait};
  if (past.attempts.empty()) return {.next = Next::call};
  if (const auto rejected = after_rejection(past)) return *rejected;
  if (wished == "on" && facts.document["on_at"] != past.before["on_at"])
    return {.next = Next::failed, .code = "toy.fell_back", .text = "it went off again"};
  // The present proves that a call without an answer had no effect.
  if (past.attempts.back().reply == Reply::unknown) return {.next = Next::call};
  return {.next = Next::wait};
}

}  // namespace

void ToyCloud::settle() {
  const auto now = loop_.clock().now();
  for (auto& [id, toy] : toys) {
    if (toy.settles_at > now) continue;
    if (toy.state == "turning_on") toy.state = "on";
    if (toy.state == "turning_off") toy.state = "off";
  }
}

std::string ToyCloud::state(const std::string& id) {
  settle();
  return toys.at(id).state;
}

std::string ToyCloud::calls() const {
  std::string text;
  for (const auto& line : ledger)
    if (!line.starts_with("look")) text += line + "\n";
  return text;
}

void ToyCloud::call(const std::string& verb, const std::vector<std::string>& ids) {
  const auto line = verb + " " + joined(ids);
  if (before_call) before_call(line);
  settle();
  const auto now = loop_.clock().now();
  for (const auto& id : ids) {
    const auto reject = [&](ErrorKind kind, std::string code, std::string message) {
      ledger.push_back(line + " -> " + code);
      throw Failure(Error{.kind = kind, .message = message, .code = code, .request_id = "rq-no"});
    };
    if (named.contains(id))
      reject(ErrorKind::invalid, "Toy.Wrong", "the toy '" + id + "' is wrong");
    if (broken.contains(id)) reject(ErrorKind::invalid, "Toy.Wrong", "one of the toys is wrong");
    if (full_groups.contains(toys[id].group) && verb == "on")
      reject(ErrorKind::limit, "Toy.NoRoom", "there is no room for more of these");
  }
  ledger.push_back(line);
  for (const auto& id : ids) {
    auto& toy = toys.at(id);
    if (stubborn.contains(id)) continue;
    if (verb == "on") toy.state = "turning_on", toy.switched_on_at = now;
    if (verb == "off") toy.state = "turning_off";
    toy.settles_at = now + takes;
  }
  if (after_call) after_call(line);
}

Result<Json> ToyKind::check(const Json& params) const {
  if (!params.is_object()) return fail_field("params", "the parameters must be an object");
  if (params.contains("bad")) return fail_field("params.bad", "\"bad\" is not allowed");
  return params;
}

Result<Plan> ToyKind::plan(const Item&, const Result<Facts>& facts, Instant) const {
  if (!facts) return fail(facts.error());
  if (facts->state == "glued")
    return fail(Error{.kind = ErrorKind::refused, .message = "it is glued", .code = "toy.glued"});
  if (facts->state == verb_) return Plan{.steps = {}, .text = "it is " + verb_ + " already"};
  return Plan{.steps = {{.name = verb_,
                         .batch = "all",
                         .group = facts->document["group"].get<std::string>(),
                         .time_limit = 120s}},
              .losses = {{.code = "warmth", .text = "it cools down"}}};
}

Verdict ToyKind::judge(const Item& item, const Result<Facts>& facts, Instant, double) const {
  if (!facts)
    return {.next = Next::failed, .code = facts.error().code, .text = facts.error().message};
  if (verb_ != "poke") return judge_switch(verb_, item, *facts);
  if (item.past.attempts.empty()) return {.next = Next::call};
  if (item.past.was_accepted()) return {.next = Next::reached, .text = "poked"};
  if (item.past.may_have_acted())
    return {.next = Next::needs_person,
            .code = "toy.unknown",
            .text = "nobody can tell whether it was poked"};
  return *after_rejection(item.past);
}

Verdict ToyKind::late(const Item& item, const Result<Facts>& facts) const {
  const auto* error = item.past.last_error();
  return {.next = Next::failed,
          .code = error != nullptr ? error->code : "toy.late",
          .text = "it is still " + (facts ? facts->state : "unseen")};
}

Task<std::vector<Result<Facts>>> ToyKind::look(StepContext& context, std::span<const Item> items) {
  co_await sleep_for(context.loop(), 100ms);
  co_return look_at(cloud_, items);
}

Task<Answer> ToyKind::call(StepContext& context, std::span<const Item> items) {
  co_await sleep_for(context.loop(), 100ms);
  cloud_.call(verb_, ids_of(items));
  co_return Answer{.request_id = "rq-" + verb_};
}

Result<Plan> ToySaga::plan(const Item& item, const Result<Facts>& facts, Instant) const {
  if (!facts) return fail(facts.error());
  Plan plan;
  const std::vector<std::string> verbs{"on", "off", "on"};
  for (std::size_t i = 0; i < verbs.size(); ++i) {
    Step step{.name = verbs[i], .params = {{"number", i}}, .time_limit = 60s};
    if (item.params.value("fail_at", -1) == static_cast<int>(i)) step.params["hopeless"] = true;
    const bool undo_fails = item.params.value("undo_fails", false);
    step.undo = {{.name = verbs[i] == "on" ? "off" : "on",
                  .params = {{"number", i}, {"hopeless", undo_fails}},
                  .time_limit = 60s}};
    plan.steps.push_back(std::move(step));
  }
  return plan;
}

Verdict ToySaga::judge(const Item& item, const Result<Facts>& facts, Instant, double) const {
  if (!facts)
    return {.next = Next::failed, .code = facts.error().code, .text = facts.error().message};
  if (item.step->params.value("hopeless", false))
    return {.next = Next::failed, .code = "toy.hopeless", .text = "this step never works"};
  return judge_switch(item.step->name, item, *facts);
}

Verdict ToySaga::late(const Item&, const Result<Facts>&) const {
  return {.next = Next::failed, .code = "toy.late", .text = "too late"};
}

Task<std::vector<Result<Facts>>> ToySaga::look(StepContext& context, std::span<const Item> items) {
  co_await sleep_for(context.loop(), 100ms);
  co_return look_at(cloud_, items);
}

Task<Answer> ToySaga::call(StepContext& context, std::span<const Item> items) {
  co_await sleep_for(context.loop(), 100ms);
  cloud_.call(items.front().step->name, ids_of(items));
  Answer answer{.request_id = "rq-saga"};
  for (const auto& item : items)
    answer.memory.push_back({{"step" + item.step->params["number"].dump(), item.token}});
  co_return answer;
}

std::vector<sql::Migrations> all_migrations() {
  return {events::migrations(), audit::migrations(), policy::migrations(), migrations()};
}

Bench::Bench(sql::Database& database, sql::testing::TestLoop& test_loop)
    : db(database),
      loop(test_loop),
      cloud(test_loop),
      spine{.kinds = kinds, .clock = test_loop.clock(), .rng = rng} {
  for (const auto* verb : {"on", "off", "poke"}) kinds.add(std::make_unique<ToyKind>(cloud, verb));
  kinds.add(std::make_unique<ToySaga>(cloud));
}

std::vector<TargetRef> Bench::add_toys(const std::vector<std::string>& ids, std::string state) {
  std::vector<TargetRef> refs;
  for (const auto& id : ids) {
    cloud.toys[id] = {.state = state};
    refs.push_back(toy(id));
  }
  return refs;
}

Requested Bench::ask(const RequestDraft& draft) {
  return run(db.write([&](sql::Tx& tx) { return request(tx, ana, spine, draft); }));
}

OperationId Bench::ask(const std::string& kind, const std::vector<std::string>& ids, Json params) {
  RequestDraft draft{.kind = kind, .params = std::move(params)};
  for (const auto& id : ids) draft.targets.push_back(toy(id));
  return ask(draft).id;
}

Operation Bench::operation(OperationId id) {
  return *run(db.read([&](sql::Snapshot& snapshot) { return find(snapshot, ana.tenant, id); }));
}

std::vector<Target> Bench::targets(OperationId id) {
  return run(
      db.read([&](sql::Snapshot& snapshot) { return targets_of(snapshot, ana.tenant, id); }));
}

std::string Bench::outcomes(OperationId id) {
  std::string text;
  for (const auto& target : targets(id)) {
    text +=
        (text.empty() ? "" : ", ") + target.ref.id + " " + std::string(to_string(target.outcome));
    if (!target.reason_code.empty()) text += " " + target.reason_code;
  }
  return text;
}

std::string Bench::journal(OperationId id) {
  std::string text;
  for (const auto& entry :
       run(db.read([&](sql::Snapshot& snapshot) { return journal_of(snapshot, ana.tenant, id); })))
    text += (text.empty() ? "" : " ") + std::string(to_string(entry.what));
  return text;
}

RunnerServices Bench::services() {
  return {.db = db, .loop = loop, .spine = spine, .target_of = nullptr};
}

Operation Bench::run_until_ended(OperationId id, std::chrono::seconds at_most) {
  Runner runner(services(), config);
  const auto watch = [](Bench& bench, Runner& watched, OperationId operation,
                        Steady until) -> Task<void> {
    if (bench.meanwhile) co_await bench.meanwhile(watched);
    while (bench.loop.clock().steady() < until) {
      const auto found = co_await bench.db.read(
          [&](sql::Snapshot& snapshot) { return find(snapshot, bench.ana.tenant, operation); });
      if (found->state != State::running) break;
      co_await sleep_for(bench.loop, 1s);
    }
    watched.stop();
  };
  const auto all = [&]() -> Task<void> {
    TaskGroup group(loop, nullptr);
    group.spawn(runner.run());
    group.spawn(watch(*this, runner, id, loop.clock().steady() + at_most));
    co_await group.join();
  };
  run(all());
  return operation(id);
}

void Bench::run_for(std::chrono::seconds time) {
  Runner runner(services(), config);
  const auto all = [&]() -> Task<void> {
    TaskGroup group(loop, nullptr);
    group.spawn(runner.run());
    co_await sleep_for(loop, time);
    runner.stop();
    co_await group.join();
  };
  run(all());
}

}  // namespace mirante::operations::testing

#include "features/resizing/resize_rules.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/accounts/access_error.h"
#include "features/accounts/permissions_policy.h"
#include "features/operations/fallback_types.h"
#include "features/operations/retrying.h"
#include "features/servers/judge_switch.h"

namespace mirante::resizing {
namespace {

using operations::Attempt;
using operations::Item;
using operations::Plan;
using operations::Reply;
using operations::Step;
using operations::Verdict;
using servers::ServerFacts;
using Next = Verdict::Next;
using namespace std::chrono_literals;

constexpr std::chrono::seconds change_limit = 10min;
constexpr std::chrono::seconds start_limit = 15min;
constexpr auto first_pause = 2s;
constexpr auto capacity_pause = 30s;

Result<std::string> parse_type(const Json& json, const std::string& field) {
  if (!json.is_string() || !servers::is_type_name(json.get<std::string>()))
    return fail_field(field, "must be a server type such as m5.large");
  return json.get<std::string>();
}

std::unexpected<Error> refuse(std::string code, std::string why) {
  return fail(
      Error{.kind = ErrorKind::refused, .message = std::move(why), .code = std::move(code)});
}

/// Nullopt: the server can become one of it.
std::optional<Error> misfit(const Machine& machine, const ResizeFacts& facts,
                            const std::string& type) {
  const auto known = facts.types.find(type);
  if (known == facts.types.end()) {
    if (!facts.unchecked.empty())
      return refuse("type.unchecked",
                    "whether the server fits " + type + " cannot be seen: " + facts.unchecked)
          .error();
    return refuse("type.unknown", "AWS has no type " + type + " in this region").error();
  }
  if (auto why = unfit(machine, known->second)) return why;
  if (!facts.offered)
    return refuse("type.unchecked", "whether AWS offers " + type +
                                        " in the server's zone cannot be seen: " + facts.unchecked)
        .error();
  if (!facts.offered->contains(type)) return not_in_zone(machine, type);
  return std::nullopt;
}

Step change_step(const std::string& to, const std::string& from) {
  Step step{.name = "change_type", .params = {{"type", to}}, .time_limit = change_limit};
  if (!from.empty())
    step.undo = {
        Step{.name = "change_type", .params = {{"type", from}}, .time_limit = change_limit}};
  return step;
}

Verdict failed(std::string code, std::string text) {
  return {.next = Next::failed, .code = std::move(code), .text = std::move(text)};
}

std::vector<std::string> types_of(const Step& step) {
  return step.params.value("types", std::vector<std::string>());
}

/// Attempts of the step since the last change of type that it made itself.
std::span<const Attempt> since_change(const Item& item, std::span<const Attempt> attempts) {
  const auto begin =
      item.memory.is_object() ? item.memory.value("resized_after", std::size_t{0}) : 0;
  return attempts.subspan(std::min(begin, attempts.size()));
}

bool lacks_room(const Attempt& attempt) {
  return attempt.reply == Reply::rejected && attempt.error.kind == ErrorKind::limit;
}

/// Of each type.
std::chrono::minutes capacity_wait_of(const Item& item) {
  const auto own = item.step->params.value("capacity_wait_minutes", std::int64_t{0});
  if (own > 0) return std::chrono::minutes(own);
  if (const auto wish = parse_resize_wish(item.params)) return wish->capacity_wait;
  const auto wish = servers::parse_start_wish(item.params);
  return wish ? wish->capacity_wait : ResizeWish{}.capacity_wait;
}

Verdict judge_change(const Item& item, const ServerFacts& facts, Instant now, double jitter) {
  const auto& past = item.past;
  const auto wanted = item.step->params.value("type", "");
  const bool is_on = facts.state == "running" || facts.state == "pending";
  // It was to be started, and was: what failed is what else was to be seen of it.
  if (is_on && item.step->params.value("leaves_on", false))
    return {.next = Next::reached,
            .text = "it runs as " + facts.type + ", and was left so",
            .is_left = true};
  if (facts.type == wanted) return {.next = Next::reached};
  if (servers::is_ending(facts)) return failed("server.terminated", "somebody has terminated it");
  if (is_on)
    return failed("server.started_elsewhere",
                  "it was stopped to change its type, and somebody else has started it");
  if (facts.state != "stopped") return {.next = Next::wait};
  if (past.attempts.empty()) return {.next = Next::call};
  const auto& last = past.attempts.back();
  if (last.reply != Reply::rejected || past.may_have_acted())
    return operations::not_yet_visible(past, now);
  const auto& error = last.error;
  if (error.code.empty() && error.message.empty()) return {.next = Next::call};
  if (error.code == "aws.not_sent" || error.kind == ErrorKind::throttled ||
      error.kind == ErrorKind::conflict || error.kind == ErrorKind::not_found)
    return operations::call_after(past, first_pause, jitter, error);
  if (accounts::problem_of(error) == accounts::AccessProblem::not_permitted)
    return failed(error.code, accounts::explain(error, "changing its type").message +
                                  "; add to the connection's policy: " +
                                  accounts::policy_line("ec2:ModifyInstanceAttribute"));
  return failed(error.code, "AWS does not change its type to " + wanted + ": " + error.message);
}

/// The start of a saga, which may end with one of the other types.
Verdict judge_start_resized(const Item& item, const ServerFacts& facts, Instant now,
                            double jitter) {
  const auto types = types_of(*item.step);
  if (facts.state == "running") {
    // A start may ask for more than that.
    auto verdict = servers::judge_start(item, facts, now, jitter);
    if (verdict.next != Next::reached || facts.type == types.front()) return verdict;
    if (std::ranges::find(types, facts.type) == types.end())
      return failed("server.type_elsewhere",
                    "it runs as " + facts.type + ", which somebody else has chosen");
    return {.next = Next::reached,
            .code = std::string(operations::fell_back_to_type),
            .text = "AWS had no room for " + types.front() + "; it runs as " + facts.type};
  }
  const auto& attempts = item.past.attempts;
  const bool no_room = !attempts.empty() && lacks_room(attempts.back());
  // It has just got another type.
  const bool is_changed = !attempts.empty() && since_change(item, attempts).empty();
  if (facts.state == "stopped" && is_changed) return {.next = Next::call};
  if (facts.state != "stopped" || !no_room) return servers::judge_start(item, facts, now, jitter);
  const auto next = next_call(item, attempts);
  if (next.what == NextCall::What::change_type) return {.next = Next::call};
  const auto tried = since_change(item, attempts);
  const auto& error = attempts.back().error;
  const bool may_try = tried.empty() || attempts.back().intended_at <
                                            tried.front().intended_at + capacity_wait_of(item);
  if (may_try) return operations::call_after(item.past, capacity_pause, jitter, error);
  std::string names;
  for (const auto& type : types) names += (names.empty() ? "" : ", ") + type;
  return failed(error.code, "AWS had no room for " + names + " within " +
                                std::to_string(capacity_wait_of(item).count()) + " minutes each (" +
                                error.message + ")");
}

}  // namespace

Json to_json(const ResizeWish& wish) {
  Json json{{"type", wish.type}};
  if (!wish.fallback_types.empty()) json["fallback_types"] = wish.fallback_types;
  if (wish.capacity_wait != ResizeWish{}.capacity_wait)
    json["capacity_wait_minutes"] = wish.capacity_wait.count();
  if (wish.starts) json["start"] = true;
  if (wish.accepts_all_losses)
    json["accept_losses"] = true;
  else if (!wish.accepted_losses.empty())
    json["accept_losses"] = wish.accepted_losses;
  return json;
}

Result<ResizeWish> parse_resize_wish(const Json& params) {
  if (!params.is_object()) return fail_field("params", "must be an object");
  ResizeWish wish;
  Json stop = Json::object();
  for (const auto& [name, value] : params.items()) {
    if (name == "type") {
      auto type = parse_type(value, name);
      if (!type) return std::unexpected(type.error());
      wish.type = *std::move(type);
    } else if (name == "fallback_types") {
      if (!value.is_array() || value.size() > operations::fallback_types_max)
        return fail_field(name, "must be a list of at most " +
                                    std::to_string(operations::fallback_types_max) +
                                    " server types");
      for (std::size_t i = 0; i < value.size(); ++i) {
        auto type = parse_type(value[i], name + "[" + std::to_string(i) + "]");
        if (!type) return std::unexpected(type.error());
        wish.fallback_types.push_back(*std::move(type));
      }
    } else if (name == "capacity_wait_minutes") {
      if (!value.is_number_integer() || value.get<std::int64_t>() < 0 ||
          value.get<std::int64_t>() > 240)
        return fail_field(name, "must be a whole number from 0 to 240");
      wish.capacity_wait = std::chrono::minutes(value.get<std::int64_t>());
    } else if (name == "start") {
      if (!value.is_boolean()) return fail_field(name, "must be true or false");
      wish.starts = value.get<bool>();
    } else if (name == "accept_losses") {
      stop[name] = value;
    } else {
      return fail_field(name, "is no parameter of a change of type");
    }
  }
  if (wish.type.empty()) return fail_field("type", "must be a server type such as m5.large");
  const auto accepted = servers::parse_stop_wish(stop);
  if (!accepted) return std::unexpected(accepted.error());
  wish.accepts_all_losses = accepted->accepts_all_losses;
  wish.accepted_losses = accepted->accepted_losses;
  return wish;
}

operations::Facts to_facts(const ResizeFacts& facts) {
  auto made = servers::to_facts(facts.server);
  Json types = Json::array();
  for (const auto& [name, type] : facts.types) types.push_back(to_json(type));
  Json resize{{"types", std::move(types)},
              {"unchecked", facts.unchecked},
              {"placement_strategy", facts.placement_strategy}};
  if (facts.offered) resize["offered"] = *facts.offered;
  made.document["resize"] = std::move(resize);
  return made;
}

ResizeFacts from_facts(const operations::Facts& given) {
  ResizeFacts facts{.server = servers::from_facts(given)};
  const auto resize = given.document.value("resize", Json::object());
  for (const auto& one : resize.value("types", Json::array())) {
    auto type = server_type_from_json(one);
    auto name = type.name;
    facts.types.emplace(std::move(name), std::move(type));
  }
  if (const auto offered = resize.find("offered"); offered != resize.end())
    facts.offered = offered->get<std::set<std::string>>();
  facts.unchecked = resize.value("unchecked", "");
  facts.placement_strategy = resize.value("placement_strategy", "");
  return facts;
}

Machine machine_of(const ResizeFacts& facts) {
  auto machine = machine_of(Json::parse(facts.server.observed.body));
  machine.placement_strategy = facts.placement_strategy;
  return machine;
}

Result<Plan> plan_resize(const std::string& id, const ResizeFacts& facts, const ResizeWish& wish,
                         const servers::OwnServer& own) {
  const auto& server = facts.server;
  // What forbids a stop or a start forbids this, also of one that is stopped.
  auto running = server;
  if (!servers::is_ending(server)) running.state = "running";
  auto stop = servers::plan_stop(id, running, wish.stop(), own);
  if (!stop) return std::unexpected(stop.error());
  const auto machine = machine_of(facts);
  const bool was_running = server.state == "running" || server.state == "pending";
  const bool has_type = server.type == wish.type;
  if (has_type && (server.state == "running" || !wish.starts))
    return Plan{.steps = {}, .text = "it is of the type " + wish.type + " already"};
  if (auto why = unchangeable(machine)) return fail(*std::move(why));
  if (auto why = misfit(machine, facts, wish.type)) return fail(*std::move(why));
  Plan plan;
  // Somebody has started it: that it runs is yet to be seen.
  const bool is_coming = has_type && server.state == "pending";
  if (server.state != "stopped" && !is_coming) {
    auto step = std::move(stop->steps.front());
    if (was_running) step.undo = {Step{.name = "start", .time_limit = start_limit}};
    plan.steps.push_back(std::move(step));
    plan.losses = std::move(stop->losses);
  }
  if (!has_type) plan.steps.push_back(change_step(wish.type, server.type));
  if (was_running || wish.starts) {
    std::vector<std::string> types{wish.type};
    for (const auto& other : wish.fallback_types)
      if (!misfit(machine, facts, other)) types.push_back(other);
    const auto waits = static_cast<std::int64_t>(types.size()) * wish.capacity_wait;
    plan.steps.push_back({.name = "start",
                          .params = {{"types", types}},
                          .time_limit = start_limit + std::chrono::seconds(waits)});
  }
  return plan;
}

Result<Plan> plan_start(const ResizeFacts& facts, const servers::StartWish& wish) {
  auto plan = servers::plan_start(facts.server, wish);
  if (!plan || plan->steps.empty() || facts.server.type.empty()) return plan;
  const auto machine = machine_of(facts);
  std::vector<std::string> types{facts.server.type};
  if (!unchangeable(machine))
    for (const auto& other : wish.fallback_types)
      if (!misfit(machine, facts, other) && std::ranges::find(types, other) == types.end())
        types.push_back(other);
  if (types.size() == 1) return plan;
  auto& step = plan->steps.front();
  // Each may be of another type: no two share a call.
  step.batch.clear();
  step.params["types"] = types;
  const auto count = static_cast<std::int64_t>(types.size());
  if (wish.ready_within)  // All of it within that.
    step.params["capacity_wait_minutes"] =
        std::max<std::int64_t>(1, wish.ready_within->count() / count);
  else
    step.time_limit += std::chrono::seconds(count * wish.capacity_wait);
  step.undo = {change_step(facts.server.type, {})};
  step.undo.front().params["leaves_on"] = true;
  return plan;
}

NextCall next_call(const Item& item, std::span<const Attempt> attempts) {
  using What = NextCall::What;
  if (item.step->name == "stop") return {.what = What::stop};
  if (item.step->name == "change_type")
    return {.what = What::change_type, .type = item.step->params.value("type", "")};
  const auto types = types_of(*item.step);
  const auto tried = since_change(item, attempts);
  const auto present =
      item.memory.is_object() ? item.memory.value("fallback", std::size_t{0}) : std::size_t{0};
  if (tried.empty() || !lacks_room(tried.back()) || present + 1 >= types.size() ||
      tried.back().intended_at < tried.front().intended_at + capacity_wait_of(item))
    return {.what = What::start};
  return {.what = What::change_type, .type = types[present + 1], .fallback = present + 1};
}

Verdict judge_resize(const Item& item, const Result<ServerFacts>& seen, Instant now,
                     double jitter) {
  if (!seen || item.step->name == "stop") return servers::judge_stop(item, seen, now, jitter);
  if (item.step->name == "change_type") return judge_change(item, *seen, now, jitter);
  if (types_of(*item.step).empty()) return servers::judge_start(item, seen, now, jitter);
  return judge_start_resized(item, *seen, now, jitter);
}

Verdict late_resize(const Item& item, const Result<ServerFacts>& seen) {
  auto late = servers::late_switch(item, seen);
  if (item.step->name == "change_type" && seen) late.text += ", of the type " + seen->type;
  return late;
}

}  // namespace mirante::resizing

#include "features/servers/switch_rules.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/operations/fallback_types.h"
namespace mirante::servers {
namespace {

using operations::Loss;
using operations::Plan;
using operations::Step;
using namespace std::chrono_literals;

// A start itself takes minutes, whatever is waited for room.
constexpr std::chrono::seconds start_limit = 15min;
constexpr std::int64_t capacity_wait_max = 24 * 60;
// A shutdown of Windows with updates takes long; AWS itself waits for tens of minutes.
constexpr std::chrono::seconds stop_limit = 30min;
constexpr std::chrono::seconds reboot_limit = 5min;

std::unexpected<Error> refuse(std::string code, std::string why) {
  return fail(
      Error{.kind = ErrorKind::refused, .message = std::move(why), .code = std::move(code)});
}

std::unexpected<Error> is_gone(const std::string& state) {
  return fail(Error{.kind = ErrorKind::not_found,
                    .message = "the server is " + state + "; it cannot be switched any more",
                    .code = "server.terminated"});
}

/// What belongs to somebody else.
Result<void> not_foreign(const ServerFacts& facts) {
  if (!facts.scaling_group.empty())
    return refuse("server.scaling_group",
                  "the server belongs to the Auto Scaling group \"" + facts.scaling_group +
                      "\", which would replace it; change the group's size instead");
  if (!facts.manager.empty())
    return refuse("server.managed", "the server is managed by " + facts.manager +
                                        ", which would undo it; switch it there");
  return {};
}

Result<void> not_our_own(const std::string& id, const OwnServer& own) {
  if (own.empty() || id != own) return {};
  return refuse("server.panel_itself",
                "the panel itself runs on this server, and would not come back by itself; switch "
                "it in AWS's console if you must");
}

/// A loss that nobody needs to agree to: everybody knows that a stop ends programs.
bool is_ordinary(const Loss& loss) { return loss.code == "memory"; }

Result<void> losses_accepted(const ServerFacts& facts, const std::vector<Loss>& losses,
                             const StopWish& wish) {
  if (wish.accepts_all_losses || (facts.stop && facts.stop->was_stopped_before)) return {};
  std::string texts;
  for (const auto& loss : losses)
    if (!is_ordinary(loss) && !wish.accepted_losses.contains(loss.code))
      texts += (texts.empty() ? "" : "; ") + loss.code + ": " + loss.text;
  if (texts.empty()) return {};
  return refuse("server.losses",
                "this first stop would lose something (" + texts + "); accept it and ask again");
}

Result<void> may_stop(const ServerFacts& facts) {
  if (facts.has_instance_store_root)
    return refuse("server.instance_store_root",
                  "the server's root disk is an instance store, which a stop destroys; AWS allows "
                  "no stop of such servers");
  if (!facts.stop) return {};
  const auto& stop = *facts.stop;
  if (stop.is_one_time_spot.value_or(false))
    return refuse("server.one_time_spot",
                  "the server is a Spot instance of a one-time request, which can only be "
                  "terminated; a persistent request could be stopped");
  if (stop.terminates_on_shutdown.value_or(false))
    return refuse("server.terminates_on_shutdown",
                  "the server is set to be terminated when it shuts down "
                  "(InstanceInitiatedShutdownBehavior is \"terminate\"); set it to \"stop\" first");
  if (stop.is_protected.value_or(false))
    return refuse("server.stop_protected",
                  "stop protection is on (disableApiStop); whoever may call "
                  "ec2:ModifyInstanceAttribute can switch it off");
  if (!stop.is_one_time_spot || !stop.terminates_on_shutdown || !stop.is_protected)
    return refuse("server.unchecked",
                  "whether a stop would destroy the server cannot be seen: " + stop.unchecked);
  return {};
}

std::optional<bool> flag_of(const Json& params, const char* name, Error& wrong) {
  const auto found = params.find(name);
  if (found == params.end()) return std::nullopt;
  if (found->is_boolean()) return found->get<bool>();
  wrong = {.kind = ErrorKind::invalid, .message = "must be true or false", .field = name};
  return std::nullopt;
}

Result<std::set<std::string>> texts_of(const Json& params, const char* name) {
  std::set<std::string> texts;
  const auto found = params.find(name);
  if (found == params.end()) return texts;
  if (!found->is_array()) return fail_field(name, "must be a list of texts");
  for (const auto& one : *found) {
    if (!one.is_string()) return fail_field(name, "must be a list of texts");
    texts.insert(one.get<std::string>());
  }
  return texts;
}

Result<std::vector<std::string>> read_types(const std::string& name, const Json& value) {
  const auto most = operations::fallback_types_max;
  if (!value.is_array() || value.size() > most)
    return fail_field(name, "must be a list of at most " + std::to_string(most) + " server types");
  std::vector<std::string> types;
  for (const auto& one : value) {
    if (!one.is_string() || !is_type_name(one.get<std::string>()))
      return fail_field(name + "[" + std::to_string(types.size()) + "]",
                        "must be a server type such as m5.large");
    types.push_back(one.get<std::string>());
  }
  return types;
}

Result<void> read_readiness(const std::string& name, const Json& value, StartWish& wish) {
  if (name == "address") {
    if (value != "private" && value != "public")
      return fail_field(name, "must be private or public");
    wish.at_public_address = value == "public";
    return {};
  }
  const std::int64_t most = name == "port" ? 65'535 : capacity_wait_max;
  if (!value.is_number_integer() || value.get<std::int64_t>() < 1 ||
      value.get<std::int64_t>() > most)
    return fail_field(name, "must be a whole number from 1 to " + std::to_string(most));
  const auto number = value.get<std::int64_t>();
  if (name == "port")
    wish.port = static_cast<int>(number);
  else
    wish.ready_within = std::chrono::minutes(number);
  return {};
}

}  // namespace

bool is_type_name(const std::string& text) {
  return text.size() <= 40 && text.find('.') != std::string::npos &&
         std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
         });
}

Json to_json(const StartWish& wish) {
  Json json = Json::object();
  if (wish.capacity_wait != StartWish{}.capacity_wait)
    json["capacity_wait_minutes"] = wish.capacity_wait.count();
  if (!wish.fallback_types.empty()) json["fallback_types"] = wish.fallback_types;
  if (wish.status_checks) json["status_checks"] = true;
  if (wish.port != 0) {
    json["port"] = wish.port;
    json["address"] = wish.at_public_address ? "public" : "private";
  }
  if (wish.ready_within) json["ready_minutes"] = wish.ready_within->count();
  return json;
}

Result<StartWish> parse_start_wish(const Json& params) {
  if (!params.is_object()) return fail_field("params", "must be an object");
  StartWish wish;
  Error wrong;
  wish.status_checks = flag_of(params, "status_checks", wrong).value_or(false);
  if (!wrong.field.empty()) return fail(wrong);
  for (const auto& [name, value] : params.items()) {
    if (name == "status_checks") continue;
    if (name == "port" || name == "address" || name == "ready_minutes") {
      if (auto ok = read_readiness(name, value, wish); !ok) return std::unexpected(ok.error());
      continue;
    }
    if (name == "fallback_types") {
      auto types = read_types(name, value);
      if (!types) return std::unexpected(types.error());
      wish.fallback_types = *std::move(types);
      continue;
    }
    if (name != "capacity_wait_minutes") return fail_field(name, "is no parameter of a start");
    if (!value.is_number_integer() || value.get<std::int64_t>() < 0 ||
        value.get<std::int64_t>() > capacity_wait_max)
      return fail_field(name, "must be a whole number from 0 to 1440");
    wish.capacity_wait = std::chrono::minutes(value.get<std::int64_t>());
  }
  return wish;
}

Json to_json(const StopWish& wish) {
  Json json = Json::object();
  if (wish.force) json["force"] = true;
  if (wish.hibernate) json["hibernate"] = true;
  if (wish.force_after) json["force_after_minutes"] = wish.force_after->count();
  if (wish.accepts_all_losses)
    json["accept_losses"] = true;
  else if (!wish.accepted_losses.empty())
    json["accept_losses"] = wish.accepted_losses;
  return json;
}

Result<StopWish> parse_stop_wish(const Json& params) {
  if (!params.is_object()) return fail_field("params", "must be an object");
  for (const auto& [name, value] : params.items())
    if (name != "force" && name != "hibernate" && name != "force_after_minutes" &&
        name != "accept_losses")
      return fail_field(name, "is no parameter of a stop");
  StopWish wish;
  Error wrong;
  wish.force = flag_of(params, "force", wrong).value_or(false);
  wish.hibernate = flag_of(params, "hibernate", wrong).value_or(false);
  if (!wrong.field.empty()) return fail(wrong);
  if (wish.force && wish.hibernate)
    return fail_field("hibernate", "cannot stand beside force, which cuts the power");
  if (const auto minutes = params.find("force_after_minutes"); minutes != params.end()) {
    if (!minutes->is_number_integer() || minutes->get<std::int64_t>() < 1 ||
        minutes->get<std::int64_t>() > 60)
      return fail_field("force_after_minutes", "must be a whole number from 1 to 60");
    if (wish.force)
      return fail_field("force_after_minutes", "cannot stand beside force, which is at once");
    wish.force_after = std::chrono::minutes(minutes->get<std::int64_t>());
  }
  const auto losses = params.find("accept_losses");
  if (losses != params.end() && losses->is_boolean()) {
    wish.accepts_all_losses = losses->get<bool>();
  } else {
    auto accepted = texts_of(params, "accept_losses");
    if (!accepted) return fail_field("accept_losses", "must be true or a list of losses");
    for (const auto& code : *accepted)
      if (code != "public_address" && code != "instance_store" && code != "memory")
        return fail_field("accept_losses", "\"" + code +
                                               "\" is none of public_address, instance_store, "
                                               "memory");
    wish.accepted_losses = *std::move(accepted);
  }
  return wish;
}

Result<Plan> plan_start(const ServerFacts& facts, const StartWish& wish) {
  if (is_ending(facts)) return is_gone(facts.state);
  if (facts.state == "running" && !wish.waits_for_more())
    return Plan{.steps = {}, .text = "it was running already"};
  if (auto ok = not_foreign(facts); !ok) return std::unexpected(ok.error());
  return Plan{
      .steps = {Step{.name = "start",
                     .batch = "start",
                     .group = facts.type + " " + facts.zone,
                     .time_limit = wish.ready_within ? std::chrono::seconds(*wish.ready_within)
                                                     : std::max<std::chrono::seconds>(
                                                           start_limit, wish.capacity_wait)}}};
}

Result<Plan> plan_stop(const std::string& id, const ServerFacts& facts, const StopWish& wish,
                       const OwnServer& own) {
  if (is_ending(facts)) return is_gone(facts.state);
  if (facts.state == "stopped") return Plan{.steps = {}, .text = "it was stopped already"};
  if (auto ok = not_our_own(id, own); !ok) return std::unexpected(ok.error());
  if (auto ok = not_foreign(facts); !ok) return std::unexpected(ok.error());
  if (auto ok = may_stop(facts); !ok) return std::unexpected(ok.error());
  const bool hibernates = wish.hibernate && facts.can_hibernate;
  auto losses = losses_of_stop(facts);
  if (hibernates) std::erase_if(losses, is_ordinary);
  if (auto ok = losses_accepted(facts, losses, wish); !ok) return std::unexpected(ok.error());
  // With a time after which the power is cut, each server has a clock and so a call of its own; and
  // one that cannot hibernate now must not keep the others from it.
  Step step{.name = "stop",
            .batch = wish.force_after || hibernates ? "" : "stop",
            .time_limit = stop_limit};
  if (hibernates) step.params["hibernate"] = true;
  return Plan{.steps = {std::move(step)}, .losses = std::move(losses)};
}

Result<Plan> plan_reboot(const std::string& id, const ServerFacts& facts, const OwnServer& own) {
  if (is_ending(facts)) return is_gone(facts.state);
  if (auto ok = not_our_own(id, own); !ok) return std::unexpected(ok.error());
  if (!facts.manager.empty())
    if (auto ok = not_foreign(facts); !ok) return std::unexpected(ok.error());
  if (facts.state == "stopped" || facts.state == "stopping")
    return refuse("server.not_running",
                  "the server is " + facts.state + "; start it instead of rebooting it");
  return Plan{.steps = {Step{.name = "reboot", .batch = "reboot", .time_limit = reboot_limit}}};
}

std::vector<Loss> losses_of_stop(const ServerFacts& facts) {
  std::vector<Loss> losses;
  if (facts.public_address == PublicAddress::automatic)
    losses.push_back({.code = "public_address",
                      .text = "its public address was given automatically and is lost; the next "
                              "start brings another one"});
  const auto store = facts.stop ? facts.stop->has_instance_store : std::optional<bool>();
  if (store.value_or(false))
    losses.push_back(
        {.code = "instance_store",
         .text = "the type " + facts.type + " has instance store disks; what is on them is lost"});
  else if (facts.stop && !store)
    losses.push_back({.code = "instance_store",
                      .text = "it cannot be seen whether the type " + facts.type +
                              " has instance store disks, whose data would be lost (" +
                              facts.stop->unchecked + ")"});
  losses.push_back(
      {.code = "memory", .text = "running programs end; what is only in memory is lost"});
  return losses;
}

}  // namespace mirante::servers

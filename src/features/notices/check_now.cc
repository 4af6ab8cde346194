#include "features/notices/check_now.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>

#include "features/schedules/plan_store.h"

namespace mirante::notices {
namespace {

constexpr std::size_t checked_max = 50;
constexpr std::chrono::seconds answer_within{30};

using schedules::TargetServer;
using Place = std::pair<AccountId, Region>;

struct Wanted {
  std::map<Place, std::vector<TargetServer>> places;
  std::size_t total = 0;
  std::size_t databases = 0;  // Of these.
};

Wanted wanted_of(std::vector<TargetServer> targets) {
  Wanted wanted;
  for (auto& one : targets) {
    const auto& ref = one.resource.ref;
    if (ref.kind == inventory::database_kind) ++wanted.databases;
    if (++wanted.total <= checked_max)
      wanted.places[{ref.account, ref.region}].push_back(std::move(one));
  }
  return wanted;
}

using What = servers::Intended::What;

bool is_database(const TargetServer& one) {
  return one.resource.ref.kind == inventory::database_kind;
}

/// One question about those of a place to which it applies.
std::vector<servers::Intended> intended(const std::vector<TargetServer>& targets, What what,
                                        const std::string& type = {}) {
  const bool is_switch = what == What::start || what == What::stop;
  std::vector<servers::Intended> all;
  for (const auto& one : targets)
    if ((is_switch || !is_database(one)) && (type.empty() || one.resource.type != type))
      all.push_back({.id = one.resource.ref.id,
                     .what = what,
                     .type = type,
                     .asks_for_keys = what == What::start});
  return all;
}

/// What AWS said to one question, or why it said nothing.
struct Answer {
  servers::Obstacles found = {};
  std::optional<Error> silent = {};
};

/// What is asked of AWS for the servers of one place.
struct Answers {
  Answer stop = {}, start = {}, reboot = {};
  std::map<std::string, Answer> resize = {};  // By type.

  /// Why nothing at all was answered.
  std::optional<Error> silent() const {
    if (!stop.silent || !start.silent) return std::nullopt;
    return stop.silent;
  }
};

Json to_json(const Error& why, servers::Weight weight) {
  return {{"code", why.code}, {"text", why.message}, {"weight", servers::to_string(weight)}};
}

Json reasons(const Answer& answer, const std::string& id) {
  auto json = Json::array();
  if (answer.silent) json.push_back(to_json(*answer.silent, servers::Weight::unknown));
  if (const auto found = answer.found.find(id); found != answer.found.end())
    for (const auto& [why, weight] : found->second) json.push_back(to_json(why, weight));
  return json;
}

class Asker {
 public:
  Asker(const NoticesServices& services, const CallContext& ctx, const Place& place)
      : services_(services), ctx_(ctx), place_(place) {}

  Task<Answers> run(const std::vector<TargetServer>& targets, const CheckWish& wish) {
    Answers answers;
    answers.stop = co_await ask(intended(targets, What::stop));
    answers.start = co_await ask(intended(targets, What::start));
    if (wish.reboots) answers.reboot = co_await ask(intended(targets, What::reboot));
    for (const auto& type : wish.types) {
      auto& answer = answers.resize[type] = co_await ask(intended(targets, What::resize, type));
      add_keys(answer, answers.start, intended(targets, What::resize, type));
    }
    co_return answers;
  }

 private:
  /// The answers that came before the time was up stand.
  Task<Answer> ask(std::vector<servers::Intended> intended) {
    if (intended.empty()) co_return Answer{};
    const auto& [account, region] = place_;
    try {
      co_return Answer{.found =
                           co_await services_.ask_aws(ctx_, account, region, std::move(intended))};
    } catch (const Failure& failure) {
      if (failure.error().kind == ErrorKind::cancelled) throw;
      co_return Answer{.silent = failure.error()};
    }
  }

  /// A server that gets a type starts again, with the keys that were looked at for its start.
  static void add_keys(Answer& answer, const Answer& start,
                       const std::vector<servers::Intended>& changing) {
    for (const auto& one : changing)
      if (const auto found = start.found.find(one.id); found != start.found.end())
        std::ranges::copy_if(
            found->second, std::back_inserter(answer.found[one.id]),
            [](const servers::Obstacle& about) { return about.why.code.starts_with("key."); });
  }

  const NoticesServices& services_;
  const CallContext& ctx_;
  const Place& place_;
};

Json shown(const TargetServer& one, const Answers& answers, const CheckWish& wish) {
  const auto& id = one.resource.ref.id;
  auto server = schedules::to_json(one.ref());
  if (!one.resource.name.empty()) server["name"] = one.resource.name;
  if (const auto silent = answers.silent()) {
    server["no_answer"] = to_json(*silent, servers::Weight::unknown);
    return server;
  }
  server["stop"] = reasons(answers.stop, id);
  server["start"] = reasons(answers.start, id);
  if (is_database(one)) return server;
  if (wish.reboots) server["reboot"] = reasons(answers.reboot, id);
  server["resize"] = Json::array();
  for (const auto& [type, answer] : answers.resize)
    if (auto of_type = reasons(answer, id); !of_type.empty())
      server["resize"].push_back({{"type", type}, {"obstacles", std::move(of_type)}});
  return server;
}

}  // namespace

Task<Json> check_now(const NoticesServices& services, CallContext ctx, CheckWish wish) {
  require(ctx, Permission::policy_read);
  const auto wanted = wanted_of(co_await services.db().read([&](sql::Snapshot& snapshot) {
    return schedules::targets_within(snapshot, ctx, wish.targets);
  }));
  ctx.deadline = services.schedules.loop.clock().steady() + answer_within;
  Json json{{"total", wanted.total}, {"databases", wanted.databases}, {"servers", Json::array()}};
  for (const auto& [place, servers] : wanted.places) {
    Asker asker(services, ctx, place);
    const auto answers = co_await asker.run(servers, wish);
    for (const auto& one : servers) json["servers"].push_back(shown(one, answers, wish));
  }
  json["checked_at"] = to_iso8601(services.now());
  co_return json;
}

}  // namespace mirante::notices

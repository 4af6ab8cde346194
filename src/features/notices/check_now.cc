#include "features/notices/check_now.h"

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
  std::size_t total = 0;      // Servers.
  std::size_t databases = 0;  // Beside them.
};

Wanted wanted_of(std::vector<TargetServer> targets) {
  Wanted wanted;
  for (auto& one : targets) {
    const auto& ref = one.resource.ref;
    if (ref.kind == inventory::database_kind)
      ++wanted.databases;
    else if (++wanted.total <= checked_max)
      wanted.places[{ref.account, ref.region}].push_back(std::move(one));
  }
  return wanted;
}

using What = servers::Intended::What;

std::vector<servers::Intended> intended(const std::vector<TargetServer>& servers, What what,
                                        const std::string& type = {}) {
  std::vector<servers::Intended> all;
  for (const auto& one : servers)
    if (type.empty() || one.resource.type != type)
      all.push_back({.id = one.resource.ref.id, .what = what, .type = type});
  return all;
}

Json reasons(servers::Obstacles& found, const std::string& id) {
  auto json = Json::array();
  for (const auto& [why, weight] : found[id])
    json.push_back(
        {{"code", why.code}, {"text", why.message}, {"weight", servers::to_string(weight)}});
  return json;
}

/// What is asked of AWS for the servers of one place.
struct Answers {
  servers::Obstacles stop = {}, start = {}, reboot = {};
  std::map<std::string, servers::Obstacles> resize = {};  // By type.
};

Task<Answers> ask(const NoticesServices& services, const CallContext& ctx, const Place& place,
                  const std::vector<TargetServer>& targets, const CheckWish& wish) {
  Answers answers;
  const auto& [account, region] = place;
  answers.stop = co_await services.ask_aws(ctx, account, region, intended(targets, What::stop));
  answers.start = co_await services.ask_aws(ctx, account, region, intended(targets, What::start));
  if (wish.reboots)
    answers.reboot =
        co_await services.ask_aws(ctx, account, region, intended(targets, What::reboot));
  for (const auto& type : wish.types)
    answers.resize[type] =
        co_await services.ask_aws(ctx, account, region, intended(targets, What::resize, type));
  co_return answers;
}

/// What AWS says of the servers of one place, or why it says nothing.
Task<Json> look_at(const NoticesServices& services, const CallContext& ctx, const Place& place,
                   const std::vector<TargetServer>& targets, const CheckWish& wish) {
  Answers answers;
  std::optional<Error> silent;
  try {
    answers = co_await ask(services, ctx, place, targets, wish);
  } catch (const Failure& failure) {
    if (failure.error().kind == ErrorKind::cancelled) throw;
    silent = failure.error();
  }
  auto json = Json::array();
  for (const auto& one : targets) {
    const auto& id = one.resource.ref.id;
    auto server = schedules::to_json(one.ref());
    if (!one.resource.name.empty()) server["name"] = one.resource.name;
    if (silent) {
      server["no_answer"] = {
          {"code", silent->code}, {"text", silent->message}, {"weight", "unknown"}};
      json.push_back(std::move(server));
      continue;
    }
    server["stop"] = reasons(answers.stop, id);
    server["start"] = reasons(answers.start, id);
    if (wish.reboots) server["reboot"] = reasons(answers.reboot, id);
    server["resize"] = Json::array();
    for (auto& [type, found] : answers.resize)
      if (auto of_type = reasons(found, id); !of_type.empty())
        server["resize"].push_back({{"type", type}, {"obstacles", std::move(of_type)}});
    json.push_back(std::move(server));
  }
  co_return json;
}

}  // namespace

Task<Json> check_now(const NoticesServices& services, CallContext ctx, CheckWish wish) {
  require(ctx, Permission::policy_read);
  const auto wanted = wanted_of(co_await services.db().read([&](sql::Snapshot& snapshot) {
    return schedules::targets_within(snapshot, ctx, wish.targets);
  }));
  ctx.deadline = services.schedules.loop.clock().steady() + answer_within;
  Json json{{"total", wanted.total}, {"databases", wanted.databases}, {"servers", Json::array()}};
  for (const auto& [place, servers] : wanted.places)
    for (auto& one : co_await look_at(services, ctx, place, servers, wish))
      json["servers"].push_back(std::move(one));
  json["checked_at"] = to_iso8601(services.now());
  co_return json;
}

}  // namespace mirante::notices

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

std::vector<servers::Intended> intended(const std::vector<TargetServer>& servers, bool is_start) {
  std::vector<servers::Intended> all;
  for (const auto& one : servers) all.push_back({.id = one.resource.ref.id, .is_start = is_start});
  return all;
}

Json reasons(servers::Obstacles& found, const std::string& id) {
  auto json = Json::array();
  for (const auto& why : found[id]) json.push_back({{"code", why.code}, {"text", why.message}});
  return json;
}

/// What AWS says of the servers of one place, or why it says nothing.
Task<Json> look_at(const NoticesServices& services, const CallContext& ctx, const Place& place,
                   const std::vector<TargetServer>& targets) {
  servers::Obstacles stop, start;
  std::optional<Error> silent;
  try {
    stop = co_await services.ask_aws(ctx, place.first, place.second, intended(targets, false));
    start = co_await services.ask_aws(ctx, place.first, place.second, intended(targets, true));
  } catch (const Failure& failure) {
    if (failure.error().kind == ErrorKind::cancelled) throw;
    silent = failure.error();
  }
  auto json = Json::array();
  for (const auto& one : targets) {
    auto server = schedules::to_json(one.ref());
    if (!one.resource.name.empty()) server["name"] = one.resource.name;
    if (silent) {
      server["no_answer"] = {{"code", silent->code}, {"text", silent->message}};
    } else {
      server["stop"] = reasons(stop, one.resource.ref.id);
      server["start"] = reasons(start, one.resource.ref.id);
    }
    json.push_back(std::move(server));
  }
  co_return json;
}

}  // namespace

Task<Json> check_now(const NoticesServices& services, CallContext ctx, schedules::Targets targets) {
  require(ctx, Permission::policy_read);
  const auto wanted = wanted_of(co_await services.db().read(
      [&](sql::Snapshot& snapshot) { return schedules::targets_within(snapshot, ctx, targets); }));
  ctx.deadline = services.schedules.loop.clock().steady() + answer_within;
  Json json{{"total", wanted.total}, {"databases", wanted.databases}, {"servers", Json::array()}};
  for (const auto& [place, servers] : wanted.places)
    for (auto& one : co_await look_at(services, ctx, place, servers))
      json["servers"].push_back(std::move(one));
  json["checked_at"] = to_iso8601(services.now());
  co_return json;
}

}  // namespace mirante::notices

#include "features/notices/leave_on.h"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "features/accounts/account_store.h"
#include "features/audit/audit.h"
#include "features/inventory/resource_store.h"
#include "features/notices/notice_mail.h"
#include "features/notices/notice_store.h"
#include "features/prices/price_store.h"
#include "features/savings/savings_json.h"
#include "features/savings/server_records.h"
#include "features/schedules/keep_surroundings.h"
#include "features/schedules/schedule_store.h"
#include "platform/crypto/hash.h"

namespace mirante::notices {
namespace {

using schedules::ServerRef;

/// What a link would do now.
struct Usable {
  LeaveOnLink link;
  schedules::StoredSchedule schedule;
  std::vector<inventory::Resource> servers;  // Those of the link that are still there.
};

Failure unknown_link() {
  return Failure(Error{.kind = ErrorKind::not_found,
                       .message = "this link was used already, has expired, or is not allowed any "
                                  "more; the panel offers the same under the server's overrides",
                       .code = "leave_on.unknown"});
}

std::vector<inventory::Resource> servers_there(sql::Snapshot& snapshot, const LeaveOnLink& link) {
  std::vector<inventory::Resource> servers;
  for (const auto& ref : link.servers) {
    if (!accounts::find(snapshot, link.tenant, ref.account)) continue;
    auto found = inventory::find(snapshot, link.tenant,
                                 inventory::switchable(ref.account, ref.region, ref.id));
    if (found && !found->gone_at) servers.push_back(*std::move(found));
  }
  return servers;
}

/// By the schedule as it is now: who keeps it may have forbidden it since.
bool is_offered(const schedules::StoredSchedule& schedule, const LeaveOnLink& link) {
  const auto offers = offers_of(schedule.settings.leave_on, link.due_at, schedule.schedule.zone);
  return std::ranges::find(offers, link.choice, &Offer::choice) != offers.end();
}

Usable must_be_usable(sql::Snapshot& snapshot, const TokenHash& hash, Instant now) {
  auto link = find_link(snapshot, hash);
  if (!link || now >= link->expires_at) throw unknown_link();
  auto schedule = schedules::find(snapshot, link->tenant, link->schedule);
  if (!schedule || schedule->is_paused || !is_offered(*schedule, *link)) throw unknown_link();
  auto servers = servers_there(snapshot, *link);
  if (servers.empty()) throw unknown_link();
  return {
      .link = *std::move(link), .schedule = *std::move(schedule), .servers = std::move(servers)};
}

/// Whoever holds a link names a server of it so. Accounts, of which they know nothing, come as
/// their place among the link's servers.
std::string name_of(const LeaveOnLink& link, const inventory::Resource& server) {
  const ServerRef ref{
      .account = server.ref.account, .region = server.ref.region, .id = server.ref.id};
  return std::to_string(std::ranges::find(link.servers, ref) - link.servers.begin()) + "/" +
         server.ref.id;
}

/// Leaves those of `wished` alone.
void choose(Usable& usable, const std::vector<std::string>& wished) {
  const auto named = [&](const inventory::Resource& server) {
    return std::ranges::find(wished, name_of(usable.link, server)) != wished.end();
  };
  const auto found = std::ranges::count_if(usable.servers, named);
  if (found == 0 || found != std::ssize(std::set(wished.begin(), wished.end())))
    throw wrong_field("servers", "must name servers of this link, one at least");
  std::erase_if(usable.servers, std::not_fn(named));
}

/// Of each server for the time that it stays on beyond the stop, in their order; nullopt where a
/// price is unknown.
std::vector<std::optional<Money>> costs_of(sql::Snapshot& snapshot, const Usable& usable,
                                           Instant now) {
  std::vector<inventory::ResourceRef> refs;
  for (const auto& server : usable.servers) refs.push_back(server.ref);
  const auto facts = savings::facts_with_disks(snapshot, usable.link.tenant, refs);
  const auto book = prices::load_prices(snapshot);
  const auto span = std::chrono::floor<std::chrono::seconds>(usable.link.until -
                                                             std::max(now, usable.link.due_at));
  std::vector<std::optional<Money>> costs;
  for (const auto& ref : refs) {
    const auto known = facts.find(ref);
    const auto hourly =
        known == facts.end() ? std::nullopt : savings::cost_of(known->second, book).hourly();
    costs.emplace_back();
    if (hourly) costs.back() = or_throw(share(*hourly, span.count(), 3600));
  }
  return costs;
}

/// Nullopt where one is unknown.
std::optional<Money> sum_of(const std::vector<std::optional<Money>>& costs) {
  std::optional<Money> sum;
  for (const auto& cost : costs) {
    if (!cost) return std::nullopt;
    sum = sum ? or_throw(add(*sum, *cost)) : *cost;
  }
  return sum;
}

Json to_json(sql::Snapshot& snapshot, const NoticesServices& services, const Usable& usable) {
  const auto& [link, schedule, servers] = usable;
  const auto& zone = schedule.schedule.zone;
  const auto costs = costs_of(snapshot, usable, services.now());
  Json json{{"company", services.people.company(snapshot, link.tenant)},
            {"schedule", schedule.schedule.name},
            {"zone", zone.name()},
            {"due_at", to_iso8601(link.due_at)},
            {"due_local", zone.text(link.due_at)},
            {"choice", schedules::to_string(link.choice)},
            {"until", to_iso8601(link.until)},
            {"until_local", zone.text(link.until)},
            {"expires_at", to_iso8601(link.expires_at)},
            {"servers", Json::array()},
            {"cost", savings::to_json(sum_of(costs))}};
  for (std::size_t i = 0; i < servers.size(); ++i) {
    const auto& server = servers[i];
    Json one{{"id", name_of(link, server)},
             {"server", server.ref.id},
             {"region", server.ref.region.value},
             {"cost", savings::to_json(costs[i])}};
    if (!server.name.empty()) one["name"] = server.name;
    json["servers"].push_back(std::move(one));
  }
  return json;
}

/// Nobody has logged in: whoever reads the mails of this address.
CallContext context_of(const LeaveOnLink& link) {
  CallContext ctx{.tenant = link.tenant,
                  .actor = {.kind = Actor::Kind::user,
                            .id = link.id.text(),
                            .name = link.receiver + ", leave-on link"},
                  .permissions = {},
                  .trace = link.id.text()};
  for (const auto permission : {Permission::policy_write, Permission::server_switch})
    ctx.permissions.set(static_cast<std::size_t>(permission));
  return ctx;
}

}  // namespace

std::string leave_on_path(std::string_view token) { return "/leave-on/" + std::string(token); }

Task<Json> show_leave_on(const NoticesServices& services, std::string token) {
  const auto hash = crypto::sha256(token);
  co_return co_await services.db().read([&](sql::Snapshot& snapshot) {
    return to_json(snapshot, services, must_be_usable(snapshot, hash, services.now()));
  });
}

Task<Json> leave_on(const NoticesServices& services, std::string token,
                    std::optional<std::vector<std::string>> servers) {
  const auto hash = crypto::sha256(token);
  co_return co_await services.db().write([&](sql::Tx& tx) {
    const auto now = services.now();
    auto usable = must_be_usable(tx, hash, now);
    if (servers) choose(usable, *servers);
    const auto& link = usable.link;
    // Of two at once one takes it.
    if (!take_link(tx, link.tenant, link.id)) throw unknown_link();
    const auto ctx = context_of(link);
    schedules::OverrideWish wish{
        .until = link.until,
        .reason = override_reason(link.due_at, usable.schedule.schedule.zone, link.language)};
    for (const auto& server : usable.servers)
      wish.servers.push_back(
          {.account = server.ref.account, .region = server.ref.region, .id = server.ref.id});
    const auto made = schedules::put_overrides(tx, services.schedules, ctx, wish);
    auto overrides = Json::array();
    for (const auto& one : made.overrides) overrides.push_back(one.id.text());
    audit::append(tx, ctx, now, "leave_on.used",
                  {{"link", link.id.text()},
                   {"receiver", link.receiver},
                   {"schedule", link.schedule.text()},
                   {"name", usable.schedule.schedule.name},
                   {"due_at", to_iso8601(link.due_at)},
                   {"choice", schedules::to_string(link.choice)},
                   {"until", to_iso8601(link.until)},
                   {"overrides", overrides}});
    return to_json(tx, services, usable);
  });
}

}  // namespace mirante::notices

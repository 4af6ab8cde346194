#include "features/savings/commitments.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/savings/server_records.h"

namespace mirante::savings {
namespace {

/// Of a type without a size; only its own type may be covered then, so any number does.
constexpr std::int64_t some_quarters = 1;

std::int64_t size_of(std::string_view type) {
  return prices::quarters_of(type).value_or(some_quarters);
}

/// A server and what of it nothing covers yet, in quarters.
struct Use {
  const Running* server;
  std::int64_t left;
};

std::vector<Use> uses_of(const std::vector<Running>& running,
                         const std::set<inventory::ResourceRef>& refs, bool is_among) {
  std::vector<Use> uses;
  for (const auto& one : running)
    if (refs.contains(one.ref) == is_among && (is_among || !one.is_off))
      uses.push_back({.server = &one, .left = size_of(one.what.type)});
  return uses;
}

/// Gives what is left of the reservation.
std::int64_t cover(const prices::Reservation& reservation, std::int64_t quarters,
                   std::vector<Use>& uses) {
  for (auto& use : uses) {
    if (quarters == 0) break;
    if (use.left == 0 || !prices::may_cover(reservation, use.server->what)) continue;
    const auto taken = std::min(quarters, use.left);
    use.left -= taken;
    quarters -= taken;
  }
  return quarters;
}

}  // namespace

std::map<inventory::ResourceRef, std::int64_t> Commitments::unpaid_of(
    const std::set<inventory::ResourceRef>& off) const {
  std::map<inventory::ResourceRef, std::int64_t> unpaid;
  for (const auto& ref : off) unpaid[ref] = whole_hour;
  if (reservations_.empty()) return unpaid;
  auto staying = uses_of(running_, off, false), going = uses_of(running_, off, true);
  // AWS takes those of a zone first.
  for (const bool is_zonal : {true, false})
    for (const auto& one : reservations_) {
      if (one.zone.empty() == is_zonal) continue;
      const auto left = cover(one, one.servers * size_of(one.type), staying);
      cover(one, left, going);
    }
  for (const auto& use : going)
    unpaid[use.server->ref] = use.left * whole_hour / size_of(use.server->what.type);
  return unpaid;
}

Commitments load_commitments(sql::Snapshot& snapshot, TenantId tenant, Instant now) {
  std::set<prices::Place> known;
  for (const auto& [place, read] : prices::reservation_reads(snapshot, tenant))
    if (read.is_known) known.insert(place);
  auto reservations = prices::reservations_at(snapshot, tenant, now);
  std::vector<Running> running;
  if (!reservations.empty())
    for (const auto& server : list_servers(snapshot, tenant, std::nullopt)) {
      auto facts = facts_of(server);
      if (facts.is_spot) continue;
      running.push_back({.ref = server.ref,
                         .what = {.region = facts.region,
                                  .zone = server.zone,
                                  .type = std::move(facts.type),
                                  .platform = std::move(facts.platform),
                                  .tenancy = std::move(facts.tenancy)},
                         .is_off = server.state != "running"});
    }
  return Commitments(std::move(reservations), std::move(running), std::move(known));
}

Money unpaid_part(Money money, std::int64_t unpaid) {
  return or_throw(share(money, unpaid, whole_hour));
}

std::optional<Money> hourly_unpaid(const ServerCost& cost, std::int64_t unpaid) {
  Money total;
  for (const auto& part : cost.parts) {
    if (!part.ends_when_off) continue;
    const auto hour = part.per_hour();
    if (!hour) return std::nullopt;
    total = or_throw(add(total, part.thing == Thing::server ? unpaid_part(*hour, unpaid) : *hour));
  }
  return total;
}

std::int64_t paid_percent(std::int64_t unpaid) {
  constexpr auto percent = whole_hour / 100;
  return (whole_hour - unpaid + percent - 1) / percent;
}

Json commitments_json(bool knows_reservations) {
  return {{"reserved_instances", knows_reservations ? "considered" : "unknown"},
          {"savings_plans", "not_considered"}};
}

}  // namespace mirante::savings

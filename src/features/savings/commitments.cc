#include "features/savings/commitments.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/accounts/permissions_policy.h"
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

/// What of a server's hour reserved instances have left, as plans see it; nullopt where they
/// cannot.
std::optional<prices::PlanUse> plan_use_of(const Use& use) {
  const auto& server = *use.server;
  if (!server.product || !server.hour) return std::nullopt;
  return prices::PlanUse{.account = server.ref.account,
                         .server = *server.product,
                         .on_demand = *server.hour,
                         .left = use.left * whole_hour / size_of(server.what.type)};
}

std::vector<prices::PlanUse> plan_uses_of(const std::vector<Use>& uses) {
  std::vector<prices::PlanUse> found;
  for (const auto& use : uses)
    if (auto one = plan_use_of(use)) found.push_back(*std::move(one));
  return found;
}

Money price_of(const prices::PlanUse& use) {
  return or_throw(share(use.on_demand, use.left, whole_hour));
}

}  // namespace

std::map<inventory::ResourceRef, std::int64_t> Commitments::unpaid_of(
    const std::set<inventory::ResourceRef>& off) const {
  std::map<inventory::ResourceRef, std::int64_t> unpaid;
  for (const auto& ref : off) unpaid[ref] = whole_hour;
  if (reservations_.empty() && plans_.plans.empty()) return unpaid;
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
  if (plans_.plans.empty()) return unpaid;

  // The hour's bill with and without those that go off: what they save is the difference.
  auto without = plan_uses_of(staying);
  auto with = without;
  Money going_price;
  for (const auto& use : going)
    if (auto one = plan_use_of(use)) {
      going_price = or_throw(add(going_price, price_of(*one)));
      with.push_back(*std::move(one));
    }
  if (going_price.nanos == 0) return unpaid;
  const auto saved = prices::pay_by_plans(plans_.plans, with, whole_hour).nanos -
                     prices::pay_by_plans(plans_.plans, without, whole_hour).nanos;
  for (const auto& use : going)
    if (plan_use_of(use)) {
      auto& part = unpaid[use.server->ref];
      part = static_cast<std::int64_t>(static_cast<__int128>(part) * saved / going_price.nanos);
    }
  return unpaid;
}

std::optional<prices::Unknown> Commitments::plans_unknown(const inventory::ResourceRef& ref) const {
  if (const auto found = plans_.unread.find(ref.account); found != plans_.unread.end())
    return found->second;
  const auto server = std::ranges::find(running_, ref, &Running::ref);
  if (plans_.plans.empty() || server == running_.end()) return std::nullopt;
  if (!server->product || !server->hour) return prices::Unknown::not_listed;
  for (const auto& plan : plans_.plans)
    if (prices::may_pay_for(plan, *server->product) && !plan.rates.contains(*server->product))
      return prices::Unknown::not_listed;
  return std::nullopt;
}

void CommitmentsKnown::add(const Commitments& commitments, const inventory::ResourceRef& ref) {
  if (ref.kind == inventory::database_kind) return;  // Neither pays for databases.
  reservations = reservations && commitments.knows(ref);
  if (!plans) plans = commitments.plans_unknown(ref);
}

Commitments load_commitments(sql::Snapshot& snapshot, TenantId tenant, Instant now,
                             const prices::PriceBook& book) {
  std::set<prices::Place> known;
  for (const auto& [place, read] : prices::reservation_reads(snapshot, tenant))
    if (read.is_known) known.insert(place);
  auto reservations = prices::reservations_at(snapshot, tenant, now);
  Plans plans{.plans = prices::plans_at(snapshot, tenant, now)};
  const auto reads = prices::plan_reads(snapshot, tenant);
  for (const auto& place : known)
    if (!reads.contains(place.first)) plans.unread[place.first] = prices::Unknown::not_read;
  for (const auto& [account, read] : reads)
    if (!read.is_known) plans.unread[account] = read.problem.value_or(prices::Unknown::not_read);
  std::vector<Running> running;
  if (!reservations.empty() || !plans.plans.empty())
    for (const auto& server : list_servers(snapshot, tenant, std::nullopt)) {
      auto facts = facts_of(server);
      if (facts.is_spot) continue;
      const auto quote = book.of_server(facts.region, facts.type, facts.platform, facts.tenancy);
      auto product =
          prices::server_product(facts.region, facts.type, facts.platform, facts.tenancy);
      running.push_back({.ref = server.ref,
                         .what = {.region = facts.region,
                                  .zone = server.zone,
                                  .type = std::move(facts.type),
                                  .platform = std::move(facts.platform),
                                  .tenancy = std::move(facts.tenancy)},
                         .is_off = server.state != "running",
                         .product = std::move(product),
                         .hour = quote ? std::optional(quote->amount) : std::nullopt});
    }
  return Commitments(std::move(reservations), std::move(running), std::move(known),
                     std::move(plans));
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

Json commitments_json(const CommitmentsKnown& known) {
  Json json{{"reserved_instances", known.reservations ? "considered" : "unknown"},
            {"savings_plans", known.plans ? "unknown" : "considered"}};
  if (!known.plans) return json;
  json["savings_plans_unknown"] = prices::to_string(*known.plans);
  if (*known.plans == prices::Unknown::no_permission)
    json["policy_line"] = accounts::policy_line("savingsplans:DescribeSavingsPlans");
  return json;
}

}  // namespace mirante::savings

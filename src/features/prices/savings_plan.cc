#include "features/prices/savings_plan.h"

#include <algorithm>
#include <array>

namespace mirante::prices {
namespace {

constexpr std::array<std::string_view, 2> kinds{"instance", "compute"};

/// "m5.large" of "server:m5.large:RunInstances:Shared".
std::string_view type_of(std::string_view code) {
  const auto begin = code.find(':') + 1;
  return code.substr(begin, code.find(':', begin) - begin);
}

bool is_usage(std::string_view usage_type, const std::string& wanted) {
  return usage_type == wanted || usage_type.ends_with("-" + wanted);
}

struct Candidate {
  PlanUse* use;
  Money rate;
  std::size_t place = 0;  // Of equal ones the first comes first.
};

/// Its own account first, then what becomes cheapest beside its own price, then the cheapest.
bool comes_first(const SavingsPlan& plan, const Candidate& a, const Candidate& b) {
  const bool is_own = a.use->account == plan.account;
  if (is_own != (b.use->account == plan.account)) return is_own;
  const auto left = static_cast<__int128>(a.rate.nanos) * b.use->on_demand.nanos;
  const auto right = static_cast<__int128>(b.rate.nanos) * a.use->on_demand.nanos;
  if (left != right) return left < right;
  return std::pair(a.rate.nanos, a.place) < std::pair(b.rate.nanos, b.place);
}

void pay_by(const SavingsPlan& plan, std::vector<PlanUse>& uses, std::int64_t whole) {
  std::vector<Candidate> candidates;
  for (auto& use : uses) {
    if (use.left == 0 || !may_pay_for(plan, use.server)) continue;
    if (const auto rate = plan.rates.find(use.server); rate != plan.rates.end())
      candidates.push_back({.use = &use, .rate = rate->second, .place = candidates.size()});
  }
  std::ranges::sort(
      candidates, [&](const Candidate& a, const Candidate& b) { return comes_first(plan, a, b); });
  // In nanos times `whole`, so that nothing is rounded on the way.
  auto left = static_cast<__int128>(plan.commitment.nanos) * whole;
  for (const auto& one : candidates) {
    if (one.rate.nanos == 0) {
      one.use->left = 0;
      continue;
    }
    const auto taken = std::min(static_cast<__int128>(one.use->left), left / one.rate.nanos);
    one.use->left -= static_cast<std::int64_t>(taken);
    left -= taken * one.rate.nanos;
  }
}

}  // namespace

std::string_view to_string(PlanKind kind) { return kinds[static_cast<std::size_t>(kind)]; }

Result<PlanKind> parse_plan_kind(std::string_view text) {
  const auto found = std::ranges::find(kinds, text);
  if (found == kinds.end())
    return fail(ErrorKind::corrupt, "\"" + std::string(text) + "\" is no kind of savings plan");
  return static_cast<PlanKind>(found - kinds.begin());
}

bool may_pay_for(const SavingsPlan& plan, const Product& server) {
  if (plan.kind == PlanKind::compute) return true;
  const auto type = type_of(server.code);
  return plan.region == server.region && type.substr(0, type.find('.')) == plan.family;
}

std::optional<std::pair<Product, Money>> read_rate(const ListedRate& listed) {
  const bool is_shared = listed.tenancy == "shared";
  const auto usage = (is_shared ? "BoxUsage:" : "DedicatedUsage:") + listed.type;
  const auto nanos = parse_nanos(listed.rate);
  if ((!is_shared && listed.tenancy != "dedicated") || listed.unit != "Hrs" ||
      listed.currency != "USD" || !is_usage(listed.usage_type, usage) || !nanos || *nanos < 0)
    return std::nullopt;
  return std::pair{Product{.region = {listed.region},
                           .code = "server:" + listed.type + ":" + listed.operation +
                                   (is_shared ? ":Shared" : ":Dedicated")},
                   Money{.nanos = *nanos}};
}

Money pay_by_plans(const std::vector<SavingsPlan>& plans, std::vector<PlanUse>& uses,
                   std::int64_t whole) {
  for (const auto kind : {PlanKind::instance, PlanKind::compute})
    for (const auto& plan : plans)
      if (plan.kind == kind) pay_by(plan, uses, whole);
  Money sum;
  for (const auto& use : uses)
    sum = or_throw(add(sum, or_throw(share(use.on_demand, use.left, whole))));
  return sum;
}

}  // namespace mirante::prices

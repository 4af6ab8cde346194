#include "simcloud/money/wanted.h"

#include <algorithm>

#include "simcloud/cloud.h"
#include "simcloud/money/calendar.h"

namespace mirante::simcloud {
namespace {

constexpr std::string_view cost_explorer_states[] = {"enabled", "not_enabled", "preparing",
                                                     "denied"};
constexpr double age_days_max = 3650;

Result<double> read_age(JsonReader& read) {
  const auto days = read.number("age_days", 0);
  if (days < 0 || days > age_days_max) return fail_field("age_days", "must be between 0 and 3650");
  return days;
}

Result<RegionIndex> read_region(JsonReader& read) {
  const auto region = find_region(read.text("region", ""));
  if (!region) return fail_field("region", "is no region of AWS");
  return *region;
}

Result<Term> read_term(JsonReader& read) {
  const auto years = read.number("years", 1);
  if (years != 1 && years != 3) return fail_field("years", "must be 1 or 3");
  return Term{static_cast<int>(years)};
}

Result<Payment> read_payment(JsonReader& read) {
  const auto payment = parse_payment(read.text("payment", "No Upfront"));
  if (!payment) return fail_field("payment", "must be No Upfront, Partial Upfront or All Upfront");
  return *payment;
}

/// So that a commitment's term and the sums of many stay within Nanos.
constexpr Nanos commitment_max = 10'000 * one;
constexpr Nanos adjustment_max = 10'000'000 * one;

Result<Nanos> read_amount(JsonReader& read, std::string_view name, Nanos most) {
  const auto amount = parse_decimal(read.text(name, ""));
  if (!amount) return fail_field(std::string(name), amount.error().message);
  if (*amount <= 0) return fail_field(std::string(name), "must be over 0");
  if (*amount > most) return fail_field(std::string(name), "must be at most " + decimal_text(most));
  return *amount;
}

Second begin_of(const Cloud& cloud, double age_days) {
  return to_second(cloud.now) - static_cast<Second>(age_days * seconds_of_day);
}

std::string commitment_id(Cloud& cloud, std::uint64_t kind, std::size_t number) {
  return format_uuid(cloud.draws.at(Purpose::reservation_id, {kind, number, 1}),
                     cloud.draws.at(Purpose::reservation_id, {kind, number, 2}));
}

}  // namespace

Result<WantedReservedInstances> read_reserved_instances(JsonReader& read) {
  const auto region = read_region(read);
  if (!region) return fail(region.error());
  const auto type = find_type(read.text("type", ""));
  if (!type) return fail_field("type", "is no type of server that is simulated");
  const auto term = read_term(read);
  if (!term) return fail(term.error());
  const auto payment = read_payment(read);
  if (!payment) return fail(payment.error());
  const auto age = read_age(read);
  if (!age) return fail(age.error());
  const auto count = read.number("count", 1);
  if (count < 1 || count > 1000 || count != static_cast<std::uint32_t>(count))
    return fail_field("count", "must be a whole number from 1 to 1000");
  const auto zone = read.text("zone", "");
  if (!zone.empty() &&
      (zone.size() != 1 || region_facts(*region).zones.find(zone) == std::string_view::npos))
    return fail_field("zone", "\"" + zone + "\" is no zone of this region");
  return WantedReservedInstances{.region = *region,
                                 .zone = zone,
                                 .type = *type,
                                 .count = static_cast<std::uint32_t>(count),
                                 .windows = read.flag("windows", false),
                                 .payment = *payment,
                                 .term = *term,
                                 .age_days = *age};
}

Result<WantedSavingsPlan> read_savings_plan(JsonReader& read) {
  WantedSavingsPlan wanted;
  const auto kind = read.text("kind", "Compute");
  if (kind != "Compute" && kind != "EC2Instance")
    return fail_field("kind", "must be Compute or EC2Instance");
  if (kind == "EC2Instance") {
    wanted.offer.kind = PlanKind::ec2_instance;
    const auto region = read_region(read);
    if (!region) return fail(region.error());
    wanted.region = *region;
    wanted.family = read.text("family", "");
    if (std::ranges::find(all_types(), wanted.family, &TypeFacts::family) == all_types().end())
      return fail_field("family", "is no family of servers that is simulated");
  }
  const auto term = read_term(read);
  if (!term) return fail(term.error());
  const auto payment = read_payment(read);
  if (!payment) return fail(payment.error());
  const auto commitment = read_amount(read, "commitment", commitment_max);
  if (!commitment) return fail(commitment.error());
  const auto age = read_age(read);
  if (!age) return fail(age.error());
  wanted.offer.term = *term;
  wanted.offer.payment = *payment;
  wanted.commitment = *commitment;
  wanted.age_days = *age;
  return wanted;
}

Result<WantedAdjustment> read_adjustment(JsonReader& read) {
  const auto kind = read.text("kind", "credit");
  if (kind != "credit" && kind != "refund") return fail_field("kind", "must be credit or refund");
  const auto amount = read_amount(read, "amount", adjustment_max);
  if (!amount) return fail(amount.error());
  const auto age = read_age(read);
  if (!age) return fail(age.error());
  return WantedAdjustment{
      .kind = kind == "credit" ? Adjustment::Kind::credit : Adjustment::Kind::refund,
      .amount = *amount,
      .description = read.text("description", kind == "credit" ? "Credit" : "Refund"),
      .age_days = *age};
}

Result<CostExplorerState> read_cost_explorer(JsonReader& read) {
  const auto* found =
      std::ranges::find(cost_explorer_states, read.text("cost_explorer", "enabled"));
  if (found == std::end(cost_explorer_states))
    return fail_field("cost_explorer", "must be enabled, not_enabled, preparing or denied");
  return static_cast<CostExplorerState>(found - std::begin(cost_explorer_states));
}

Result<std::int64_t> read_basis_points(JsonReader& read, std::string_view name,
                                       std::int64_t otherwise) {
  if (!read.has(name)) return otherwise;
  static constexpr Nanos of_basis_point = one / 100;
  const auto percent = parse_decimal(read.text(name, ""));
  if (!percent || *percent < 0 || *percent > 100 * one || *percent % of_basis_point != 0)
    return fail_field(std::string(name),
                      "must be a percentage in a text, of at most two digits: \"13.65\"");
  return *percent / of_basis_point;
}

ReservedInstances& settle_reserved_instances(Cloud& cloud, std::uint16_t account,
                                             const WantedReservedInstances& wanted) {
  auto& billing = cloud.billing;
  billing.forget_days();
  ReservedInstances made{.id = commitment_id(cloud, 1, billing.reserved.size()),
                         .account = account,
                         .region = wanted.region,
                         .type = wanted.type,
                         .system = wanted.windows ? System::windows : System::linux_unix,
                         .count = wanted.count,
                         .term = wanted.term,
                         .payment = wanted.payment,
                         .begin = hour_of(begin_of(cloud, wanted.age_days))};
  if (!wanted.zone.empty())
    made.zone = static_cast<std::uint8_t>(region_facts(wanted.region).zones.find(wanted.zone));
  made.price =
      reservation_price(made.region, made.type, made.system, made.tenancy, made.term, made.payment);
  return billing.reserved.emplace_back(std::move(made));
}

SavingsPlan& settle_savings_plan(Cloud& cloud, std::uint16_t account,
                                 const WantedSavingsPlan& wanted) {
  auto& billing = cloud.billing;
  billing.forget_days();
  return billing.plans.emplace_back(
      SavingsPlan{.id = commitment_id(cloud, 2, billing.plans.size()),
                  .account = account,
                  .offer = wanted.offer,
                  .region = wanted.region,
                  .family = wanted.family,
                  .commitment = wanted.commitment,
                  .begin = hour_of(begin_of(cloud, wanted.age_days))});
}

void settle_adjustment(Cloud& cloud, std::uint16_t account, const WantedAdjustment& wanted) {
  cloud.billing.forget_days();
  cloud.billing.adjustments.push_back({.kind = wanted.kind,
                                       .account = account,
                                       .amount = wanted.amount,
                                       .at = begin_of(cloud, wanted.age_days),
                                       .description = wanted.description});
}

void settle_money(Cloud& cloud, std::uint16_t account, const WantedMoney& wanted) {
  for (const auto& reserved : wanted.reserved) settle_reserved_instances(cloud, account, reserved);
  for (const auto& plan : wanted.plans) settle_savings_plan(cloud, account, plan);
  for (const auto& adjustment : wanted.adjustments) settle_adjustment(cloud, account, adjustment);
  if (wanted.cost_explorer != CostExplorerState::enabled)
    cloud.billing.cost_explorer[account] = {wanted.cost_explorer, to_second(cloud.now)};
}

}  // namespace mirante::simcloud

// How well reserved instances are used, and how much of what runs they cover.
#include <algorithm>
#include <map>

#include "gen/ce/get_reservation_coverage.h"
#include "gen/ce/get_reservation_utilization.h"
#include "simcloud/ce/calls.h"
#include "simcloud/ce/expressions.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

/// Of some reserved instances over some time.
struct Utilization {
  Nanos purchased_hours = 0, used_hours = 0;  // Of the type that was bought.
  Nanos purchased_units = 0, used_units = 0;  // Normalized.
  Nanos fee = 0, recurring_fee = 0, unused_fee = 0;
  Nanos list_of_used = 0, list_of_purchased = 0;

  Utilization& operator+=(const Utilization& more) {
    purchased_hours += more.purchased_hours;
    used_hours += more.used_hours;
    purchased_units += more.purchased_units;
    used_units += more.used_units;
    fee += more.fee;
    recurring_fee += more.recurring_fee;
    unused_fee += more.unused_fee;
    list_of_used += more.list_of_used;
    list_of_purchased += more.list_of_purchased;
    return *this;
  }
};

/// By number in Billing::reserved.
using ByReservation = std::map<std::uint32_t, Utilization>;

void add_used(const Cloud& cloud, const Line& line, ByReservation& all) {
  const bool used = line.key.charge == Charge::discounted_usage;
  if (!used && line.key.charge != Charge::reservation_unused) return;
  auto& sum = all[line.key.commitment];
  sum.fee += line.amounts.amortized;
  if (!used) {
    sum.unused_fee += line.amounts.amortized;
    return;
  }
  const auto quarters = quarters_of(cloud.billing.reserved[line.key.commitment].type);
  sum.used_hours += share(line.amounts.normalized, 4, quarters);
  sum.used_units += line.amounts.normalized;
  sum.list_of_used += line.amounts.list;
}

/// What was bought follows from the calendar.
void add_purchased(const Cloud& cloud, const BillPeriod& period, ByReservation& all) {
  for (auto& [number, sum] : all) {
    const auto& reserved = cloud.billing.reserved[number];
    const auto begin = std::max(period.begin, reserved.begin);
    const auto end = std::min({period.end, reserved.end(), published(cloud)});
    const auto hours = std::max<Second>(0, (end - begin) / seconds_of_hour) * reserved.count;
    sum.purchased_hours = one * hours;
    sum.purchased_units = share(one * hours, quarters_of(reserved.type), 4);
    sum.recurring_fee = reserved.price.hourly * hours;
    sum.list_of_purchased =
        server_price(reserved.region, reserved.type, reserved.system, reserved.tenancy) * hours;
  }
}

gen::ce::ReservationAggregates to_gen(const Utilization& sum) {
  const auto net = sum.list_of_used - sum.fee;
  const auto potential = sum.list_of_purchased - sum.fee;
  gen::ce::ReservationAggregates shown;
  shown.utilization_percentage = percentage(sum.used_hours, sum.purchased_hours);
  shown.utilization_percentage_in_units = percentage(sum.used_units, sum.purchased_units);
  shown.purchased_hours = decimal_text(sum.purchased_hours);
  shown.purchased_units = decimal_text(sum.purchased_units);
  shown.total_actual_hours = decimal_text(sum.used_hours);
  shown.total_actual_units = decimal_text(sum.used_units);
  shown.unused_hours = decimal_text(sum.purchased_hours - sum.used_hours);
  shown.unused_units = decimal_text(sum.purchased_units - sum.used_units);
  shown.on_demand_cost_of_ri_hours_used = decimal_text(sum.list_of_used);
  shown.net_ri_savings = decimal_text(net);
  shown.total_potential_ri_savings = decimal_text(potential);
  shown.amortized_upfront_fee = decimal_text(sum.fee - sum.recurring_fee);
  shown.amortized_recurring_fee = decimal_text(sum.recurring_fee);
  shown.total_amortized_fee = decimal_text(sum.fee);
  shown.ri_cost_for_unused_hours = decimal_text(sum.unused_fee);
  shown.realized_savings = decimal_text(sum.list_of_used - (sum.fee - sum.unused_fee));
  shown.unrealized_savings = decimal_text(potential - net);
  return shown;
}

Answered<gen::ce::GetReservationUtilizationResponse> get_reservation_utilization(
    Call& call, const gen::ce::GetReservationUtilizationRequest& request) {
  if (auto ok = enter_cost_explorer(call); !ok) return pass(ok);
  const bool grouped = !request.group_by.empty();
  if (request.group_by.size() > 1 ||
      (grouped && (request.group_by[0].type.value_or("DIMENSION") != "DIMENSION" ||
                   request.group_by[0].key != "SUBSCRIPTION_ID")))
    return invalid("GroupBy supports SUBSCRIPTION_ID only");
  const auto span = read_commitment_span(call, request.time_period, request.granularity, grouped);
  if (!span) return pass(span);
  const auto filter = read_filter(request.filter);
  if (!filter) return pass(filter);
  const auto& reserved = call.cloud.billing.reserved;
  std::vector<ByReservation> parts(span->parts.size());
  std::size_t at = 0;
  read_commitments(call, span->whole, *filter, [&](const Line& line) {
    while (line.begin >= span->parts[at].end) ++at;
    add_used(call.cloud, line, parts[at]);
  });
  gen::ce::GetReservationUtilizationResponse response;
  Utilization total;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    add_purchased(call.cloud, span->parts[i], parts[i]);
    gen::ce::UtilizationByTime shown{.time_period = to_gen(*span, span->parts[i])};
    Utilization of_part;
    for (const auto& [number, sum] : parts[i]) {
      of_part += sum;
      if (!grouped) continue;
      const auto& owner = call.cloud.accounts[reserved[number].account];
      shown.groups.push_back(
          {.key = "SUBSCRIPTION_ID",
           .value = std::to_string(hash_of(reserved[number].id) % 10'000'000'000),
           .attributes = {{"accountId", owner.id},
                          {"instanceType", type_facts(reserved[number].type).name},
                          {"leaseId", reserved[number].id},
                          {"numberOfInstances", std::to_string(reserved[number].count)},
                          {"region", std::string(region_facts(reserved[number].region).name)}},
           .utilization = to_gen(sum)});
    }
    shown.total = to_gen(of_part);
    total += of_part;
    response.utilizations_by_time.push_back(std::move(shown));
  }
  response.total = to_gen(total);
  return response;
}

struct Covered {
  Nanos reserved_hours = 0, on_demand_hours = 0;
  Nanos reserved_units = 0, on_demand_units = 0;
  Nanos on_demand_cost = 0;

  void add(const Line& line) {
    const auto& amounts = line.amounts;
    if (line.key.charge == Charge::discounted_usage) {
      reserved_hours += amounts.quantity;
      reserved_units += amounts.normalized;
    } else {
      on_demand_hours += amounts.quantity;
      on_demand_units += amounts.normalized;
      on_demand_cost += amounts.list;
    }
  }
};

bool counts_for_coverage(const Line& line) {
  return line.key.item == Item::server &&
         (line.key.charge == Charge::usage || line.key.charge == Charge::discounted_usage ||
          line.key.charge == Charge::plan_covered_usage);
}

gen::ce::Coverage to_gen(const Covered& sum) {
  const auto hours = sum.reserved_hours + sum.on_demand_hours;
  const auto units = sum.reserved_units + sum.on_demand_units;
  return {
      .coverage_hours = gen::ce::CoverageHours{.on_demand_hours = decimal_text(sum.on_demand_hours),
                                               .reserved_hours = decimal_text(sum.reserved_hours),
                                               .total_running_hours = decimal_text(hours),
                                               .coverage_hours_percentage =
                                                   percentage(sum.reserved_hours, hours)},
      .coverage_normalized_units =
          gen::ce::CoverageNormalizedUnits{
              .on_demand_normalized_units = decimal_text(sum.on_demand_units),
              .reserved_normalized_units = decimal_text(sum.reserved_units),
              .total_running_normalized_units = decimal_text(units),
              .coverage_normalized_units_percentage = percentage(sum.reserved_units, units)},
      .coverage_cost = gen::ce::CoverageCost{.on_demand_cost = decimal_text(sum.on_demand_cost)}};
}

/// "INSTANCE_TYPE" → "instanceType", as answers name attributes.
std::string attribute_name(std::string_view dimension) {
  std::string name;
  bool upper = false;
  for (const char c : dimension) {
    if (c == '_') {
      upper = true;
      continue;
    }
    name += upper ? c : static_cast<char>(c - 'A' + 'a');
    upper = false;
  }
  return name;
}

Answered<gen::ce::GetReservationCoverageResponse> get_reservation_coverage(
    Call& call, const gen::ce::GetReservationCoverageRequest& request) {
  if (auto ok = enter_cost_explorer(call); !ok) return pass(ok);
  const bool grouped = !request.group_by.empty();
  for (const auto& group : request.group_by)
    if (group.type.value_or("DIMENSION") != "DIMENSION")
      return invalid("GroupBy supports dimensions only");
  auto definitions = request.group_by;
  for (auto& definition : definitions) definition.type = "DIMENSION";
  const auto groupings = read_groupings(definitions);
  if (!groupings) return pass(groupings);
  const auto span = read_commitment_span(call, request.time_period, request.granularity, grouped);
  if (!span) return pass(span);
  const auto filter = read_filter(request.filter);
  if (!filter) return pass(filter);
  Covered total;
  std::vector<Covered> parts(span->parts.size());
  std::map<std::vector<std::string>, Covered> groups;  // Of the only part.
  std::size_t at = 0;
  read_lines(call, span->whole, Grain::daily, *filter, [&](const Line& line) {
    while (line.begin >= span->parts[at].end) ++at;
    if (!counts_for_coverage(line)) return;
    parts[at].add(line);
    total.add(line);
    if (!grouped) return;
    std::vector<std::string> keys;
    for (const auto& grouping : *groupings) keys.push_back(grouping.text(call.cloud, line));
    groups[std::move(keys)].add(line);
  });
  gen::ce::GetReservationCoverageResponse response;
  for (std::size_t number = 0; number < parts.size(); ++number) {
    gen::ce::CoverageByTime shown{.time_period = to_gen(*span, span->parts[number]),
                                  .total = to_gen(parts[number])};
    for (const auto& [keys, sum] : groups) {
      gen::ce::ReservationCoverageGroup group{.coverage = to_gen(sum)};
      for (std::size_t i = 0; i < keys.size(); ++i)
        group.attributes[attribute_name(*definitions[i].key)] = keys[i];
      shown.groups.push_back(std::move(group));
    }
    response.coverages_by_time.push_back(std::move(shown));
  }
  response.total = to_gen(total);
  return response;
}

}  // namespace

void add_reservation_calls(Operations& operations) {
  operations.add<get_reservation_utilization>("ce", "GetReservationUtilization", Fidelity::partial,
                                              "EC2 only; one page, not sorted");
  operations.add<get_reservation_coverage>("ce", "GetReservationCoverage", Fidelity::partial,
                                           "EC2 only; one page, not sorted; all metrics");
}

}  // namespace mirante::simcloud

// How well savings plans are used, and how much of what runs they cover.
#include <algorithm>
#include <map>

#include "gen/ce/get_savings_plans_coverage.h"
#include "gen/ce/get_savings_plans_utilization.h"
#include "simcloud/ce/calls.h"
#include "simcloud/ce/expressions.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

struct Utilization {
  Nanos used = 0, unused = 0;
  Nanos recurring = 0;
  Nanos list = 0;  // What the covered use would have cost.
  bool any = false;

  void add(const Line& line) {
    if (line.key.charge == Charge::plan_covered_usage) {
      used += line.amounts.amortized;
      list += line.amounts.unblended;
    } else if (line.key.charge == Charge::plan_fee) {
      unused += line.amounts.amortized;
      recurring += line.amounts.unblended;
    } else {
      return;
    }
    any = true;
  }
};

template <class Shape>
Shape to_gen(const Utilization& sum) {
  const auto committed = sum.used + sum.unused;
  Shape shown;
  shown.utilization =
      gen::ce::SavingsPlansUtilization{.total_commitment = decimal_text(committed),
                                       .used_commitment = decimal_text(sum.used),
                                       .unused_commitment = decimal_text(sum.unused),
                                       .utilization_percentage = percentage(sum.used, committed)};
  shown.savings = gen::ce::SavingsPlansSavings{.net_savings = decimal_text(sum.list - committed),
                                               .on_demand_cost_equivalent = decimal_text(sum.list)};
  shown.amortized_commitment = gen::ce::SavingsPlansAmortizedCommitment{
      .amortized_recurring_commitment = decimal_text(sum.recurring),
      .amortized_upfront_commitment = decimal_text(committed - sum.recurring),
      .total_amortized_commitment = decimal_text(committed)};
  return shown;
}

std::unexpected<AwsError> no_plans() {
  return refuse("DataUnavailableException",
                "Data is not available. There are no savings plans in this time period");
}

Answered<gen::ce::GetSavingsPlansUtilizationResponse> get_savings_plans_utilization(
    Call& call, const gen::ce::GetSavingsPlansUtilizationRequest& request) {
  if (auto ok = enter_cost_explorer(call); !ok) return pass(ok);
  const auto span = read_commitment_span(call, request.time_period, request.granularity, false);
  if (!span) return pass(span);
  const auto filter = read_filter(request.filter);
  if (!filter) return pass(filter);
  std::vector<Utilization> parts(span->parts.size());
  Utilization total;
  std::size_t number = 0;
  read_commitments(call, span->whole, *filter, [&](const Line& line) {
    while (line.begin >= span->parts[number].end) ++number;
    parts[number].add(line);
    total.add(line);
  });
  if (!total.any) return no_plans();
  gen::ce::GetSavingsPlansUtilizationResponse response{
      .total = to_gen<gen::ce::SavingsPlansUtilizationAggregates>(total)};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!parts[i].any) continue;  // Nothing is known of it, or there was no plan.
    auto shown = to_gen<gen::ce::SavingsPlansUtilizationByTime>(parts[i]);
    shown.time_period = to_gen(*span, span->parts[i]);
    response.savings_plans_utilizations_by_time.push_back(std::move(shown));
  }
  return response;
}

struct Covered {
  Nanos covered = 0, on_demand = 0;
};

gen::ce::SavingsPlansCoverageData to_gen(const Covered& sum) {
  const auto total = sum.covered + sum.on_demand;
  return {.spend_covered_by_savings_plans = decimal_text(sum.covered),
          .on_demand_cost = decimal_text(sum.on_demand),
          .total_cost = decimal_text(total),
          .coverage_percentage = percentage(sum.covered, total)};
}

/// "INSTANCE_FAMILY" is the only name of a group that is not that of a dimension.
Answered<std::vector<Grouping>> read_coverage_groups(
    std::vector<gen::ce::GroupDefinition> definitions) {
  for (auto& definition : definitions) {
    const auto key = definition.key.value_or("");
    if (definition.type.value_or("DIMENSION") != "DIMENSION" ||
        (key != "INSTANCE_FAMILY" && key != "REGION" && key != "SERVICE"))
      return invalid("GroupBy supports INSTANCE_FAMILY, REGION and SERVICE");
    definition.type = "DIMENSION";
    if (key == "INSTANCE_FAMILY") definition.key = "INSTANCE_TYPE_FAMILY";
  }
  return read_groupings(definitions);
}

Answered<gen::ce::GetSavingsPlansCoverageResponse> get_savings_plans_coverage(
    Call& call, const gen::ce::GetSavingsPlansCoverageRequest& request) {
  if (auto ok = enter_cost_explorer(call); !ok) return pass(ok);
  const bool grouped = !request.group_by.empty();
  const auto groupings = read_coverage_groups(request.group_by);
  if (!groupings) return pass(groupings);
  const auto span = read_commitment_span(call, request.time_period, request.granularity, grouped);
  if (!span) return pass(span);
  const auto filter = read_filter(request.filter);
  if (!filter) return pass(filter);
  std::map<std::pair<std::size_t, std::vector<std::string>>, Covered> sums;
  std::size_t number = 0;
  read_lines(call, span->whole, Grain::daily, *filter, [&](const Line& line) {
    while (line.begin >= span->parts[number].end) ++number;
    const bool covered = line.key.charge == Charge::plan_covered_usage;
    // What reserved instances cover is out of the plans' reach.
    if (line.key.item != Item::server || (!covered && line.key.charge != Charge::usage)) return;
    std::vector<std::string> keys;
    for (const auto& grouping : *groupings) keys.push_back(grouping.text(call.cloud, line));
    auto& sum = sums[{number, std::move(keys)}];
    (covered ? sum.covered : sum.on_demand) += line.amounts.unblended;
  });
  gen::ce::GetSavingsPlansCoverageResponse response;
  for (const auto& [key, sum] : sums) {
    gen::ce::SavingsPlansCoverage shown{.coverage = to_gen(sum),
                                        .time_period = to_gen(*span, span->parts[key.first])};
    for (std::size_t i = 0; i < key.second.size(); ++i)
      shown.attributes[*request.group_by[i].key] = key.second[i];
    response.savings_plans_coverages.push_back(std::move(shown));
  }
  return response;
}

}  // namespace

void add_savings_plan_calls(Operations& operations) {
  operations.add<get_savings_plans_utilization>("ce", "GetSavingsPlansUtilization",
                                                Fidelity::partial, "EC2 only; not sorted");
  operations.add<get_savings_plans_coverage>("ce", "GetSavingsPlansCoverage", Fidelity::partial,
                                             "EC2 only; one page, not sorted");
}

}  // namespace mirante::simcloud

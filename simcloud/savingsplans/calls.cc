// The commitments of the account, whose use Cost Explorer tells, and what servers cost under each.
#include "simcloud/savingsplans/calls.h"

#include <algorithm>
#include <functional>

#include "gen/savingsplans/describe_savings_plan_rates.h"
#include "gen/savingsplans/describe_savings_plans.h"
#include "simcloud/money/calendar.h"
#include "simcloud/operations.h"
#include "simcloud/page_tokens.h"

namespace mirante::simcloud {
namespace {

namespace shapes = gen::savingsplans;

constexpr std::int32_t page_max = 1000;

std::unexpected<AwsError> invalid(std::string message) {
  return refuse("ValidationException", std::move(message));
}

/// As AWS writes the start and the end of a plan.
std::string plan_time(Second second) {
  auto text = time_text(second);
  return text.insert(text.size() - 1, ".000");
}

std::string state_of(const Cloud& cloud, const SavingsPlan& plan) {
  const auto now = cloud.now.time_since_epoch() / std::chrono::seconds(1);
  if (now < plan.begin) return "queued";
  return now < plan.end() ? "active" : "retired";
}

shapes::SavingsPlan to_gen(Call& call, const SavingsPlan& plan) {
  const bool is_compute = plan.offer.kind == PlanKind::compute;
  const auto offering = hash_of(plan.id);
  shapes::SavingsPlan shape{
      .offering_id = format_uuid(mix(offering), offering),
      .savings_plan_id = plan.id,
      .savings_plan_arn = plan.arn(call.account_id()),
      .description = std::to_string(plan.offer.term.years) + " year " +
                     std::string(to_string(plan.offer.payment)) + " " +
                     (is_compute ? "Compute" : plan.family + " EC2 Instance") + " Savings Plan",
      .start = plan_time(plan.begin),
      .end = plan_time(plan.end() - 1),
      .state = state_of(call.cloud, plan),
      .savings_plan_type = is_compute ? "Compute" : "EC2Instance",
      .payment_option = std::string(to_string(plan.offer.payment)),
      .product_types = is_compute ? std::vector<std::string>{"EC2", "Fargate", "Lambda"}
                                  : std::vector<std::string>{"EC2"},
      .currency = "USD",
      .commitment = decimal_text(plan.commitment),
      .upfront_payment_amount = decimal_text(plan.upfront()),
      .recurring_payment_amount = decimal_text(plan.hourly_fee(plan.begin)),
      .term_duration_in_seconds = plan.offer.term.hours() * seconds_of_hour};
  if (!is_compute) {
    shape.region = std::string(region_facts(plan.region).name);
    shape.ec2_instance_family = plan.family;
  }
  return shape;
}

struct FilterField {
  std::string_view name;
  std::function<std::string(const shapes::SavingsPlan&)> text;
};

const FilterField* find_field(std::string_view name) {
  using Plan = shapes::SavingsPlan;
  static const std::vector<FilterField> fields{
      {"region", [](const Plan& plan) { return plan.region.value_or(""); }},
      {"ec2-instance-family",
       [](const Plan& plan) { return plan.ec2_instance_family.value_or(""); }},
      {"instance-family", [](const Plan& plan) { return plan.ec2_instance_family.value_or(""); }},
      {"commitment", [](const Plan& plan) { return plan.commitment.value_or(""); }},
      {"upfront", [](const Plan& plan) { return plan.upfront_payment_amount.value_or(""); }},
      {"term",
       [](const Plan& plan) { return std::to_string(plan.term_duration_in_seconds.value_or(0)); }},
      {"savings-plan-type", [](const Plan& plan) { return plan.savings_plan_type.value_or(""); }},
      {"payment-option", [](const Plan& plan) { return plan.payment_option.value_or(""); }},
      {"start", [](const Plan& plan) { return plan.start.value_or(""); }},
      {"end", [](const Plan& plan) { return plan.end.value_or(""); }}};
  const auto found = std::ranges::find(fields, name, &FilterField::name);
  return found == fields.end() ? nullptr : &*found;
}

/// One of them; without any all.
bool is_among(const std::vector<std::string>& wanted, const std::string& text) {
  return wanted.empty() || std::ranges::find(wanted, text) != wanted.end();
}

Answered<Done> check(const shapes::DescribeSavingsPlansRequest& request) {
  static constexpr std::string_view states[] = {
      "payment-pending", "payment-failed", "active",         "retired",
      "queued",          "queued-deleted", "pending-return", "returned"};
  for (const auto& state : request.states)
    if (std::ranges::find(states, state) == std::end(states))
      return invalid("Invalid state: " + state);
  for (const auto& filter : request.filters)
    if (find_field(filter.name.value_or("")) == nullptr)
      return invalid("Invalid filter: " + filter.name.value_or(""));
  const auto most = request.max_results.value_or(page_max);
  if (most < 1 || most > page_max) return invalid("maxResults must be between 1 and 1000");
  return Done{};
}

bool is_asked(const shapes::DescribeSavingsPlansRequest& request, const shapes::SavingsPlan& plan) {
  if (!is_among(request.savings_plan_ids, *plan.savings_plan_id) ||
      !is_among(request.savings_plan_arns, *plan.savings_plan_arn) ||
      !is_among(request.states, *plan.state))
    return false;
  return std::ranges::all_of(request.filters, [&](const auto& filter) {
    return is_among(filter.values, find_field(*filter.name)->text(plan));
  });
}

std::uint64_t question_of(const Call& call, const shapes::DescribeSavingsPlansRequest& request) {
  std::vector<std::string> words;
  for (const auto* list :
       {&request.savings_plan_arns, &request.savings_plan_ids, &request.states}) {
    words.insert(words.end(), list->begin(), list->end());
    words.emplace_back();
  }
  for (const auto& filter : request.filters) {
    words.push_back(*filter.name);
    words.insert(words.end(), filter.values.begin(), filter.values.end());
    words.emplace_back();
  }
  return question_hash(call, words);
}

Answered<shapes::DescribeSavingsPlansResponse> describe_savings_plans(
    Call& call, const shapes::DescribeSavingsPlansRequest& request) {
  if (auto ok = check(request); !ok) return pass(ok);
  if (auto ok = call.permit(); !ok) return pass(ok);
  shapes::DescribeSavingsPlansResponse response;
  for (const auto& plan : call.cloud.billing.plans) {
    if (plan.account != call.caller.account) continue;
    auto shape = to_gen(call, plan);
    if (is_asked(request, shape)) response.savings_plans.push_back(std::move(shape));
  }
  auto next = cut_page(call, response.savings_plans, request.next_token, question_of(call, request),
                       static_cast<std::size_t>(request.max_results.value_or(page_max)),
                       invalid("The pagination token is invalid").error());
  if (!next) return pass(next);
  response.next_token = *std::move(next);
  return response;
}

using Rate = shapes::SavingsPlanRate;

Rate rate_of(const SavingsPlan& plan, RegionIndex region, TypeIndex type, System system) {
  const auto& facts = type_facts(type);
  Rate rate{.rate = decimal_text(plan_price(region, type, system, Tenancy::shared, plan.offer)),
            .currency = "USD",
            .unit = "Hrs",
            .product_type = "EC2",
            .service_code = "AmazonEC2",
            .usage_type = usage_prefix(region) + "BoxUsage:" + std::string(facts.name),
            .operation = operation_of(system)};
  const auto add = [&](const char* name, std::string value) {
    rate.properties.push_back({.name = name, .value = std::move(value)});
  };
  add("region", std::string(region_facts(region).name));
  add("instanceType", std::string(facts.name));
  add("instanceFamily", std::string(facts.family));
  add("productDescription", std::string(platform_of(system)));
  add("tenancy", "shared");
  return rate;
}

std::string property_of(const Rate& rate, std::string_view name) {
  for (const auto& property : rate.properties)
    if (property.name == name) return property.value.value_or("");
  return {};
}

/// Nullopt: no such filter.
std::optional<std::string> field_of(const Rate& rate, const std::string& name) {
  if (name == "productType") return rate.product_type.value_or("");
  if (name == "serviceCode") return rate.service_code.value_or("");
  if (name == "usageType") return rate.usage_type.value_or("");
  if (name == "operation") return rate.operation.value_or("");
  for (const auto* property : {"region", "instanceType", "productDescription", "tenancy"})
    if (name == property) return property_of(rate, name);
  return std::nullopt;
}

bool fits(const Rate& rate, const shapes::DescribeSavingsPlanRatesRequest& request) {
  return std::ranges::all_of(request.filters, [&](const auto& filter) {
    return is_among(filter.values, field_of(rate, filter.name.value_or("")).value_or(""));
  });
}

/// Of servers on shared machines, in all regions that the plan is for.
std::vector<Rate> rates_of(const SavingsPlan& plan,
                           const shapes::DescribeSavingsPlanRatesRequest& request) {
  const bool is_compute = plan.offer.kind == PlanKind::compute;
  std::vector<Rate> rates;
  for (RegionIndex region = 0; region < all_regions().size(); ++region) {
    if (!is_compute && region != plan.region) continue;
    for (TypeIndex type = 0; type < all_types().size(); ++type) {
      if (!is_offered(type, region)) continue;
      if (!is_compute && type_facts(type).family != plan.family) continue;
      for (const auto system : all_systems) {
        auto rate = rate_of(plan, region, type, system);
        if (fits(rate, request)) rates.push_back(std::move(rate));
      }
    }
  }
  return rates;
}

Answered<shapes::DescribeSavingsPlanRatesResponse> describe_savings_plan_rates(
    Call& call, const shapes::DescribeSavingsPlanRatesRequest& request) {
  for (const auto& filter : request.filters)
    if (!field_of(Rate{}, filter.name.value_or("")))
      return invalid("Invalid filter: " + filter.name.value_or(""));
  const auto most = request.max_results.value_or(page_max);
  if (most < 1 || most > page_max) return invalid("maxResults must be between 1 and 1000");
  if (auto ok = call.permit(); !ok) return pass(ok);
  const auto& plans = call.cloud.billing.plans;
  const auto plan = std::ranges::find_if(plans, [&](const SavingsPlan& one) {
    return one.account == call.caller.account && one.id == request.savings_plan_id;
  });
  if (plan == plans.end())
    return refuse("ResourceNotFoundException", "The savings plan was not found");
  shapes::DescribeSavingsPlanRatesResponse response{.savings_plan_id = plan->id,
                                                    .search_results = rates_of(*plan, request)};
  std::vector<std::string> words{plan->id};
  for (const auto& filter : request.filters) {
    words.push_back(*filter.name);
    words.insert(words.end(), filter.values.begin(), filter.values.end());
    words.emplace_back();
  }
  auto next =
      cut_page(call, response.search_results, request.next_token, question_hash(call, words),
               static_cast<std::size_t>(most), invalid("The pagination token is invalid").error());
  if (!next) return pass(next);
  response.next_token = *std::move(next);
  return response;
}

}  // namespace

void add_savingsplans_calls(Operations& operations) {
  operations.add<describe_savings_plan_rates>("savingsplans", "DescribeSavingsPlanRates",
                                              Fidelity::partial, "servers on shared machines only");
  operations.add<describe_savings_plans>("savingsplans", "DescribeSavingsPlans", Fidelity::partial,
                                         "no tags, no returns; plans for EC2 only");
}

}  // namespace mirante::simcloud

#include "features/prices/aws_savings_plans.h"

#include <algorithm>

#include "gen/savingsplans/describe_savings_plan_rates.h"
#include "gen/savingsplans/describe_savings_plans.h"
#include "platform/aws/client.h"

namespace mirante::prices {
namespace {

namespace shapes = gen::savingsplans;

constexpr std::int32_t page_size = 1000;  // The most that it gives.

std::optional<SavingsPlan> read_plan(const shapes::SavingsPlan& plan, AccountId account) {
  const auto kind = plan.savings_plan_type.value_or("");
  const auto nanos = parse_nanos(plan.commitment.value_or(""));
  const auto begin = parse_iso8601(plan.start.value_or("")),
             end = parse_iso8601(plan.end.value_or(""));
  if ((kind != "Compute" && kind != "EC2Instance") || !nanos || !begin || !end ||
      !plan.savings_plan_id || plan.currency.value_or("USD") != "USD")
    return std::nullopt;
  return SavingsPlan{.account = account,
                     .id = *plan.savings_plan_id,
                     .kind = kind == "Compute" ? PlanKind::compute : PlanKind::instance,
                     .region = {plan.region.value_or("")},
                     .family = plan.ec2_instance_family.value_or(""),
                     .commitment = {.nanos = *nanos},
                     .begins_at = *begin,
                     .ends_at = *end};
}

ListedRate read_listed(const shapes::SavingsPlanRate& rate) {
  ListedRate listed{.usage_type = rate.usage_type.value_or(""),
                    .operation = rate.operation.value_or(""),
                    .region = {},
                    .type = {},
                    .tenancy = {},
                    .rate = rate.rate.value_or(""),
                    .unit = rate.unit.value_or(""),
                    .currency = rate.currency.value_or("")};
  for (const auto& property : rate.properties) {
    const auto name = property.name.value_or("");
    if (name == "region") listed.region = property.value.value_or("");
    if (name == "instanceType") listed.type = property.value.value_or("");
    if (name == "tenancy") listed.tenancy = property.value.value_or("");
  }
  return listed;
}

/// "m5.large" of "server:m5.large:RunInstances:Shared".
std::string type_of(const Product& product) {
  const auto begin = product.code.find(':') + 1;
  return product.code.substr(begin, product.code.find(':', begin) - begin);
}

/// A plan has rates of everything that AWS sells; asked for is what there is.
shapes::DescribeSavingsPlanRatesRequest question_of(const SavingsPlan& plan,
                                                    const std::set<Product>& servers) {
  std::set<std::string> regions, types;
  for (const auto& server : servers) {
    if (!may_pay_for(plan, server)) continue;
    regions.insert(server.region.value);
    types.insert(type_of(server));
  }
  shapes::DescribeSavingsPlanRatesRequest request;
  request.savings_plan_id = plan.id;
  request.max_results = page_size;
  request.filters.push_back({.name = "productType", .values = {"EC2"}});
  request.filters.push_back({.name = "region", .values = {regions.begin(), regions.end()}});
  request.filters.push_back({.name = "instanceType", .values = {types.begin(), types.end()}});
  return request;
}

}  // namespace

Task<std::vector<SavingsPlan>> ask_savings_plans(aws::Client& client, CallContext ctx,
                                                 aws::Target target, AccountId account,
                                                 std::set<Product> servers) {
  shapes::DescribeSavingsPlansRequest request;
  request.states.push_back("active");
  request.max_results = page_size;
  std::vector<SavingsPlan> plans;
  for (;;) {
    auto reply = co_await shapes::describe_savings_plans(client, ctx, target, request);
    for (const auto& one : reply.value.savings_plans)
      if (auto plan = read_plan(one, account)) plans.push_back(*std::move(plan));
    request.next_token = std::move(reply.value.next_token);
    if (!request.next_token || request.next_token->empty()) break;
  }
  for (auto& plan : plans) {
    auto rates = question_of(plan, servers);
    // Nothing runs that it could pay for.
    if (rates.filters.back().values.empty()) continue;
    for (;;) {
      auto reply = co_await shapes::describe_savings_plan_rates(client, ctx, target, rates);
      for (const auto& one : reply.value.search_results)
        if (auto rate = read_rate(read_listed(one)); rate && servers.contains(rate->first))
          plan.rates.insert(*std::move(rate));
      rates.next_token = std::move(reply.value.next_token);
      if (!rates.next_token || rates.next_token->empty()) break;
    }
  }
  co_return plans;
}

}  // namespace mirante::prices

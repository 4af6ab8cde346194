// GetCostAndUsage: sums of the bill by time and by up to two groups.
#include <algorithm>
#include <map>

#include "gen/ce/get_cost_and_usage.h"
#include "simcloud/ce/calls.h"
#include "simcloud/ce/expressions.h"
#include "simcloud/ce/metrics.h"
#include "simcloud/operations.h"
#include "simcloud/page_tokens.h"

namespace mirante::simcloud {
namespace {

using gen::ce::GetCostAndUsageRequest;
using gen::ce::GetCostAndUsageResponse;

/// AWS does not say how many groups make a page.
constexpr std::size_t page_max = 500;

using Groups = std::map<std::vector<std::string>, Sum>;

std::uint64_t question_of(const Call& call, const GetCostAndUsageRequest& request) {
  auto hash = mix(question_hash(call, {}) ^ hash_of(request.time_period) ^ hash_of(request.filter));
  hash = mix(hash ^ hash_of(std::string_view(request.granularity.value_or(""))));
  for (const auto& metric : request.metrics) hash = mix(hash ^ hash_of(std::string_view(metric)));
  for (const auto& group : request.group_by)
    hash = mix(hash ^ hash_of(group.type.value_or("") + "/" + group.key.value_or("")));
  return hash;
}

/// One part of the time on the page; where it has groups, those from number `first` on.
struct PageCut {
  std::size_t first;
  std::size_t left;  // How much more the page takes.
};

gen::ce::ResultByTime result_of(const Call& call, const Span& span, const BillPeriod& part,
                                const Groups& groups, const std::vector<Metric>& metrics,
                                bool grouped, PageCut& cut) {
  gen::ce::ResultByTime result{.time_period = to_gen(span, part),
                               .estimated = !is_final(call.cloud, part.begin)};
  if (!grouped) {
    result.total = groups.begin()->second.shown(metrics);
    --cut.left;
    return result;
  }
  for (const auto& [keys, sum] : groups) {
    if (cut.left == 0) break;
    if (cut.first > 0) {
      --cut.first;
      continue;
    }
    result.groups.push_back({.keys = keys, .metrics = sum.shown(metrics)});
    --cut.left;
  }
  return result;
}

Answered<GetCostAndUsageResponse> get_cost_and_usage(Call& call,
                                                     const GetCostAndUsageRequest& request) {
  if (auto ok = enter_cost_explorer(call); !ok) return pass(ok);
  if (!request.granularity) return invalid("Granularity is needed");
  const auto span = read_span(call, request.time_period, request.granularity, Granularity::daily);
  if (!span) return pass(span);
  const auto metrics = read_metrics(request.metrics);
  if (!metrics) return pass(metrics);
  const auto groupings = read_groupings(request.group_by);
  if (!groupings) return pass(groupings);
  const auto filter = read_filter(request.filter);
  if (!filter) return pass(filter);
  const auto question = question_of(call, request);
  const auto first = read_page_token(call, request.next_page_token, question, wrong_page_token());
  if (!first) return pass(first);

  std::vector<Groups> parts(span->parts.size());
  if (groupings->empty())
    for (auto& groups : parts) groups[{}];
  const auto grain = span->granularity == Granularity::hourly ? Grain::hourly : Grain::daily;
  std::size_t number = 0;
  read_lines(call, span->whole, grain, *filter, [&](const Line& line) {
    while (line.begin >= span->parts[number].end) ++number;
    std::vector<std::string> keys;
    for (const auto& grouping : *groupings) keys.push_back(grouping.text(call.cloud, line));
    parts[number][std::move(keys)].add(line);
  });

  GetCostAndUsageResponse response{.group_definitions = request.group_by};
  PageCut cut{.first = *first, .left = page_max};
  std::size_t passed = 0;  // Items of parts that are behind us.
  for (std::size_t i = 0; i < parts.size(); ++i) {
    // A part without groups counts as one, so that it is told once.
    const auto items = std::max<std::size_t>(parts[i].size(), 1);
    if (cut.first >= items) {
      cut.first -= items;
      passed += items;
      continue;
    }
    if (cut.left == 0) {
      response.next_page_token = make_page_token(call, passed, question);
      break;
    }
    const auto skipped = cut.first;
    const auto before = cut.left;
    response.results_by_time.push_back(
        result_of(call, *span, span->parts[i], parts[i], *metrics, !groupings->empty(), cut));
    const auto told = before - cut.left + skipped;
    if (!parts[i].empty() && told < items) {
      response.next_page_token = make_page_token(call, passed + told, question);
      break;
    }
    cut.first = 0;
    passed += items;
  }
  const bool by_account = std::ranges::any_of(request.group_by, [](const auto& group) {
    return group.key == "LINKED_ACCOUNT" && group.type == "DIMENSION";
  });
  if (by_account)
    for (const auto& account : call.cloud.accounts)
      if (std::ranges::any_of(parts, [&](const Groups& groups) {
            return std::ranges::any_of(groups, [&](const auto& group) {
              return std::ranges::find(group.first, account.id) != group.first.end();
            });
          }))
        response.dimension_value_attributes.push_back(
            {.value = account.id, .attributes = {{"description", account.name}}});
  return response;
}

}  // namespace

void add_cost_and_usage_calls(Operations& operations) {
  operations.add<get_cost_and_usage>(
      "ce", "GetCostAndUsage", Fidelity::partial,
      "blended is unblended, net is not less; no cost categories, all tags are active; data is a "
      "day late, months are final on the 5th");
}

}  // namespace mirante::simcloud

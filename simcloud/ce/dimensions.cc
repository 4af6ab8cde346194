// GetDimensionValues and GetTags: which values there are to ask for.
#include <algorithm>
#include <map>
#include <set>

#include "gen/ce/get_dimension_values.h"
#include "gen/ce/get_tags.h"
#include "simcloud/ce/calls.h"
#include "simcloud/ce/expressions.h"
#include "simcloud/ce/metrics.h"
#include "simcloud/operations.h"
#include "simcloud/page_tokens.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t page_max = 1000;

/// Values with what they cost, for sorting.
using Values = std::map<std::string, Sum>;

/// What the two questions have in common.
struct Asked {
  Span span;
  LineFilter filter;
  std::optional<Metric> sorted_by;
  bool ascending = false;
  std::size_t page_size = page_max;
  std::uint64_t question = 0;
};

template <class Request>
Answered<Asked> read_asked(Call& call, const Request& request) {
  if (auto ok = enter_cost_explorer(call); !ok) return pass(ok);
  const auto span = read_span(call, request.time_period, std::nullopt, Granularity::daily);
  if (!span) return pass(span);
  auto filter = read_filter(request.filter);
  if (!filter) return pass(filter);
  Asked asked{.span = *span, .filter = *std::move(filter)};
  asked.question = mix(question_hash(call, {request.search_string.value_or("")}) ^
                       hash_of(request.time_period) ^ hash_of(request.filter));
  if (request.sort_by.size() > 1) return invalid("SortBy supports one key");
  for (const auto& sort : request.sort_by) {
    const auto metric = read_metric(sort.key.value_or(""));
    if (!metric) return pass(metric);
    asked.sorted_by = *metric;
    asked.ascending = sort.sort_order == "ASCENDING";
    asked.question =
        mix(asked.question + static_cast<std::uint64_t>(*metric) * 2 + (asked.ascending ? 1 : 0));
  }
  if (request.max_results) {
    if (*request.max_results < 1) return invalid("MaxResults must be at least 1");
    asked.page_size =
        std::min<std::size_t>(page_max, static_cast<std::size_t>(*request.max_results));
  }
  return asked;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

std::vector<std::string> ordered(const Asked& asked, const Values& values,
                                 const std::optional<std::string>& search) {
  std::vector<const Values::value_type*> found;
  const auto wanted = lower(search.value_or(""));
  for (const auto& entry : values)
    if (lower(entry.first).find(wanted) != std::string::npos) found.push_back(&entry);
  if (asked.sorted_by)
    std::ranges::sort(found, [&](const auto* a, const auto* b) {
      const auto left = a->second.of(*asked.sorted_by), right = b->second.of(*asked.sorted_by);
      if (left != right) return asked.ascending ? left < right : left > right;
      return a->first < b->first;
    });
  std::vector<std::string> texts;
  for (const auto* entry : found) texts.push_back(entry->first);
  return texts;
}

/// The part of `all` that is on the page; sizes and token go into the answer.
template <class Response>
Answered<std::vector<std::string>> page_of(Call& call, const Asked& asked,
                                           const std::optional<std::string>& token,
                                           std::vector<std::string> all, Response& response) {
  response.total_size = static_cast<std::int32_t>(all.size());
  auto next = cut_page(call, all, token, asked.question, asked.page_size, wrong_page_token());
  if (!next) return pass(next);
  response.return_size = static_cast<std::int32_t>(all.size());
  response.next_page_token = *std::move(next);
  return all;
}

Answered<gen::ce::GetDimensionValuesResponse> get_dimension_values(
    Call& call, const gen::ce::GetDimensionValuesRequest& request) {
  auto asked = read_asked(call, request);
  if (!asked) return pass(asked);
  const auto context = request.context.value_or("COST_AND_USAGE");
  if (context != "COST_AND_USAGE" && context != "RESERVATIONS" && context != "SAVINGS_PLANS")
    return invalid("Invalid context: " + context);
  const auto name = request.dimension.value_or("");
  const auto field = read_dimension(name);
  if (!field) return pass(field);
  asked->question = mix(asked->question ^ hash_of(name + "/" + context));
  Values values;
  read_lines(call, asked->span.whole, Grain::daily, asked->filter, [&](const Line& line) {
    const bool committed = line.key.commitment != no_commitment;
    if (*field == nullptr || (context != "COST_AND_USAGE" && !committed)) return;
    auto text = (*field)->text(call.cloud, line);
    if (!text.empty()) values[std::move(text)].add(line);
  });
  gen::ce::GetDimensionValuesResponse response;
  const auto page = page_of(call, *asked, request.next_page_token,
                            ordered(*asked, values, request.search_string), response);
  if (!page) return pass(page);
  for (const auto& value : *page) {
    gen::ce::DimensionValuesWithAttributes shown{.value = value};
    if (name == "LINKED_ACCOUNT")
      shown.attributes["description"] = call.cloud.find_account(value)->name;
    response.dimension_values.push_back(std::move(shown));
  }
  return response;
}

Answered<gen::ce::GetTagsResponse> get_tags(Call& call, const gen::ce::GetTagsRequest& request) {
  auto asked = read_asked(call, request);
  if (!asked) return pass(asked);
  const auto key = request.tag_key.value_or("");
  asked->question = mix(asked->question ^ hash_of(std::string_view(key)));
  Values values;
  read_lines(call, asked->span.whole, Grain::daily, asked->filter, [&](const Line& line) {
    if (!key.empty()) {
      values[tag_of(call.cloud, line, key)].add(line);
      return;
    }
    if (line.key.thing == 0) return;
    for (const auto& tag : call.cloud.billing.meter.tags(line.key.tags))
      values[call.text(tag.key)].add(line);
  });
  gen::ce::GetTagsResponse response;
  auto page = page_of(call, *asked, request.next_page_token,
                      ordered(*asked, values, request.search_string), response);
  if (!page) return pass(page);
  response.tags = *std::move(page);
  return response;
}

}  // namespace

void add_dimension_calls(Operations& operations) {
  operations.add<get_dimension_values>(
      "ce", "GetDimensionValues", Fidelity::partial,
      "no product attributes; attributes of values only for LINKED_ACCOUNT");
  operations.add<get_tags>("ce", "GetTags", Fidelity::faithful);
}

}  // namespace mirante::simcloud

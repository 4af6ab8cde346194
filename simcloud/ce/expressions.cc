#include "simcloud/ce/expressions.h"

#include <algorithm>

namespace mirante::simcloud {
namespace {

using gen::ce::Expression;

/// Dimensions of AWS that say nothing about what is simulated.
constexpr std::string_view empty_dimensions[] = {
    "CACHE_ENGINE",   "DATABASE_ENGINE", "DEPLOYMENT_OPTION", "INVOICING_ENTITY",
    "PAYMENT_OPTION", "SCOPE",           "SUBSCRIPTION_ID"};

/// Only for questions that Cost Explorer's other operations answer.
constexpr std::string_view refused_dimensions[] = {"LINKED_ACCOUNT_NAME", "PAYER_ACCOUNT",
                                                   "RESOURCE_ID"};

struct Options {
  bool absent = false;
};

Answered<Options> read_options(const std::vector<std::string>& texts) {
  Options options;
  for (const auto& text : texts) {
    if (text == "ABSENT")
      options.absent = true;
    else if (text != "EQUALS" && text != "CASE_SENSITIVE")
      return invalid("MatchOptions " + text + " is not supported here");
  }
  return options;
}

Answered<LineFilter> read_dimensions(const gen::ce::DimensionValues& wanted) {
  const auto field = read_dimension(wanted.key.value_or(""));
  if (!field) return pass(field);
  const auto options = read_options(wanted.match_options);
  if (!options) return pass(options);
  if (options->absent) return invalid("ABSENT is not supported for Dimensions");
  if (wanted.values.empty()) return invalid("Dimensions need Values");
  return [field = *field, values = wanted.values](const Cloud& cloud, const Line& line) {
    const auto text = field == nullptr ? std::string() : dimension_text(cloud, line, *field);
    return std::ranges::find(values, text) != values.end();
  };
}

Answered<LineFilter> read_tags(const gen::ce::TagValues& wanted) {
  const auto options = read_options(wanted.match_options);
  if (!options) return pass(options);
  if (wanted.key.value_or("").empty()) return invalid("Tags need a Key");
  if (wanted.values.empty() && !options->absent) return invalid("Tags need Values");
  return [key = *wanted.key, values = wanted.values, absent = options->absent](const Cloud& cloud,
                                                                               const Line& line) {
    const auto text = tag_of(cloud, line, key);
    return (absent && text.empty()) || std::ranges::find(values, text) != values.end();
  };
}

/// No line is in any cost category, as there is none.
Answered<LineFilter> read_categories(const gen::ce::CostCategoryValues& wanted) {
  const auto options = read_options(wanted.match_options);
  if (!options) return pass(options);
  return [absent = options->absent](const Cloud&, const Line&) { return absent; };
}

Answered<LineFilter> read_expression(const Expression& expression, int depth);

enum class Joined : std::uint8_t { all, any };

Answered<LineFilter> read_many(const std::vector<Expression>& expressions, Joined joined,
                               int depth) {
  std::vector<LineFilter> filters;
  for (const auto& each : expressions) {
    auto filter = read_expression(each, depth + 1);
    if (!filter) return filter;
    filters.push_back(*std::move(filter));
  }
  return [filters = std::move(filters), joined](const Cloud& cloud, const Line& line) {
    const auto holds = [&](const LineFilter& filter) { return filter(cloud, line); };
    return joined == Joined::all ? std::ranges::all_of(filters, holds)
                                 : std::ranges::any_of(filters, holds);
  };
}

Answered<LineFilter> read_expression(const Expression& expression, int depth) {
  static constexpr int depth_max = 10;
  if (depth > depth_max) return invalid("The filter is nested too deep");
  const int roots = (expression.and_.empty() ? 0 : 1) + (expression.or_.empty() ? 0 : 1) +
                    (expression.not_ ? 1 : 0) + (expression.dimensions ? 1 : 0) +
                    (expression.tags ? 1 : 0) + (expression.cost_categories ? 1 : 0) +
                    (expression.product_attributes ? 1 : 0);
  if (roots != 1)
    return invalid(
        "Expression must have exactly one root: And, Or, Not, Dimensions, Tags or CostCategories");
  if (expression.product_attributes) return invalid("ProductAttributes are not simulated");
  if (!expression.and_.empty()) return read_many(expression.and_, Joined::all, depth);
  if (!expression.or_.empty()) return read_many(expression.or_, Joined::any, depth);
  if (expression.dimensions) return read_dimensions(*expression.dimensions);
  if (expression.tags) return read_tags(*expression.tags);
  if (expression.cost_categories) return read_categories(*expression.cost_categories);
  auto inner = read_expression(*expression.not_, depth + 1);
  if (!inner) return inner;
  return [inner = *std::move(inner)](const Cloud& cloud, const Line& line) {
    return !inner(cloud, line);
  };
}

/// Of the commitment that covers the use; else of the line itself.
std::uint16_t committed_account(const Cloud& cloud, const LineKey& key) {
  if (key.charge == Charge::plan_covered_usage) return cloud.billing.plans[key.commitment].account;
  if (key.charge == Charge::discounted_usage) return cloud.billing.reserved[key.commitment].account;
  return key.account;
}

void read_seen(Call& call, const BillPeriod& period, Grain grain, const LineFilter& filter,
               const std::function<void(const Line&)>& use,
               std::uint16_t (*account_of)(const Cloud&, const LineKey&)) {
  const auto self = call.caller.account;
  const auto& cloud = call.cloud;
  read_bill(call.cloud,
            {.begin = period.begin, .end = period.end, .grain = grain, .known = published(cloud)},
            [&](const Line& line) {
              const auto account = account_of(cloud, line.key);
              const bool seen = account == self || payer_of(cloud, account) == self;
              if (seen && filter(cloud, line)) use(line);
            });
}

std::uint64_t mixed(std::uint64_t hash, const std::optional<std::string>& text) {
  return mix(hash ^ hash_of(text ? std::string_view(*text) : "\x01"));
}
std::uint64_t mixed(std::uint64_t hash, const std::vector<std::string>& texts) {
  for (const auto& text : texts) hash = mix(hash ^ hash_of(std::string_view(text)));
  return mix(hash + texts.size());
}
template <class T>
std::uint64_t mixed_values(std::uint64_t hash, const std::optional<T>& wanted) {
  if (!wanted) return mix(hash);
  return mixed(mixed(mixed(hash, wanted->key), wanted->values), wanted->match_options);
}

std::uint64_t hash_of_expression(const Expression& expression) {
  std::uint64_t hash = 1;
  for (const auto& each : expression.and_) hash = mix(hash ^ hash_of_expression(each));
  hash = mix(hash + 2);
  for (const auto& each : expression.or_) hash = mix(hash ^ hash_of_expression(each));
  if (expression.not_) hash = mix(hash ^ hash_of_expression(*expression.not_)) + 3;
  return mixed_values(mixed_values(mixed_values(hash, expression.dimensions), expression.tags),
                      expression.cost_categories);
}

}  // namespace

Answered<LineFilter> read_filter(const std::optional<Expression>& expression) {
  if (!expression) return [](const Cloud&, const Line&) { return true; };
  return read_expression(*expression, 0);
}

Answered<const LineField*> read_dimension(std::string_view name) {
  if (std::ranges::find(empty_dimensions, name) != std::end(empty_dimensions)) return nullptr;
  const auto* field = find_line_field(name);
  if (field == nullptr ||
      std::ranges::find(refused_dimensions, name) != std::end(refused_dimensions))
    return invalid("Invalid dimension: " + std::string(name));
  return field;
}

Answered<std::vector<Grouping>> read_groupings(
    const std::vector<gen::ce::GroupDefinition>& definitions) {
  if (definitions.size() > 2) return invalid("GroupBy supports at most 2 groups");
  std::vector<Grouping> groupings;
  for (const auto& definition : definitions) {
    const auto type = definition.type.value_or(""), key = definition.key.value_or("");
    if (key.empty()) return invalid("GroupBy needs a Key");
    Grouping grouping{.definition = definition};
    if (type == "DIMENSION") {
      const auto field = read_dimension(key);
      if (!field) return pass(field);
      grouping.text = [field = *field, key](const Cloud& cloud, const Line& line) {
        return field == nullptr ? "No" + key : dimension_text(cloud, line, *field);
      };
    } else if (type == "TAG") {
      grouping.text = [key](const Cloud& cloud, const Line& line) {
        return key + "$" + tag_of(cloud, line, key);
      };
    } else if (type == "COST_CATEGORY") {
      grouping.text = [key](const Cloud&, const Line&) { return key + "$"; };
    } else {
      return invalid("Invalid type of group: " + type);
    }
    groupings.push_back(std::move(grouping));
  }
  return groupings;
}

std::string dimension_text(const Cloud& cloud, const Line& line, const LineField& field) {
  auto text = field.text(cloud, line);
  return text.empty() ? std::string(field.none) : text;
}

void read_lines(Call& call, const BillPeriod& period, Grain grain, const LineFilter& filter,
                const std::function<void(const Line&)>& use) {
  read_seen(call, period, grain, filter, use,
            [](const Cloud&, const LineKey& key) { return key.account; });
}

void read_commitments(Call& call, const BillPeriod& period, const LineFilter& filter,
                      const std::function<void(const Line&)>& use) {
  read_seen(call, period, Grain::daily, filter, use, committed_account);
}

std::uint64_t hash_of(const std::optional<Expression>& expression) {
  return expression ? hash_of_expression(*expression) : 0;
}
std::uint64_t hash_of(const std::optional<gen::ce::DateInterval>& interval) {
  return interval ? mixed(mixed(0, interval->start), interval->end) : 0;
}

}  // namespace mirante::simcloud

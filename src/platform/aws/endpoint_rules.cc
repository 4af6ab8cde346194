#include "platform/aws/endpoint_rules.h"

#include <algorithm>
#include <optional>

#include "platform/aws/endpoint_functions.h"

namespace mirante::aws::rules {
namespace {

/// One walk through one tree. Names that conditions give are known until their rule is left.
class Walk {
 public:
  explicit Walk(Value::Record parameters) {
    for (auto& [name, value] : parameters) names_.push_back({name, std::move(value)});
  }

  std::optional<Result<Resolved>> first_of(std::span<const Rule> rules) {
    for (const auto& rule : rules) {
      const auto known = names_.size();
      auto decided = try_rule(rule);
      names_.resize(known);
      if (decided) return decided;
    }
    return std::nullopt;
  }

 private:
  struct Name {
    std::string name;
    Value value;
  };

  std::optional<Result<Resolved>> try_rule(const Rule& rule) {
    for (const auto& condition : rule.conditions) {
      auto value = value_of(condition.test);
      if (value.is_nothing() || value == Value{false}) return std::nullopt;
      if (!condition.assign.empty())
        names_.push_back({std::string(condition.assign), std::move(value)});
    }
    switch (rule.kind) {
      case Rule::Kind::tree: return first_of(rule.rules);
      case Rule::Kind::endpoint:
        return Resolved{.url = text_of(rule.value), .properties = value_of(rule.properties)};
      case Rule::Kind::refusal: return fail(ErrorKind::invalid, text_of(rule.value));
    }
    return std::nullopt;
  }

  Value value_of(const Expression& expression) {
    switch (expression.kind) {
      using enum Expression::Kind;
      case text: return {std::string(expression.text)};
      case number: return {expression.number};
      case boolean: return {expression.number != 0};
      case reference: return named(expression.text);
      case call: return called(expression.function, values_of(expression.arguments));
      case joined: return {joined_text(expression.arguments)};
      case list: return {values_of(expression.arguments)};
      case record: return {record_of(expression.arguments)};
    }
    return {};
  }

  Value named(std::string_view name) const {
    // The youngest first.
    const auto found = std::find_if(names_.rbegin(), names_.rend(),
                                    [name](const Name& each) { return each.name == name; });
    return found == names_.rend() ? Value{} : found->value;
  }

  Value::List values_of(std::span<const Expression> expressions) {
    Value::List values;
    for (const auto& each : expressions) values.push_back(value_of(each));
    return values;
  }

  Value::Record record_of(std::span<const Expression> pairs) {
    Value::Record made;
    for (std::size_t i = 0; i + 1 < pairs.size(); i += 2)
      made.insert_or_assign(text_of(pairs[i]), value_of(pairs[i + 1]));
    return made;
  }

  std::string joined_text(std::span<const Expression> parts) {
    std::string text;
    for (const auto& part : parts) text += text_of(part);
    return text;
  }

  std::string text_of(const Expression& expression) {
    const auto value = value_of(expression);
    const auto* text = value.as<std::string>();
    return text == nullptr ? "" : *text;
  }

  std::vector<Name> names_;
};

}  // namespace

Result<Resolved> resolve(const RuleSet& set, Value::Record parameters) {
  for (const auto& each : set.defaults) parameters.try_emplace(std::string(each.name), each.value);
  if (auto decided = Walk(std::move(parameters)).first_of(set.rules)) return *std::move(decided);
  return fail(ErrorKind::invalid, "no endpoint rule of the service \"" + std::string(set.service) +
                                      "\" fits this configuration");
}

}  // namespace mirante::aws::rules

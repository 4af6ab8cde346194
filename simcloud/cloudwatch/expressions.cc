#include "simcloud/cloudwatch/expressions.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <variant>

namespace mirante::simcloud {
namespace {

using List = std::vector<MathSeries>;
struct Word {  // REPEAT
  std::string text;
};
using Value = std::variant<double, MathSeries, List, Word>;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

double apply(char sign, double a, double b) {
  switch (sign) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': return a / b;
    default: return std::pow(a, b);
  }
}

/// Points that cannot be told (a division by zero) are left out.
void put(MathSeries& series, Instant at, double value) {
  if (std::isfinite(value)) series.points[at] = value;
}

MathSeries map_points(const MathSeries& series, const std::function<double(double)>& change) {
  MathSeries changed{.period_s = series.period_s};
  for (const auto& [at, value] : series.points) put(changed, at, change(value));
  return changed;
}

Result<Value> combine(char sign, const Value& a, const Value& b) {
  const auto* x = std::get_if<double>(&a);
  const auto* y = std::get_if<double>(&b);
  if (x != nullptr && y != nullptr) return apply(sign, *x, *y);
  const auto* s = std::get_if<MathSeries>(&a);
  const auto* t = std::get_if<MathSeries>(&b);
  if (s != nullptr && y != nullptr)
    return map_points(*s, [&](double value) { return apply(sign, value, *y); });
  if (x != nullptr && t != nullptr)
    return map_points(*t, [&](double value) { return apply(sign, *x, value); });
  if (s == nullptr || t == nullptr)
    return fail(ErrorKind::invalid, "lists of series cannot be combined by an operator");
  MathSeries both{.period_s = std::max(s->period_s, t->period_s)};
  for (const auto& [at, value] : s->points)
    if (const auto other = t->points.find(at); other != t->points.end())
      put(both, at, apply(sign, value, other->second));
  return both;
}

using Fold = double (*)(const std::vector<double>&);
double sum_of(const std::vector<double>& values) {
  double sum = 0;
  for (const auto value : values) sum += value;
  return sum;
}
constexpr std::pair<std::string_view, Fold> folds[] = {
    {"SUM", sum_of},
    {"AVG", [](const std::vector<double>& v) { return sum_of(v) / static_cast<double>(v.size()); }},
    {"MIN", [](const std::vector<double>& v) { return *std::ranges::min_element(v); }},
    {"MAX", [](const std::vector<double>& v) { return *std::ranges::max_element(v); }},
};

/// Of one series a number, of several a series.
Result<Value> fold(Fold each, const Value& of) {
  if (const auto* series = std::get_if<MathSeries>(&of)) {
    std::vector<double> values;
    for (const auto& [at, value] : series->points) values.push_back(value);
    return values.empty() ? Value(MathSeries{.period_s = series->period_s}) : Value(each(values));
  }
  const auto* list = std::get_if<List>(&of);
  if (list == nullptr) return fail(ErrorKind::invalid, "needs series");
  std::map<Instant, std::vector<double>> columns;
  MathSeries result;
  for (const auto& series : *list) {
    result.period_s = std::max(result.period_s, series.period_s);
    for (const auto& [at, value] : series.points) columns[at].push_back(value);
  }
  for (const auto& [at, values] : columns) put(result, at, each(values));
  return result;
}

MathSeries fill(const MathSeries& series, std::optional<double> with) {
  auto filled = series;
  if (series.points.empty()) return filled;
  double last = series.points.begin()->second;
  for (auto at = series.points.begin()->first; at <= series.points.rbegin()->first;
       at += std::chrono::seconds(series.period_s)) {
    if (const auto there = series.points.find(at); there != series.points.end())
      last = there->second;
    else
      filled.points[at] = with.value_or(last);
  }
  return filled;
}

MathSeries differences(const MathSeries& series, bool by_second) {
  MathSeries result{.period_s = series.period_s};
  std::optional<std::pair<Instant, double>> before;
  for (const auto& [at, value] : series.points) {
    if (before) {
      const std::chrono::duration<double> passed = at - before->first;
      put(result, at, (value - before->second) / (by_second ? passed.count() : 1));
    }
    before = {at, value};
  }
  return result;
}

class Parser {
 public:
  Parser(std::string_view text, const MathNames& names) : rest_(text), names_(names) {}

  Result<Value> whole() {
    auto value = sum();
    skip();
    if (value && !rest_.empty()) return unexpected();
    return value;
  }

 private:
  void skip() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\n'))
      rest_.remove_prefix(1);
  }
  bool take(char c) {
    skip();
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::unexpected<Error> unexpected() const {
    return fail(ErrorKind::invalid,
                rest_.empty() ? "Unexpected end of expression"
                              : "Unexpected token '" + std::string(rest_.substr(0, 1)) + "'");
  }

  using Part = Result<Value> (Parser::*)();
  Result<Value> left_to_right(std::string_view signs, Part part) {
    auto value = (this->*part)();
    while (value) {
      skip();
      if (rest_.empty() || signs.find(rest_.front()) == std::string_view::npos) break;
      const auto sign = rest_.front();
      rest_.remove_prefix(1);
      const auto next = (this->*part)();
      if (!next) return next;
      value = combine(sign, *value, *next);
    }
    return value;
  }
  // Expressions may nest so deep and no deeper: the parser uses the stack.
  Result<Value> sum() {
    if (++depth_ > 50) return fail(ErrorKind::invalid, "The expression is nested too deeply");
    auto value = left_to_right("+-", &Parser::product);
    --depth_;
    return value;
  }
  Result<Value> product() { return left_to_right("*/", &Parser::power); }
  Result<Value> power() {
    auto base = atom();
    if (!base || !take('^')) return base;
    const auto exponent = atom();
    if (!exponent) return exponent;
    return combine('^', *base, *exponent);
  }

  Result<Value> atom() {
    skip();
    if (rest_.empty()) return unexpected();
    if (take('(')) {
      auto inner = sum();
      if (inner && !take(')')) return unexpected();
      return inner;
    }
    if (take('-')) {
      if (++depth_ > 50) return fail(ErrorKind::invalid, "The expression is nested too deeply");
      const auto value = atom();
      --depth_;
      if (!value) return value;
      return combine('*', -1.0, *value);
    }
    if (take('[')) return list();
    if (is_digit(rest_.front()) || rest_.front() == '.') return number();
    if (is_letter(rest_.front())) return name();
    return unexpected();
  }

  Result<Value> number() {
    double value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc()) return unexpected();
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }

  Result<Value> list() {
    List series;
    do {
      auto value = sum();
      if (!value) return value;
      auto* one = std::get_if<MathSeries>(&*value);
      if (one == nullptr) return fail(ErrorKind::invalid, "a list holds series only");
      series.push_back(std::move(*one));
    } while (take(','));
    if (!take(']')) return unexpected();
    return series;
  }

  Result<Value> name() {
    std::size_t size = 0;
    while (size < rest_.size() && (is_letter(rest_[size]) || is_digit(rest_[size]))) ++size;
    const std::string text(rest_.substr(0, size));
    rest_.remove_prefix(size);
    if (take('(')) return call(text);
    if (const auto* series = names_.find(text)) return *series;
    if (text == "REPEAT") return Word{text};
    return fail(ErrorKind::invalid, "Undefined identifier '" + text + "'");
  }

  Result<Value> call(const std::string& function) {
    std::vector<Value> given;
    if (!take(')')) {
      do {
        auto value = sum();
        if (!value) return value;
        given.push_back(*std::move(value));
      } while (take(','));
      if (!take(')')) return unexpected();
    }
    if (function == "METRICS" && given.empty()) {
      List all;
      for (const auto* series : names_.metrics()) all.push_back(*series);
      return all;
    }
    for (const auto& [name, each] : folds)
      if (name == function && given.size() == 1) return fold(each, given[0]);
    const auto* series = given.empty() ? nullptr : std::get_if<MathSeries>(&given[0]);
    if (series == nullptr || given.size() > 2)
      return fail(ErrorKind::invalid,
                  "The function " + function + " is not simulated or not used like this");
    return of_series(function, *series, given);
  }

  static Result<Value> of_series(const std::string& function, const MathSeries& series,
                                 const std::vector<Value>& given) {
    if (function == "FILL" && given.size() == 2) {
      if (const auto* with = std::get_if<double>(&given[1])) return fill(series, *with);
      if (std::holds_alternative<Word>(given[1])) return fill(series, std::nullopt);
    }
    if (given.size() == 1) {
      if (function == "PERIOD") return static_cast<double>(series.period_s);
      if (function == "ABS") return map_points(series, [](double v) { return std::abs(v); });
      if (function == "CEIL") return map_points(series, [](double v) { return std::ceil(v); });
      if (function == "FLOOR") return map_points(series, [](double v) { return std::floor(v); });
      if (function == "DIFF") return differences(series, false);
      if (function == "RATE") return differences(series, true);
    }
    return fail(ErrorKind::invalid,
                "The function " + function + " is not simulated or not used like this");
  }

  std::string_view rest_;
  const MathNames& names_;
  int depth_ = 0;
};

}  // namespace

Result<MathSeries> evaluate_expression(std::string_view text, const MathNames& names) {
  auto value = Parser(text, names).whole();
  if (!value) return fail(value.error());
  if (auto* series = std::get_if<MathSeries>(&*value)) return std::move(*series);
  return fail(ErrorKind::invalid, "The expression must give one time series");
}

}  // namespace mirante::simcloud

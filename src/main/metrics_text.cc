#include "main/metrics_text.h"

#include <fmt/format.h>

namespace mirante {
namespace {

std::string escaped(std::string_view text) {
  std::string made;
  for (const char c : text) {
    if (c == '\\' || c == '"') made += '\\';
    if (c == '\n')
      made += "\\n";
    else
      made += c;
  }
  return made;
}

}  // namespace

std::string in_seconds(std::chrono::microseconds time) {
  const auto micros = time.count();
  auto text = fmt::format("{}{}.{:06}", micros < 0 ? "-" : "", std::abs(micros) / 1'000'000,
                          std::abs(micros) % 1'000'000);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

void MetricsText::family(std::string_view name, std::string_view type, std::string_view help) {
  family_ = name;
  text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

void MetricsText::line(std::string_view suffix, const Labels& labels, std::string_view value) {
  text_ += family_;
  text_ += suffix;
  char before = '{';
  for (const auto& [name, text] : labels) {
    text_ += fmt::format("{}{}=\"{}\"", before, name, escaped(text));
    before = ',';
  }
  if (!labels.empty()) text_ += '}';
  text_ += fmt::format(" {}\n", value);
}

void MetricsText::sample(const Labels& labels, std::uint64_t value) {
  line("", labels, std::to_string(value));
}

void MetricsText::sample(const Labels& labels, std::chrono::microseconds value) {
  line("", labels, in_seconds(value));
}

void MetricsText::histogram(const Labels& labels,
                            const std::vector<std::chrono::microseconds>& bounds,
                            const std::vector<std::uint64_t>& counts,
                            std::chrono::microseconds sum) {
  std::uint64_t up_to = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    up_to += counts[i];
    const auto bound = i < bounds.size() ? in_seconds(bounds[i]) : std::string("+Inf");
    auto with_bound = labels;
    with_bound.emplace_back("le", bound);
    line("_bucket", with_bound, std::to_string(up_to));
  }
  line("_sum", labels, in_seconds(sum));
  line("_count", labels, std::to_string(up_to));
}

}  // namespace mirante

// Figures as text that Prometheus reads (exposition format 0.0.4): families, each with its samples.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mirante {

class MetricsText {
 public:
  using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

  /// What follows belongs to it. `type`: "counter", "gauge" or "histogram".
  void family(std::string_view name, std::string_view type, std::string_view help);
  void sample(const Labels& labels, std::uint64_t value);
  void sample(const Labels& labels, std::chrono::microseconds value);  // As seconds.
  /// `counts` of each bucket and one for what is beyond the last bound.
  void histogram(const Labels& labels, const std::vector<std::chrono::microseconds>& bounds,
                 const std::vector<std::uint64_t>& counts, std::chrono::microseconds sum);

  const std::string& text() const { return text_; }

 private:
  void line(std::string_view suffix, const Labels& labels, std::string_view value);

  std::string family_;
  std::string text_;
};

/// "0.025", "2.5", "10": exact, without trailing zeros.
std::string in_seconds(std::chrono::microseconds time);

}  // namespace mirante

// Statistics as CloudWatch tells them: samples are added up into a tally, and a tally answers
// Average, Sum, Minimum, Maximum, SampleCount and percentiles. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace mirante::simcloud {

/// Samples, added up. Percentiles need the values themselves: they are kept where they are known.
struct Tally {
  double count = 0;
  double sum = 0;
  double least = 0;
  double most = 0;
  std::vector<std::pair<double, double>> values;  // Value and how often.
  bool has_values = true;                         // False: a statistic set came without them.

  bool empty() const { return count == 0; }
  enum class Keep : std::uint8_t { sums, values };
  void add(double value, double times, Keep keep);
  void add(const Tally& other, Keep keep);
};

struct Statistic {
  enum class Kind : std::uint8_t { average, sum, minimum, maximum, sample_count, percentile };
  Kind kind = Kind::average;
  double percent = 0;  // Of a percentile.

  Tally::Keep keeps() const {
    return kind == Kind::percentile ? Tally::Keep::values : Tally::Keep::sums;
  }
};

/// "Average", "p99.9"; nothing for others.
std::optional<Statistic> parse_statistic(std::string_view text);

/// Nothing where a percentile cannot be told, or there is no sample.
std::optional<double> value_of(const Tally& tally, const Statistic& statistic);

}  // namespace mirante::simcloud

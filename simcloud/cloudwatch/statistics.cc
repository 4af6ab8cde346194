#include "simcloud/cloudwatch/statistics.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace mirante::simcloud {
namespace {

constexpr std::pair<std::string_view, Statistic::Kind> simple[] = {
    {"Average", Statistic::Kind::average},          {"Sum", Statistic::Kind::sum},
    {"Minimum", Statistic::Kind::minimum},          {"Maximum", Statistic::Kind::maximum},
    {"SampleCount", Statistic::Kind::sample_count},
};

/// The value below which `percent` of the samples lie, between neighbours in proportion.
double percentile(std::vector<std::pair<double, double>> values, double count, double percent) {
  std::ranges::sort(values);
  const double rank = percent / 100 * (count - 1);
  double passed = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double last = passed + values[i].second - 1;
    if (rank <= last || i + 1 == values.size()) return values[i].first;
    if (rank < last + 1)
      return values[i].first + (rank - last) * (values[i + 1].first - values[i].first);
    passed = last + 1;
  }
  return 0;
}

}  // namespace

void Tally::add(double value, double times, Keep keep) {
  if (times <= 0) return;
  least = empty() ? value : std::min(least, value);
  most = empty() ? value : std::max(most, value);
  count += times;
  sum += value * times;
  if (keep == Keep::values) values.emplace_back(value, times);
}

void Tally::add(const Tally& other, Keep keep) {
  if (other.empty()) return;
  least = empty() ? other.least : std::min(least, other.least);
  most = empty() ? other.most : std::max(most, other.most);
  count += other.count;
  sum += other.sum;
  if (keep != Keep::values) return;
  if (other.has_values)
    values.insert(values.end(), other.values.begin(), other.values.end());
  else if (other.least == other.most)
    values.emplace_back(other.least, other.count);
  else
    has_values = false;
}

std::optional<Statistic> parse_statistic(std::string_view text) {
  for (const auto& [name, kind] : simple)
    if (name == text) return Statistic{kind};
  if (text.size() < 2 || text.front() != 'p') return std::nullopt;
  double percent = 0;
  const auto* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data() + 1, end, percent);
  if (error != std::errc() || stopped != end || !(percent >= 0 && percent <= 100))
    return std::nullopt;
  return Statistic{Statistic::Kind::percentile, percent};
}

std::optional<double> value_of(const Tally& tally, const Statistic& statistic) {
  if (tally.empty()) return std::nullopt;
  switch (statistic.kind) {
    case Statistic::Kind::average: return tally.sum / tally.count;
    case Statistic::Kind::sum: return tally.sum;
    case Statistic::Kind::minimum: return tally.least;
    case Statistic::Kind::maximum: return tally.most;
    case Statistic::Kind::sample_count: return tally.count;
    case Statistic::Kind::percentile:
      if (!tally.has_values || tally.values.empty()) return std::nullopt;
      return percentile(tally.values, tally.count, statistic.percent);
  }
  return std::nullopt;
}

}  // namespace mirante::simcloud

#include "simcloud/cloudwatch/metrics.h"

#include <algorithm>
#include <map>

namespace mirante::simcloud {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr auto fine_kept = days(15), middle_kept = days(63), coarse_kept = days(455);
// Of points that callers put, in one place: about 100 MB at worst. A minute with many values counts
// as several, and so does a metric with a long name.
constexpr std::size_t put_minutes_max = 500'000;
constexpr std::size_t values_of_minute = 8, name_bytes_of_minute = 200;

std::size_t minutes_for(const Tally& tally) { return 1 + tally.values.size() / values_of_minute; }
std::size_t minutes_for(const MetricKey& metric) {
  auto bytes = metric.space.size() + metric.name.size();
  for (const auto& dimension : metric.dimensions)
    bytes += dimension.name.size() + dimension.value.size();
  return bytes / name_bytes_of_minute;
}

/// The oldest minutes of all metrics go, until a tenth is free.
void make_room(Watch& watch) {
  std::map<Minute, std::size_t> held;
  for (const auto& [metric, units] : watch.put)
    for (const auto& [unit, series] : units)
      for (const auto& [minute, tally] : series) held[minute] += minutes_for(tally);
  auto excess = watch.put_minutes - put_minutes_max / 10 * 9;
  auto last = held.begin();  // Of this minute not everything need go.
  for (; std::next(last) != held.end() && last->second < excess; ++last) excess -= last->second;
  for (auto metric = watch.put.begin(); metric != watch.put.end();) {
    for (auto& [unit, series] : metric->second)
      for (auto oldest = series.begin(); oldest != series.end() && oldest->first <= last->first;
           oldest = series.erase(oldest)) {
        const auto minutes = minutes_for(oldest->second);
        if (oldest->first == last->first) {
          if (excess == 0) break;
          excess -= std::min(excess, minutes);
        }
        watch.put_minutes -= minutes;
      }
    std::erase_if(metric->second, [](const auto& unit) { return unit.second.empty(); });
    if (metric->second.empty()) {
      watch.put_minutes -= minutes_for(metric->first);
      metric = watch.put.erase(metric);
    } else {
      ++metric;
    }
  }
}

/// Adds up the points of the series that are stamped in [begin, end) and visible.
void gather(const LiveSeries& series, Minute begin, Minute end, Instant now, Tally::Keep keep,
            Tally& tally) {
  const auto visible = [&](Minute last) { return instant_of(last) + series.late <= now; };
  for (Minute m = begin; m < end; ++m) {
    const auto width = series.width(m);
    if (width != 1 && m % width != 0) continue;
    if (!visible(m + width)) return;
    for (Minute part = m; part < m + width; ++part)
      if (const auto value = series.value(part)) tally.add(*value, 1, keep);
  }
}

}  // namespace

bool is_kept(Instant point, int period_s, Instant now) {
  const auto age = now - point;
  if (age > coarse_kept) return false;
  if (age > middle_kept) return period_s % 3600 == 0;
  if (age > fine_kept) return period_s % 300 == 0;
  return period_s >= 60 || age <= hours(3);
}

Instant round_begin(Instant begin, Instant now) {
  const auto age = now - begin;
  const auto step = age > middle_kept ? minutes(60) : age > fine_kept ? minutes(5) : minutes(1);
  const auto since = begin.time_since_epoch();
  return begin - (since % step + step) % step;
}

Instant earliest_needed(const MetricKey& metric, Instant begin) {
  // Balances of credits are counted from two full days before the day of the first one asked.
  return metric.name == "CPUCreditBalance" ? begin - days(3) : begin;
}

MetricReader::MetricReader(const Cloud& cloud, std::uint16_t account, RegionIndex region,
                           Instant earliest)
    : cloud_(cloud),
      watch_(cloud.find_watch(account, region)),
      histories_(cloud, account, region, earliest) {}

std::vector<Period> MetricReader::read(const MetricKey& metric, const std::string& unit,
                                       const Stretch& stretch, Tally::Keep keep) {
  std::vector<Period> periods;
  const auto step = std::max(seconds(60), seconds(stretch.period_s));
  const auto last = std::min(stretch.end, cloud_.now);
  const auto live = find_live(cloud_, histories_, metric);
  const std::map<std::string, PutSeries>* put = nullptr;
  if (watch_ != nullptr)
    if (const auto found = watch_->put.find(metric); found != watch_->put.end())
      put = &found->second;
  auto first = stretch.begin;
  if (const auto oldest = cloud_.now - coarse_kept; first < oldest)
    first += (oldest - first) / step * step;
  for (auto begin = first; begin < last; begin += step) {
    if (!is_kept(begin, stretch.period_s, cloud_.now)) continue;
    const auto from = minute_of(begin), to = minute_of(std::min(begin + step, stretch.end));
    if (live && (unit.empty() || unit == live->unit)) {
      Period period{.begin = begin, .unit = live->unit};
      gather(*live, from, std::max(to, from + 1), cloud_.now, keep, period.tally);
      minutes_read_ += static_cast<std::uint64_t>(to - from);
      if (!period.tally.empty()) periods.push_back(std::move(period));
    }
    if (put == nullptr) continue;
    for (const auto& [name, series] : *put) {
      if (!unit.empty() && unit != name) continue;
      Period period{.begin = begin, .unit = name};
      for (auto at = series.lower_bound(from);
           at != series.end() && at->first < std::max(to, from + 1); ++at)
        period.tally.add(at->second, keep);
      if (!period.tally.empty()) periods.push_back(std::move(period));
    }
  }
  return periods;
}

std::vector<MetricKey> list_metrics(const Cloud& cloud, std::uint16_t account, RegionIndex region,
                                    Instant since) {
  auto list = list_live(cloud, account, region, since);
  const auto* watch = cloud.find_watch(account, region);
  if (watch == nullptr) return list;
  for (const auto& [metric, units] : watch->put)
    if (std::ranges::any_of(units, [&](const auto& unit) {
          return !unit.second.empty() && instant_of(unit.second.rbegin()->first) >= since;
        }))
      list.push_back(metric);
  std::ranges::sort(list);
  list.erase(std::ranges::unique(list).begin(), list.end());
  return list;
}

void put_points(Watch& watch, const MetricKey& metric, const std::string& unit, Instant at,
                const Tally& tally) {
  if (tally.empty()) return;
  const auto [known, is_new] = watch.put.try_emplace(metric);
  if (is_new) watch.put_minutes += minutes_for(metric);
  auto& slot = known->second[unit][minute_of(at)];
  if (!slot.empty()) watch.put_minutes -= minutes_for(slot);
  slot.add(tally, Tally::Keep::values);
  watch.put_minutes += minutes_for(slot);
  if (watch.put_minutes > put_minutes_max) make_room(watch);
}

}  // namespace mirante::simcloud

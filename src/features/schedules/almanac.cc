#include "features/schedules/almanac.h"

#include <algorithm>
#include <utility>

namespace mirante::schedules {
namespace {

/// Whoever asked for so many spans asks for more of them; before that nothing is computed that
/// nobody asked for.
constexpr int misses_of_few = 3;
constexpr std::chrono::days ahead{4};

/// A schedule that enforces is looked at every few minutes, and whoever looks asks of the instant,
/// up to the next look and for the end of the last window: one page has all of it.
constexpr std::chrono::days before_look{1};
constexpr std::chrono::minutes until_next_look{5};

}  // namespace

std::shared_ptr<const Almanac::Page> Almanac::page_for(const Schedule& schedule, Instant from,
                                                       Instant to) {
  auto& pages = pages_[&schedule];
  if (pages.newest && pages.newest->covers(from, to)) return pages.newest;
  if (pages.other && pages.other->covers(from, to)) return pages.other;
  if (schedule.mode == Mode::enforce) {
    from -= before_look;
    to += until_next_look;
  }
  if (++pages.misses > misses_of_few) to += ahead;
  auto page = std::make_shared<Page>();
  page->from = from;
  page->to = to;
  page->all = occurrences(schedule, calendars_, from, to);
  page->ends.reserve(page->all.size());
  for (const auto& one : page->all)
    page->ends.push_back(page->ends.empty() ? one.end : std::max(page->ends.back(), one.end));
  pages.other = std::exchange(pages.newest, std::move(page));
  return pages.newest;
}

Almanac::Touching Almanac::touching(const Schedule& schedule, Instant from, Instant to) {
  auto page = page_for(schedule, from, to);
  const auto& all = page->all;
  const auto last = std::ranges::upper_bound(all, to, {}, &Occurrence::begin) - all.begin();
  Touching found;
  for (auto i = std::ranges::lower_bound(page->ends, from) - page->ends.begin(); i < last; ++i) {
    const auto& one = all[static_cast<std::size_t>(i)];
    if (one.end >= from) found.all.push_back(&one);
  }
  found.kept = std::move(page);
  return found;
}

}  // namespace mirante::schedules

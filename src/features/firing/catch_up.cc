#include "features/firing/catch_up.h"

#include <algorithm>
#include <ranges>

#include "features/schedules/maintenance.h"
#include "features/schedules/occurrences.h"

namespace mirante::firing {

using schedules::Because;
using schedules::Decision;
using schedules::Occurrence;
using schedules::OccurrenceKind;
using schedules::Server;

CatchUp::CatchUp(const schedules::Schedule& schedule, const schedules::Plan& plan,
                 schedules::Almanac& almanac, const Missed& missed)
    : plan_(plan),
      almanac_(almanac),
      missed_(missed),
      let_go_(plan),
      let_go_almanac_(let_go_.calendars) {
  read_edges(schedule);
  std::optional<Instant> last;
  if (!windows_.empty()) last = *windows_.rbegin();
  for (const auto& server : plan.servers) {
    auto& own = own_.emplace_back(Own{.edges = edges_of(server), .counting = {}});
    for (const auto at : own.edges | std::views::reverse) {
      if (decide_at(server, at).wish.is_empty()) continue;
      own.counting = at;
      made_up_.insert(at);
      break;
    }
    if (!own.edges.empty()) last = std::max(own.edges.back(), last.value_or(own.edges.back()));
  }
  if (last) made_up_.insert(*last);
}

void CatchUp::read_edges(const schedules::Schedule& schedule) {
  const auto touching = almanac_.touching(schedule, missed_.after, missed_.now);
  for (const auto* one : touching.all) {
    const bool is_edge =
        one->kind == OccurrenceKind::window || one->kind == OccurrenceKind::left_out;
    for (const auto at : {one->begin, one->end})
      if (missed_.after < at && at <= missed_.now) (is_edge ? windows_ : points_).insert(at);
  }
}

std::vector<Instant> CatchUp::edges_of(const Server& server) const {
  auto edges = windows_;
  const auto add = [&](Instant at) {
    if (missed_.after < at && at <= missed_.now) edges.insert(at);
  };
  for (const auto& one : plan_.overrides)
    if (one.server == server.id) add(one.until);
  for (const auto& one : plan_.freezes)
    if (one.end && schedules::covers(one.servers, server.id)) add(*one.end);
  for (const auto& one : plan_.maintenance)
    if (schedules::covers(one.servers, server.id))
      for (const auto* schedule : schedules::schedules_of(server, plan_))
        for (const auto at :
             schedules::instants_of(one, *schedule, plan_.calendars, missed_.after, missed_.now))
          add(at);
  return {edges.begin(), edges.end()};
}

bool CatchUp::is_late_for(const schedules::Schedule& schedule, Instant at) const {
  const auto other = missed_.others.find(schedule.id);
  return missed_.now - at > (other == missed_.others.end() ? missed_.catch_up : other->second);
}

/// Whether some schedule of the server had an action of its own then that is too late now.
bool CatchUp::has_late_point(const Server& server, Instant at) {
  return std::ranges::any_of(
      schedules::schedules_of(server, plan_), [&](const schedules::Schedule* schedule) {
        return is_late_for(*schedule, at) &&
               std::ranges::any_of(
                   almanac_.touching(*schedule, at, at).all, [&](const Occurrence* one) {
                     return one->kind != OccurrenceKind::window &&
                            one->kind != OccurrenceKind::left_out && one->begin == at;
                   });
      });
}

Decision CatchUp::decide_without_late_points(const Server& server, Instant at) {
  if (!without_ || without_->at != at) {
    schedules::Plan plan{.schedules = plan_.schedules,
                         .calendars = plan_.calendars,
                         .freezes = plan_.freezes,
                         .overrides = plan_.overrides,
                         .maintenance = plan_.maintenance,
                         .servers = {}};
    for (auto& schedule : plan.schedules)
      if (is_late_for(schedule, at))
        std::erase_if(schedule.rules, [](const schedules::Rule& rule) {
          return std::holds_alternative<schedules::PointRule>(rule);
        });
    without_ = std::make_unique<WithoutLatePoints>(at, std::move(plan));
  }
  return schedules::decide(server, at, without_->plan, without_->almanac);
}

/// What an edge wishes by itself. A point that is too late is not carried out because an edge, of
/// another schedule maybe, is at the same instant.
Decision CatchUp::decide_at(const Server& server, Instant at) {
  if (has_late_point(server, at)) return decide_without_late_points(server, at);
  return schedules::decide(server, at, plan_, almanac_);
}

Decision CatchUp::present(const Server& server, Instant at) {
  schedules::let_go(let_go_, server.id, at);
  auto decision = schedules::decide(server, at, let_go_, let_go_almanac_);
  let_go_.overrides.pop_back();
  return decision;
}

Decision CatchUp::decide(std::size_t place, Instant at) {
  const auto& server = plan_.servers[place];
  const auto& [edges, counting] = own_[place];
  const bool is_own = std::ranges::binary_search(edges, at);
  const bool is_point = points_.contains(at) && !is_late(at);
  if (!is_own && !is_point) return {};
  if (counting && *counting > at && !is_point) return {};
  auto decision = decide_at(server, at);
  if (counting != at || (edges.size() == 1 && !is_late(at))) return decision;
  auto now = present(server, is_point ? at : missed_.now);
  // Where the schedule is not in force any more its last edge says what is wished.
  return now.reason.because == Because::nothing ? decision : now;
}

}  // namespace mirante::firing

// What a schedule makes up for where it looks late, or after several of its instants at once.
//
// Of the edges that a server has missed the last one that wishes something of it counts, however
// late it is, and what the server is given then is what is wished of it now. So each is switched
// once, by what came of all that it missed; and one whose edges wished nothing, while another
// window ran, say, is left as a person may have switched it. Edges of others are none of its own:
// what surrounds them alone.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "features/firing/fire.h"
#include "features/schedules/decide.h"

namespace mirante::firing {

class CatchUp {
 public:
  struct Missed {
    Instant after;  // Up to here all was handled.
    Instant now;
    std::chrono::minutes catch_up;
    /// Of the plan's other schedules, by id; of those that are not in it: the same.
    std::map<std::string, std::chrono::minutes> others = {};
  };
  /// Schedule, plan and almanac outlive it; the almanac is the plan's.
  CatchUp(const schedules::Schedule& schedule, const schedules::Plan& plan,
          schedules::Almanac& almanac, const Missed& missed);
  CatchUp(const CatchUp&) = delete;
  CatchUp& operator=(const CatchUp&) = delete;

  /// At these edges some server is decided for; the last edge is always one of them.
  const std::set<Instant>& made_up() const { return made_up_; }

  /// For the server in this place of the plan. Reason `nothing` also where the instant is not its
  /// own, or where a later one of its own counts.
  schedules::Decision decide(std::size_t server, Instant at);

 private:
  struct Own {
    std::vector<Instant> edges;       // In order.
    std::optional<Instant> counting;  // The last of them that wishes something.
  };
  void read_edges(const schedules::Schedule& schedule);
  std::vector<Instant> edges_of(const schedules::Server& server) const;
  bool is_late(Instant at) const { return missed_.now - at > missed_.catch_up; }
  bool is_late_for(const schedules::Schedule& schedule, Instant at) const;
  bool has_late_point(const schedules::Server& server, Instant at);
  schedules::Decision decide_without_late_points(const schedules::Server& server, Instant at);
  schedules::Decision decide_at(const schedules::Server& server, Instant at);
  schedules::Decision present(const schedules::Server& server, Instant at);

  const schedules::Plan& plan_;
  schedules::Almanac& almanac_;
  const Missed missed_;
  std::set<Instant> windows_, points_;
  std::vector<Own> own_;  // Of the plan's servers.
  std::set<Instant> made_up_;
  struct WithoutLatePoints {
    Instant at;
    schedules::Plan plan;  // Without servers.
    schedules::Almanac almanac;
    WithoutLatePoints(Instant of, schedules::Plan made)
        : at(of), plan(std::move(made)), almanac(plan.calendars) {}
  };
  std::unique_ptr<WithoutLatePoints> without_;  // Of the instant that was asked for last.
  // For the wish of the moment; a plan of its own, as it is changed.
  schedules::Plan let_go_;
  schedules::Almanac let_go_almanac_;
};

}  // namespace mirante::firing

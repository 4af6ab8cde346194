#include "features/schedules/decide.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "features/schedules/occurrences.h"

namespace mirante::schedules {
namespace {

using namespace std::chrono;

// How far back the window before an instant is looked for.
constexpr days look_back{400};

bool is_window(const Occurrence& one) { return one.kind == OccurrenceKind::window; }
bool runs(const Occurrence& one) { return is_window(one) && !one.is_skipped; }

/// One schedule around one instant.
struct Around {
  const Schedule* schedule = nullptr;
  Almanac::Touching touching;  // All that begin, end or go on at the instant.
  bool runs_now = false;
  bool ran_before = false;            // Up to the instant.
  const Occurrence* ended = nullptr;  // The first that asks for a stop.

  Around(const Schedule& of, Almanac& almanac, Instant at)
      : schedule(&of), touching(almanac.touching(of, at, at)) {
    for (const auto* one : touching.all) {
      if (runs(*one)) runs_now |= one->begin <= at && at < one->end;
      if (runs(*one)) ran_before |= one->begin < at && at <= one->end;
    }
    for (const auto* one : touching.all) {
      const bool ends = is_window(*one) && one->end == at;
      const bool stops = one->kind == OccurrenceKind::stop;
      if (((ends && !runs_now) || stops) && ended == nullptr) ended = one;
    }
  }
};

/// The window that began last of those that want the server running.
struct Winner {
  const Around* around = nullptr;
  const Occurrence* occurrence = nullptr;

  void offer(const Around& from, const Occurrence& one) {
    if (occurrence == nullptr || one.begin > occurrence->begin) {
      around = &from;
      occurrence = &one;
    }
  }
};

class Scheduled {
 public:
  Scheduled(const Server& server, Instant at, const Plan& plan, Almanac& almanac, bool is_resumed)
      : server_(server),
        at_(at),
        almanac_(almanac),
        is_resumed_(is_resumed),
        is_started_by_aws_(server.started_by_aws && *server.started_by_aws <= at) {
    const auto schedules = schedules_of(server, plan);
    arounds_.reserve(schedules.size());  // Winners point into it.
    for (const auto* schedule : schedules) arounds_.emplace_back(*schedule, almanac, at);
    for (const auto& around : arounds_) look(around);
  }

  Decision decide() const {
    Decision decision;
    if (runs_.occurrence != nullptr)
      decide_running(decision);
    else
      decide_stopped(decision);
    decide_type(decision);
    if (!decision.wish.state && reboot_.occurrence != nullptr) {
      decision.wish.reboot = true;
      decision.reason = reason_of(*reboot_.around, *reboot_.occurrence);
    }
    if (decision.wish.is_empty() && decision.reason.because == Because::nothing)
      for (const auto& around : arounds_)
        if (const auto* skipped = skipped_of(around)) {
          decision.reason = reason_of(around, *skipped);
          break;
        }
    return decision;
  }

 private:
  void look(const Around& around) {
    const bool begins = around.runs_now && !around.ran_before;
    is_asked_to_start_ |= begins;
    for (const auto* touching : around.touching.all) {
      const auto& one = *touching;
      const bool goes_on = runs(one) && one.begin <= at_ && at_ < one.end;
      const bool starts = one.kind == OccurrenceKind::start && !one.is_skipped;
      if (goes_on || starts) runs_.offer(around, one);
      is_asked_to_start_ |= starts;
      is_kept_running_ |= goes_on && around.schedule->mode == Mode::enforce;
      const bool has_type = !one.type.empty();
      if (has_type && (goes_on || starts || one.kind == OccurrenceKind::resize))
        size_.offer(around, one);
      if (has_type && runs(one) && one.begin < at_ && at_ <= one.end)
        size_before_.offer(around, one);
      if (one.kind == OccurrenceKind::reboot && reboot_.occurrence == nullptr)
        reboot_.offer(around, one);
      tells_left_out_ |= one.is_skipped && one.begin == at_;
    }
  }

  /// Where something is left out that is told, and what is enforced waits for the next look.
  bool enforces(const Schedule& schedule) const {
    return schedule.mode == Mode::enforce && !tells_left_out_;
  }

  /// The first that does not take place at the instant. Where a window runs nobody misses what a
  /// date has left out.
  const Occurrence* skipped_of(const Around& around) const {
    const bool is_running = runs_.occurrence != nullptr;
    const auto found = std::ranges::find_if(around.touching.all, [&](const Occurrence* one) {
      return one->is_skipped && one->begin == at_ &&
             (one->kind != OccurrenceKind::left_out || !is_running);
    });
    return found == around.touching.all.end() ? nullptr : *found;
  }

  void decide_running(Decision& decision) const {
    if (is_asked_to_start_ || (is_kept_running_ && !tells_left_out_) || is_resumed_) {
      decision.wish.state = State::running;
      decision.reason = reason_of(*runs_.around, *runs_.occurrence);
    } else if (std::ranges::any_of(arounds_, [](auto& one) { return one.ended != nullptr; })) {
      decision.reason = reason_of(*runs_.around, *runs_.occurrence);
      decision.reason.because = Because::other_window;
    }
  }

  void decide_stopped(Decision& decision) const {
    for (const auto& around : arounds_) {
      const auto asks = asks_for_stop(around);
      if (!asks) continue;
      if (is_kept_on(around)) {
        if (decision.reason.because == Because::nothing)
          decision.reason = {.because = Because::kept_on, .schedule = around.schedule->id};
        continue;
      }
      decision.wish.state = State::stopped;
      decision.reason = *asks;
      return;
    }
  }

  std::optional<Reason> asks_for_stop(const Around& around) const {
    if (around.ended != nullptr) {
      auto reason = reason_of(around, *around.ended);
      // A skipped window's end is the schedule's own; the holiday only kept it from beginning.
      if (around.ended->is_skipped) reason = {Because::schedule, around.schedule->id};
      return reason;
    }
    const auto& schedule = *around.schedule;
    if (is_started_by_aws_ && is_in_force(schedule, at_) && is_to_be_off(schedule))
      return Reason{.because = Because::aws_start, .schedule = schedule.id};
    if (!has_windows(schedule) || !is_in_force(schedule, at_)) return std::nullopt;
    const bool is_kept_off =
        enforces(schedule) &&
        (!server_.first_seen || last_end(schedule, *server_.first_seen).has_value());
    if (!is_kept_off && !is_resumed_) return std::nullopt;
    return Reason{.because = Because::schedule, .schedule = schedule.id};
  }

  /// No window runs. Where the schedule only stops and starts, the last of these decides.
  bool is_to_be_off(const Schedule& schedule) const {
    if (has_windows(schedule)) return true;
    for (auto to = at_; to > at_ - look_back; to -= days(8)) {
      const Occurrence* last = nullptr;
      const auto touching = almanac_.touching(schedule, to - days(8), to);
      for (const auto* one : touching.all) {
        const bool switches =
            one->kind == OccurrenceKind::start || one->kind == OccurrenceKind::stop;
        if (switches && !one->is_skipped && one->begin <= at_ &&
            (last == nullptr || one->begin >= last->begin))
          last = one;
      }
      if (last != nullptr) return last->kind == OccurrenceKind::stop;
    }
    return false;
  }

  /// The last end of a window in [not_before, at].
  std::optional<Instant> last_end(const Schedule& schedule, Instant not_before) const {
    // Mostly one has ended within a day; to look further back is dear.
    Instant::duration span = days(1);
    for (auto to = at_; to >= not_before && to > at_ - look_back; to -= span) {
      if (to != at_) span = std::min<Instant::duration>(at_ - to, days(8));
      std::optional<Instant> last;
      const auto touching = almanac_.touching(schedule, to - span, to);
      for (const auto* one : touching.all)
        if (is_window(*one) && one->end <= at_ && one->end >= not_before)
          last = std::max(one->end, last.value_or(one->end));
      if (last) return last;
    }
    return std::nullopt;
  }

  bool is_kept_on(const Around& around) const {
    if (around.schedule->mode != Mode::keep_if_on) return false;
    const auto end = around.ended != nullptr ? at_ : last_end(*around.schedule, at_ - look_back);
    if (!end) return true;
    const auto begin = begin_of_union(*around.schedule, *end);
    std::optional<State> before;
    for (const auto& seen : server_.seen)
      if (seen.at < begin && seen.at <= at_) before = seen.state;
    return before != State::stopped;
  }

  /// Windows that overlap or touch are one.
  Instant begin_of_union(const Schedule& schedule, Instant end) const {
    auto begin = end;
    for (bool is_further = true; is_further && begin > end - look_back;) {
      is_further = false;
      const auto touching = almanac_.touching(schedule, begin, begin);
      for (const auto* one : touching.all)
        if (is_window(*one) && one->end >= begin && one->begin < begin &&
            (runs(*one) || one->end == end)) {
          begin = one->begin;
          is_further = true;
          break;
        }
    }
    return begin;
  }

  void decide_type(Decision& decision) const {
    if (size_.occurrence == nullptr) return;
    const bool is_edge = size_.occurrence->begin == at_ ||
                         std::pair(size_.around, size_.occurrence) !=
                             std::pair(size_before_.around, size_before_.occurrence);
    if (!is_edge && !is_resumed_ && !enforces(*size_.around->schedule)) return;
    decision.wish.type = size_.occurrence->type;
    if (!decision.wish.state) decision.reason = reason_of(*size_.around, *size_.occurrence);
  }

  static Reason reason_of(const Around& around, const Occurrence& one) {
    auto because = Because::schedule;
    if (one.origin == Origin::holiday) because = Because::holiday;
    if (one.origin == Origin::exception) because = Because::exception;
    return {.because = because, .schedule = around.schedule->id, .name = one.why};
  }

  const Server& server_;
  Instant at_;
  Almanac& almanac_;
  bool is_resumed_;
  bool is_started_by_aws_;
  std::vector<Around> arounds_;
  Winner runs_, size_, size_before_, reboot_;
  bool is_asked_to_start_ = false;
  bool is_kept_running_ = false;  // By a schedule that enforces.
  bool tells_left_out_ = false;
};

bool has_note(const Server& server, Instant at, const Plan& plan) {
  return std::ranges::any_of(schedules_of(server, plan), [&](const Schedule* schedule) {
    const Date today(schedule->zone.local_day(at));
    return note_on(*schedule, plan.calendars, today).origin != Origin::rule;
  });
}

/// Since when freezes have held the server up to `at`, one after the other; `at` itself: none has.
Instant frozen_since(const Server& server, Instant at, const Plan& plan) {
  auto since = at;
  for (bool is_further = true; is_further;) {
    is_further = false;
    for (const auto& one : plan.freezes)
      if (one.begin < since && (!one.end || *one.end >= since) && covers(one.servers, server.id)) {
        since = one.begin;
        is_further = true;
      }
  }
  return since;
}

/// Whether a window began or ended in [from, to), which nobody heard.
bool missed_edge(const Server& server, Instant from, Instant to, const Plan& plan,
                 Almanac& almanac) {
  return std::ranges::any_of(schedules_of(server, plan), [&](const Schedule* schedule) {
    const auto in_it = [&](Instant at) { return from <= at && at < to; };
    const auto touching = almanac.touching(*schedule, from, to);
    return std::ranges::any_of(touching.all, [&](const Occurrence* one) {
      return is_window(*one) && ((!one->is_skipped && in_it(one->begin)) || in_it(one->end));
    });
  });
}

/// Something that held the server back ends now, or ended in the freeze that ends now.
bool is_resumed(const Server& server, Instant at, const Plan& plan, Almanac& almanac) {
  const auto since = frozen_since(server, at, plan);
  const auto ended = [&](Instant begin, Instant end) {
    return begin < since && since <= end && end <= at;
  };
  for (const auto& one : plan.overrides)
    if (one.server == server.id && ended(one.since, one.until)) return true;
  for (const auto& one : plan.maintenance)
    if (ended(one.begin, one.end) && covers(one.servers, server.id)) return true;
  return since < at && missed_edge(server, since, at, plan, almanac);
}

Decision decide_unmarked(const Server& server, Instant at, const Plan& plan, Almanac& almanac) {
  const Override* latest = nullptr;
  for (const auto& one : plan.overrides)
    if (one.server == server.id && one.since <= at && at < one.until &&
        (latest == nullptr || one.since >= latest->since))
      latest = &one;
  if (latest != nullptr)
    return {{.state = latest->state},
            {.because = Because::override_, .name = latest->reason, .by = latest->by}};
  for (const auto& one : plan.maintenance)
    if (one.begin <= at && at < one.end && covers(one.servers, server.id) &&
        !has_note(server, at, plan))
      return {{.state = State::running}, {.because = Because::maintenance, .name = one.reason}};
  return Scheduled(server, at, plan, almanac, is_resumed(server, at, plan, almanac)).decide();
}

}  // namespace

bool covers(const std::vector<std::string>& servers, const std::string& server) {
  return servers.empty() || std::ranges::find(servers, server) != servers.end();
}

std::vector<const Schedule*> schedules_of(const Server& server, const Plan& plan) {
  std::vector<const Schedule*> found;
  for (const auto& schedule : plan.schedules)
    if (covers(server.schedules, schedule.id)) found.push_back(&schedule);
  return found;
}

Decision decide(const Server& server, Instant at, const Plan& plan) {
  Almanac almanac(plan.calendars);
  return decide(server, at, plan, almanac);
}

Decision decide(const Server& server, Instant at, const Plan& plan, Almanac& almanac) {
  for (const auto& one : plan.freezes)
    if (one.begin <= at && (!one.end || at < *one.end) && covers(one.servers, server.id))
      return {{}, {.because = Because::freeze, .name = one.reason}};
  auto decision = decide_unmarked(server, at, plan, almanac);
  auto& wish = decision.wish;
  if (server.never_switch_off.empty()) return decision;
  // A start stays; a resize beside it would stop the server first.
  if (wish.state == State::running) {
    wish.type.clear();
  } else if (!wish.is_empty()) {
    wish = {};
    decision.reason = {.because = Because::never_switch_off,
                       .schedule = decision.reason.schedule,
                       .name = server.never_switch_off};
  }
  return decision;
}

std::string_view to_string(Because because) {
  switch (because) {
    case Because::nothing: return "nothing";
    case Because::freeze: return "freeze";
    case Because::never_switch_off: return "never_switch_off";
    case Because::override_: return "override";
    case Because::exception: return "exception";
    case Because::holiday: return "holiday";
    case Because::maintenance: return "maintenance";
    case Because::schedule: return "schedule";
    case Because::other_window: return "other_window";
    case Because::kept_on: return "kept_on";
    case Because::aws_start: return "aws_start";
  }
  std::unreachable();
}

void let_go(Plan& plan, const std::string& server, Instant now) {
  plan.overrides.push_back({.server = server,
                            .since = now - std::chrono::microseconds(1),
                            .until = now,
                            .state = State::running,
                            .reason = {},
                            .by = {}});
}

std::string sentence(const Reason& reason) {
  const auto& [because, schedule, name, by] = reason;
  switch (because) {
    case Because::nothing: return "nothing is to be done now";
    case Because::freeze: return fmt::format("a pause holds everything: {}", name);
    case Because::never_switch_off:
      return fmt::format("the server must never be switched off: {}", name);
    case Because::override_: return fmt::format("override by {}: {}", by, name);
    case Because::exception:
      return fmt::format("an exception of schedule {} on this date: {}", schedule, name);
    case Because::holiday: return fmt::format("a holiday for schedule {}: {}", schedule, name);
    case Because::maintenance: return fmt::format("a maintenance window: {}", name);
    case Because::schedule: return fmt::format("schedule {}", schedule);
    case Because::other_window:
      return fmt::format("another window wants it running: schedule {}", schedule);
    case Because::kept_on:
      return fmt::format("not known to be off before the window of schedule {} began", schedule);
    case Because::aws_start:
      return fmt::format("AWS started it by itself after seven days, and {} wants it off",
                         schedule.empty() ? std::string("an override") : "schedule " + schedule);
  }
  std::unreachable();
}

}  // namespace mirante::schedules

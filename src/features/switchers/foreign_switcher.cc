#include "features/switchers/foreign_switcher.h"

#include <algorithm>
#include <tuple>

namespace mirante::switchers {
namespace {

using Seconds = std::int64_t;
constexpr Seconds day = 24 * 3600;

Seconds seconds_of(Instant at) {
  return std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count();
}

int days_of(const std::vector<Instant>& instants) {
  std::set<Seconds> days;
  for (const auto at : instants) days.insert(seconds_of(at) / day);
  return static_cast<int>(days.size());
}

/// The time of day near which most of these lie. Days are counted from that time on, so that
/// midnight of whatever zone parts nothing.
std::optional<Habit> habit_of(Action action, const std::vector<Instant>& instants) {
  constexpr Seconds width = std::chrono::seconds(same_time).count();
  Habit best{.action = action, .of_days = days_of(instants)};
  for (const auto begin : instants) {
    std::set<Seconds> days;
    Instant last = begin;
    for (const auto at : instants) {
      // Floored: what is earlier lies in the days before.
      const auto since = seconds_of(at) - seconds_of(begin);
      const auto number = since >= 0 ? since / day : -((-since + day - 1) / day);
      if (since - number * day > width) continue;
      days.insert(number);
      last = std::max(last, at);
    }
    if (std::ssize(days) > best.days) {
      best.days = static_cast<int>(days.size());
      best.last_at = last;
    }
  }
  if (best.days < regular_days || 2 * best.days <= best.of_days) return std::nullopt;
  return best;
}

std::optional<Undoing> undoing_of(const std::vector<ForeignAct>& acts,
                                  const std::vector<OwnAct>& own) {
  Undoing undoing;
  std::vector<Instant> when;
  for (const auto& act : acts) {
    const OwnAct* before = nullptr;
    for (const auto& ours : own)
      if (ours.at <= act.at && (before == nullptr || ours.at > before->at)) before = &ours;
    if (before == nullptr || before->action != opposite(act.action) ||
        act.at - before->at > undone_within)
      continue;
    when.push_back(act.at);
    if (undoing.times++ == 0 || act.at > undoing.theirs_at) {
      undoing.ours = before->action;
      undoing.ours_at = before->at;
      undoing.theirs_at = act.at;
    }
  }
  return days_of(when) < undone_days ? std::nullopt : std::optional(undoing);
}

Switching switching_of(const inventory::ResourceRef& ref, const std::vector<ForeignAct>& acts,
                       const std::vector<OwnAct>* own) {
  Switching found{.ref = ref};
  std::map<Action, std::vector<Instant>> instants;
  for (const auto& act : acts) {
    ++(act.action == Action::start ? found.starts : found.stops);
    found.last_at = std::max(found.last_at, act.at);
    instants[act.action].push_back(act.at);
  }
  for (const auto& [action, at] : instants)
    if (auto habit = habit_of(action, at)) found.habits.push_back(*habit);
  if (own != nullptr) found.undoing = undoing_of(acts, *own);
  return found;
}

}  // namespace

bool Switcher::undoes() const {
  return std::ranges::any_of(servers, [](const Switching& one) { return one.undoing.has_value(); });
}

std::vector<Switcher> foreign_switchers(const std::vector<ForeignAct>& acts, const OwnActs& own,
                                        const std::set<inventory::ResourceRef>& scheduled) {
  using Who = std::tuple<AccountId, std::string, std::string>;
  std::map<Who, std::map<inventory::ResourceRef, std::vector<ForeignAct>>> all;
  for (const auto& act : acts)
    if (!act.is_person) all[{act.ref.account, act.principal, act.program}][act.ref].push_back(act);

  std::vector<Switcher> found;
  for (const auto& [who, servers] : all) {
    Switcher one{.account = std::get<0>(who),
                 .principal = std::get<1>(who),
                 .program = std::get<2>(who),
                 .servers = {}};
    for (const auto& [ref, of_server] : servers) {
      const auto ours = own.find(ref);
      const bool counts = ours != own.end() && scheduled.contains(ref);
      auto switching = switching_of(ref, of_server, counts ? &ours->second : nullptr);
      if (!switching.habits.empty() || switching.undoing)
        one.servers.push_back(std::move(switching));
    }
    if (!one.servers.empty()) found.push_back(std::move(one));
  }
  std::ranges::sort(found, {}, [](const Switcher& one) {
    return std::tuple(!one.undoes(), one.account, one.principal, one.program);
  });
  return found;
}

}  // namespace mirante::switchers

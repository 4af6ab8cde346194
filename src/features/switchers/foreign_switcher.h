// Who else switches our servers, judged by what AWS recorded. Someone who switches by hand is no
// scheduler; a program that does it day after day near the same time is, and so is one that undoes
// what the panel did on a server that a schedule looks after. The judgement has its evidence with
// it, so that whoever reads it can disagree. Pure.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "features/inventory/resource.h"
#include "features/switchers/trail_event.h"

namespace mirante::switchers {

/// Acts that lie no further apart than this, day after day, are at the same time: programs that are
/// called every five minutes are late by up to that, and people are less exact.
inline constexpr std::chrono::minutes same_time{10};
/// On so many days, which must also be more than half of those on which it did the same.
inline constexpr int regular_days = 3;
/// What comes later than this after an act of ours does not undo it.
inline constexpr std::chrono::hours undone_within{4};
/// Once may be chance, or somebody who needed the server.
inline constexpr int undone_days = 2;

/// Somebody else's start or stop.
struct ForeignAct {
  inventory::ResourceRef ref;
  Instant at{};
  Action action = Action::start;
  std::string principal;
  std::string program;
  bool is_person = false;

  friend bool operator==(const ForeignAct&, const ForeignAct&) = default;
};

/// One of the panel's that succeeded.
struct OwnAct {
  Instant at{};
  Action action = Action::start;
};
using OwnActs = std::map<inventory::ResourceRef, std::vector<OwnAct>>;

struct Habit {
  Action action = Action::start;
  int days = 0;       // On which it was near that time,
  int of_days = 0;    // of those on which it did so at all.
  Instant last_at{};  // Its time of day is the habit's.

  friend bool operator==(const Habit&, const Habit&) = default;
};

struct Undoing {
  int times = 0;
  Action ours = Action::start;  // The last time:
  Instant ours_at{};
  Instant theirs_at{};

  friend bool operator==(const Undoing&, const Undoing&) = default;
};

/// What one switcher does with one server.
struct Switching {
  inventory::ResourceRef ref;
  int starts = 0;
  int stops = 0;
  Instant last_at{};
  std::vector<Habit> habits = {};
  std::optional<Undoing> undoing = {};

  friend bool operator==(const Switching&, const Switching&) = default;
};

struct Switcher {
  AccountId account;
  std::string principal;
  std::string program;
  std::vector<Switching> servers;  // With evidence alone, in their order.

  bool undoes() const;
  friend bool operator==(const Switcher&, const Switcher&) = default;
};

/// `acts` in any order. Those who undo first, then by account, principal and program.
std::vector<Switcher> foreign_switchers(const std::vector<ForeignAct>& acts, const OwnActs& own,
                                        const std::set<inventory::ResourceRef>& scheduled);

}  // namespace mirante::switchers

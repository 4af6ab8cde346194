// What is to happen to each server and when, from the schedules, overrides, freezes and pauses of a
// run; by the meaning of schedules minute by minute, without the product's rules. What people did
// counts as it was stored; around an act nothing is sure, as nobody knows which came first.
#pragma once

#include <memory>

#include "tests/simulation/seeds/meaning.h"
#include "tests/simulation/seeds/people.h"

namespace mirante::simulation {

/// What may be decided at an instant: a bit for each `Doing`.
class Allowed {
 public:
  static Allowed only(Doing doing) { return Allowed(1U << static_cast<unsigned>(doing)); }
  void add(Doing doing) { bits_ |= 1U << static_cast<unsigned>(doing); }
  bool has(Doing doing) const { return (bits_ >> static_cast<unsigned>(doing) & 1U) != 0; }
  /// Something must be decided.
  bool is_demand() const { return !has(Doing::nothing); }
  Allowed() = default;

 private:
  explicit Allowed(unsigned bits) : bits_(bits) {}
  unsigned bits_ = 0;
};

/// Which types may be wished at an instant; the empty one: none is.
using Types = std::set<std::string>;

/// What may be decided of both.
struct Wishes {
  Allowed doing;
  Types types;
  bool is_demand() const { return doing.is_demand() || !types.contains(""); }
};

struct Expected {
  Instant at;
  Allowed allowed;
  Allowed of_edges = {};  // The same without points, which are given up when they are late.
  Types types = {}, types_of_edges = {};
  /// Is of a window or of something that ended: what was missed is made up for, however late.
  bool is_edge = false;
  /// An override or a freeze ends here: whoever ended it by hand wants what is wished then.
  bool is_end = false;

  bool is_demand() const { return Wishes{allowed, types}.is_demand(); }
  bool has_demand_of_edges() const { return Wishes{of_edges, types_of_edges}.is_demand(); }
};

class Expectations {
 public:
  Expectations(const Scenario& scenario, const Records& records, const std::list<Done>& done,
               std::chrono::microseconds clock_error);

  /// Instants at which something is due for the server, in order.
  const std::vector<Expected>& of(std::size_t server) const { return expected_[server]; }
  /// What may be decided for it at this instant, whatever is due.
  Allowed allowed(std::size_t server, Instant at) const;
  /// The same where a freeze may have ended: then the present wish may be applied besides.
  Allowed possible(std::size_t server, Instant at) const;
  /// Which type may be wished for it then.
  Types types(std::size_t server, Instant at) const;
  Types possible_types(std::size_t server, Instant at) const;
  Types made_up_types(std::size_t server, Instant at) const;
  /// What may be decided for it where edges that were missed are made up for then.
  Allowed made_up(std::size_t server, Instant at) const;
  /// Whether somebody did something in that time that may change what is decided for it.
  bool is_unsure(std::size_t server, Instant from, Instant to) const;
  /// The same for what is expected at an instant; who ended something then has not made it unsure.
  bool is_unsure(std::size_t server, const Expected& expected, Instant to) const;
  /// Whether a date keeps a schedule of it from doing something then: that is told, and what is
  /// enforced waits for the next look.
  bool tells_left_out(std::size_t server, Instant at) const;
  /// Whether the panel looks then at schedules of the server, for whatever reason of theirs or of
  /// other servers of theirs.
  bool is_looked_at(std::size_t server, Instant at) const;
  /// Whether some schedule of it restores its state, by all versions that there were.
  bool is_enforced(std::size_t server) const;
  /// The same for the version that holds at this instant.
  bool is_enforced(std::size_t server, Instant at) const;
  /// Whether the panel knew it to be on all the time from `from` to `to`; nullopt: that changed, or
  /// was never known.
  std::optional<bool> known(std::size_t server, Instant from, Instant to) const;
  /// All automatic things are held then.
  bool is_paused(int tenant, Instant at) const;

 private:
  struct Version {
    Instant from;
    const ScheduleSpec* spec = nullptr;
    std::shared_ptr<const Meaning> meaning;
  };
  struct Timeline {
    int tenant = 0;
    std::vector<Version> versions;
    const Version* at(Instant at) const;
  };
  void read_schedules();
  void read_unsure(const std::list<Done>& done);
  void read_pauses(const std::list<Done>& done);
  void expect(std::size_t server);
  void expect_rules(std::size_t server, std::map<Instant, Expected>& found) const;
  void expect_ends(std::size_t server, std::map<Instant, Expected>& found) const;
  void expect_end(std::size_t server, Instant at, std::map<Instant, Expected>& found) const;
  bool is_resumed(std::size_t server, Instant at) const;
  bool missed_edge(std::size_t server, Span frozen) const;
  enum class Points : std::uint8_t { counted, left_out };
  Allowed allowed(std::size_t server, Instant at, Points points) const;
  Allowed scheduled(std::size_t server, Instant at, bool is_resumed, Points points) const;
  Types types(std::size_t server, Instant at, Points points) const;
  Types scheduled_types(std::size_t server, Instant at, bool is_resumed, Points points) const;
  const OverrideRow* override_at(std::size_t server, Instant at) const;
  bool thaws(std::size_t server, Instant at) const;
  Expected expected_at(std::size_t server, Instant at) const;
  /// Whether what is on when this window ends is to be stopped, by what was known before it began.
  Allowed kept(std::size_t server, const Meaning& meaning, Instant at, bool ends) const;
  bool is_frozen(std::size_t server, Instant at) const;
  int minute_of(Instant at) const;
  std::vector<const Version*> versions_at(std::size_t server, Instant at) const;

  struct Unsure {
    Span when;
    bool ends = false;  // Somebody ended overrides or freezes, and knows that it was done.
  };
  const Scenario& scenario_;
  const Records& records_;
  const std::chrono::microseconds clock_error_;
  Instant from_;
  int minutes_ = 0;
  std::vector<Timeline> timelines_;
  std::vector<std::vector<Unsure>> unsure_;  // By server.
  std::vector<std::vector<Span>> paused_;    // By tenant.
  std::vector<std::vector<Expected>> expected_;
};

}  // namespace mirante::simulation

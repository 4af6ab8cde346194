// What is on in the simulated AWS and since when: for each thing that costs money a run, from the
// second it began to cost until the second it stopped, with all that its price depends on. Bills
// are computed from runs when somebody asks (bill.h); nothing is added up while time passes.
//
// Whoever makes, changes or removes a thing that costs calls `touch`; before time moves on,
// `read_meters` looks at what was touched and ends and begins runs.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "base/instant.h"
#include "simcloud/ec2/state.h"

namespace mirante::simcloud {

struct Cloud;
struct Place;

/// What kind of thing is metered. An automatic public address goes by the id of its server.
enum class Metered : std::uint8_t { server, volume, automatic_address, elastic_address };

/// Seconds since 1970. Bills know nothing finer.
using Second = std::int64_t;
inline constexpr Second not_yet = std::numeric_limits<Second>::max();
Second to_second(Instant instant);

struct MeteredThing {
  std::uint16_t account = 0;
  RegionIndex region = 0;
  Metered kind = Metered::server;
  std::uint64_t id = 0;
  auto operator<=>(const MeteredThing&) const = default;
};

/// All that the price of a thing depends on; a change of it ends one run and begins another.
struct MeteredFacts {
  std::uint32_t tags = 0;  // Number in Meter::tag_set.
  std::uint32_t size_gib = 0;
  std::uint32_t iops = 0;
  std::uint16_t throughput_mibps = 0;
  TypeIndex type = 0;
  VolumeType volume_type = VolumeType::gp3;
  std::uint8_t zone = 0;
  bool windows = false;
  bool spot = false;
  bool idle = false;  // An address that no running server uses.
  friend bool operator==(const MeteredFacts&, const MeteredFacts&) = default;
};

struct Run {
  MeteredThing thing;
  MeteredFacts facts;
  Second begin = 0;
  Second end = not_yet;
  /// Servers and volumes cost at least a minute each time they begin; kept over changes of tags.
  Second least_end = 0;
  /// When the run was closed; runs are kept in this order.
  Second closed = not_yet;
};

class Meter {
 public:
  /// Older runs are dropped beyond this, and with them the bill of their time.
  static constexpr std::size_t closed_max = 2'000'000;

  void touch(MeteredThing thing) { touched_.push_back(thing); }
  std::vector<MeteredThing> take_touched() { return std::exchange(touched_, {}); }

  /// The thing costs by these facts from `now` on, or no longer if there are none.
  void see(const MeteredThing& thing, const MeteredFacts* facts, Second now);
  /// A run of the time before the World began; `end` may be `not_yet`.
  void add_past(const MeteredThing& thing, const MeteredFacts& facts, Second begin, Second end,
                Second now);

  std::uint32_t tag_set(const Tags& tags);
  const Tags& tags(std::uint32_t number) const { return *tag_sets_[number]; }

  /// Calls `use` with each run that has a second in [begin, end).
  template <class Use>
  void for_each_run(Second begin, Second end, Use use) const;
  std::size_t size() const { return closed_.size() + open_.size(); }

 private:
  void close(Run run, Second end, Second now);

  std::vector<MeteredThing> touched_;
  std::map<MeteredThing, Run> open_;
  std::deque<Run> closed_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> tag_set_numbers_;
  std::vector<std::unique_ptr<Tags>> tag_sets_;
};

/// Looks at everything that was touched; called whenever the World's time is about to move.
void read_meters(Cloud& cloud);
/// A server of an estate has been there for long: it ran from `born` until it was stopped, its
/// volumes and address have cost since.
void add_past(Cloud& cloud, Place& place, const Instance& instance, Instant born);

template <class Use>
void Meter::for_each_run(Second begin, Second end, Use use) const {
  static constexpr Second longest_minimum = 60;  // A run may end so much after it was closed.
  auto next = std::partition_point(closed_.begin(), closed_.end(), [&](const Run& run) {
    return run.closed + longest_minimum < begin;
  });
  for (; next != closed_.end(); ++next)
    if (next->begin < end && next->end > begin) use(*next);
  for (const auto& [thing, run] : open_)
    if (run.begin < end) use(run);
}

}  // namespace mirante::simcloud

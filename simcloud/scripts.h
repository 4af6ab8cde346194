// Carries scripts out: knows when which step is due, does it to the cloud, and undoes what was to
// last for a while. Chance (which servers, how late) is drawn from the seed and from the script's,
// the step's and the occurrence's number, so a script does the same in every run.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "simcloud/script.h"

namespace mirante::simcloud {

class Scripts {
 public:
  /// Plans all steps. Returns the script's number, from 1.
  std::uint64_t add(const Cloud& cloud, Script script);
  /// Undoes what lasts of it, and does no more of it. False: there is none of this number.
  bool remove(Cloud& cloud, std::uint64_t id);

  /// When the next thing is to be done; Instant::max() if nothing is.
  Instant next() const { return queue_.empty() ? Instant::max() : queue_.begin()->first; }
  /// Does that next thing; `cloud.now` has come to it. Turning the clock is left to the caller.
  std::optional<TimeStep> do_next(Cloud& cloud, Instant wire_now);

  /// Every script with its steps: how often done, when next.
  Json shown() const;

 private:
  struct Affected {
    std::uint16_t account = 0;
    RegionIndex region = 0;
    std::uint64_t id = 0;  // Of a server, or of a volume.
  };
  struct Entry {
    std::uint64_t script = 0;
    std::size_t step = 0;
    bool is_end = false;
    Instant planned;  // Without jitter; of a beginning.
    // What an end has to undo.
    std::uint64_t fault = 0;
    std::vector<Affected> affected;
  };
  struct Progress {
    std::uint64_t done = 0;
    std::uint64_t refused = 0;  // Calls that AWS refused.
  };
  struct Running {
    Script script;
    std::vector<Progress> progress;
  };

  void plan(const Cloud& cloud, std::uint64_t id, std::size_t step, Instant before);
  void begin(Cloud& cloud, const Entry& entry, Instant wire_now);
  static void undo(Cloud& cloud, const ScriptStep& step, const Entry& entry);

  std::map<std::uint64_t, Running> scripts_;
  std::multimap<Instant, Entry> queue_;  // Of one instant: what was planned first is done first.
  std::uint64_t made_ = 0;
};

}  // namespace mirante::simcloud

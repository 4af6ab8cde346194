// Who was turned away before anybody looked: must wait after wrong passwords, came while the panel
// was full, gave a code, a link or a token that is none. Such a refusal costs next to nothing, so a
// flood of them must not cost writes either: they are counted in memory, and once a minute the
// audit hears of each place and person with how often, and of all that are too many in one sum.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/instant.h"
#include "base/task.h"

namespace mirante::identity {

struct IdentityServices;

class TurnedAway {
 public:
  struct Knock {
    std::string action;      // What was wished: "session.began".
    std::string address;     // From where; a whole network of IPv6 is one place.
    std::string email = {};  // Who it was said to be; empty: nobody in particular.
    /// In whose audit it stands: where a session is at work. Nullopt: in that of the person's first
    /// company, or of the install's where nobody is known.
    std::optional<TenantId> tenant = {};
  };
  struct Tally {
    Knock knock;
    Error reason;  // As the first of them was told.
    std::int64_t times = 0;
    Instant first{};
    Instant last{};
  };
  struct Counted {
    std::vector<Tally> told;       // Those that came most often, at most `told_max`.
    std::int64_t more_places = 0;  // The others, at least so many,
    std::int64_t more_times = 0;   // of all of them.
  };
  static constexpr std::size_t told_max = 20;

  void count(Knock knock, const Error& reason, Instant now);
  /// What was counted since it was asked last; the count begins anew.
  Counted take();
  /// It could not be written down: it is told the next time.
  void put_back(Counted counted);

  bool empty() const { return tallies_.empty() && beyond_ == 0; }

 private:
  using Key =
      std::tuple<std::string, std::string, std::string, std::string, std::optional<TenantId>>;

  void add(Tally tally);

  std::map<Key, Tally> tallies_;
  std::int64_t beyond_ = 0;  // Came when as many were remembered as may be.
};

/// Once a minute, until it is cancelled; the process does it for as long as it answers people.
Task<void> keep_recording_turned_away(IdentityServices& services);
/// What was counted so far; for the end of the process. Throws if it cannot be stored, and then
/// nothing is forgotten.
Task<void> record_turned_away(IdentityServices& services);

}  // namespace mirante::identity

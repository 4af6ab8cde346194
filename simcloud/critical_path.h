// The shortest time in which calls that were made could have been made: what a program that sweeps
// the simulated AWS is measured against. Computed from the ledger, so from the very latencies that
// these calls were given.
//
// Nothing that keeps the rules can be faster than any of four bounds, and the critical path is the
// greatest of them:
//
//   pages        The longest chain of calls that need each other: a page needs the token of the
//   page
//                before it, a call under a role's session needs the AssumeRole that made it. The
//                sum of the latencies along the chain.
//   buckets      A bucket of capacity C that refills R tokens a second lets the n-th call begin at
//                (n − C) / R seconds, not before 0. The calls with the longest latencies are taken
//                to go first, which ends soonest: the bound is the greatest (begin + latency) of a
//                bucket. Buckets are AWS's, times the share that the caller means to use.
//   hosts        At most so many calls at once to one host, which is one service in one region: the
//                sum of its latencies over that number.
//   connections  At most so many calls at once: the sum of all latencies over that number.
//
// The last two hold for a client that bounds its connections; without a bound they are zero. Calls
// that were throttled or never answered are counted, but are no part of it: they need not have been
// made. Neither is the time that computing takes: on a machine of its own the simulated AWS answers
// in microseconds.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>

#include "simcloud/ledger.h"

namespace mirante::simcloud {

struct PathLimits {
  std::uint64_t after = 0;  // Only calls with a greater number.
  double bucket_share = 1.0;
  std::uint64_t per_host = 0;     // Calls at once to one host; 0: no bound.
  std::uint64_t connections = 0;  // Calls at once; 0: no bound.
};

struct CriticalPath {
  using Seconds = std::chrono::duration<double>;
  std::uint64_t calls = 0;
  std::uint64_t throttled = 0;
  std::uint64_t unanswered = 0;
  Seconds took{0};  // From the first call to the end of the last answer, as it went.
  Seconds pages{0}, buckets{0}, hosts{0}, connections{0};

  Seconds length() const { return std::max({pages, buckets, hosts, connections}); }
  /// "pages", "buckets", "hosts" or "connections".
  std::string limited_by() const;
};

/// Calls by "somebody else" are left out.
CriticalPath critical_path(const Ledger& ledger, const PathLimits& limits);

}  // namespace mirante::simcloud

// How many calls the panel makes to AWS, for whom, and how they went: counts kept in memory since
// the process began. The client reports each attempt (client.h, Metered); `mirante` shows the sums.
#pragma once

#include <map>
#include <tuple>
#include <vector>

#include "base/instant.h"
#include "platform/aws/client.h"

namespace mirante::aws {

struct Usage {
  TenantId tenant;
  AccountId account;
  Region region;
  std::string_view service;
  std::string_view operation;
  std::uint64_t calls = 0;  // Attempts, as AWS counts them.
  std::uint64_t throttled = 0;
  std::uint64_t errors = 0;  // Throttled ones are not counted again.
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  std::chrono::microseconds took{0};
  std::chrono::microseconds waited{0};  // In our own token buckets.
};

/// One thread: that of the clients that report to it.
class Meter {
 public:
  void add(const Metered& attempt);
  /// To be given to a client; the meter outlives it.
  std::function<void(const Metered&)> reader() {
    return [this](const Metered& attempt) { add(attempt); };
  }

  /// Sorted by tenant, account, region, service and operation.
  std::vector<Usage> snapshot() const;
  /// The same of one tenant.
  std::vector<Usage> snapshot(TenantId tenant) const;

 private:
  using Key = std::tuple<TenantId, AccountId, std::string, std::string_view, std::string_view>;
  std::map<Key, Usage> sums_;
};

}  // namespace mirante::aws

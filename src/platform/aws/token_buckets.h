// How fast AWS lets an account call it, kept on our side so that AWS need not say no: a token
// bucket for each (account, region, service, operation) with AWS's published sizes, of which we use
// a share. Who finds no token waits on the loop, in order; what changes something goes before what
// only reads. One thread, no timers while nobody waits.
#pragma once

#include <list>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "base/ids.h"
#include "base/loop.h"
#include "platform/aws/wire/operation.h"

namespace mirante::aws {

struct BucketSize {
  double capacity = 0;
  double refill_per_second = 0;

  friend bool operator==(const BucketSize&, const BucketSize&) = default;
};

/// What one call takes out of AWS's buckets. `resources` (servers started, stopped, …) come out of
/// a second bucket that only a few operations have.
struct CallCost {
  BucketSize requests;
  BucketSize resources = {};  // Capacity 0: none.
  double resource_count = 0;
  bool is_whole_scan = false;  // Neither filtered nor paginated: a smaller bucket of its own.
  bool is_shared = false;      // One bucket for all operations of the service.
};

/// By the published table and by what stands in the serialised form body.
CallCost cost_of(const wire::Operation& operation, std::string_view body);

struct BucketKey {
  AccountId account;
  std::string region;
  std::string_view service;    // Literals of generated code.
  std::string_view operation;  // Likewise; empty: all share one.
  enum class Of : std::uint8_t { requests, whole_scans, resources };
  Of of = Of::requests;

  friend auto operator<=>(const BucketKey&, const BucketKey&) = default;
};

class TokenBuckets {
 public:
  enum class Urgency : std::uint8_t { usual, urgent };

  /// `share` in (0, 1] of each published size. The loop outlives it; it outlives its waiters.
  TokenBuckets(Loop& loop, double share) : loop_(loop), share_(share) {}

  /// From now on. Tokens over what a bucket then holds are lost; who waits for more than that gets
  /// all of it.
  void use_share(double share);

  /// Waits until `tokens` are there and takes them. More than a bucket holds counts as all that it
  /// holds. Cancelled by the caller's scope; the place in the queue is then given up.
  Task<void> take(BucketKey key, BucketSize size, double tokens, Urgency urgency);

  /// AWS said that we are too fast: somebody else uses the account, too. The bucket counts as
  /// empty.
  void drain(const BucketKey& key, BucketSize size);

  std::size_t waiting(const BucketKey& key) const;

 private:
  /// In the frame of the coroutine that waits.
  struct Waiter {
    double tokens;
    bool is_served = false;
    OneShot<void> turn = {};
  };
  struct Bucket {
    BucketSize published;
    BucketSize size;  // After the share.
    double tokens = 0;
    Steady counted{};
    std::list<Waiter*> urgent;
    std::list<Waiter*> usual;
    Timer timer;

    bool has_waiters() const { return !urgent.empty() || !usual.empty(); }
    std::list<Waiter*>& first_queue() { return urgent.empty() ? usual : urgent; }
  };

  Bucket& bucket(const BucketKey& key, BucketSize size);
  BucketSize shared(BucketSize published) const;
  void refill(Bucket& bucket);
  void serve(Bucket& bucket);
  /// Sets the timer for the first that waits, if there is one.
  void arm(Bucket& bucket);

  Loop& loop_;
  double share_;
  std::map<BucketKey, Bucket> buckets_;  // Buckets stay where they are: waiters point at them.
};

}  // namespace mirante::aws

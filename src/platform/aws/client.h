// The way of every call to AWS: endpoint → credentials → signature → token bucket → transport →
// retry → parse → meter. Generated functions (gen/<service>/<operation>.h) call it:
//
//   auto reply = co_await gen::ec2::describe_instances(client, ctx, target, {.max_results = 100});
//   reply.value.reservations …  reply.request_id
//
// Errors are Failure with AWS's code and message and its request id; kinds: throttled, unauthorized
// (credentials are wrong or expired), forbidden (not permitted), not_found, conflict (wrong state),
// limit (capacity, quota), invalid, unavailable, timeout, corrupt. Our own codes: "aws.not_sent"
// (certainly without effect; the kind says why), "aws.no_answer" (it may have arrived),
// "aws.not_aws" (what answered is not AWS), "aws.http_503" (an answer of this status without AWS's
// words), "aws.too_large" (an answer over the limit), "aws.no_credentials".
//
// Retries: what only reads is tried again after throttling, 5xx, time-outs and lost answers
// (standard mode: full jitter, retry quota, Retry-After, clock skew corrected once). What changes
// something is tried again by the client only when it certainly had no effect: throttled, or never
// sent. Deadlines: ctx.deadline, else ClientConfig::call_timeout.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>

#include "base/context.h"
#include "base/loop.h"
#include "base/rng.h"
#include "platform/aws/credentials.h"
#include "platform/aws/wire/operation.h"
#include "platform/http/transport.h"

namespace mirante::aws::wire {
class ItemTaker;  // item_taker.h
}

namespace mirante::aws {

/// Where a call goes and for whom.
struct Target {
  std::shared_ptr<CredentialsProvider> credentials;  // Shared with others that enter the account.
  Region region;
  TenantId tenant = {};    // For the meter and the fairness of connections.
  AccountId account = {};  // For buckets and meter.
};

/// The answer of operations without output.
struct Nothing {};

template <class T>
struct Reply {
  T value;
  std::string request_id;
};

/// One attempt, for the meter.
struct Metered {
  TenantId tenant;
  AccountId account;
  Region region;
  std::string_view service;
  std::string_view operation;
  int status = 0;    // 0: no answer.
  std::string code;  // AWS's error code or ours; empty: success.
  bool throttled = false;
  std::size_t bytes_sent = 0;
  std::size_t bytes_received = 0;
  std::chrono::microseconds took{0};
  std::chrono::microseconds waited{0};  // In the token bucket.
};

struct ClientConfig {
  std::string user_agent = "mirante";     // "mirante/0.1.0"; " op/<id>" is added.
  std::string endpoint_url = {};          // AWS_ENDPOINT_URL: every service goes there.
  bool use_fips = false;                  // AWS_USE_FIPS_ENDPOINT
  bool use_dual_stack = false;            // AWS_USE_DUALSTACK_ENDPOINT
  std::chrono::seconds call_timeout{60};  // The whole call, retries included.
  std::chrono::seconds attempt_timeout{30};
  int attempts_max = 4;
  double bucket_share = 0.7;  // Of AWS's published buckets that we use.
  std::size_t answer_bytes_max = 64 << 20;
  /// Bodies of so many bytes are packed where the operation may be sent so; none: nothing is
  /// (AWS_DISABLE_REQUEST_COMPRESSION, AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES).
  std::optional<std::size_t> compressed_from = wire::compressed_from;
};

/// Error(invalid) naming the field: "AWS_ENDPOINT_URL", "attempts_max", …
Result<ClientConfig> validate(ClientConfig config);

/// Where an answer is parsed into. Answers are read while they arrive, so what a lost answer left
/// behind must be put back before the call is tried again.
struct Output {
  void* value = nullptr;
  void (*reset)(void* value) = nullptr;  // Puts it back to `T{}`.
  wire::ItemTaker* items = nullptr;      // Is given some of what arrives at once; may be null.

  Output(std::nullptr_t) {}
  template <class T>
    requires(!std::is_void_v<T>)
  Output(T* place, wire::ItemTaker* taker = nullptr)
      : value(place), reset([](void* slot) { *static_cast<T*>(slot) = T{}; }), items(taker) {}
};

class Client {
 public:
  /// All references outlive the client. `config` must be valid.
  Client(Loop& loop, Rng& rng, http::Transport& transport, ClientConfig config = {},
         std::function<void(const Metered&)> meter = {});
  ~Client();

  /// Sends `input` (of operation.input's type) and parses into `output` (a pointer to a
  /// value-initialised object of operation.output's type; nullptr for operations without output).
  /// Returns the request id. Both stay the caller's until the call ends.
  Task<std::string> call(CallContext ctx, Target target, const wire::Operation& operation,
                         const void* input, Output output);

  /// From now on this client uses `part`, in (0, 1], of ClientConfig::bucket_share: others that
  /// enter the same accounts use the rest. The loop's thread only.
  void use_part_of_buckets(double part);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mirante::aws

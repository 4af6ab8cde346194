// A kind of change that the spine knows how to carry out: starting servers, resizing one, restoring
// a backup. Rooms implement `Kind` and main registers them; whoever requests an operation knows
// only its name and parameters.
//
// The spine (runner.h) does everything that is the same for all kinds: lease and fence, journal,
// batches, isolation of the guilty, brakes, cancellation, resumption, outcome, audit and event. The
// kind says, in pure functions, what should happen:
//
//   plan    present + wish  → the steps for one target, or a refusal
//   judge   what is seen now + what the journal says was tried → call, wait, reached, failed, …
//
// and talks to AWS in two functions: `look` reads the present, `call` makes one call. The spine
// loops: look, judge, record the intention, call, record the answer, look, judge, … until `judge`
// says that the wished state is there, or the step's time is up. After a crash the same loop goes
// on from the journal, so `judge` must decide the same whether it has just called or was resumed: a
// call whose answer is missing is an attempt with `Reply::unknown`, and `judge` says whether the
// present proves that it happened, whether it may be repeated, or that a person has to look.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/loop.h"
#include "features/operations/operation.h"
#include "features/policy/policy.h"

namespace mirante::sql {
class Tx;
}

namespace mirante::aws {
struct Target;
}

namespace mirante::operations {

/// One call to AWS and the state that shows that it worked.
struct Step {
  std::string name;  // Stable: "stop". The journal keeps it.
  Json params = Json::object();
  /// Targets whose next steps have the same name, params and batch key go into one call; an empty
  /// key: each target by itself.
  std::string batch = {};
  /// What shares a lack of capacity ("t3.micro sa-east-1a"); see Rejection::Who::group.
  std::string group = {};
  /// From when the step is the target's next one until the wished state is seen.
  std::chrono::seconds time_limit{900};
  /// At most one: the step that takes this one back, done (in reverse order) when a later step of
  /// the same target fails.
  std::vector<Step> undo = {};

  friend bool operator==(const Step&, const Step&) = default;
};

struct Plan {
  std::vector<Step> steps;  // None: the wish is fulfilled already, and `text` says so.
  std::vector<Loss> losses = {};
  std::string text = {};

  friend bool operator==(const Plan&, const Plan&) = default;
};

/// What one look says of one target.
struct Facts {
  std::string state;  // For people and screens: "running".
  Json document;      // The kind's own, given back to its pure functions.

  friend bool operator==(const Facts&, const Facts&) = default;
};

/// How a call ended, as far as is known.
enum class Reply : std::uint8_t {
  unknown,   // Sent or about to be; no answer is recorded. It may have had its effect.
  accepted,  // AWS said yes: not yet the wished state.
  rejected,  // AWS said no, or the call was never sent: surely without effect.
};

struct Attempt {
  Instant intended_at;
  Reply reply = Reply::unknown;
  std::optional<Instant> answered_at = {};
  Error error = {};  // Why rejected or unknown.
  std::string request_id = {};

  friend bool operator==(const Attempt&, const Attempt&) = default;
};

/// What the journal says of a target's present step.
struct Past {
  Instant began_at;  // When the step became the target's next one.
  std::vector<Attempt> attempts = {};
  Json before = nullptr;  // `Kind::evidence` of the facts right before the first attempt.

  bool was_accepted() const;
  /// An attempt was accepted, or its answer is unknown.
  bool may_have_acted() const;
  /// The last attempt's error, if it was rejected or unknown.
  const Error* last_error() const;
};

/// One target as the kind's functions see it.
struct Item {
  const TargetRef& ref;
  const Json& params;  // Of the operation, as `check` left them.
  const Step* step;    // Null while planning.
  const Past& past;
  const Json& memory;  // What earlier calls of this target answered; see Answer.
  std::string token;   // Same for each attempt of this step on this target: client tokens and tags.
};

struct Verdict {
  enum class Next : std::uint8_t {
    call,          // Make the call, not before `not_before`.
    wait,          // Look again later.
    reached,       // The step's wished state is there.
    failed,        // It will not come.
    refused,       // A rule of ours forbids it.
    needs_person,  // It cannot be known, or only a person may decide.
  };
  Next next = Next::wait;
  std::string code = {};
  std::string text = {};
  std::optional<Instant> not_before = {};
  /// Of a step that takes an earlier one back and has `reached`: it did not, as `text` says.
  bool is_left = false;

  friend bool operator==(const Verdict&, const Verdict&) = default;
};

/// What AWS answered to a call for a batch.
struct Answer {
  std::string request_id = {};
  /// For each item, in order, or empty: merged into the target's memory.
  std::vector<Json> memory = {};
};

/// Whose fault a failed call was. Everything but `nobody_knows` says that it had no effect at all.
struct Rejection {
  enum class Who : std::uint8_t {
    named,         // The items in `items`; the others are called again at once.
    some,          // Some of the batch, unknown which: it is split in halves.
    group,         // A lack of capacity: the batch is split by Step::group, then in halves.
    all,           // The same for every item.
    later,         // Nobody's: throttled or not sent; all are tried again later.
    nobody_knows,  // The answer is lost; the effect may be there.
  };
  Who who = Who::nobody_knows;
  std::vector<std::size_t> items = {};

  friend bool operator==(const Rejection&, const Rejection&) = default;
};

/// What `look` and `call` get to reach AWS.
class StepContext {
 public:
  virtual ~StepContext() = default;

  /// Tenant, requester; deadline of this call; trace = the operation's id.
  virtual const CallContext& ctx() const = 0;
  virtual Loop& loop() const = 0;
  virtual OperationId operation() const = 0;
  virtual AccountId account() const = 0;
  virtual const Region& region() const = 0;
  /// Credentials, endpoint and meter labels for this account and region.
  virtual Task<aws::Target> target() const = 0;
};

class Kind {
 public:
  virtual ~Kind() = default;

  virtual std::string_view name() const = 0;  // "servers.start"
  virtual int version() const = 0;            // A runner resumes only versions that it has.
  virtual Permission permission() const = 0;
  virtual policy::Action action() const = 0;  // What the brakes are asked.

  /// Border: completes and checks the parameters of a request; an Error names the field.
  virtual Result<Json> check(const Json& params) const = 0;

  /// Pure. Error of kind `refused`: a rule of ours says no; any other kind: the target failed.
  /// `facts` is an Error where the look did not find the target.
  virtual Result<Plan> plan(const Item& item, const Result<Facts>& facts, Instant now) const = 0;
  /// Pure; see the top of this file. `jitter` is in [0, 1).
  virtual Verdict judge(const Item& item, const Result<Facts>& facts, Instant now,
                        double jitter) const = 0;
  /// Pure. What to say when the step's time is up and `judge` still says call or wait.
  virtual Verdict late(const Item& item, const Result<Facts>& facts) const = 0;
  /// Pure. The part of the facts that a later `judge` compares with (goes into the journal).
  virtual Json evidence(const Facts& facts) const { return facts.document; }
  /// Pure. Default: rejection.h's `usual_rejection`.
  virtual Rejection classify(const Error& error, std::span<const Item> items) const;
  virtual std::size_t batch_limit() const { return 50; }

  /// Reads the present of targets of one account and region; one result per item, in order. Before
  /// the first plan of a target its step is null: then also what only planning needs is read.
  /// Throws Failure when nothing could be seen at all; the spine decides whether to try again.
  virtual Task<std::vector<Result<Facts>>> look(StepContext& context,
                                                std::span<const Item> items) = 0;
  /// One call to AWS for items that share step, batch key, account and region. Must not repeat a
  /// call that may have had an effect (the client's own retries included). Throws Failure.
  virtual Task<Answer> call(StepContext& context, std::span<const Item> items) = 0;

  /// Writes what was seen where other rooms read it, in the transaction that records it.
  virtual void store_observed(sql::Tx&, TenantId, const TargetRef&, const Facts&, Instant) const {}
};

}  // namespace mirante::operations

// The simulated AWS as one state machine: raw HTTP requests in, raw HTTP answers out, over a clock
// that the caller hands in. No sockets, no threads, no clock of its own: the same seed and the same
// calls at the same instants give the same bytes. The server (server.cc) puts it on a port,
// SimulatedTransport puts it behind the client's port in process.
//
// Two clocks: `now` of each call is the clock on the wall, as callers see it: signatures and
// sessions count by it. The World's own time, in which servers start and stop, runs along with it,
// but may be moved ahead or made faster through the control API.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/instant.h"
#include "base/json.h"
#include "simcloud/outbox.h"

namespace mirante::simcloud {

struct Cloud;
struct Estate;
class Scripts;
struct TimeStep;

using Headers = std::vector<std::pair<std::string, std::string>>;

/// A call that waits for something (a message in a queue) has no answer yet: its request must be
/// handed in again, with this, at an instant on the wall. So nothing of it stays in the World.
struct Again {
  std::uint64_t call = 0;  // In the ledger.
  Instant until;           // The World's own time when it waits no longer.
  Instant at;              // The clock on the wall when to ask again.
};

struct WireRequest {
  std::string method;  // "POST"
  std::string target;  // "/?Action=…", undecoded
  Headers headers;
  std::string body;
  std::string source = "127.0.0.1";  // Address of the caller.
  std::optional<Again> again = {};   // What the answer to the same request said.
};

struct WireAnswer {
  int status = 200;
  Headers headers;
  std::string body;

  /// What a fault does on the way; the World has done its part.
  enum class Delivery : std::uint8_t { whole, truncated, slow, never, reset };
  Delivery delivery = Delivery::whole;
  std::chrono::microseconds delay{0};  // The answer leaves so much later.
  std::optional<Again> again = {};     // Nothing else counts then.
};

struct WorldOptions {
  std::uint64_t seed = 1;
  Instant start = {};  // When the World begins.
  double speed = 1.0;  // Seconds of the World for each second on the wall.
};

class World {
 public:
  explicit World(WorldOptions options);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  /// Fills the World; once, before the first call. Error(invalid) names what is wrong in it.
  Result<void> settle(const Estate& estate);

  /// Answers one request. `now` never goes back; an earlier one counts as the latest.
  WireAnswer handle(const WireRequest& request, Instant now);

  /// Lets the World's own time run on to `to`, with all that happens until then.
  void advance(Instant to);
  /// The World's own time.
  Instant time() const;
  /// When something happens next by itself; Instant::max() if nothing will.
  Instant next_event() const;

  /// Plans a script (script.h) from now on; returns its number. Error(invalid) names step and
  /// field.
  Result<std::uint64_t> add_script(const Json& json);
  /// Where callers reach this World, for the URLs that it gives out ("http://127.0.0.1:4566").
  /// Without one they name AWS's own hosts.
  void set_endpoint(std::string url);

  /// Notifications that must be sent over HTTP now. Whoever takes them tells how each went: its
  /// HTTP status, or 0 when no answer came; the World tries again as SNS does.
  std::vector<OutgoingMessage> take_outgoing(Instant now);
  void told_of_outgoing(std::uint64_t id, int status, Instant now);
  /// When there is something to take, by the clock on the wall; Instant::max() if nothing waits.
  Instant next_outgoing() const;

  /// Accounts, keys and roles, as `--print-credentials` shows them.
  Json credentials() const;

  /// For tests and benches: the state itself.
  Cloud& cloud() { return *cloud_; }
  const Cloud& cloud() const { return *cloud_; }

 private:
  friend class Control;

  /// When the World's own time gets there, if nobody moves it.
  Instant wall_of(Instant time) const;
  /// Brings the World's own time in line with `now`.
  void run_to(Instant now);
  /// Where the World's own time stands when the clock on the wall shows the latest.
  Instant time_on_wall() const;
  void turn_clock(const TimeStep& step);

  std::unique_ptr<Cloud> cloud_;
  std::unique_ptr<Scripts> scripts_;
  // World time = anchor_world_ + (now − anchor_wall_) × speed_.
  Instant anchor_world_, anchor_wall_;
  double speed_;
  Instant latest_wall_;
  Instant jumped_to_ = Instant::min();  // Where the last jump ends, or ended.
};

}  // namespace mirante::simcloud

// Changing a server's type as a saga (semantics §2.6): stop if it runs, change one attribute, start
// if it ran. Each step that is taken can be taken back, so that on a failure the old type and the
// old run state return. Where AWS has no room for the new type, the ordered other ones are tried.
// Pure, the same before and after a crash (operations/kind.h).
#pragma once

#include <map>

#include "features/resizing/server_type.h"
#include "features/servers/switch_rules.h"

namespace mirante::resizing {

/// The parameters of the operation.
struct ResizeWish {
  std::string type;
  /// Tried in this order, each only after a check that it fits, while AWS has no room.
  std::vector<std::string> fallback_types = {};
  /// How long a start is tried with each type while AWS has no room for it.
  std::chrono::minutes capacity_wait{10};
  bool starts = false;  // Also one that is off: it starts with the new type.
  bool accepts_all_losses = false;
  std::set<std::string> accepted_losses = {};

  servers::StopWish stop() const {
    return {.accepts_all_losses = accepts_all_losses, .accepted_losses = accepted_losses};
  }
};
Json to_json(const ResizeWish& wish);
/// An Error names the field.
Result<ResizeWish> parse_resize_wish(const Json& params);

/// What planning reads: the server, and what is known of its own type and of the wished ones.
struct ResizeFacts {
  servers::ServerFacts server;
  std::map<std::string, ServerType> types = {};  // Those that the region knows.
  std::optional<std::set<std::string>> offered =
      {};                               // Of them, in the server's zone; none: unread.
  std::string unchecked = {};           // Why something could not be read.
  std::string placement_strategy = {};  // Of its placement group; see Machine.

  friend bool operator==(const ResizeFacts&, const ResizeFacts&) = default;
};
operations::Facts to_facts(const ResizeFacts& facts);
ResizeFacts from_facts(const operations::Facts& facts);

/// What its type must fit.
Machine machine_of(const ResizeFacts& facts);

/// Steps "stop", "change_type" {type}, "start" {types}.
Result<operations::Plan> plan_resize(const std::string& id, const ResizeFacts& facts,
                                     const ResizeWish& wish, const servers::OwnServer& own);

/// A start that takes other types where AWS has no room for the server's own: step "start"
/// {types}; what it has tried is taken back where none helps. Without others that fit: as any
/// start.
Result<operations::Plan> plan_start(const ResizeFacts& facts, const servers::StartWish& wish);

operations::Verdict judge_resize(const operations::Item& item,
                                 const Result<servers::ServerFacts>& seen, Instant now,
                                 double jitter);
operations::Verdict late_resize(const operations::Item& item,
                                const Result<servers::ServerFacts>& seen);

/// Which call the item's step makes next. `attempts` are those before it.
struct NextCall {
  enum class What : std::uint8_t { start, stop, change_type } what = What::start;
  std::string type = {};     // Of change_type.
  std::size_t fallback = 0;  // Its place among the step's types.
};
NextCall next_call(const operations::Item& item, std::span<const operations::Attempt> attempts);

}  // namespace mirante::resizing

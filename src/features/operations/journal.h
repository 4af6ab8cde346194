// The journal of an operation and what follows from it. Each entry is written before anything is
// built on it; `apply_entry` is the only way in which the spine's picture of a target changes, both
// while an operation runs and when it is resumed, so that a runner that reads the journal knows
// exactly what the one that wrote it knew.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "features/operations/kind.h"

namespace mirante::operations {

struct Entry {
  enum class What : std::uint8_t {
    planned,    // each: {steps, losses}
    intended,   // A call is about to be made. each: {before} (first attempt) or {}
    answered,   // body: {reply, error?}; each: {memory?, innocent?}
    observed,   // each: the state that was seen
    stepped,    // The present step's wished state is there; the next step begins.
    unwinding,  // each: {steps, outcome, code, text}: a step failed, earlier ones are taken back
    ended,      // each: {outcome, code, text}
    noted,      // each: {code, text}: why it still waits
  };
  std::int64_t seq = 0;  // From 1 within the operation.
  Instant at{};
  std::int64_t fence = 0;
  What what = What::noted;
  std::string step = {};
  std::int64_t attempt = 0;
  std::string token = {};
  std::string request_id = {};
  Json body = Json::object();
  std::map<std::int64_t, Json> each = {};  // By the target's ordinal.

  friend bool operator==(const Entry&, const Entry&) = default;
};

std::string_view to_string(Entry::What what);
Result<Entry::What> parse_entry(std::string_view text);

/// Where one target stands.
struct Progress {
  std::int64_t ordinal = 0;
  Target target;
  bool is_planned = false;
  std::vector<Step> steps = {};
  std::size_t cursor = 0;     // The present step.
  bool is_unwinding = false;  // `steps` take back what was done; `cause` says why.
  Outcome cause = Outcome::failed;
  Past past = {};
  bool acted_before = false;  // A call of an earlier step may have had an effect.
  Json memory = Json::object();

  /// Some call of any step may have had an effect.
  bool has_acted() const { return acted_before || past.may_have_acted(); }
  bool is_pending() const { return target.outcome == Outcome::pending; }
  const Step* step() const {
    return is_planned && cursor < steps.size() ? &steps[cursor] : nullptr;
  }
  /// For client tokens and tags: the same for each attempt of the present step.
  std::string token(OperationId operation) const;
};

/// By ordinal.
using ProgressMap = std::map<std::int64_t, Progress>;

void apply_entry(ProgressMap& map, const Entry& entry);

/// The progress that a journal leads to, from its first entry on.
ProgressMap replay(const std::vector<Target>& targets, const std::vector<Entry>& entries);

Json to_json(const Step& step);
Step step_from_json(const Json& json);
Json to_json(const Error& error);
Error error_from_json(const Json& json);
Json to_json(const std::vector<Loss>& losses);
std::vector<Loss> losses_from_json(const Json& json);

}  // namespace mirante::operations

#include "features/operations/operation.h"

#include <algorithm>
#include <array>

namespace mirante::operations {
namespace {

template <class Enum, std::size_t n>
Result<Enum> parse(const std::array<Enum, n>& all, std::string_view text, std::string_view what) {
  for (const auto value : all)
    if (to_string(value) == text) return value;
  return fail(ErrorKind::invalid,
              "\"" + std::string(text) + "\" is no " + std::string(what) + " of an operation");
}

}  // namespace

std::string_view to_string(State state) {
  switch (state) {
    case State::running: return "running";
    case State::succeeded: return "succeeded";
    case State::partial: return "partial";
    case State::failed: return "failed";
    case State::refused: return "refused";
    case State::cancelled: return "cancelled";
    case State::needs_person: return "needs_person";
  }
  return "running";
}

Result<State> parse_state(std::string_view text) {
  return parse(std::array{State::running, State::succeeded, State::partial, State::failed,
                          State::refused, State::cancelled, State::needs_person},
               text, "state");
}

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::pending: return "pending";
    case Outcome::succeeded: return "succeeded";
    case Outcome::failed: return "failed";
    case Outcome::refused: return "refused";
    case Outcome::cancelled: return "cancelled";
    case Outcome::needs_person: return "needs_person";
  }
  return "pending";
}

Result<Outcome> parse_outcome(std::string_view text) {
  return parse(std::array{Outcome::pending, Outcome::succeeded, Outcome::failed, Outcome::refused,
                          Outcome::cancelled, Outcome::needs_person},
               text, "outcome");
}

State state_of(const std::vector<Outcome>& outcomes) {
  const auto has = [&](Outcome outcome) {
    return std::ranges::find(outcomes, outcome) != outcomes.end();
  };
  if (has(Outcome::pending)) return State::running;
  if (has(Outcome::needs_person)) return State::needs_person;
  const bool all_succeeded =
      std::ranges::all_of(outcomes, [](Outcome outcome) { return outcome == Outcome::succeeded; });
  if (all_succeeded) return State::succeeded;
  if (has(Outcome::succeeded)) return State::partial;
  if (has(Outcome::failed)) return State::failed;
  if (has(Outcome::cancelled)) return State::cancelled;
  return State::refused;
}

}  // namespace mirante::operations

// A fire whose servers take turns, as values and pure rules: which groups there are in which order,
// at which it is, and how each passed its gate. What a group's operations became decides whether
// the next is asked for; who is on turn is moved on in the transaction that stores the end of the
// last of them (take_turns.h), so that a crash at any moment neither loses nor doubles a group.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/context.h"
#include "features/firing/fire.h"
#include "features/operations/operation.h"
#include "features/schedules/order.h"

namespace mirante::firing {

/// One group's turn.
struct Turn {
  enum class State : std::uint8_t {
    waiting,
    running,
    passed,
    failed,       // It did not pass its gate.
    not_started,  // Since one before did not.
  };
  std::string group;  // Empty: of servers without one.
  std::vector<schedules::ServerRef> servers = {};
  std::vector<OperationId> operations = {};
  State state = State::waiting;
  friend bool operator==(const Turn&, const Turn&) = default;
};
std::string_view to_string(Turn::State state);

struct Turns {
  FireKey fire;
  std::string key;  // What the idempotency keys of its operations begin with.
  Actor by;         // Who asks for the operations.
  schedules::Gate gate;
  std::vector<Turn> turns = {};
  std::size_t at = 0;
  bool is_open = true;
  std::map<schedules::ServerRef, std::string> names = {};
  friend bool operator==(const Turns&, const Turns&) = default;

  /// Of the server's turn; nullopt: it has none.
  std::optional<std::size_t> turn_of(const schedules::ServerRef& server) const;
};

/// Groups of servers by what is decided for each: those that stop in the reverse order. `wished`
/// are the servers for which something is asked, with whether it is a stop.
std::vector<Turn> turns_of(const std::map<schedules::ServerRef, bool>& wished,
                           const std::map<schedules::ServerRef, std::string>& groups);

/// What becomes of a turn whose operations have all ended.
enum class Next : std::uint8_t { over, next_turn, give_up };
/// Notes the state of the turn that ended, and of those that will not come.
Next move_on(Turns& turns, const std::vector<operations::Outcome>& outcomes);

Json to_json(const Turns& turns);
Turns turns_from(const Json& json, const FireKey& fire);

/// Of a fire or of somebody who applied the schedule by hand: (schedule, due instant), from the key
/// of one of its operations; nullopt where none of these asked for it.
struct TurnKey {
  schedules::ScheduleId schedule;
  Instant due_at{};
};
std::optional<TurnKey> turn_key_of(std::string_view idempotency_key);

}  // namespace mirante::firing

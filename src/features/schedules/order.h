// In which order a schedule's servers start, and what must be seen of one group before the next is
// asked to. Values and pure rules; groups are named by hand or by the value of a tag. What belongs
// to no group starts last. Stops go the other way round.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "features/operations/operation.h"
#include "features/schedules/fields.h"

namespace mirante::schedules {

/// Between two groups that start. Of groups that stop, and of databases, the state alone is asked.
struct Gate {
  enum class Until : std::uint8_t {
    state,          // Seen running.
    status_checks,  // EC2's checks of the system and of the instance have passed.
    port,           // A TCP port takes connections.
  };
  Until until = Until::state;
  int port = 0;
  bool is_public = false;  // The port is asked at the public address, else the private one.
  std::chrono::minutes within{15};  // From when the group was asked to start.
  bool goes_on = false;             // Where it is not passed the next groups start all the same.
  friend bool operator==(const Gate&, const Gate&) = default;
};
std::string_view to_string(Gate::Until until);

struct Order {
  std::string tag = {};  // Numbers come before texts, in their order.
  std::vector<std::vector<operations::TargetRef>> groups = {};  // Or by hand.
  Gate gate = {};
  friend bool operator==(const Order&, const Order&) = default;

  /// The group's name: the tag's value, or its number from 1; empty: none. `tags` are the server's.
  std::string group_of(const operations::TargetRef& server,
                       const std::map<std::string, std::string>& tags) const;
};

/// Whether group `a` starts before `b`.
bool starts_before(std::string_view a, std::string_view b);

/// Throws Failure(invalid) naming the field and the mend.
Order parse_order(const Field& field);
Json to_json(const Order& order);
Gate parse_gate(const Field& field);
Json to_json(const Gate& gate);

}  // namespace mirante::schedules

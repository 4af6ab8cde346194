// Who hears before a stop of which servers, and how long a link may leave them on. Values and
// rules; nothing waits here.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "features/schedules/stored_schedule.h"

namespace mirante::notices {

/// A server that will stop.
struct Stopping {
  schedules::ServerRef server;
  std::string name;   // Empty: it has none.
  std::string owner;  // The owner tag's value, as it is; empty: none.
  friend bool operator==(const Stopping&, const Stopping&) = default;
};

/// One mail.
struct Receiver {
  std::string address;
  bool is_owner = false;  // By the tag alone.
  std::vector<Stopping> servers;
  friend bool operator==(const Receiver&, const Receiver&) = default;
};

/// A mail address written in a tag, in lower case; nullopt for what is none.
std::optional<std::string> address_of(const std::string& tag);

/// By address. Addresses of the notice hear of all servers, owners of their own.
std::vector<Receiver> receivers_of(const schedules::Notice& notice,
                                   const std::vector<Stopping>& servers);

/// Until when a choice leaves servers on that are due to stop at `due`, in the schedule's zone.
Instant until_of(schedules::LeaveOnChoice choice, Instant due, const Zone& zone);

struct Offer {
  schedules::LeaveOnChoice choice;
  Instant until;
  friend bool operator==(const Offer&, const Offer&) = default;
};
/// What the schedule allows. Its bound is of hours as the clocks on the wall show them.
std::vector<Offer> offers_of(const schedules::LeaveOn& policy, Instant due, const Zone& zone);

/// A link works a while after the stop as well: whoever reads the mail late brings the servers
/// back.
inline constexpr std::chrono::hours works_after_stop{1};
Instant expiry_of(const Offer& offer, Instant due);

/// "web-1 (i-0123…, sa-east-1)"
std::string line_of(const Stopping& server);

}  // namespace mirante::notices

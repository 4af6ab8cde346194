// A schedule as a tenant keeps it: the rules (`schedule.h`), which servers they are for, how its
// fires are handled, and what a person last approved. Values; `docs/schedules.md` describes their
// JSON, which the API and the store share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/inventory/resource.h"
#include "features/operations/operation.h"
#include "features/schedules/fields.h"
#include "features/schedules/order.h"
#include "features/schedules/schedule.h"
#include "features/schedules/schedule_ids.h"

namespace mirante::schedules {

/// A server, or a database or cluster of RDS, as operations name their targets.
using ServerRef = operations::TargetRef;

/// All servers that match each member given; asked at each fire. One without members matches none.
/// Databases join where they are asked for; the members of a cluster are switched with it and never
/// by themselves.
struct TargetFilter {
  std::vector<inventory::Filter::Tag> tags = {};
  std::vector<CustomerId> customers = {};
  std::vector<AccountId> accounts = {};
  std::vector<Region> regions = {};
  bool servers = true;
  bool databases = false;
  friend bool operator==(const TargetFilter&, const TargetFilter&) = default;

  bool is_empty() const {
    return tags.empty() && customers.empty() && accounts.empty() && regions.empty();
  }
};

struct Targets {
  std::vector<ServerRef> servers = {};  // By hand, at most `servers_max`.
  TargetFilter filter = {};
  friend bool operator==(const Targets&, const Targets&) = default;
};

inline constexpr std::size_t servers_max = 1'000;

/// Who hears before a stop, and when.
struct Notice {
  std::chrono::minutes before{15};
  std::vector<std::string> to = {};  // Mail addresses; they hear of all servers.
  std::string owner_tag = {};        // The tag whose value is the mail address of a server's owner.
  friend bool operator==(const Notice&, const Notice&) = default;
};

/// How long a link in a notice may leave servers on.
enum class LeaveOnChoice : std::uint8_t {
  two_hours,       // After the stop that is due.
  until_tomorrow,  // Until the same time of the next day: one stop is left out.
  this_week,       // Until the next Monday begins.
};
std::string_view to_string(LeaveOnChoice choice);

struct LeaveOn {
  std::vector<LeaveOnChoice> choices = {LeaveOnChoice::two_hours, LeaveOnChoice::until_tomorrow,
                                        LeaveOnChoice::this_week};
  std::chrono::hours max{7 * 24};  // After the stop.
  friend bool operator==(const LeaveOn&, const LeaveOn&) = default;
};

struct Settings {
  std::chrono::minutes catch_up{15};             // A point that is later than this is skipped.
  std::optional<Instant> observe_until = {};     // Until then decisions are only recorded.
  std::vector<std::string> fallback_types = {};  // Of starts and resizes, in this order.
  std::optional<Notice> notice = {};             // None: nobody hears before a stop.
  LeaveOn leave_on = {};
  std::chrono::hours preflight{4};  // So long before a fire it is checked; 0: never.
  std::optional<Order> order = {};  // None: all at once.
  friend bool operator==(const Settings&, const Settings&) = default;
};

struct StoredSchedule {
  TenantId tenant;
  ScheduleId id;
  std::int64_t version = 1;
  bool is_paused = false;
  Schedule schedule;  // Its id is `id`'s text.
  Targets targets;
  Settings settings;
  std::vector<ServerRef> approved = {};  // What matched when a person last looked.
  Instant created_at{};
  Instant updated_at{};
  std::string updated_by = {};
  std::optional<Instant> due_at = {};    // See schedule_store.h.
  std::optional<Instant> watch_at = {};  // See schedule_store.h.
  Instant ahead_at{};                    // See schedule_store.h.
  Instant handled_until{};               // Everything up to this instant was fired or skipped.
  friend bool operator==(const StoredSchedule&, const StoredSchedule&) = default;
};

/// Whether servers that nobody approved must wait for a person: there are suddenly more than 20 %
/// over, or more than 5 over, those that were approved.
bool is_held(std::size_t approved, std::size_t now);

/// Throw Failure(invalid) naming the field and the mend.
Targets parse_targets(const Field& field);
Settings parse_settings(const Field& field);  // settings_json.cc
ServerRef parse_server(const Field& field);
std::vector<ServerRef> parse_servers(const std::vector<Field>& fields);
Json to_json(const Targets& targets);
Json to_json(const Settings& settings);
Json to_json(const ServerRef& server);
/// {account, region, server}[]
Json to_json(const std::vector<ServerRef>& servers);

/// "servers.stop", "databases.stop": the kind of operation that does this to a thing of the
/// inventory's `kind`.
std::string operation_kind(std::string_view kind, std::string_view action);

/// How rules name a server: one text for its three parts.
std::string text_of(const ServerRef& server);

}  // namespace mirante::schedules

// The check hours before a fire: what it will do to which servers, and what would keep it from
// doing so. Values and the rules that need no AWS.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/accounts/account.h"
#include "features/notices/trouble_mail.h"
#include "features/schedules/schedule.h"
#include "features/schedules/schedule_ids.h"

namespace mirante::notices {

/// Of one due instant of a schedule.
struct Preflight {
  TenantId tenant;
  schedules::ScheduleId schedule;
  Instant due_at{};
  std::int64_t version = 1;
  std::optional<Instant> checked_at = {};  // None: it is wanted.
  std::vector<Trouble> problems = {};
  friend bool operator==(const Preflight&, const Preflight&) = default;
};

/// A server that a fire will act on.
struct Acting {
  Stopping server = {};
  schedules::Action action = schedules::Action::stop;
  std::string type = {};   // That it gets as well, or by a resize alone.
  bool is_on = true;       // Whether it runs then, if all obey until then.
  bool is_paused = false;  // Something holds it; then nothing else is known of the wish.
  std::string state;       // As last seen; empty: not known.
  Instant seen_at{};
};

/// What was seen longer ago may have changed.
inline constexpr std::chrono::hours fresh_for{1};

/// What is wrong by what the panel knows. `account`: the server's; none: it was removed.
std::vector<Trouble> troubles_of(const Acting& acting,
                                 const std::optional<accounts::Account>& account, Instant now);

/// Whether somebody is to hear of it before the fire: what is only worth knowing is shown.
bool is_mailed(const std::vector<Trouble>& troubles);

Json to_json(const Trouble& trouble);
Json to_json(const std::vector<Trouble>& troubles);
std::vector<Trouble> troubles_from(const Json& json);

}  // namespace mirante::notices

// The tables of notices: who was told what, and links that leave servers on, found by the hash of
// their token. Plain functions, tenant first; finding a link and dropping old rows cross tenants.
#pragma once

#include <optional>
#include <string>

#include "features/notices/leave_on_link.h"
#include "platform/sql/migrations.h"
#include "platform/sql/sql.h"

namespace mirante::notices {

sql::Migrations migrations();

/// What a mail is about.
enum class Topic : std::uint8_t { stop, fire, preflight, aws_start };
std::string_view to_string(Topic topic);

struct Told {
  schedules::ScheduleId schedule;
  Instant due_at{};
  Topic topic = Topic::stop;
  std::string receiver;
};
/// False: they were told already.
bool note_told(sql::Tx& tx, TenantId tenant, const Told& told, Instant now);

void insert(sql::Tx& tx, const LeaveOnLink& link, const TokenHash& hash);
/// Crosses tenants on purpose: the hash says whose it is. Also one that has expired.
std::optional<LeaveOnLink> find_link(sql::Snapshot& snapshot, const TokenHash& hash);
/// False if it is not there any more: each works once.
bool take_link(sql::Tx& tx, TenantId tenant, LeaveOnLinkId id);

/// Links that have expired, and what was told of instants long past.
void drop_old(sql::Tx& tx, Instant now);

}  // namespace mirante::notices

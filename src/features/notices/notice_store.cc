#include "features/notices/notice_store.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "features/schedules/fields.h"

namespace mirante::notices {
namespace {

using schedules::LeaveOnChoice;

constexpr std::chrono::days told_kept{90};
constexpr std::size_t servers_max = 100'000;

LeaveOnChoice choice_of(const std::string& text) {
  for (const auto choice :
       {LeaveOnChoice::two_hours, LeaveOnChoice::until_tomorrow, LeaveOnChoice::this_week})
    if (schedules::to_string(choice) == text) return choice;
  throw Failure(ErrorKind::corrupt, "a stored link has the unknown choice \"" + text + "\"");
}

std::vector<schedules::ServerRef> servers_of(const std::string& text) {
  const auto json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) throw Failure(ErrorKind::corrupt, "a stored link names no servers");
  return schedules::parse_servers(schedules::Field(json, "servers").items(servers_max));
}

sql::Bytes bytes_of(const TokenHash& hash) { return {hash}; }

}  // namespace

std::string_view to_string(Topic topic) {
  switch (topic) {
    case Topic::stop: return "stop";
    case Topic::fire: return "fire";
    case Topic::preflight: return "preflight";
    case Topic::aws_start: return "aws_start";
  }
  std::unreachable();
}

bool note_told(sql::Tx& tx, TenantId tenant, const Told& told, Instant now) {
  const auto row = tx.one(
      "select told_at from told where tenant_id = ? and schedule_id = ? and due_at = ? and kind = "
      "? "
      "and receiver = ?",
      tenant, told.schedule, told.due_at, to_string(told.topic), told.receiver);
  if (row) return false;
  try {
    tx.exec(
        "insert into told (tenant_id, schedule_id, due_at, kind, receiver, told_at) values (?, ?, "
        "?, ?, ?, ?)",
        tenant, told.schedule, told.due_at, to_string(told.topic), told.receiver, now);
  } catch (const Failure& failure) {
    // Somebody else told them at the same moment.
    if (failure.error().code != "sql.duplicate") throw;
    return false;
  }
  return true;
}

void insert(sql::Tx& tx, const LeaveOnLink& link, const TokenHash& hash) {
  tx.exec(
      "insert into leave_on_links (tenant_id, id, token_hash, schedule_id, due_at, receiver, "
      "language, choice, until_at, servers, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      link.tenant, link.id, bytes_of(hash), link.schedule, link.due_at, link.receiver,
      to_string(link.language), schedules::to_string(link.choice), link.until,
      schedules::to_json(link.servers).dump(), link.expires_at);
}

std::optional<LeaveOnLink> find_link(sql::Snapshot& snapshot, const TokenHash& hash) {
  const auto row = snapshot.one(
      "select tenant_id, id, schedule_id, due_at, receiver, language, choice, until_at, servers, "
      "expires_at from leave_on_links where token_hash = ?",
      bytes_of(hash));
  if (!row) return std::nullopt;
  return LeaveOnLink{.tenant = row->id<TenantId>(0),
                     .id = row->id<LeaveOnLinkId>(1),
                     .schedule = row->id<schedules::ScheduleId>(2),
                     .due_at = row->instant(3),
                     .receiver = row->text(4),
                     .language = language_of(row->text(5)),
                     .choice = choice_of(row->text(6)),
                     .until = row->instant(7),
                     .servers = servers_of(row->text(8)),
                     .expires_at = row->instant(9)};
}

bool take_link(sql::Tx& tx, TenantId tenant, LeaveOnLinkId id) {
  return tx.exec("delete from leave_on_links where tenant_id = ? and id = ?", tenant, id) == 1;
}

void drop_old(sql::Tx& tx, Instant now) {
  tx.exec("delete from leave_on_links where expires_at < ?", now);
  tx.exec("delete from told where due_at < ?", now - told_kept);
}

}  // namespace mirante::notices

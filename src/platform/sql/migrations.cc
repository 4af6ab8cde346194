#include "platform/sql/migrations.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace mirante::sql {
namespace {

// FNV-1a, twice as wide by a second offset: tells an edited file from the applied one. It guards
// against mistakes, not against malice.
std::string checksum_of(std::span<const std::string> statements) {
  std::uint64_t a = 0xcbf29ce484222325;
  std::uint64_t b = 0x84222325cbf29ce4;
  for (const auto& statement : statements) {
    bool was_space = true;
    for (const char c : statement + ";") {
      const bool is_space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
      if (is_space && was_space) continue;
      was_space = is_space;
      const auto byte = static_cast<unsigned char>(is_space ? ' ' : c);
      a = (a ^ byte) * 0x100000001b3;
      b = (b ^ byte) * 0x100000001b3 + 1;
    }
  }
  return fmt::format("{:016x}{:016x}", a, b);
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

Error newer(std::string_view room, int stored, int known) {
  const auto what =
      known == 0 ? fmt::format(
                       "the stored data has a part \"{}\" (step {}) that this program does "
                       "not know",
                       room, stored)
                 : fmt::format(
                       "the stored data of \"{}\" is at step {}, this program knows steps up "
                       "to {}",
                       room, stored, known);
  return {.kind = ErrorKind::conflict,
          .message = what +
                     ": a newer Mirante wrote it. Start that version again, or put back the "
                     "backup that was made before the upgrade",
          .code = "sql.newer_schema"};
}

}  // namespace

Result<std::vector<std::string>> split_statements(std::string_view sql) {
  std::vector<std::string> statements;
  std::string current;
  const auto finish = [&] {
    if (auto statement = trimmed(current); !statement.empty())
      statements.push_back(std::move(statement));
    current.clear();
  };
  for (std::size_t at = 0; at < sql.size();) {
    const char c = sql[at];
    if (sql.substr(at, 2) == "--") {
      at = std::min(sql.find('\n', at), sql.size());
    } else if (sql.substr(at, 2) == "/*") {
      const auto end = sql.find("*/", at + 2);
      if (end == std::string_view::npos)
        return fail(ErrorKind::invalid, "a comment that begins with /* has no end");
      at = end + 2;
      current += ' ';
    } else if (c == '\'' || c == '"' || c == '`') {
      const auto end = sql.find(c, at + 1);
      if (end == std::string_view::npos)
        return fail(ErrorKind::invalid, fmt::format("a quote {} has no end", c));
      current.append(sql.substr(at, end + 1 - at));
      at = end + 1;
    } else if (c == ';') {
      finish();
      ++at;
    } else {
      current += c;
      ++at;
    }
  }
  finish();
  return statements;
}

namespace {

/// The migrations of all rooms by room, checked for gaps and doubles.
Result<std::map<std::string, std::vector<Migration>>> by_room(std::span<const Migrations> wanted) {
  std::map<std::string, std::vector<Migration>> rooms;
  for (const auto& migrations : wanted) {
    for (const auto& migration : migrations) {
      auto& known = rooms[std::string(migration.room)];
      if (migration.number != static_cast<int>(known.size()) + 1)
        return fail(
            ErrorKind::internal,
            fmt::format("migration {:04}_{} of \"{}\" should have number {}", migration.number,
                        migration.name, migration.room, known.size() + 1));
      known.push_back(migration);
    }
  }
  return rooms;
}

Result<PendingMigration> prepare(const Migration& migration) {
  auto statements = split_statements(migration.sql);
  if (!statements)
    return fail(ErrorKind::internal,
                fmt::format("migration {:04}_{} of \"{}\": {}", migration.number, migration.name,
                            migration.room, statements.error().message));
  PendingMigration pending{.migration = migration, .statements = *std::move(statements)};
  pending.checksum = checksum_of(pending.statements);
  return pending;
}

}  // namespace

Result<std::vector<PendingMigration>> plan_migrations(std::span<const Migrations> wanted,
                                                      std::span<const RecordedMigration> recorded) {
  const auto rooms = by_room(wanted);
  if (!rooms) return fail(rooms.error());
  std::map<std::pair<std::string, int>, RecordedMigration> stored;
  for (const auto& record : recorded) {
    const auto room = rooms->find(record.room);
    const int known = room == rooms->end() ? 0 : static_cast<int>(room->second.size());
    if (record.number > known) return fail(newer(record.room, record.number, known));
    stored.emplace(std::pair(record.room, record.number), record);
  }

  std::vector<PendingMigration> plan;
  for (const auto& [room, migrations] : *rooms) {
    for (const auto& migration : migrations) {
      auto pending = prepare(migration);
      if (!pending) return fail(pending.error());
      const auto record = stored.find({room, migration.number});
      if (record != stored.end()) {
        if (record->second.checksum != pending->checksum)
          return fail(Error{
              .kind = ErrorKind::conflict,
              .message = fmt::format(
                  "step {} ({}) of the stored data of \"{}\" was made by a build with another text "
                  "of that step; start that build again, or use a new data folder",
                  migration.number, migration.name, room),
              .code = "sql.migration_changed"});
        if (record->second.is_done) continue;
        pending->statements_begun = record->second.statements_begun;
        pending->statements_done = record->second.statements_done;
      }
      plan.push_back(*std::move(pending));
    }
  }
  return plan;
}

}  // namespace mirante::sql

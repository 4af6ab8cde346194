#include "features/identity/session_store.h"

#include <algorithm>

namespace mirante::identity {
namespace {

constexpr std::string_view columns =
    "select id, user_id, tenant_id, created_at, seen_at, address, agent from sessions ";

Session session_of(const sql::Row& row) {
  return {.id = row.id<SessionId>(0),
          .user = row.id<UserId>(1),
          .tenant = row.id<TenantId>(2),
          .created_at = row.instant(3),
          .seen_at = row.instant(4),
          .address = row.text(5),
          .agent = row.text(6)};
}

}  // namespace

Instant over_at(const Session& session) {
  return std::min(session.seen_at + session_idle, session.created_at + session_most);
}

bool is_over(const Session& session, Instant now) { return now >= over_at(session); }

void insert(sql::Tx& tx, const Session& session, const TokenHash& token) {
  tx.exec(
      "insert into sessions (id, token_hash, user_id, tenant_id, created_at, seen_at, address, "
      "agent) values (?, ?, ?, ?, ?, ?, ?, ?)",
      session.id, sql::Bytes{token}, session.user, session.tenant, session.created_at,
      session.seen_at, session.address, session.agent);
  tx.put("known_addresses", {"user_id", "address"}, {"at"}, session.user, session.address,
         session.created_at);
}

std::optional<Session> find_session(sql::Snapshot& snapshot, const TokenHash& token) {
  const auto row = snapshot.one(std::string(columns) + "where token_hash = ?", sql::Bytes{token});
  if (!row) return std::nullopt;
  return session_of(*row);
}

void touch(sql::Tx& tx, SessionId id, Instant seen_at) {
  tx.exec("update sessions set seen_at = ? where id = ? and seen_at < ?", seen_at, id, seen_at);
}

void put_tenant(sql::Tx& tx, SessionId id, TenantId tenant) {
  tx.exec("update sessions set tenant_id = ? where id = ?", tenant, id);
}

std::vector<Session> list_sessions(sql::Snapshot& snapshot, UserId user) {
  std::vector<Session> sessions;
  for (const auto& row :
       snapshot.all(std::string(columns) + "where user_id = ? order by created_at desc, id", user))
    sessions.push_back(session_of(row));
  return sessions;
}

bool end_session(sql::Tx& tx, UserId user, SessionId id) {
  return tx.exec("delete from sessions where user_id = ? and id = ?", user, id) > 0;
}

void end_sessions(sql::Tx& tx, UserId user, std::optional<SessionId> kept) {
  tx.exec("delete from sessions where user_id = ? and id <> ?", user, kept.value_or(SessionId{}));
}

void end_sessions_in(sql::Tx& tx, TenantId tenant, UserId user) {
  tx.exec("delete from sessions where tenant_id = ? and user_id = ?", tenant, user);
}

void remove_old(sql::Tx& tx, Instant now) {
  tx.exec("delete from sessions where seen_at <= ? or created_at <= ?", now - session_idle,
          now - session_most);
  tx.exec("delete from known_addresses where at <= ?", now - known_address_for);
}

bool is_known_address(sql::Snapshot& snapshot, UserId user, std::string_view address, Instant now) {
  return snapshot
      .one("select at from known_addresses where user_id = ? and address = ? and at > ?", user,
           address, now - known_address_for)
      .has_value();
}

}  // namespace mirante::identity

// The table of sessions: browsers that are logged in. Found by the hash of the token that the
// browser keeps; the token itself is nowhere in the store. Sessions belong to a person, and work in
// one tenant at a time; whoever lists or ends them names the person first.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/instant.h"
#include "features/identity/token_hash.h"
#include "platform/sql/sql.h"

namespace mirante::identity {

struct SessionTag {
  static constexpr std::string_view prefix = "se", name = "session";
};
using SessionId = Id<SessionTag>;

struct Session {
  SessionId id;
  UserId user;
  TenantId tenant;
  Instant created_at{};
  Instant seen_at{};
  std::string address = {};
  std::string agent = {};

  friend bool operator==(const Session&, const Session&) = default;
};

/// How long a session lasts without being used, and at most (OWASP ASVS 3.3).
inline constexpr std::chrono::hours session_idle{12};
inline constexpr std::chrono::hours session_most{24 * 7};

/// An address from which somebody logged in is theirs for so long.
inline constexpr std::chrono::hours known_address_for{24 * 90};

/// When it is over unless it is used.
Instant over_at(const Session& session);
bool is_over(const Session& session, Instant now);

void insert(sql::Tx& tx, const Session& session, const TokenHash& token);
/// Also one that is over.
std::optional<Session> find_session(sql::Snapshot& snapshot, const TokenHash& token);
void touch(sql::Tx& tx, SessionId id, Instant seen_at);
void put_tenant(sql::Tx& tx, SessionId id, TenantId tenant);
/// Newest first.
std::vector<Session> list_sessions(sql::Snapshot& snapshot, UserId user);
/// False if this person has no such session.
bool end_session(sql::Tx& tx, UserId user, SessionId id);
/// All of a person but `kept`.
void end_sessions(sql::Tx& tx, UserId user, std::optional<SessionId> kept = std::nullopt);
/// Those of a person that work in this tenant.
void end_sessions_in(sql::Tx& tx, TenantId tenant, UserId user);
/// Forgets sessions that are over, and addresses.
void remove_old(sql::Tx& tx, Instant now);
/// Whether this person logged in from there lately (known_address_for); remembered by `insert`.
bool is_known_address(sql::Snapshot& snapshot, UserId user, std::string_view address, Instant now);

}  // namespace mirante::identity

#include "features/identity/own_password.h"

#include <nlohmann/json.hpp>

#include "features/audit/audit.h"
#include "features/identity/access_changed.h"
#include "features/identity/user_store.h"
#include "platform/crypto/password_hasher.h"

namespace mirante::identity {
namespace {

/// Throws where the session must wait; the audit hears of that too.
void require(IdentityServices& services, const LoginThrottle::Attempt& attempt, const SignedIn& who,
             std::string_view action) {
  const auto now = services.loop.clock().now();
  try {
    services.throttle.require(attempt, now);
  } catch (const Failure& failure) {
    services.turned_away.count({.action = std::string(action),
                                .address = "a session",
                                .email = who.user.email,
                                .tenant = who.context.tenant},
                               failure.error(), now);
    throw;
  }
}

}  // namespace

Task<void> prove_password(IdentityServices& services, const SignedIn& who, std::string_view action,
                          crypto::Secret password) {
  const auto now = services.loop.clock().now();
  // Who holds a session sits at a known place; only the place's own mistakes hold them up.
  const LoginThrottle::Attempt attempt{
      .address = "session of " + who.user.id.text(), .email = {}, .is_known_address = true};
  require(services, attempt, who, action);
  const auto hash = co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return password_hash_of(snapshot, who.user.id); });
  const bool is_right = co_await services.passwords.check(hash, std::move(password));
  require(services, attempt, who, action);  // As at a login: others were checked meanwhile.
  if (is_right) co_return;
  services.throttle.count(attempt, now);
  const Error wrong{.kind = ErrorKind::unauthorized,
                    .message = "the present password is wrong",
                    .code = "login.wrong"};
  co_await services.db.write([&](sql::Tx& tx) {
    audit::append_refusal(tx, who.context, now, action, wrong, Json::object());
  });
  throw Failure(wrong);
}

Task<void> change_password(IdentityServices& services, SignedIn who, crypto::Secret present,
                           crypto::Secret wished) {
  or_throw(check_password(wished.reveal(), who.user.email, who.user.name));
  co_await prove_password(services, who, "user.password_changed", std::move(present));
  const auto now = services.loop.clock().now();
  const auto hash = co_await services.passwords.hash(std::move(wished));
  co_await services.db.write([&](sql::Tx& tx) {
    put_password(tx, who.user.id, hash, now);
    end_sessions(tx, who.user.id, who.session);
    append_access_changed(tx, who.context.tenant, who.user.id);
    audit::append(tx, who.context, now, "user.password_changed", Json::object());
  });
}

}  // namespace mirante::identity

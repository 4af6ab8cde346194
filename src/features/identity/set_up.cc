#include "features/identity/set_up.h"

#include <nlohmann/json.hpp>

#include "features/audit/audit.h"
#include "features/identity/tenants.h"
#include "features/identity/tokens.h"
#include "features/identity/user_store.h"
#include "platform/crypto/hash.h"
#include "platform/crypto/password_hasher.h"
#include "platform/crypto/token.h"

namespace mirante::identity {
namespace {

Failure already_done() {
  return Failure(Error{.kind = ErrorKind::conflict,
                       .message = "this install has an administrator already; log in, or ask them "
                                  "for an invitation",
                       .code = "set_up.done"});
}

Failure wrong_code(IdentityServices& services, const std::string& address, Instant now) {
  auto wrong = wrong_field("code", "is not the one that the program printed at its last start");
  auto reason = wrong.error();
  reason.code = "set_up.wrong_code";
  services.turned_away.count({.action = "install.set_up", .address = address}, reason, now);
  return wrong;
}

User user_of(const SetUpDraft& draft, IdentityServices& services, Instant now) {
  User user{.id = UserId::make(services.loop.clock(), services.rng),
            .email = or_throw(normal_email(draft.email)),
            .name = or_throw(normal_name(draft.name)),
            .language = or_throw(parse_language(draft.language)),
            .zone = or_throw(known_zone(draft.zone)),
            .created_at = now,
            .password_changed_at = now};
  or_throw(check_password(draft.password.reveal(), user.email, user.name));
  return user;
}

std::string company_of(const SetUpDraft& draft) {
  auto company = normal_name(draft.company);
  if (!company) throw wrong_field("company", company.error().message);
  return *company;
}

}  // namespace

SetUpCode::SetUpCode(Rng& rng) : text_(crypto::Secret::take(crypto::random_token(rng))) {}

bool SetUpCode::is(std::string_view given) const {
  return crypto::equal_in_constant_time(text_.reveal(), given);
}

Task<bool> needs_set_up(IdentityServices& services) {
  return services.db.read([](sql::Snapshot& snapshot) { return !has_users(snapshot); });
}

Task<LoggedIn> set_up(IdentityServices& services, const SetUpCode& code, SetUpDraft draft) {
  if (!co_await needs_set_up(services)) throw already_done();
  const auto now = services.loop.clock().now();
  if (!code.is(draft.code)) throw wrong_code(services, draft.address, now);
  const auto company = company_of(draft);
  const auto user = user_of(draft, services, now);
  const auto tenant = services.first_tenant;
  const auto hash = co_await services.passwords.hash(std::move(draft.password));
  auto begun = begin_session(services, user.id, tenant, draft.address, draft.agent);
  const auto token = hash_token(begun.token.reveal());
  co_await services.db.write([&](sql::Tx& tx) {
    lock_tenants(tx);  // Two at once: the second finds the first one's work.
    if (has_users(tx)) throw already_done();
    keep_names_apart(tx, tenant, company);
    insert(tx, user, hash);
    rename_tenant(tx, tenant, company);
    put_membership(tx, {.tenant = tenant, .user = user.id, .role = Role::admin, .since = now});
    insert(tx, begun.session, token);
    const CallContext ctx{.tenant = tenant, .actor = actor_of(user)};
    audit::append(tx, ctx, now, "install.set_up",
                  {{"company", company}, {"email", user.email}, {"address", draft.address}});
  });
  co_return begun;
}

}  // namespace mirante::identity

#include "features/identity/accept_link.h"

#include <nlohmann/json.hpp>

#include "features/audit/audit.h"
#include "features/identity/access_changed.h"
#include "features/identity/add_member.h"
#include "features/identity/tenant_store.h"
#include "features/identity/tokens.h"
#include "features/identity/user_store.h"
#include "platform/crypto/password_hasher.h"

namespace mirante::identity {
namespace {

Failure unknown_link() {
  return Failure(Error{.kind = ErrorKind::not_found,
                       .message = "this link was used already or has expired; ask for a new one",
                       .code = "link.unknown"});
}

Link must_find(sql::Snapshot& snapshot, const TokenHash& hash, Instant now) {
  const auto link = find_link(snapshot, hash);
  if (!link || now >= link->expires_at) throw unknown_link();
  return *link;
}

Link must_find(sql::Snapshot& snapshot, const TokenHash& hash, Instant now, Link::Purpose purpose) {
  auto link = must_find(snapshot, hash, now);
  if (link.purpose != purpose) throw unknown_link();
  return link;
}

/// Of a person whose administrators can only be those who made the link.
bool belongs_to_alone(sql::Tx& tx, UserId user, TenantId tenant) {
  const auto belongings = belongings_of(tx, user);
  return belongings.size() == 1 && belongings.front().membership.tenant == tenant;
}

/// The link is used up; two at once: one of them.
void take(sql::Tx& tx, const Link& link) {
  if (!take_link(tx, link.tenant, link.id)) throw unknown_link();
}

/// An invitation never changes the role of somebody who is a member already.
void become_member(sql::Tx& tx, const Link& link, const User& user, Instant now) {
  take(tx, link);
  if (find_membership(tx, link.tenant, user.id))
    throw Failure(Error{.kind = ErrorKind::conflict,
                        .message = user.email + " is a member already",
                        .code = "member.already"});
  add_member(tx, {.tenant = link.tenant, .actor = actor_of(user)}, user,
             {.tenant = link.tenant,
              .user = user.id,
              .role = link.role.value(),
              .since = now,
              .reach = link.reach},
             link.made_by);
}

}  // namespace

Task<ShownLink> show_link(IdentityServices& services, std::string token) {
  const auto now = services.loop.clock().now();
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    auto link = must_find(snapshot, hash_token(token), now);
    const auto tenant = find_tenant(snapshot, link.tenant);
    const bool has_account = find_user_by_email(snapshot, link.email).has_value();
    return ShownLink{.link = std::move(link),
                     .tenant_name = tenant ? tenant->name : "",
                     .has_account = has_account};
  });
}

Task<LoggedIn> join_as_new(IdentityServices& services, std::string token, NewPerson person) {
  const auto now = services.loop.clock().now();
  const auto link = co_await services.db.read([&](sql::Snapshot& snapshot) {
    return must_find(snapshot, hash_token(token), now, Link::Purpose::invitation);
  });
  const User user{.id = UserId::make(services.loop.clock(), services.rng),
                  .email = link.email,
                  .name = or_throw(normal_name(person.name)),
                  .language = or_throw(parse_language(person.language)),
                  .zone = or_throw(known_zone(person.zone)),
                  .created_at = now,
                  .password_changed_at = now};
  or_throw(check_password(person.password.reveal(), user.email, user.name));
  const auto hash = co_await services.passwords.hash(std::move(person.password));
  auto begun = begin_session(services, user.id, link.tenant, person.address, person.agent);
  const auto session_hash = hash_token(begun.token.reveal());
  co_await services.db.write([&](sql::Tx& tx) {
    insert(tx, user, hash);
    become_member(tx, link, user, now);
    insert(tx, begun.session, session_hash);
  });
  co_return begun;
}

Task<void> join(IdentityServices& services, SignedIn who, std::string token) {
  const auto now = services.loop.clock().now();
  co_await services.db.write([&](sql::Tx& tx) {
    const auto link = must_find(tx, hash_token(token), now, Link::Purpose::invitation);
    if (link.email != who.user.email)
      throw Failure(Error{
          .kind = ErrorKind::forbidden,
          .message = "this invitation is for " + link.email + ", and you are " + who.user.email,
          .code = "link.of_another"});
    become_member(tx, link, who.user, now);
    if (who.session) put_tenant(tx, *who.session, link.tenant);
  });
}

Task<void> choose_new_password(IdentityServices& services, std::string token,
                               crypto::Secret password) {
  const auto now = services.loop.clock().now();
  Link link;
  const auto user = co_await services.db.read([&](sql::Snapshot& snapshot) {
    link = must_find(snapshot, hash_token(token), now, Link::Purpose::new_password);
    const auto found = find_user_by_email(snapshot, link.email);
    if (!found) throw unknown_link();
    return *found;
  });
  or_throw(check_password(password.reveal(), user.email, user.name));
  const auto hash = co_await services.passwords.hash(std::move(password));
  co_await services.db.write([&](sql::Tx& tx) {
    take(tx, link);
    if (!belongs_to_alone(tx, user.id, link.tenant)) throw unknown_link();
    put_password(tx, user.id, hash, now);
    end_sessions(tx, user.id);
    append_access_changed(tx, link.tenant, user.id);
    audit::append(tx, {.tenant = link.tenant, .actor = actor_of(user)}, now,
                  "user.password_changed", {{"by", "link"}, {"offered_by", link.made_by}});
  });
}

}  // namespace mirante::identity

#include "features/identity/signed_in.h"

#include <algorithm>

#include "base/log.h"
#include "features/identity/token_store.h"
#include "features/identity/tokens.h"
#include "features/identity/user_store.h"

namespace mirante::identity {
namespace {

constexpr std::chrono::minutes touched_every{1};

struct Found {
  User user;
  Membership membership;
};

std::optional<Found> find_person(sql::Snapshot& snapshot, TenantId tenant, UserId id) {
  const auto user = find_user(snapshot, id);
  const auto membership = find_membership(snapshot, tenant, id);
  if (!user || !membership) return std::nullopt;
  return Found{.user = *user, .membership = *membership};
}

SignedIn signed_in(const IdentityServices& services, Found found, PermissionSet limit) {
  const auto tenant = found.membership.tenant;
  const auto& reach = found.membership.reach;
  auto permissions = permissions_in(found.membership.role, tenant == services.first_tenant) & limit;
  // No row of the store lets somebody who is limited lift that.
  if (!reach.is_everything) permissions &= permissions_of(Role::operator_);
  return {.user = found.user,
          .membership = found.membership,
          .context = {.tenant = tenant,
                      .actor = actor_of(found.user),
                      .permissions = permissions,
                      .reach = reach}};
}

/// Notes a use. Where nothing can be stored (a full disk), people can still look.
template <class Note>
Task<void> note_use(IdentityServices& services, Note note) {
  try {
    co_await services.db.write(std::move(note));
  } catch (const Failure& failure) {
    if (failure.error().kind == ErrorKind::cancelled) throw;
    log::warning("session.use_not_noted", log::kv("message", failure.error().message));
  }
}

}  // namespace

Actor actor_of(const User& user) {
  return {.kind = Actor::Kind::user, .id = user.id.text(), .name = user.email};
}

void require_person(const SignedIn& who) {
  if (who.session) return;
  throw Failure(Error{.kind = ErrorKind::forbidden,
                      .message = "a program cannot do that with its token; log in and do it "
                                 "yourself",
                      .code = "token.by_program"});
}

Task<std::optional<SignedIn>> find_session_of(IdentityServices& services, std::string_view token,
                                              Use use) {
  const auto now = services.loop.clock().now();
  const auto hash = hash_token(token);
  std::optional<Session> session;
  std::optional<Found> found;
  co_await services.db.read([&](sql::Snapshot& snapshot) {
    session = find_session(snapshot, hash);
    if (session && is_over(*session, now)) session.reset();
    found = session ? find_person(snapshot, session->tenant, session->user) : std::nullopt;
  });
  if (!found) co_return std::nullopt;
  if (use == Use::by_person && now >= session->seen_at + touched_every)
    co_await note_use(services, [&](sql::Tx& tx) { touch(tx, session->id, now); });
  auto who = signed_in(services, *std::move(found), all_permissions());
  who.session = session->id;
  who.known_until = over_at(*session);
  if (use == Use::by_person)
    who.known_until = std::min(who.known_until, session->seen_at + touched_every);
  co_return who;
}

Task<std::optional<SignedIn>> find_session_of(IdentityServices& services, std::string_view token) {
  return find_session_of(services, token, Use::by_person);
}

Task<std::optional<SignedIn>> find_program_of(IdentityServices& services, std::string_view token) {
  const auto now = services.loop.clock().now();
  const auto hash = hash_token(token);
  std::optional<ApiToken> program;
  std::optional<Found> found;
  co_await services.db.read([&](sql::Snapshot& snapshot) {
    program = find_api_token(snapshot, hash);
    if (program && now >= program->expires_at) program.reset();
    found = program ? find_person(snapshot, program->tenant, program->user) : std::nullopt;
  });
  if (!found) co_return std::nullopt;
  if (!program->used_at || now >= *program->used_at + touched_every)
    co_await note_use(services, [&](sql::Tx& tx) { touch(tx, program->tenant, program->id, now); });
  const bool is_first = program->tenant == services.first_tenant;
  auto who = signed_in(services, *std::move(found), permissions_in(program->role, is_first));
  who.known_until =
      program->used_at ? std::min(program->expires_at, *program->used_at + touched_every) : now;
  who.context.actor.name += ", token \"" + program->name + "\"";
  co_return who;
}

}  // namespace mirante::identity

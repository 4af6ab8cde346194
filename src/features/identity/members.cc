#include "features/identity/members.h"

#include <nlohmann/json.hpp>

#include "features/audit/audit.h"
#include "features/identity/access_changed.h"
#include "features/identity/token_store.h"
#include "features/identity/tokens.h"

namespace mirante::identity {
namespace {

constexpr std::chrono::hours invitation_lasts{24 * 7};
constexpr std::chrono::hours new_password_lasts{24};

Failure unknown_member(const std::string& user) {
  return Failure(Error{.kind = ErrorKind::not_found,
                       .message = "there is no member \"" + user + "\"",
                       .code = "member.unknown"});
}

UserId id_of(const std::string& user) {
  const auto id = UserId::parse(user);
  if (!id) throw unknown_member(user);
  return *id;
}

Member must_find(sql::Snapshot& snapshot, TenantId tenant, UserId user) {
  if (auto member = find_member(snapshot, tenant, user)) return *std::move(member);
  throw unknown_member(user.text());
}

/// A member who is to change. Whoever changes members waits for the tenant's administrators first,
/// of whom there is always one, so that what is read here is still so when it is written.
struct Changing {
  Member member;
  std::int64_t admins = 0;
};
Changing must_find_to_change(sql::Tx& tx, TenantId tenant, UserId user) {
  const auto admins = count_admins_for_update(tx, tenant);
  return {.member = must_find(tx, tenant, user), .admins = admins};
}

/// Before an administrator stops being one.
void keep_an_admin(const Changing& changing) {
  const auto& member = changing.member;
  if (member.membership.role != Role::admin || changing.admins > 1) return;
  throw Failure(Error{
      .kind = ErrorKind::conflict,
      .message = member.user.email + " is the only administrator; make somebody else one first",
      .code = "member.last_admin"});
}

Json detail_of(const User& user) { return {{"user", user.id.text()}, {"email", user.email}}; }

MadeLink make_link(IdentityServices& services, const CallContext& ctx, Link::Purpose purpose,
                   std::string email, std::chrono::hours lasts, TokenHash& hash) {
  const auto now = services.loop.clock().now();
  auto token = make_token(services.rng, "ml");
  hash = token.hash;
  return {.link = {.tenant = ctx.tenant,
                   .id = LinkId::make(services.loop.clock(), services.rng),
                   .purpose = purpose,
                   .email = std::move(email),
                   .made_by = ctx.actor.name,
                   .created_at = now,
                   .expires_at = now + lasts},
          .token = std::move(token.text)};
}

}  // namespace

Task<std::vector<Member>> list_all_members(IdentityServices& services, const CallContext& ctx) {
  return services.db.read(
      [tenant = ctx.tenant](sql::Snapshot& snapshot) { return list_members(snapshot, tenant); });
}

Task<Member> change_role(IdentityServices& services, CallContext ctx, std::string user,
                         std::string role) {
  const auto id = id_of(user);
  const auto wished = or_throw(parse_role(role));
  const auto now = services.loop.clock().now();
  co_return co_await services.db.write([&](sql::Tx& tx) {
    const auto changing = must_find_to_change(tx, ctx.tenant, id);
    auto member = changing.member;
    if (member.membership.role == wished) return member;
    keep_an_admin(changing);
    auto detail = detail_of(member.user);
    detail["before"] = to_string(member.membership.role);
    detail["after"] = to_string(wished);
    member.membership.role = wished;
    put_membership(tx, member.membership);
    end_sessions_in(tx, ctx.tenant, id);
    append_access_changed(tx, ctx.tenant, id);
    audit::append(tx, ctx, now, "member.role_changed", detail);
    return member;
  });
}

Task<void> remove_member(IdentityServices& services, CallContext ctx, std::string user) {
  const auto id = id_of(user);
  const auto now = services.loop.clock().now();
  co_await services.db.write([&](sql::Tx& tx) {
    const auto changing = must_find_to_change(tx, ctx.tenant, id);
    const auto& member = changing.member;
    keep_an_admin(changing);
    remove_membership(tx, ctx.tenant, id);
    remove_api_tokens(tx, ctx.tenant, id);
    remove_links(tx, ctx.tenant, member.user.email);
    end_sessions_in(tx, ctx.tenant, id);
    append_access_changed(tx, ctx.tenant, id);
    audit::append(tx, ctx, now, "member.removed", detail_of(member.user));
  });
}

Task<MadeLink> invite(IdentityServices& services, CallContext ctx, std::string email,
                      std::string role) {
  const auto wished = or_throw(parse_role(role));
  const auto now = services.loop.clock().now();
  TokenHash hash{};
  auto made = make_link(services, ctx, Link::Purpose::invitation, or_throw(normal_email(email)),
                        invitation_lasts, hash);
  made.link.role = wished;
  co_await services.db.write([&](sql::Tx& tx) {
    if (const auto user = find_user_by_email(tx, made.link.email))
      if (find_membership(tx, ctx.tenant, user->id))
        throw Failure(
            Error{.kind = ErrorKind::conflict,
                  .message = made.link.email + " is a member already; change the role instead",
                  .field = "email",
                  .code = "member.already"});
    insert(tx, made.link, hash);
    audit::append(tx, ctx, now, "invitation.made",
                  {{"invitation", made.link.id.text()},
                   {"email", made.link.email},
                   {"role", to_string(wished)}});
  });
  co_return made;
}

Task<std::vector<Link>> list_invitations(IdentityServices& services, const CallContext& ctx) {
  return services.db.read([tenant = ctx.tenant](sql::Snapshot& snapshot) {
    return list_links(snapshot, tenant, Link::Purpose::invitation);
  });
}

Task<void> take_back_invitation(IdentityServices& services, CallContext ctx, std::string link) {
  const auto id = LinkId::parse(link);
  const auto now = services.loop.clock().now();
  co_await services.db.write([&](sql::Tx& tx) {
    if (!id || !take_link(tx, ctx.tenant, *id))
      throw Failure(Error{.kind = ErrorKind::not_found,
                          .message = "there is no invitation \"" + link + "\"",
                          .code = "invitation.unknown"});
    audit::append(tx, ctx, now, "invitation.taken_back", {{"invitation", link}});
  });
}

Task<MadeLink> offer_new_password(IdentityServices& services, CallContext ctx, std::string user) {
  const auto id = id_of(user);
  const auto now = services.loop.clock().now();
  TokenHash hash{};
  auto made = make_link(services, ctx, Link::Purpose::new_password, {}, new_password_lasts, hash);
  co_await services.db.write([&](sql::Tx& tx) {
    const auto member = must_find(tx, ctx.tenant, id);
    if (belongings_of(tx, id).size() > 1)
      throw Failure(Error{.kind = ErrorKind::forbidden,
                          .message = member.user.email +
                                     " also belongs to another company here, and changes the "
                                     "password alone",
                          .code = "member.elsewhere"});
    made.link.email = member.user.email;
    insert(tx, made.link, hash);
    audit::append(tx, ctx, now, "user.new_password_offered", detail_of(member.user));
  });
  co_return made;
}

}  // namespace mirante::identity

#include "features/identity/members.h"

#include <nlohmann/json.hpp>

#include "base/as_seen.h"
#include "features/audit/audit.h"
#include "features/identity/access_changed.h"
#include "features/identity/factor_mail.h"
#include "features/identity/limits_json.h"
#include "features/identity/post_link.h"
#include "features/identity/tenant_store.h"
#include "features/identity/token_store.h"
#include "platform/crypto/content_tag.h"

namespace mirante::identity {
namespace {

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

void may_remove_authenticator(sql::Tx& tx, const CallContext& ctx, const User& user) {
  if (!user.has_totp)
    throw Failure(Error{.kind = ErrorKind::conflict,
                        .message = user.email + " has no authenticator",
                        .code = "member.no_authenticator"});
  if (ctx.actor.kind == Actor::Kind::command_line) return;
  if (ctx.actor.id == user.id.text())
    throw Failure(Error{.kind = ErrorKind::forbidden,
                        .message = "your own authenticator is turned off in your profile, with "
                                   "your password",
                        .code = "member.self"});
  if (belongings_of(tx, user.id).size() > 1)
    throw Failure(Error{.kind = ErrorKind::forbidden,
                        .message = user.email +
                                   " also belongs to another company here; whoever runs the "
                                   "panel's machine can do it: mirante user reset " +
                                   user.email + " --second-factor",
                        .code = "member.factor_elsewhere"});
}

void mail_about_authenticator(IdentityServices& services, sql::Tx& tx, const CallContext& ctx,
                              const User& user, Instant now) {
  if (services.post == nullptr) return;
  const auto tenant = find_tenant(tx, ctx.tenant);
  services.post->post(tx, ctx,
                      write_factor_mail(user, {.panel_address = services.post->panel_address(),
                                               .company = tenant ? tenant->name : "Mirante",
                                               .by = ctx.actor.name,
                                               .now = now}));
}

void must_be_known(const IdentityServices& services, sql::Snapshot& snapshot, TenantId tenant,
                   const Reach& reach) {
  if (reach.is_everything) return;
  if (services.must_be_known) return services.must_be_known(snapshot, tenant, reach);
  throw wrong_field("limits", "there are no customers and accounts here");
}

void record_changes(sql::Tx& tx, const CallContext& ctx, Instant now, const Member& before,
                    const Membership& after) {
  const auto record = [&](std::string_view action, const Json& was, const Json& is) {
    auto detail = detail_of(before.user);
    detail["before"] = was;
    detail["after"] = is;
    audit::append(tx, ctx, now, action, detail);
  };
  const auto& was = before.membership;
  if (was.role != after.role)
    record("member.role_changed", to_string(was.role), to_string(after.role));
  if (was.reach != after.reach)
    record("member.limits_changed", limits_json(was.reach), limits_json(after.reach));
}

}  // namespace

std::string entity_tag(const Member& member) {
  const auto& membership = member.membership;
  const auto seen = Json::array({to_string(membership.role), limits_json(membership.reach)});
  return crypto::content_tag(seen.dump());
}

Task<std::vector<Member>> list_all_members(IdentityServices& services, const CallContext& ctx) {
  return services.db.read(
      [tenant = ctx.tenant](sql::Snapshot& snapshot) { return list_members(snapshot, tenant); });
}

Task<Member> change_member(IdentityServices& services, CallContext ctx, std::string user,
                           MemberWish wish) {
  require_everything(ctx, "change what others see");
  const auto id = id_of(user);
  std::optional<Role> role;
  if (wish.role) role = or_throw(parse_role(*wish.role));
  const auto now = services.loop.clock().now();
  co_return co_await services.db.write([&](sql::Tx& tx) {
    const auto changing = must_find_to_change(tx, ctx.tenant, id);
    auto member = changing.member;
    must_be_as_seen(wish.if_match, entity_tag(member), "member.changed");
    auto& membership = member.membership;
    membership.role = role.value_or(membership.role);
    membership.reach = wish.reach.value_or(membership.reach);
    if (membership == changing.member.membership) return member;
    or_throw(check_reach(membership.role, membership.reach));
    if (wish.reach) must_be_known(services, tx, ctx.tenant, *wish.reach);
    if (membership.role != Role::admin) keep_an_admin(changing);
    put_membership(tx, membership);
    end_sessions_in(tx, ctx.tenant, id);
    append_access_changed(tx, ctx.tenant, id);
    record_changes(tx, ctx, now, changing.member, membership);
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
    for (const auto purpose : {Link::Purpose::invitation, Link::Purpose::new_password})
      withdraw_mails(services, tx, ctx, purpose, member.user.email);
    end_sessions_in(tx, ctx.tenant, id);
    append_access_changed(tx, ctx.tenant, id);
    audit::append(tx, ctx, now, "member.removed", detail_of(member.user));
  });
}

Task<MadeLink> invite(IdentityServices& services, CallContext ctx, std::string email,
                      std::string role, Reach reach) {
  require_everything(ctx, "invite people");
  const auto wished = or_throw(parse_role(role));
  or_throw(check_reach(wished, reach));
  const auto now = services.loop.clock().now();
  TokenHash hash{};
  auto made = make_link(services, ctx, Link::Purpose::invitation, or_throw(normal_email(email)),
                        invitation_lasts, hash);
  made.link.role = wished;
  made.link.reach = std::move(reach);
  co_await services.db.write([&](sql::Tx& tx) {
    if (const auto user = find_user_by_email(tx, made.link.email))
      if (find_membership(tx, ctx.tenant, user->id))
        throw Failure(
            Error{.kind = ErrorKind::conflict,
                  .message = made.link.email + " is a member already; change the role instead",
                  .field = "email",
                  .code = "member.already"});
    must_be_known(services, tx, ctx.tenant, made.link.reach);
    insert(tx, made.link, hash);
    made.is_mailed = mail_link(services, tx, ctx, made);
    audit::append(tx, ctx, now, "invitation.made",
                  {{"invitation", made.link.id.text()},
                   {"email", made.link.email},
                   {"role", to_string(wished)},
                   {"limits", limits_json(made.link.reach)}});
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
    const auto found = id ? find_link(tx, ctx.tenant, *id) : std::nullopt;
    if (!found || !take_link(tx, ctx.tenant, *id))
      throw Failure(Error{.kind = ErrorKind::not_found,
                          .message = "there is no invitation \"" + link + "\"",
                          .code = "invitation.unknown"});
    withdraw_mails(services, tx, ctx, found->purpose, found->email);
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
    made.is_mailed = mail_link(services, tx, ctx, made);
    audit::append(tx, ctx, now, "user.new_password_offered", detail_of(member.user));
  });
  co_return made;
}

Task<void> remove_authenticator(IdentityServices& services, CallContext ctx, std::string user) {
  const auto id = id_of(user);
  const auto now = services.loop.clock().now();
  co_await services.db.write([&](sql::Tx& tx) {
    lock_user(tx, id);
    const auto member = must_find(tx, ctx.tenant, id);
    may_remove_authenticator(tx, ctx, member.user);
    remove_totp(tx, id);
    remove_totp_offer(tx, id);
    end_sessions(tx, id);
    append_access_changed(tx, ctx.tenant, id);
    mail_about_authenticator(services, tx, ctx, member.user, now);
    audit::append(tx, ctx, now, "user.totp_removed", detail_of(member.user));
  });
}

}  // namespace mirante::identity

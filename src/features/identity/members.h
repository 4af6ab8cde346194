// The members of a tenant, as its administrators manage them: who belongs to it in which role, who
// is invited, whose password was lost. A tenant always keeps one administrator.
#pragma once

#include <vector>

#include "features/identity/log_in.h"
#include "features/identity/make_link.h"
#include "features/identity/user_store.h"

namespace mirante::identity {

Task<std::vector<Member>> list_all_members(IdentityServices& services, const CallContext& ctx);

struct MemberWish {
  std::optional<std::string> role = {};
  std::optional<Reach> reach = {};
  std::string if_match = {};  // What the asker has seen of the member (as_seen.h); empty: nothing.
};
/// The person's sessions in this tenant end. Throws Failure(not_found) "member.unknown",
/// "customer.unknown", "account.unknown"; Failure(conflict) "member.last_admin", "member.changed";
/// Failure(invalid) "role", "limits".
Task<Member> change_member(IdentityServices& services, CallContext ctx, std::string user,
                           MemberWish wish);
/// An HTTP entity tag of what administrators change of a member.
std::string entity_tag(const Member& member);
/// The person's sessions and tokens in this tenant end. Throws as `change_member`.
Task<void> remove_member(IdentityServices& services, CallContext ctx, std::string user);

/// An invitation, for seven days; an older one to the same address ends. Throws Failure(invalid)
/// naming the field; Failure(conflict) "member.already"; Failure(not_found) as `change_member`.
Task<MadeLink> invite(IdentityServices& services, CallContext ctx, std::string email,
                      std::string role, Reach reach = {});
Task<std::vector<Link>> list_invitations(IdentityServices& services, const CallContext& ctx);
/// Throws Failure(not_found) "invitation.unknown".
Task<void> take_back_invitation(IdentityServices& services, CallContext ctx, std::string link);

/// A link with which a member chooses a new password, for one day; their authenticator stays.
/// Only for members of no other tenant, whose administrators did not ask: Failure(forbidden)
/// "member.elsewhere". Throws Failure(not_found) "member.unknown".
Task<MadeLink> offer_new_password(IdentityServices& services, CallContext ctx, std::string user);

/// For a member who has lost their authenticator and the recovery codes: logins need the password
/// alone from now on. All their sessions end, and a mail tells them. On the panel's machine for
/// everybody; for others neither for themselves, which the profile does with their password
/// (Failure(forbidden) "member.self"), nor for members of another tenant, whose administrators did
/// not ask ("member.factor_elsewhere"). Throws Failure(conflict) "member.no_authenticator";
/// Failure(not_found) "member.unknown".
Task<void> remove_authenticator(IdentityServices& services, CallContext ctx, std::string user);

}  // namespace mirante::identity

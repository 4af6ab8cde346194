// What people do with their own account here: name, language, zone; the sessions and API tokens
// that they have; which of their tenants a session works in. (Passwords: own_password.h;
// authenticators: second_factor.h.)
#pragma once

#include <vector>

#include "features/identity/signed_in.h"
#include "features/identity/token_store.h"
#include "features/identity/user_store.h"
#include "platform/crypto/secret.h"

namespace mirante::identity {

struct ProfileWish {
  std::optional<std::string> name = {};
  std::optional<std::string> language = {};
  std::optional<std::string> zone = {};
  std::string if_match = {};  // What the person has seen of it (as_seen.h); empty: nothing.
};
/// Throws Failure(invalid) naming the field; Failure(conflict) "profile.changed".
Task<User> change_profile(IdentityServices& services, SignedIn who, ProfileWish wish);

/// An HTTP entity tag of what a ProfileWish changes.
std::string profile_tag(const User& user);

/// Where a person belongs, by name.
Task<std::vector<Belonging>> list_belongings(IdentityServices& services, const SignedIn& who);
/// Throws Failure(not_found) "tenant.unknown" where the person does not belong.
Task<void> switch_tenant(IdentityServices& services, SignedIn who, std::string tenant);

Task<std::vector<Session>> list_own_sessions(IdentityServices& services, const SignedIn& who);
/// Throws Failure(not_found) "session.unknown".
Task<void> end_own_session(IdentityServices& services, SignedIn who, std::string session);
/// All but the one that asks.
Task<void> end_other_sessions(IdentityServices& services, SignedIn who);

struct TokenDraft {
  std::string name;
  std::string role;     // At most one's own.
  std::int64_t days{};  // 1 to 366.
};
struct MadeToken {
  ApiToken token;
  crypto::Secret text;  // Shown once.
};
/// Throws Failure(invalid) naming the field; Failure(forbidden) "token.by_program" to a program:
/// tokens are made by people.
Task<MadeToken> make_api_token(IdentityServices& services, SignedIn who, TokenDraft draft);
/// The same for a member, by whoever runs the panel's machine; that it was they stands in the
/// audit. Throws Failure(not_found) "member.unknown"; Failure(forbidden) "token.of_another" to
/// everybody else; Failure(invalid) as above, by the member's role.
Task<MadeToken> make_token_for(IdentityServices& services, CallContext ctx, std::string user,
                               TokenDraft draft);
Task<std::vector<ApiToken>> list_own_tokens(IdentityServices& services, const SignedIn& who);
/// Throws Failure(not_found) "token.unknown".
Task<void> remove_own_token(IdentityServices& services, SignedIn who, std::string token);

}  // namespace mirante::identity

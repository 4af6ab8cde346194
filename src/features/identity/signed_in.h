// Who asks: a browser's session or a program's token, found in the store and turned into the
// CallContext of a request.
#pragma once

#include <optional>
#include <string_view>

#include "features/identity/identity_services.h"
#include "features/identity/session_store.h"
#include "features/identity/user.h"

namespace mirante::identity {

struct SignedIn {
  User user;
  Membership membership;
  std::optional<SessionId> session;  // None: a program with an API token.
  CallContext context;               // Deadline and trace are the caller's.
  /// Up to then (and not at it) the same token says the same, and no use of it is to be noted,
  /// unless something is written to the store.
  Instant known_until{};
};

/// What asks: somebody who does something, or a page that is open and asks by itself.
enum class Use : std::uint8_t { by_person, in_background };

/// By the session's token; nullopt if there is none, it is over, or the person has left the tenant.
/// Notes that a person used the session, at most once a minute: an open page does not keep it
/// alive.
Task<std::optional<SignedIn>> find_session_of(IdentityServices& services, std::string_view token,
                                              Use use);
Task<std::optional<SignedIn>> find_session_of(IdentityServices& services, std::string_view token);

/// By an API token ("mt_…"); nullopt as above. It may do what its role and its owner's role both
/// may.
Task<std::optional<SignedIn>> find_program_of(IdentityServices& services, std::string_view token);

/// Throws Failure(forbidden) "token.by_program": what belongs to the person (login, sessions,
/// tokens, where they belong) is no business of a program, whatever its role.
void require_person(const SignedIn& who);

/// As it is written down: the person with their address.
Actor actor_of(const User& user);

}  // namespace mirante::identity

// Logging in and out. A login needs the password and, where the person has one, a code of their
// authenticator or one of their recovery codes. Every login and every refusal is in the audit;
// those that had to wait once a minute, counted (turned_away.h).
#pragma once

#include "features/identity/identity_services.h"
#include "features/identity/session_store.h"
#include "features/identity/signed_in.h"
#include "platform/crypto/secret.h"

namespace mirante::identity {

struct LoginAttempt {
  std::string email;
  crypto::Secret password;
  std::string code = {};  // Six digits or a recovery code; empty: none yet.
  std::string address;    // Of the browser.
  std::string agent = {};
};

struct LoggedIn {
  crypto::Secret token;  // For the browser's cookie.
  Session session;
};

/// Throws Failure:
///   unauthorized "login.wrong"        address or password; the same, and as slow, for unknown ones
///   unauthorized "login.code_needed"  the password is right, a code is needed
///   unauthorized "login.wrong_code"
///   forbidden    "login.no_tenant"    the person belongs nowhere any more
///   limit        "login.slow_down"    too many wrong ones from there; with `retry_after`
Task<LoggedIn> log_in(IdentityServices& services, LoginAttempt attempt);

/// Ends the session that asks; once more does nothing.
Task<void> log_out(IdentityServices& services, const SignedIn& who);

/// A session for somebody who has just proved who they are in another way (set-up, an invitation).
LoggedIn begin_session(IdentityServices& services, UserId user, TenantId tenant,
                       std::string address, std::string agent);

}  // namespace mirante::identity

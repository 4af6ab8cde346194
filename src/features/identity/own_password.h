// The password of whoever is logged in: proved again before something that a thief of the session
// must not do, and changed.
#pragma once

#include "features/identity/signed_in.h"
#include "platform/crypto/secret.h"

namespace mirante::identity {

/// Throws Failure(unauthorized) "login.wrong"; wrong ones count as at a login
/// (Failure(limit) "login.slow_down"), and are in the audit as a refusal of `action`.
Task<void> prove_password(IdentityServices& services, const SignedIn& who, std::string_view action,
                          crypto::Secret password);

/// The person's other sessions end. Throws as `prove_password`, and Failure(invalid) "password"
/// for one that is too weak.
Task<void> change_password(IdentityServices& services, SignedIn who, crypto::Secret present,
                           crypto::Secret wished);

}  // namespace mirante::identity

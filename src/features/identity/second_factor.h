// The second factor: an authenticator's codes (TOTP) and ten recovery codes for the day on which it
// is lost. A secret counts only once a first code has proved that the authenticator has it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "features/identity/signed_in.h"
#include "platform/crypto/secret.h"

namespace mirante::identity {

/// Uses up a code of the authenticator or a recovery code; false if it is neither, or was used.
bool use_code(sql::Tx& tx, vault::Vault& vault, UserId user, std::string_view code, Instant now);

struct TotpOffer {
  std::string secret;  // Base 32, for typing in.
  std::string uri;     // For a QR code.
};
/// A new secret, which waits 15 minutes for its proof; an older offer is void. Throws
/// Failure(unauthorized) "login.wrong" for a wrong password.
Task<TotpOffer> offer_totp(IdentityServices& services, SignedIn who, crypto::Secret password);

/// The proof: a code of the offered secret. From now on logins need codes; the person's other
/// sessions end. Throws Failure(conflict) "totp.no_offer"; Failure(invalid) "code". Returns the
/// recovery codes, which are shown once.
Task<std::vector<std::string>> confirm_totp(IdentityServices& services, SignedIn who,
                                            std::string code);

/// Throws Failure(unauthorized) "login.wrong" for a wrong password.
Task<void> drop_totp(IdentityServices& services, SignedIn who, crypto::Secret password);

}  // namespace mirante::identity

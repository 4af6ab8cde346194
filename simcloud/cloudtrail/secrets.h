// The members of requests and answers whose values nobody may read afterwards: neither in
// CloudTrail nor in the ledger.
#pragma once

#include <algorithm>
#include <string_view>

namespace mirante::simcloud {

/// What stands in the place of a secret that was sent.
inline constexpr std::string_view secret_removed = "<sensitiveDataRemoved>";

/// "MasterUserPassword"
inline bool is_secret(std::string_view member) {
  static constexpr std::string_view names[] = {"AuthToken",
                                               "DomainSigningPrivateKey",
                                               "GrantToken",
                                               "GrantTokens",
                                               "KeyMaterial",
                                               "MasterUserPassword",
                                               "Password",
                                               "Plaintext",
                                               "PrivateKey",
                                               "SecretAccessKey",
                                               "SecretBinary",
                                               "SecretString",
                                               "TdeCredentialPassword",
                                               "TokenCode",
                                               "UserData",
                                               "WebIdentityToken"};
  return std::ranges::find(names, member) != std::end(names);
}

}  // namespace mirante::simcloud

// Credentials that the simulated AWS gives out: permanent keys and sessions. All of them follow
// from the seed, so that the same run gives the same keys; they are worth nothing anywhere else.
#pragma once

#include "simcloud/cloud.h"

namespace mirante::simcloud {

/// "AIDA…", "AROA…": 21 characters.
std::string make_iam_id(Cloud& cloud, Account& account, std::string_view prefix);

/// A permanent key of the user; `user` empty: of the root user.
const AccessKey& add_access_key(Cloud& cloud, Account& account, const std::string& user);
void remove_access_key(Cloud& cloud, Account& account, const std::string& user,
                       const std::string& key_id);
/// Null if no such key is known.
AccessKey* find_access_key(Cloud& cloud, const std::string& key_id);

IamUser& add_user(Cloud& cloud, Account& account, const std::string& name);
IamRole& add_role(Cloud& cloud, Account& account, const std::string& name, PolicyRef trust);

/// Fills in key, secret and token of a session and keeps it until a day after it has expired.
const Session& add_session(Cloud& cloud, Session session);

}  // namespace mirante::simcloud

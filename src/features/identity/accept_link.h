// What the one who holds a link does with it: join a tenant, or choose a new password. Looking at a
// link changes nothing; acting on it uses it up (semantics 6.7).
#pragma once

#include "features/identity/link_store.h"
#include "features/identity/log_in.h"

namespace mirante::identity {

struct ShownLink {
  Link link;
  std::string tenant_name;
  bool has_account = false;  // Whether that address has a login already.
};
/// Throws Failure(not_found) "link.unknown" for one that is wrong, used or expired.
Task<ShownLink> show_link(IdentityServices& services, std::string token);

struct NewPerson {
  std::string name;
  crypto::Secret password;
  std::string language;
  std::string zone;
  std::string address;
  std::string agent;
};
/// Joins as a new person, and logs in. Throws as `show_link`; Failure(invalid) naming the field;
/// Failure(conflict) "user.email_taken" if the address has a login: use `join`.
Task<LoggedIn> join_as_new(IdentityServices& services, std::string token, NewPerson person);
/// Joins as the person who is logged in, whose address must be the link's: Failure(forbidden)
/// "link.of_another". The session then works in that tenant. Failure(conflict) "member.already".
Task<void> join(IdentityServices& services, SignedIn who, std::string token);

/// All sessions of the person end. Throws as `show_link`, also for one who has joined another
/// tenant since the link was made; Failure(invalid) "password".
Task<void> choose_new_password(IdentityServices& services, std::string token,
                               crypto::Secret password);

}  // namespace mirante::identity

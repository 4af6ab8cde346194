// What the identity room needs of the process; made by main, outlives all calls.
#pragma once

#include "base/loop.h"
#include "base/rng.h"
#include "features/identity/login_throttle.h"
#include "platform/sql/sql.h"

namespace mirante::crypto {
class PasswordHasher;
}
namespace mirante::vault {
class Vault;
}

namespace mirante::identity {

class LinkPost;

struct IdentityServices {
  sql::Database& db;
  Loop& loop;
  Rng& rng;  // SystemRng outside simulations: tokens come from it.
  vault::Vault& vault;
  crypto::PasswordHasher& passwords;
  LoginThrottle& throttle;
  TenantId first_tenant;     // Whose admins own the install; its audit hears of unknown people.
  LinkPost* post = nullptr;  // None: links are shown and not mailed.
};

}  // namespace mirante::identity

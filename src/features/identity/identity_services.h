// What the identity room needs of the process; made by main, outlives all calls.
#pragma once

#include <functional>

#include "base/loop.h"
#include "base/reach.h"
#include "base/rng.h"
#include "features/identity/login_throttle.h"
#include "features/identity/turned_away.h"
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
  TurnedAway& turned_away;
  TenantId first_tenant;  // Whose admins own the install; its audit hears of unknown people.
  /// Throws Failure(not_found) for customers and accounts that the tenant does not have. May be
  /// null: then nobody has any.
  std::function<void(sql::Snapshot&, TenantId, const Reach&)> must_be_known = {};
  LinkPost* post = nullptr;  // None: links are shown and not mailed.
};

}  // namespace mirante::identity

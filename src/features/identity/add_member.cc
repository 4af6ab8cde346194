#include "features/identity/add_member.h"

#include <nlohmann/json.hpp>

#include "features/audit/audit.h"
#include "features/identity/access_changed.h"
#include "features/identity/user_store.h"

namespace mirante::identity {

void add_member(sql::Tx& tx, const CallContext& ctx, const User& user, const Membership& membership,
                const std::string& invited_by) {
  put_membership(tx, membership);
  append_access_changed(tx, membership.tenant, user.id);
  audit::append(tx, ctx, membership.since, "member.joined",
                {{"user", user.id.text()},
                 {"email", user.email},
                 {"role", to_string(membership.role)},
                 {"invited_by", invited_by}});
}

}  // namespace mirante::identity

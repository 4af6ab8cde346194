// Somebody who has a login becomes a member of a company.
#pragma once

#include <string>

#include "base/context.h"
#include "features/identity/user.h"
#include "platform/sql/sql.h"

namespace mirante::identity {

/// With its record, and so that whoever looks as this person is looked up again. `ctx`: who does
/// it, in the membership's tenant.
void add_member(sql::Tx& tx, const CallContext& ctx, const User& user, const Membership& membership,
                const std::string& invited_by);

}  // namespace mirante::identity

// Turns an estate into a World's first state, and adds to it later what the control API asks for.
#pragma once

#include "simcloud/cloud.h"
#include "simcloud/estate.h"

namespace mirante::simcloud {

/// Error(invalid) names what cannot be. The cloud must be empty but for its clock.
Result<void> settle(Cloud& cloud, const Estate& estate);

/// One more account; error(invalid) if its id is taken.
Result<void> settle_account(Cloud& cloud, const EstateAccount& account);
/// A role of `account` that the panel's account may assume.
Result<const IamRole*> settle_role(Cloud& cloud, Account& account, const EstateRole& role);
/// Servers, keys and capacity of one place.
Result<void> settle_place(Cloud& cloud, Account& account, const EstatePlace& place);

/// Everything that a test or a person needs to sign in: panel, accounts, administrators, roles.
Json credentials_of(const Cloud& cloud);

}  // namespace mirante::simcloud

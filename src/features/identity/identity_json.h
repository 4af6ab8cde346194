// People and links as the API shows them (api/openapi.yaml: User, Link). Nothing secret is in
// either.
#pragma once

#include "base/json.h"
#include "features/identity/make_link.h"
#include "features/identity/user.h"

namespace mirante::identity {

Json to_json(const User& user);
/// With `role` and `limits` of an invitation.
Json to_json(const Link& link);
/// Of a link that is to be handed on, with its secret.
Json to_json(const MadeLink& made);

}  // namespace mirante::identity

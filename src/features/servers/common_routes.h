// What requests for lists of servers and of databases say, which is the same.
#pragma once

#include "features/inventory/find_resource.h"
#include "features/servers/listed.h"
#include "platform/http/router.h"

namespace mirante::servers {

/// The one that the path names by its id; ?account= and ?region= where the id is not the only one.
inventory::Reference reference_of(const http::Request& request);

/// Filters, order and page. Throws wrong_field for a parameter that lists do not have.
ListWish list_wish_of(const http::Request& request);

}  // namespace mirante::servers

// The HTTP face of mails: lists, settings, and a try.
#pragma once

#include "features/mails/mails_services.h"
#include "platform/http/router.h"

namespace mirante::mails {

/// `services` outlives the router.
void add_routes(http::Router& router, MailsServices& services);

}  // namespace mirante::mails

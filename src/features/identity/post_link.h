// The mail of a link that was just made, put into the outbox in the transaction that stores it.
#pragma once

#include "features/identity/make_link.h"

namespace mirante::identity {

/// Takes back what still waits to be mailed of the person's links of this purpose.
void withdraw_mails(IdentityServices& services, sql::Tx& tx, const CallContext& ctx,
                    Link::Purpose purpose, std::string_view email);

/// Says whether there is one; what waits of an older link is taken back. In the language of the
/// person, where they are known here; else of whoever makes the link.
bool mail_link(IdentityServices& services, sql::Tx& tx, const CallContext& ctx,
               const MadeLink& made);

}  // namespace mirante::identity

// What administrators see of mails: those that wait, were accepted or failed, where mails go, and a
// mail sent to try that, with all that was said.
#pragma once

#include "base/context.h"
#include "base/json.h"
#include "features/mails/mail_store.h"
#include "features/mails/mails_services.h"

namespace mirante::mails {

inline constexpr int shown_max = 100;

/// {mails[{id, kind, to, subject, made_by, created_at, state, due_at?, attempts, said?,
/// decided_at?, transcript?}]}, newest first, 100 at most. The transcript speaks of the mail server
/// and is for those who run the install.
Task<Json> show_mails(MailsServices& services, const CallContext& ctx, MailState state);

/// {place, from, panel_address|null, waiting, tried, failed}, over all tenants.
Task<Json> show_settings(MailsServices& services);

/// Sends a mail to `to` at once, past the outbox; that it was asked for stands in the audit before
/// it goes out. {to, outcome, accepted, said, transcript}.
/// Throws Failure(invalid) "to"; Failure(conflict) "mail.none".
Task<Json> try_mail(MailsServices& services, CallContext ctx, std::string to);

}  // namespace mirante::mails

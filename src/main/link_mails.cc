#include "main/link_mails.h"

namespace mirante {

bool LinkMails::post(sql::Tx& tx, const CallContext& ctx, const identity::LinkMail& mail) {
  const mails::NewMail wished{.kind = mail.kind,
                              .to_name = mail.to_name,
                              .to = mail.to,
                              .subject = mail.subject,
                              .text = mail.text,
                              .html = mail.html,
                              .useless_at = mail.useless_at};
  // The link is made and shown all the same.
  if (!mails::Outbox::check(wished)) return false;
  outbox_.put(tx, ctx, wished);
  return true;
}

void LinkMails::withdraw(sql::Tx& tx, const CallContext& ctx, identity::Link::Purpose purpose,
                         std::string_view email) {
  // Of the kinds that write_link_mail gives.
  outbox_.withdraw(tx, ctx, {.kind = identity::to_string(purpose), .to = email});
}

}  // namespace mirante

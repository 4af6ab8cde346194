#include "features/mails/outbox.h"

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "platform/mail/message.h"

namespace mirante::mails {
namespace {

constexpr std::string_view purpose = "mails.content";

}  // namespace

Result<void> Outbox::check(const NewMail& mail) {
  const auto written = mail::write_message({.from = {.name = "", .email = "panel@example.com"},
                                            .to = {.name = mail.to_name, .email = mail.to},
                                            .subject = mail.subject,
                                            .text = mail.text,
                                            .html = mail.html},
                                           {.id = "0"});
  if (!written) return std::unexpected(written.error());
  return {};
}

MailId Outbox::put(sql::Tx& tx, const CallContext& ctx, const NewMail& mail) {
  // Refused now, while somebody hears it, rather than when it is sent.
  or_throw(check(mail));
  const auto now = loop_.clock().now();
  const auto id = MailId::make(loop_.clock(), rng_);
  const Json content{{"to_name", mail.to_name}, {"text", mail.text}, {"html", mail.html}};
  insert(tx,
         {.tenant = ctx.tenant,
          .id = id,
          .kind = mail.kind,
          .to = mail.to,
          .subject = mail.subject,
          .made_by = ctx.actor.name,
          .created_at = now,
          .useless_at = mail.useless_at,
          .due_at = now},
         vault_.seal(tx, ctx.tenant, {.purpose = purpose, .row = id.bytes},
                     crypto::Secret::take(content.dump())));
  tx.after_commit([this] { wake_.wake(); });
  return id;
}

void Outbox::withdraw(sql::Tx& tx, const CallContext& ctx, const Addressed& mails) {
  withdraw_waiting(tx, ctx.tenant, mails, loop_.clock().now());
}

Content Outbox::open(vault::Vault& vault, sql::Snapshot& snapshot, const Claim& claim) {
  const auto opened = vault.open(snapshot, claim.mail.tenant,
                                 {.purpose = purpose, .row = claim.mail.id.bytes}, claim.content);
  const auto json = Json::parse(opened.reveal(), nullptr, false);
  if (json.is_discarded()) throw Failure(ErrorKind::corrupt, "a stored mail cannot be read");
  return {.to_name = json.value("to_name", ""),
          .text = json.value("text", ""),
          .html = json.value("html", "")};
}

}  // namespace mirante::mails

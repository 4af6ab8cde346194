#include "features/mails/show_mails.h"

#include <nlohmann/json.hpp>

#include "features/audit/audit.h"

namespace mirante::mails {
namespace {

Json to_json(const Outgoing& mail, bool has_transcript) {
  Json json{{"id", mail.id.text()},
            {"kind", mail.kind},
            {"to", mail.to},
            {"subject", mail.subject},
            {"made_by", mail.made_by},
            {"created_at", to_iso8601(mail.created_at)},
            {"state", to_string(mail.state)},
            {"attempts", mail.attempts}};
  if (mail.state == MailState::waiting) json["due_at"] = to_iso8601(mail.due_at);
  if (!mail.said.empty()) json["said"] = mail.said;
  if (mail.decided_at) json["decided_at"] = to_iso8601(*mail.decided_at);
  if (has_transcript && !mail.transcript.empty()) json["transcript"] = mail.transcript;
  return json;
}

/// In both languages: whoever tries the mail server need not be who reads the mail.
mail::Message test_message(const MailsServices& services, mail::Address to) {
  return {.from = services.from,
          .to = std::move(to),
          .subject = "Mirante: teste de e-mail / mail test",
          .text =
              "Este é um teste: o Mirante consegue enviar e-mails para este endereço.\n"
              "Não é preciso responder.\n\n"
              "This is a test: Mirante can send mails to this address.\n"
              "No answer is needed.\n",
          .html =
              "<!doctype html><html><head><meta charset=\"utf-8\"></head><body>"
              "<p lang=\"pt-BR\">Este é um teste: o Mirante consegue enviar e-mails para este "
              "endereço. Não é preciso responder.</p>\n"
              "<p lang=\"en\">This is a test: Mirante can send mails to this address. No answer "
              "is needed.</p></body></html>\n",
          .headers = {{"Auto-Submitted", "auto-generated"}}};
}

}  // namespace

Task<Json> show_mails(MailsServices& services, const CallContext& ctx, MailState state) {
  const auto found = co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return list(snapshot, ctx.tenant, state, shown_max); });
  auto mails = Json::array();
  for (const auto& mail : found)
    mails.push_back(to_json(mail, ctx.may(Permission::install_manage)));
  co_return Json{{"mails", std::move(mails)}};
}

Task<Json> show_settings(MailsServices& services) {
  const auto counts = co_await services.db.read(count_mails);
  const auto address = services.panel_address();
  co_return Json{{"place", services.mailer == nullptr ? Json() : Json(services.mailer->place())},
                 {"from", services.from.email},
                 {"panel_address", address.empty() ? Json() : Json(address)},
                 {"waiting", counts.waiting},
                 {"tried", counts.tried},
                 {"failed", counts.failed}};
}

Task<Json> try_mail(MailsServices& services, CallContext ctx, std::string to) {
  if (services.mailer == nullptr)
    throw Failure(Error{.kind = ErrorKind::conflict,
                        .message = "this process sends no mails",
                        .code = "mail.none"});
  auto address = or_throw(mail::parse_address("to", to));
  const auto shown = address.email;
  auto letter =
      or_throw(mail::write_message(test_message(services, std::move(address)),
                                   mail::Identity::make(services.loop.clock(), services.rng)));
  // Before it goes out: what cannot be recorded is not done.
  const auto now = services.loop.clock().now();
  co_await services.db.write(
      [&](sql::Tx& tx) { audit::append(tx, ctx, now, "mail.tested", {{"to", shown}}); });
  const auto delivery = co_await services.mailer->send(std::move(letter), mail::Patience::person);
  co_return Json{{"to", shown},
                 {"outcome", mail::to_string(delivery.outcome)},
                 {"accepted", delivery.outcome == mail::Outcome::accepted},
                 {"said", delivery.said},
                 {"transcript", delivery.transcript}};
}

}  // namespace mirante::mails

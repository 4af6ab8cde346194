#include "features/identity/factor_mail.h"

#include "platform/mail/wording.h"

namespace mirante::identity {
namespace {

constexpr std::chrono::hours of_use{24 * 7};

mail::Wording in_portuguese(const User& person, const FactorMailFacts& facts) {
  return {.language = std::string(to_string(person.language)),
          .subject = "Autenticador desligado no Mirante",
          .opening = {"Olá, " + person.name + ",",
                      facts.by + " desligou o autenticador com que você entra em " + facts.company +
                          " no Mirante. Os códigos de recuperação não valem mais e as suas sessões "
                          "terminaram.",
                      "Entre só com a senha e ligue outro autenticador em “Meu perfil”."},
          .notes = {"Você recebeu este e-mail porque o acesso é seu. Se não pediu isso, troque a "
                    "senha e avise quem administra o painel."}};
}

mail::Wording in_english(const User& person, const FactorMailFacts& facts) {
  return {.language = std::string(to_string(person.language)),
          .subject = "Authenticator turned off on Mirante",
          .opening = {"Hello " + person.name + ",",
                      facts.by + " has turned off the authenticator with which you log in to " +
                          facts.company +
                          " on Mirante. The recovery codes do not work any more, and your sessions "
                          "have ended.",
                      "Log in with the password alone, and turn on another authenticator under My "
                      "profile."},
          .notes = {"You got this mail because the login is yours. If you did not ask for it, "
                    "change your password and tell whoever runs the panel."}};
}

}  // namespace

LinkMail write_factor_mail(const User& person, const FactorMailFacts& facts) {
  const bool is_english = person.language == Language::english;
  auto letter = is_english ? in_english(person, facts) : in_portuguese(person, facts);
  if (!facts.panel_address.empty())
    letter.buttons = {{.text = is_english ? "Open my profile" : "Abrir meu perfil",
                       .url = facts.panel_address + "/settings/profile"}};
  return {.kind = "authenticator_removed",
          .to_name = person.name,
          .to = person.email,
          .subject = letter.subject,
          .text = mail::text_of(letter),
          .html = mail::html_of(letter),
          .useless_at = facts.now + of_use};
}

}  // namespace mirante::identity

#include "features/identity/link_mail.h"

#include <vector>

#include "features/identity/make_link.h"
#include "platform/mail/wording.h"

namespace mirante::identity {
namespace {

/// A mail's sentences: a heading, what it is about, the button, and what to know.
struct Words {
  std::string subject;
  std::string greeting;
  std::string about;
  std::string button;
  std::vector<std::string> notes;
};

/// "09/03/2026, 10:00 UTC", "2026-03-09, 10:00 UTC".
std::string shown(Instant at, Language language) {
  const auto iso = to_iso8601(at);
  const auto time = ", " + iso.substr(11, 5) + " UTC";
  if (language == Language::english) return iso.substr(0, 10) + time;
  return iso.substr(8, 2) + "/" + iso.substr(5, 2) + "/" + iso.substr(0, 4) + time;
}

std::string greeting_of(const LinkMailFacts& facts) {
  if (facts.language == Language::english)
    return facts.to_name.empty() ? "Hello," : "Hello " + facts.to_name + ",";
  return facts.to_name.empty() ? "Olá," : "Olá, " + facts.to_name + ",";
}

/// For whom it works, how often and until when; the sentence is still to be ended.
std::string bounds_of(const Link& link, Language language) {
  const auto until = shown(link.expires_at, language);
  if (language == Language::english)
    return "The link works for " + link.email + " only, once, until " + until;
  return "O link serve só para " + link.email + ", uma vez, até " + until;
}

std::string_view portuguese_role(Role role) {
  switch (role) {
    case Role::viewer: return "leitura";
    case Role::operator_: return "operação";
    case Role::admin: return "administração";
  }
  MIRANTE_CHECK(false);
}

Words invitation_in_portuguese(const Link& link, const LinkMailFacts& facts) {
  Words words{
      .subject = "Convite para " + facts.company + " no Mirante",
      .greeting = greeting_of(facts),
      .about = link.made_by + " convidou você para " + facts.company +
               " no Mirante, o painel das contas da AWS",
      .button = "Ver o convite",
      .notes = {bounds_of(link, facts.language) + ".",
                "Você recebeu este e-mail por causa desse convite. Se não o esperava, ignore-o: "
                "sem o link nada acontece."}};
  if (link.role) words.about += ", com permissão de " + std::string(portuguese_role(*link.role));
  words.about += ".";
  return words;
}

Words invitation_in_english(const Link& link, const LinkMailFacts& facts) {
  Words words{
      .subject = "Invitation to " + facts.company + " on Mirante",
      .greeting = greeting_of(facts),
      .about = link.made_by + " has invited you to " + facts.company +
               " on Mirante, the panel of AWS accounts",
      .button = "See the invitation",
      .notes = {bounds_of(link, facts.language) + ".",
                "You got this mail because of that invitation. If you did not expect it, ignore "
                "it: without the link nothing happens."}};
  if (link.role) words.about += ", as " + std::string(to_string(*link.role));
  words.about += ".";
  return words;
}

Words new_password_in_portuguese(const Link& link, const LinkMailFacts& facts) {
  return {.subject = "Nova senha no Mirante",
          .greeting = greeting_of(facts),
          .about = link.made_by + " pediu um link para você escolher uma nova senha de " +
                   facts.company + " no Mirante. O autenticador continua o mesmo.",
          .button = "Escolher a nova senha",
          .notes = {bounds_of(link, facts.language) +
                        ". Com a nova senha, todas as suas sessões terminam.",
                    "Você recebeu este e-mail por causa desse pedido. Se não o esperava, ignore-o "
                    "e avise quem administra o painel: sua senha de hoje continua valendo."}};
}

Words new_password_in_english(const Link& link, const LinkMailFacts& facts) {
  return {
      .subject = "New password on Mirante",
      .greeting = greeting_of(facts),
      .about = link.made_by + " has asked for a link with which you choose a new password for " +
               facts.company + " on Mirante. Your authenticator stays the same.",
      .button = "Choose the new password",
      .notes = {bounds_of(link, facts.language) + ". With the new password all your sessions end.",
                "You got this mail because of that request. If you did not expect it, ignore "
                "it and tell whoever runs the panel: your present password still works."}};
}

Words words_of(const Link& link, const LinkMailFacts& facts) {
  const bool is_english = facts.language == Language::english;
  switch (link.purpose) {
    case Link::Purpose::invitation:
      return is_english ? invitation_in_english(link, facts)
                        : invitation_in_portuguese(link, facts);
    case Link::Purpose::new_password:
      return is_english ? new_password_in_english(link, facts)
                        : new_password_in_portuguese(link, facts);
  }
  MIRANTE_CHECK(false);
}

}  // namespace

LinkMail write_link_mail(const Link& link, const LinkMailFacts& facts) {
  const auto url = facts.panel_address + link_path(link, facts.secret);
  const auto words = words_of(link, facts);
  const mail::Wording letter{.language = std::string(to_string(facts.language)),
                             .subject = words.subject,
                             .opening = {words.greeting, words.about},
                             .buttons = {{.text = words.button, .url = url}},
                             .spells_addresses = true,
                             .notes = words.notes};
  return {.kind = std::string(to_string(link.purpose)),
          .to_name = facts.to_name,
          .to = link.email,
          .subject = words.subject,
          .text = mail::text_of(letter),
          .html = mail::html_of(letter),
          .useless_at = link.expires_at};
}

}  // namespace mirante::identity

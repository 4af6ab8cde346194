// The control API's view of messages: how well they travel, the mail that was sent, who may send.
#include <nlohmann/json.hpp>

#include "platform/crypto/hash.h"
#include "simcloud/control.h"
#include "simcloud/control_reading.h"

namespace mirante::simcloud {

Result<Json> Control::set_messaging(const Json& body) {
  JsonReader read(body);
  auto messaging = world_.cloud().messaging;
  const std::pair<std::string_view, double*> shares[] = {{"sns_late", &messaging.sns_late},
                                                         {"sns_twice", &messaging.sns_twice},
                                                         {"sqs_mixed", &messaging.sqs_mixed},
                                                         {"sqs_twice", &messaging.sqs_twice}};
  for (const auto& [name, share] : shares) {
    *share = read.number(name, *share);
    if (*share < 0 || *share > 1) return fail_field(std::string(name), "must be from 0 to 1");
  }
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  world_.cloud().messaging = messaging;
  return Json{{"sns_late", messaging.sns_late},
              {"sns_twice", messaging.sns_twice},
              {"sqs_mixed", messaging.sqs_mixed},
              {"sqs_twice", messaging.sqs_twice},
              {"outgoing", world_.cloud().outbox.size()}};
}

Result<Json> Control::show_mails(const Json& body) {
  JsonReader read(body);
  const auto place = read_place(world_.cloud(), read);
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  if (!place) return fail(place.error());
  Json mails = Json::array();
  for (const auto& mail : (*place)->ses.mails)
    mails.push_back({{"id", mail.id},
                     {"at", to_iso8601(mail.at)},
                     {"from", mail.from},
                     {"to", mail.to},
                     {"subject", mail.subject},
                     {"text", mail.text},
                     {"html", mail.html},
                     {"raw_base64", crypto::to_base64(crypto::as_bytes(mail.raw))},
                     {"configuration_set", mail.configuration_set},
                     {"outcome", mail.outcome}});
  return Json{{"mails", std::move(mails)}};
}

/// Somebody opens the link in AWS's mail, or sets the DNS records; AWS ends the sandbox.
Result<Json> Control::set_mail(const Json& body) {
  JsonReader read(body);
  const auto place = read_place(world_.cloud(), read);
  const auto name = read.text("identity", "");
  const auto is_verified = read.flag("verified", true);
  const bool sets_sandbox = read.has("sandbox");
  const auto sandbox = read.flag("sandbox", true);
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  if (!place) return fail(place.error());
  auto& ses = (*place)->ses;
  if (!name.empty()) {
    const auto found = ses.identities.find(name);
    if (found == ses.identities.end())
      return fail_field("identity", "there is no identity " + name + " there");
    found->second.is_verified = is_verified;
  }
  if (sets_sandbox) ses.is_in_sandbox = sandbox;
  return Json{{"sandbox", ses.is_in_sandbox}};
}

}  // namespace mirante::simcloud

// SES, version 2: identities, sending, and the list of those whom nobody may write to.
#include "simcloud/sesv2/calls.h"

#include <algorithm>
#include <cctype>

#include "gen/sesv2/create_email_identity.h"
#include "gen/sesv2/delete_email_identity.h"
#include "gen/sesv2/delete_suppressed_destination.h"
#include "gen/sesv2/get_account.h"
#include "gen/sesv2/get_email_identity.h"
#include "gen/sesv2/get_suppressed_destination.h"
#include "gen/sesv2/list_email_identities.h"
#include "gen/sesv2/list_suppressed_destinations.h"
#include "gen/sesv2/put_suppressed_destination.h"
#include "gen/sesv2/send_email.h"
#include "simcloud/operations.h"
#include "simcloud/page_tokens.h"
#include "simcloud/sesv2/mailing.h"

namespace mirante::simcloud {
namespace {

namespace shapes = gen::sesv2;

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

std::unexpected<AwsError> missing(const std::string& what) {
  return refuse("NotFoundException", what + " does not exist.", 404);
}

std::unexpected<AwsError> bad_request(const std::string& message) {
  return refuse("BadRequestException", message);
}

/// Permission is asked as "ses:…", for the identity.
Answered<Done> permit_ses(Call& call, const std::string& identity) {
  return call.permit(call.permission(),
                     identity.empty() ? "*"
                                      : "arn:aws:ses:" + std::string(call.region_name()) + ":" +
                                            call.account_id() + ":identity/" + identity,
                     {});
}

Answered<MailIdentity*> permitted_identity(Call& call, const std::optional<std::string>& given) {
  const auto name = lower(given.value_or(""));
  if (auto ok = permit_ses(call, name); !ok) return pass(ok);
  auto& identities = call.place().ses.identities;
  const auto found = identities.find(name);
  if (found == identities.end()) return missing("Email identity " + name);
  return &found->second;
}

std::string type_of(const MailIdentity& identity) {
  return identity.is_domain ? "DOMAIN" : "EMAIL_ADDRESS";
}

std::string status_of(const MailIdentity& identity) {
  return identity.is_verified ? "SUCCESS" : "PENDING";
}

shapes::DkimAttributes dkim_of(const MailIdentity& identity) {
  return {.signing_enabled = identity.is_domain,
          .status = identity.is_domain ? status_of(identity) : "NOT_STARTED",
          .tokens = identity.dkim_tokens};
}

Answered<shapes::CreateEmailIdentityResponse> create_email_identity(
    Call& call, const shapes::CreateEmailIdentityRequest& request) {
  const auto name = lower(request.email_identity.value_or(""));
  if (auto ok = permit_ses(call, name); !ok) return pass(ok);
  const bool is_address = name.find('@') != std::string::npos;
  const bool is_plain = name.find_first_of(" \t<>,") == std::string::npos;
  if (!is_plain || (is_address ? address_in(name) != name : name.find('.') == std::string::npos))
    return bad_request("Invalid email address or domain: " + name);
  auto& identities = call.place().ses.identities;
  if (identities.contains(name))
    return refuse("AlreadyExistsException", "Email identity " + name + " already exist.");
  MailIdentity identity{.name = name, .is_domain = !is_address};
  for (std::uint64_t i = 0; identity.is_domain && i < 3; ++i)
    identity.dkim_tokens.push_back(
        call.cloud.draws.text(32, "abcdefghijklmnopqrstuvwxyz234567", Purpose::message,
                              {hash_of(call.account_id()), call.region, hash_of(name), i}));
  for (const auto& tag : request.tags) identity.tags[tag.key.value_or("")] = tag.value.value_or("");
  const auto& kept = identities.emplace(name, std::move(identity)).first->second;
  return shapes::CreateEmailIdentityResponse{.identity_type = type_of(kept),
                                             .verified_for_sending_status = false,
                                             .dkim_attributes = dkim_of(kept)};
}

Answered<shapes::DeleteEmailIdentityResponse> delete_email_identity(
    Call& call, const shapes::DeleteEmailIdentityRequest& request) {
  const auto identity = permitted_identity(call, request.email_identity);
  if (!identity) return pass(identity);
  call.place().ses.identities.erase(std::string((*identity)->name));
  return shapes::DeleteEmailIdentityResponse{};
}

Answered<shapes::GetEmailIdentityResponse> get_email_identity(
    Call& call, const shapes::GetEmailIdentityRequest& request) {
  const auto found = permitted_identity(call, request.email_identity);
  if (!found) return pass(found);
  const auto& identity = **found;
  shapes::GetEmailIdentityResponse response{.identity_type = type_of(identity),
                                            .feedback_forwarding_status = true,
                                            .verified_for_sending_status = identity.is_verified,
                                            .dkim_attributes = dkim_of(identity),
                                            .verification_status = status_of(identity)};
  for (const auto& [key, value] : identity.tags)
    response.tags.push_back({.key = key, .value = value});
  return response;
}

/// Cuts `items` down to a page and gives the token of the next one, if any.
template <class Item, class Request>
Answered<std::optional<std::string>> page_of(const Call& call, std::vector<Item>& items,
                                             const Request& request,
                                             const std::vector<std::string>& question = {}) {
  const auto most = static_cast<std::size_t>(std::clamp(request.page_size.value_or(1000), 1, 1000));
  return cut_page(call, items, request.next_token, question_hash(call, question), most,
                  bad_request("The next token is invalid.").error());
}

Answered<shapes::ListEmailIdentitiesResponse> list_email_identities(
    Call& call, const shapes::ListEmailIdentitiesRequest& request) {
  if (auto ok = permit_ses(call, ""); !ok) return pass(ok);
  std::vector<shapes::IdentityInfo> list;
  for (const auto& [name, identity] : call.place().ses.identities)
    list.push_back({.identity_type = type_of(identity),
                    .identity_name = name,
                    .sending_enabled = identity.is_verified,
                    .verification_status = status_of(identity)});
  auto next = page_of(call, list, request);
  if (!next) return pass(next);
  return shapes::ListEmailIdentitiesResponse{.email_identities = std::move(list),
                                             .next_token = *std::move(next)};
}

Answered<shapes::GetAccountResponse> get_account(Call& call, const shapes::GetAccountRequest&) {
  if (auto ok = permit_ses(call, ""); !ok) return pass(ok);
  const auto& ses = call.place().ses;
  const auto sent = std::ranges::count_if(
      ses.recent, [&](Instant at) { return at + std::chrono::hours(24) > call.cloud.now; });
  const auto quota = sending_quota(ses);
  return shapes::GetAccountResponse{
      .enforcement_status = "HEALTHY",
      .production_access_enabled = !ses.is_in_sandbox,
      .send_quota = shapes::SendQuota{.max24_hour_send = static_cast<double>(quota.a_day),
                                      .max_send_rate = static_cast<double>(quota.a_second),
                                      .sent_last24_hours = static_cast<double>(sent)},
      .sending_enabled = true};
}

Answered<shapes::SendEmailResponse> send_email(Call& call,
                                               const shapes::SendEmailRequest& request) {
  const auto from = request.from_email_address.value_or("");
  if (auto ok = permit_ses(call, lower(address_in(from))); !ok) return pass(ok);
  Mail mail{.from = from, .configuration_set = request.configuration_set_name.value_or("")};
  if (request.destination)
    for (const auto* list : {&request.destination->to_addresses, &request.destination->cc_addresses,
                             &request.destination->bcc_addresses})
      mail.to.insert(mail.to.end(), list->begin(), list->end());
  const auto& content = request.content;
  if (!content || (!content->simple && !content->raw))
    return bad_request("Content must be Simple or Raw; templates are not simulated.");
  if (content->raw) {
    mail.raw = content->raw->data.value_or("");
  } else {
    const auto& simple = *content->simple;
    if (!simple.subject || !simple.body || (!simple.body->text && !simple.body->html))
      return bad_request("A message needs a subject and a body.");
    mail.subject = simple.subject->data.value_or("");
    if (simple.body->text) mail.text = simple.body->text->data.value_or("");
    if (simple.body->html) mail.html = simple.body->html->data.value_or("");
  }
  auto id = take_mail(call.cloud, call.place(), std::move(mail));
  if (!id) return pass(id);
  return shapes::SendEmailResponse{.message_id = *std::move(id)};
}

Answered<shapes::PutSuppressedDestinationResponse> put_suppressed_destination(
    Call& call, const shapes::PutSuppressedDestinationRequest& request) {
  if (auto ok = permit_ses(call, ""); !ok) return pass(ok);
  const auto address = lower(address_in(request.email_address.value_or("")));
  const auto reason = request.reason.value_or("");
  if (address.empty()) return bad_request("Invalid email address");
  if (reason != "BOUNCE" && reason != "COMPLAINT") return bad_request("Invalid reason: " + reason);
  call.place().ses.suppressed[address] = {reason, call.cloud.now};
  return shapes::PutSuppressedDestinationResponse{};
}

Answered<shapes::GetSuppressedDestinationResponse> get_suppressed_destination(
    Call& call, const shapes::GetSuppressedDestinationRequest& request) {
  if (auto ok = permit_ses(call, ""); !ok) return pass(ok);
  const auto address = lower(request.email_address.value_or(""));
  const auto& suppressed = call.place().ses.suppressed;
  const auto found = suppressed.find(address);
  if (found == suppressed.end()) return missing("Email address " + address);
  return shapes::GetSuppressedDestinationResponse{
      .suppressed_destination = shapes::SuppressedDestination{
          .email_address = address,
          .reason = found->second.reason,
          .last_update_time = std::chrono::floor<std::chrono::seconds>(found->second.since)}};
}

Answered<shapes::DeleteSuppressedDestinationResponse> delete_suppressed_destination(
    Call& call, const shapes::DeleteSuppressedDestinationRequest& request) {
  if (auto ok = permit_ses(call, ""); !ok) return pass(ok);
  const auto address = lower(request.email_address.value_or(""));
  if (call.place().ses.suppressed.erase(address) == 0) return missing("Email address " + address);
  return shapes::DeleteSuppressedDestinationResponse{};
}

Answered<shapes::ListSuppressedDestinationsResponse> list_suppressed_destinations(
    Call& call, const shapes::ListSuppressedDestinationsRequest& request) {
  if (auto ok = permit_ses(call, ""); !ok) return pass(ok);
  std::vector<shapes::SuppressedDestinationSummary> list;
  for (const auto& [address, entry] : call.place().ses.suppressed) {
    const bool is_asked = request.reasons.empty() ||
                          std::ranges::find(request.reasons, entry.reason) != request.reasons.end();
    if (!is_asked || (request.start_date && entry.since < *request.start_date) ||
        (request.end_date && entry.since > *request.end_date))
      continue;
    list.push_back({.email_address = address,
                    .reason = entry.reason,
                    .last_update_time = std::chrono::floor<std::chrono::seconds>(entry.since)});
  }
  auto next = page_of(call, list, request, request.reasons);
  if (!next) return pass(next);
  return shapes::ListSuppressedDestinationsResponse{
      .suppressed_destination_summaries = std::move(list), .next_token = *std::move(next)};
}

}  // namespace

void add_sesv2_calls(Operations& operations) {
  const auto faithful = Fidelity::faithful, partial = Fidelity::partial;
  operations.add<create_email_identity>("sesv2", "CreateEmailIdentity", partial,
                                        "verified through the control API; no DKIM of one's own");
  operations.add<delete_email_identity>("sesv2", "DeleteEmailIdentity", faithful);
  operations.add<delete_suppressed_destination>("sesv2", "DeleteSuppressedDestination", faithful);
  operations.add<get_account>("sesv2", "GetAccount", partial, "quotas, sandbox and health only");
  operations.add<get_email_identity>("sesv2", "GetEmailIdentity", partial,
                                     "no MAIL FROM domains and policies");
  operations.add<get_suppressed_destination>("sesv2", "GetSuppressedDestination", faithful);
  operations.add<list_email_identities>("sesv2", "ListEmailIdentities", partial, "no filters");
  operations.add<list_suppressed_destinations>("sesv2", "ListSuppressedDestinations", faithful);
  operations.add<put_suppressed_destination>("sesv2", "PutSuppressedDestination", faithful);
  operations.add<send_email>("sesv2", "SendEmail", partial,
                             "no templates and attachments; mail is kept and goes nowhere; no "
                             "events of configuration sets");
}

}  // namespace mirante::simcloud

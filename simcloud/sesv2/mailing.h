// Sending in the simulated SES apart from its calls: whether a mail is taken, and what becomes of
// it. In the sandbox both ends must be verified, and a day has 200 recipients, a second one, as at
// AWS.
#pragma once

#include <string>
#include <string_view>

#include "simcloud/aws_error.h"
#include "simcloud/cloud.h"

namespace mirante::simcloud {

/// "Ana <ana@example.com>" → "ana@example.com"; empty if there is no address in it.
std::string address_in(std::string_view text);
bool is_verified(const Ses& ses, std::string_view address);

/// How much may be sent, counted in recipients.
struct SendingQuota {
  std::size_t a_day, a_second;
};
/// The sandbox's are AWS's ("Service quotas in Amazon SES" in its developer guide); outside of it
/// AWS grants each account its own, and here all have these.
constexpr SendingQuota sending_quota(const Ses& ses) {
  return ses.is_in_sandbox ? SendingQuota{200, 1} : SendingQuota{50'000, 14};
}

/// Judges and keeps the mail; gives its id. `mail.to` are all recipients, whichever header names
/// them. MessageRejected names the addresses that are not verified.
Answered<std::string> take_mail(Cloud& cloud, Place& place, Mail mail);

}  // namespace mirante::simcloud

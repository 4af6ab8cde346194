#include "simcloud/sesv2/mailing.h"

#include <algorithm>
#include <cctype>

namespace mirante::simcloud {
namespace {

constexpr std::size_t recipients_max = 50;
constexpr std::size_t mails_bytes_max = 32 << 20;  // Of the mails of a place that are kept.
constexpr std::string_view simulator = "@simulator.amazonses.com";

std::string lower(std::string_view text) {
  std::string lowered(text);
  std::ranges::transform(lowered, lowered.begin(), [](unsigned char c) { return std::tolower(c); });
  return lowered;
}

std::unexpected<AwsError> rejected(std::string message) {
  return refuse("MessageRejected", std::move(message));
}

/// The addresses that must be verified and are not.
std::vector<std::string> unverified(const Ses& ses, const Mail& mail) {
  std::vector<std::string> found;
  if (!is_verified(ses, mail.from)) found.push_back(mail.from);
  if (!ses.is_in_sandbox) return found;
  for (const auto& to : mail.to)
    if (!lower(address_in(to)).ends_with(simulator) && !is_verified(ses, to)) found.push_back(to);
  return found;
}

/// In the words of "Errors related to the sending quotas" in SES's developer guide. A mail to more
/// recipients than a second has goes out by itself.
Answered<Done> within_quota(const Cloud& cloud, const Ses& ses, std::size_t recipients) {
  const auto quota = sending_quota(ses);
  if (ses.recent.size() + recipients > quota.a_day)
    return refuse("ThrottlingException", "Daily message quota exceeded");
  const auto a_second_ago = cloud.now - std::chrono::seconds(1);
  const auto lately = static_cast<std::size_t>(
      std::ranges::count_if(ses.recent, [&](Instant at) { return at > a_second_ago; }));
  if (cloud.throttling && lately > 0 && lately + recipients > quota.a_second)
    return refuse("ThrottlingException", "Maximum sending rate exceeded");
  return Done{};
}

std::size_t bytes_of(const Mail& mail) {
  return mail.subject.size() + mail.text.size() + mail.html.size() + mail.raw.size();
}

/// The oldest go.
void forget_old(std::deque<Mail>& mails) {
  std::size_t bytes = 0;
  for (const auto& mail : mails) bytes += bytes_of(mail);
  for (; mails.size() > 1 && (mails.size() > Ses::mails_max || bytes > mails_bytes_max);
       mails.pop_front())
    bytes -= bytes_of(mails.front());
}

/// AWS's simulator addresses choose; they never go on the list.
std::string outcome_of(const Ses& ses, const Mail& mail) {
  std::string outcome = "delivered";
  for (const auto& to : mail.to) {
    const auto address = lower(address_in(to));
    if (ses.suppressed.contains(address))
      outcome = "suppressed";
    else if (address.starts_with("bounce") && address.ends_with(simulator))
      outcome = "bounced";
    else if (address.starts_with("complaint") && address.ends_with(simulator))
      outcome = "complained";
  }
  return outcome;
}

}  // namespace

std::string address_in(std::string_view text) {
  const auto open = text.rfind('<'), close = text.rfind('>');
  if (open != std::string_view::npos && close != std::string_view::npos && open < close)
    text = text.substr(open + 1, close - open - 1);
  const auto at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return "";
  if (text.find_first_of(" \t\r\n<>,") != std::string_view::npos) return "";
  return std::string(text);
}

bool is_verified(const Ses& ses, std::string_view text) {
  const auto address = lower(address_in(text));
  if (address.empty()) return false;
  const auto verified = [&](std::string_view name) {
    const auto found = ses.identities.find(name);
    return found != ses.identities.end() && found->second.is_verified;
  };
  if (verified(address)) return true;
  // A domain vouches for its addresses and those of its subdomains.
  std::string_view domain = std::string_view(address).substr(address.find('@') + 1);
  while (!verified(domain)) {
    const auto dot = domain.find('.');
    if (dot == std::string_view::npos) return false;
    domain.remove_prefix(dot + 1);
  }
  return true;
}

Answered<std::string> take_mail(Cloud& cloud, Place& place, Mail mail) {
  auto& ses = place.ses;
  if (mail.to.empty() || mail.to.size() > recipients_max)
    return refuse("BadRequestException", "A mail has 1 to 50 recipients.");
  for (const auto& to : mail.to)
    if (address_in(to).empty()) return refuse("BadRequestException", "Invalid recipient: " + to);
  if (const auto names = unverified(ses, mail); !names.empty()) {
    std::string list;
    for (const auto& name : names) list += (list.empty() ? "" : ", ") + name;
    return rejected(
        "Email address is not verified. The following identities failed the check in region " +
        std::string(region_facts(place.region).name) + ": " + list);
  }
  while (!ses.recent.empty() && ses.recent.front() + std::chrono::hours(24) <= cloud.now)
    ses.recent.pop_front();
  if (auto ok = within_quota(cloud, ses, mail.to.size()); !ok) return pass(ok);
  ses.recent.insert(ses.recent.end(), mail.to.size(), cloud.now);
  mail.id = cloud.make_uuid(place) + "-000000";
  mail.at = cloud.now;
  mail.outcome = outcome_of(ses, mail);
  ses.mails.push_back(std::move(mail));
  forget_old(ses.mails);
  return ses.mails.back().id;
}

}  // namespace mirante::simcloud

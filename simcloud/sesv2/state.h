// What the simulated SES remembers in a place: who may send, whom nobody may write to, and the mail
// that was sent. No mail leaves the World.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"

namespace mirante::simcloud {

struct MailIdentity {
  std::string name;  // "a@example.com" or "example.com", in lower case.
  bool is_domain = false;
  bool is_verified = false;
  std::vector<std::string> dkim_tokens;  // Of domains.
  std::map<std::string, std::string> tags;
};

struct SuppressedAddress {
  std::string reason;  // "BOUNCE" or "COMPLAINT"
  Instant since;
};

struct Mail {
  std::string id;
  Instant at;
  std::string from;
  std::vector<std::string> to;
  std::string subject, text, html;
  std::string raw;  // Of raw mail: all of it.
  std::string configuration_set;
  /// "delivered", "bounced", "complained" or "suppressed"; AWS's simulator addresses choose.
  std::string outcome;
};

struct Ses {
  bool is_in_sandbox = true;
  std::map<std::string, MailIdentity, std::less<>> identities;
  std::map<std::string, SuppressedAddress, std::less<>> suppressed;
  std::deque<Mail> mails;      // The last `mails_max`.
  std::deque<Instant> recent;  // One per recipient of the last 24 hours.

  static constexpr std::size_t mails_max = 10'000;
};

}  // namespace mirante::simcloud

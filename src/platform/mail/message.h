// A mail to one person, and how it is written down (RFC 5322, 2045 to 2047): plain text, and the
// same as simple HTML beside it. Nothing that a person typed can add a header or a recipient: text
// with line breaks is refused where one line belongs.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/rng.h"
#include "platform/mail/address.h"

namespace mirante::mail {

struct Message {
  Address from;
  Address to;
  std::string subject;
  std::string text;       // Plain text, UTF-8, any kind of line ends.
  std::string html = {};  // A whole document; empty: plain text alone.
  /// Others than those that writing makes, of ASCII. ("List-Unsubscribe", "<https://…>")
  std::vector<std::pair<std::string, std::string>> headers = {};
};

/// What makes two sendings of a mail the same mail for whoever receives them.
struct Identity {
  std::string id;  // Letters and digits; the part of the Message-ID before the @.
  Instant date{};

  static Identity make(const Clock& clock, Rng& rng);
};

/// A mail as it goes to a server or into a file.
struct Letter {
  std::string id;  // Of its Identity.
  std::string from;
  std::string to;
  std::string bytes;  // 7-bit ASCII, CRLF, lines of at most 76 characters where we break them.
};

/// The same message and identity give the same bytes. Error(invalid) naming "from", "to",
/// "subject", "text", "html" or "headers".
Result<Letter> write_message(const Message& message, const Identity& identity);

}  // namespace mirante::mail

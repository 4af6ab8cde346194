// A person or program that mails come from or go to, checked: what is in an Address can stand in a
// header and in a command of SMTP without changing their meaning.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace mirante::mail {

struct Address {
  std::string name;  // As shown; may be empty; UTF-8 without control characters.
  std::string email;

  friend bool operator==(const Address&, const Address&) = default;
};

/// Error(invalid) naming `field`: an email that is not one plain ASCII address of at most 254 bytes
/// (no spaces, control characters, quotes or angle brackets), or a name with control characters.
Result<Address> make_address(std::string field, std::string_view name, std::string_view email);

/// "ana@example.com" or "Ana Souza <ana@example.com>". Errors as `make_address`.
Result<Address> parse_address(std::string field, std::string_view text);

/// Whether the text is UTF-8 that can be shown on one line: no CR, LF or other control characters.
bool is_one_line(std::string_view text);

}  // namespace mirante::mail

// Where mails go and who they are from, as the operator says it: options and environment in,
// checked values out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "platform/crypto/secret.h"
#include "platform/mail/address.h"

namespace mirante::mail {

struct SmtpSettings {
  enum class Tls : std::uint8_t {
    starttls,  // Asked for after the greeting; without it nothing is said.
    implicit,  // From the first byte (RFC 8314).
    none,      // For a relay in the same network that needs no login.
  };

  std::string host;
  std::uint16_t port = 587;
  Tls tls = Tls::starttls;
  std::string user = {};  // Empty: no login.
  crypto::Secret password = {};
  std::string authorities_file = {};  // PEM; empty: those that the machine trusts.

  /// "smtp://relay@mail.example.com:587", without the password.
  std::string shown() const;
};

/// As given; empty where nothing was.
struct MailWords {
  std::string url = {};  // "smtp://…", "smtps://…"; empty: the folder.
  std::string from = {};
  std::string password = {};
  std::string authorities_file = {};
};

struct MailSettings {
  std::optional<SmtpSettings> smtp;  // None: the folder.
  Address from;
};

/// Error(invalid), fields "mail", "mail-from" and "mail-password", with what to write instead.
///
/// smtp://host:587 begins with STARTTLS, smtps://host:465 with TLS; ?tls=none speaks neither, and
/// then there is no login, except on this machine. A user stands before the host (user@host, with
/// %40 for an @); the password never does: others could read it.
Result<MailSettings> read_settings(MailWords words);

}  // namespace mirante::mail

#include "platform/mail/mail_settings.h"

#include <algorithm>
#include <charconv>

#include "base/percent.h"

namespace mirante::mail {
namespace {

using Tls = SmtpSettings::Tls;

constexpr std::string_view plain_scheme = "smtp://", tls_scheme = "smtps://";

std::unexpected<Error> wrong(std::string why) {
  return fail_field("mail", std::move(why) +
                                "; write smtp://user@mail.example.com:587 or "
                                "smtps://user@mail.example.com:465");
}

bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= 253 && std::ranges::all_of(host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == ':';
  });
}

bool is_this_machine(std::string_view host) {
  return host == "localhost" || host == "127.0.0.1" || host == "::1";
}

/// "host", "host:587", "[::1]:587".
Result<void> read_place(SmtpSettings& settings, std::string_view place) {
  auto host = place;
  std::string_view port;
  const auto colon = place.rfind(':');
  if (place.starts_with('[')) {
    const auto end = place.find(']');
    if (end == std::string_view::npos) return wrong("the address in [ ] has no end");
    host = place.substr(1, end - 1);
    if (end + 1 < place.size()) {
      if (place[end + 1] != ':') return wrong("behind [ ] stands :port");
      port = place.substr(end + 2);
    }
  } else if (colon != std::string_view::npos) {
    host = place.substr(0, colon);
    port = place.substr(colon + 1);
    if (host.find(':') != std::string_view::npos) return wrong("an IPv6 address stands in [ ]");
  }
  if (!is_host(host)) return wrong("it names no server");
  settings.host = host;
  if (port.data() == nullptr) return {};
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), settings.port);
  if (error != std::errc() || end != port.data() + port.size() || settings.port == 0)
    return wrong("the port is no number from 1 to 65535");
  return {};
}

Result<SmtpSettings> read_url(std::string_view url) {
  SmtpSettings settings;
  auto rest = url;
  if (rest.starts_with(plain_scheme)) {
    rest.remove_prefix(plain_scheme.size());
  } else if (rest.starts_with(tls_scheme)) {
    rest.remove_prefix(tls_scheme.size());
    settings.tls = Tls::implicit;
    settings.port = 465;
  } else {
    return wrong("it begins with neither smtp:// nor smtps://");
  }
  if (const auto mark = rest.find('?'); mark != std::string_view::npos) {
    if (rest.substr(mark + 1) != "tls=none" || settings.tls == Tls::implicit)
      return wrong("all that may stand behind the ? is tls=none, of smtp://");
    settings.tls = Tls::none;
    rest = rest.substr(0, mark);
  }
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
    const auto user = rest.substr(0, at);
    if (user.find(':') != std::string_view::npos)
      return wrong("a password in it could be read by others: put it into MIRANTE_MAIL_PASSWORD");
    const auto decoded = percent_decode(user);
    if (!decoded || decoded->empty() || !is_one_line(*decoded))
      return wrong("the user before the @ cannot be read");
    settings.user = *decoded;
    rest = rest.substr(at + 1);
  }
  if (auto place = read_place(settings, rest); !place) return std::unexpected(place.error());
  return settings;
}

}  // namespace

std::string SmtpSettings::shown() const {
  const auto scheme = tls == Tls::implicit ? tls_scheme : plain_scheme;
  const auto bracketed = host.contains(':') ? "[" + host + "]" : host;
  return std::string(scheme) + (user.empty() ? "" : user + "@") + bracketed + ":" +
         std::to_string(port) + (tls == Tls::none ? "?tls=none" : "");
}

Result<MailSettings> read_settings(MailWords words) {
  MailSettings settings;
  auto password = crypto::Secret::take(std::move(words.password));
  if (!words.url.empty()) {
    auto smtp = read_url(words.url);
    if (!smtp) return std::unexpected(smtp.error());
    settings.smtp = std::move(*smtp);
    auto& server = *settings.smtp;
    if (!server.user.empty() && password.empty())
      return fail_field("mail-password",
                        "the mail server's URL names a user; put the password into "
                        "MIRANTE_MAIL_PASSWORD or a file, --mail-password-file");
    if (server.user.empty() && !password.empty())
      return fail_field("mail-password",
                        "the mail server's URL names no user for it; write smtp://USER@HOST, or "
                        "leave the password away");
    if (!server.user.empty() && server.tls == Tls::none && !is_this_machine(server.host))
      return wrong("without TLS the password could be read on the way; leave tls=none or the user");
    if (!is_one_line(password.reveal())) return fail_field("mail-password", "must be one line");
    server.password = std::move(password);
    server.authorities_file = std::move(words.authorities_file);
  }
  std::string from = std::move(words.from);
  if (from.empty() && !settings.smtp) from = "mirante@localhost";
  if (from.empty() && settings.smtp->user.contains('@')) from = settings.smtp->user;
  if (from.empty())
    return fail_field("mail-from",
                      "say who the panel's mails are from, as \"Mirante <panel@example.com>\"");
  auto address = parse_address("mail-from", from);
  if (!address) return std::unexpected(address.error());
  if (address->name.empty()) address->name = "Mirante";
  settings.from = *std::move(address);
  return settings;
}

}  // namespace mirante::mail

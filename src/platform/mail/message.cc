#include "platform/mail/message.h"

#include <algorithm>
#include <array>

#include "base/http_date.h"
#include "base/ids.h"
#include "platform/mail/encodings.h"
#include "platform/mail/utf8.h"

namespace mirante::mail {
namespace {

constexpr std::size_t subject_max = 500;
constexpr std::size_t body_max = 1 << 20;
constexpr std::size_t header_line_max = 900;  // RFC 5322, 2.1.1, forbids lines over 998.

/// Those that `write_message` writes.
constexpr std::array<std::string_view, 10> own_headers{
    "from",       "to",           "cc",           "bcc",     "date",
    "message-id", "mime-version", "content-type", "subject", "content-transfer-encoding"};

std::string lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

Result<void> check_body(const char* field, std::string_view text) {
  if (!is_utf8(text) || text.find('\0') != std::string_view::npos)
    return fail_field(field, "must be UTF-8 without null characters");
  if (text.size() > body_max) return fail_field(field, "must not be longer than 1 MiB");
  return {};
}

Result<void> check_header(const std::pair<std::string, std::string>& header) {
  const auto& [name, value] = header;
  const bool is_name = !name.empty() && name.size() <= 60 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
  if (!is_name) return fail_field("headers", "a header's name has letters, digits and - only");
  if (std::ranges::find(own_headers, lower(name)) != own_headers.end())
    return fail_field("headers", name + " is written by the mail itself");
  // Encoded words are for texts: in a list of URLs or ids they would be its meaning.
  if (value.size() > header_line_max ||
      !std::ranges::all_of(value, [](char c) { return c >= 0x20 && c < 0x7f; }))
    return fail_field("headers", "the value of " + name +
                                     " must be one line of ASCII without control characters, of at "
                                     "most 900 bytes");
  return {};
}

Result<void> check(const Message& message) {
  for (const auto& [field, address] :
       {std::pair("from", &message.from), std::pair("to", &message.to)})
    if (auto made = make_address(field, address->name, address->email); !made)
      return std::unexpected(made.error());
  if (message.subject.empty() || message.subject.size() > subject_max ||
      !is_one_line(message.subject))
    return fail_field("subject",
                      "must be one line of 1 to 500 bytes without line breaks or other control "
                      "characters");
  if (auto body = check_body("text", message.text); !body) return body;
  if (auto body = check_body("html", message.html); !body) return body;
  for (const auto& header : message.headers)
    if (auto fine = check_header(header); !fine) return fine;
  return {};
}

std::string shown(const Address& address) {
  if (address.name.empty()) return address.email;
  return header_phrase(address.name) + "\r\n <" + address.email + ">";
}

/// On one line where it fits.
std::string header(std::string_view name, std::string_view value) {
  const bool fits = name.size() + 2 + value.size() <= 76;
  return std::string(name) + (fits ? ": " : ":\r\n ") + std::string(value) + "\r\n";
}

/// RFC 5322 wants an offset where HTTP writes GMT.
std::string date_of(Instant at) {
  auto text = to_http_date(at);
  return text.substr(0, text.size() - 3) + "+0000";
}

std::string part(std::string_view kind, std::string_view body) {
  const auto encoding = encoding_for(body);
  return "Content-Type: " + std::string(kind) +
         "; charset=utf-8\r\nContent-Transfer-Encoding: " + std::string(encoding) + "\r\n\r\n" +
         (encoding == "base64" ? base64_lines(body) : quoted_printable(body));
}

std::string body_of(const Message& message, const std::string& id) {
  if (message.html.empty()) return part("text/plain", message.text);
  // "=_" cannot occur in either encoding.
  const auto boundary = "=_" + id;
  const auto line = "\r\n--" + boundary;
  return "Content-Type: multipart/alternative;\r\n boundary=\"" + boundary + "\"\r\n" + line +
         "\r\n" + part("text/plain", message.text) + line + "\r\n" +
         part("text/html", message.html) + line + "--\r\n";
}

}  // namespace

Identity Identity::make(const Clock& clock, Rng& rng) {
  return {.id = encode_id16(make_id16(clock, rng)), .date = clock.now()};
}

Result<Letter> write_message(const Message& message, const Identity& identity) {
  if (auto fine = check(message); !fine) return std::unexpected(fine.error());
  const auto host = message.from.email.substr(message.from.email.find('@') + 1);
  std::string bytes = header("Date", date_of(identity.date)) + "From: " + shown(message.from) +
                      "\r\nTo: " + shown(message.to) + "\r\n" +
                      header("Message-ID", "<" + identity.id + "@" + host + ">") +
                      "Subject: " + header_text(message.subject) + "\r\n";
  for (const auto& [name, value] : message.headers) bytes += header(name, value);
  bytes += "MIME-Version: 1.0\r\n" + body_of(message, identity.id);
  return Letter{.id = identity.id,
                .from = message.from.email,
                .to = message.to.email,
                .bytes = std::move(bytes)};
}

}  // namespace mirante::mail

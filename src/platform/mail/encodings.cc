#include "platform/mail/encodings.h"

#include <algorithm>
#include <span>

#include "platform/crypto/hash.h"
#include "platform/mail/utf8.h"

namespace mirante::mail {
namespace {

constexpr std::size_t line_max = 76;
constexpr std::size_t word_bytes_max = 45;    // Base64 makes 60 of them: with =?UTF-8?B?…?= 72.
constexpr std::size_t plain_header_max = 60;  // Leaves room for the header's name.
constexpr std::string_view digits = "0123456789ABCDEF";

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

std::string base64_of(std::string_view text) {
  return crypto::to_base64({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

std::string encoded_words(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && end + character_length(text, end) - at <= word_bytes_max)
      end += character_length(text, end);
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + base64_of(text.substr(at, end - at)) + "?=";
    at = end;
  }
  return out;
}

/// With LF alone, whatever ends its lines; the last line ended.
std::string with_line_feeds(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 1);
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\r') {
      out += text[at];
      continue;
    }
    out += '\n';
    if (at + 1 < text.size() && text[at + 1] == '\n') ++at;
  }
  if (out.empty() || out.back() != '\n') out += '\n';
  return out;
}

void add_quoted(std::string& out, char c) {
  const auto byte = static_cast<unsigned char>(c);
  out += '=';
  out += digits[byte >> 4];
  out += digits[byte & 15];
}

/// One line without its end. Spaces at the end are quoted, as relays take them away, and "From "
/// and "." at the beginning, which some of them change.
void add_quoted_line(std::string& out, std::string_view line) {
  std::size_t column = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    const bool is_space = c == ' ' || c == '\t';
    const bool is_plain = (c > 0x20 && c < 0x7f && c != '=') || is_space;
    const bool is_last = at + 1 == line.size();
    const bool is_first = at == 0 && (c == '.' || line.starts_with("From "));
    const bool is_quoted = !is_plain || (is_space && is_last) || is_first;
    const std::size_t width = is_quoted ? 3 : 1;
    if (column + width > (is_last ? line_max : line_max - 1)) {
      out += "=\r\n";
      column = 0;
    }
    if (is_quoted)
      add_quoted(out, c);
    else
      out += c;
    column += width;
  }
}

}  // namespace

std::string header_text(std::string_view text) {
  const bool is_plain = is_ascii(text) && text.size() <= plain_header_max &&
                        text.find("=?") == std::string_view::npos;
  return is_plain ? std::string(text) : encoded_words(text);
}

std::string header_phrase(std::string_view name) {
  if (!is_ascii(name) || name.size() > plain_header_max ||
      name.find("=?") != std::string_view::npos)
    return encoded_words(name);
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string quoted_printable(std::string_view text) {
  const auto lines = with_line_feeds(text);
  std::string out;
  for (std::size_t at = 0; at < lines.size();) {
    const auto end = lines.find('\n', at);
    add_quoted_line(out, std::string_view(lines).substr(at, end - at));
    out += "\r\n";
    at = end + 1;
  }
  return out;
}

std::string base64_lines(std::string_view text) {
  std::string with_ends;
  for (const char c : with_line_feeds(text)) {
    if (c == '\n') with_ends += '\r';
    with_ends += c;
  }
  const auto all = base64_of(with_ends);
  std::string out;
  for (std::size_t at = 0; at < all.size(); at += line_max)
    out += all.substr(at, line_max) + "\r\n";
  return out;
}

std::string_view encoding_for(std::string_view text) {
  const auto quoted = std::ranges::count_if(
      text, [](char c) { return static_cast<unsigned char>(c) >= 0x7f || c == '='; });
  return static_cast<std::size_t>(quoted) * 6 > text.size() ? "base64" : "quoted-printable";
}

}  // namespace mirante::mail

#include "features/inventory/canonical.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>

namespace mirante::inventory {
namespace {

/// Whether a byte of a JSON string stands for itself; all bytes of UTF-8 sequences do.
constexpr std::array<bool, 256> make_plain() {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0x20; byte < plain.size(); ++byte)
    plain[byte] = byte != '"' && byte != '\\';
  return plain;
}
constexpr auto is_plain = make_plain();

/// Whether all of eight bytes are plain. A byte under another one that is not plain may be called
/// so too, and then no answer is wrong.
bool are_plain(const char* bytes) {
  constexpr auto each = [](std::uint64_t byte) { return 0x0101'0101'0101'0101ULL * byte; };
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  const auto has_less = [&](std::uint64_t value, std::uint64_t limit) {
    return (value - each(limit)) & ~value;
  };
  const auto found =
      has_less(word, 0x20) | has_less(word ^ each('"'), 1) | has_less(word ^ each('\\'), 1);
  return (found & each(0x80)) == 0;
}

std::size_t skip_plain(std::string_view text, std::size_t at) {
  while (text.size() - at >= 8 && are_plain(text.data() + at)) at += 8;
  while (at < text.size() && is_plain[static_cast<unsigned char>(text[at])]) ++at;
  return at;
}

void append_escaped(std::string& out, unsigned char byte) {
  switch (byte) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  constexpr std::string_view digits = "0123456789abcdef";
  out += "\\u00";
  out += digits[byte >> 4];
  out += digits[byte & 0xF];
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0;;) {
    const auto end = skip_plain(text, at);
    out.append(text, at, end - at);
    if (end == text.size()) break;
    append_escaped(out, static_cast<unsigned char>(text[end]));
    at = end + 1;
  }
  out += '"';
}

void set_state(Observed& observed, std::string_view state) {
  observed.state = state;
  auto body = Json::parse(observed.body, nullptr, false);
  if (!body.is_object()) return;
  auto& stored = body["State"];
  // Servers have {"State": {"Name": …}}, most other things {"State": …}.
  if (stored.is_object())
    stored["Name"] = state;
  else
    stored = state;
  observed.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  observed.hash = hash_of(observed.body);
  // The state's code and what else went with the old state is no longer known.
  auto ephemeral = Json::parse(observed.ephemeral, nullptr, false);
  if (ephemeral.is_object() && ephemeral.erase("State") > 0) observed.ephemeral = ephemeral.dump();
}

}  // namespace mirante::inventory

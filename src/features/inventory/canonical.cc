#include "features/inventory/canonical.h"

#include <array>
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
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (is_plain[byte]) continue;
    out.append(text, begin, i - begin);
    append_escaped(out, byte);
    begin = i + 1;
  }
  out.append(text, begin);
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

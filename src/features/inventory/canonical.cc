#include "features/inventory/canonical.h"

#include <nlohmann/json.hpp>

#include "features/inventory/json_buffer.h"

namespace mirante::inventory {
namespace {

std::size_t skip_plain(std::string_view text, std::size_t at) {
  while (text.size() - at >= 8 && not_plain(eight_bytes(text.data() + at)) == 0) at += 8;
  while (at < text.size() && is_plain(text[at])) ++at;
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

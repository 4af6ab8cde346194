#include "simcloud/money/amounts.h"

#include <algorithm>

namespace mirante::simcloud {
namespace {

constexpr std::size_t digits = 9;

/// "12.500000000"
std::string whole_text(Nanos amount) {
  const bool negative = amount < 0;
  const auto size =
      negative ? -static_cast<std::uint64_t>(amount) : static_cast<std::uint64_t>(amount);
  auto part = std::to_string(size % one);
  part.insert(0, digits - part.size(), '0');
  return (negative ? "-" : "") + std::to_string(size / one) + "." + part;
}

}  // namespace

Nanos share(Nanos a, std::int64_t b, std::int64_t c) {
  MIRANTE_CHECK(c > 0);
  const auto product = static_cast<__int128>(a) * b;
  const auto half = static_cast<__int128>(c) / 2;
  const auto rounded = product >= 0 ? (product + half) / c : -((-product + half) / c);
  return static_cast<Nanos>(rounded);
}

std::string decimal_text(Nanos amount) {
  auto text = whole_text(amount);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string price_text(Nanos amount) { return whole_text(amount) + "0"; }

Result<Nanos> parse_decimal(std::string_view text) {
  const auto wrong = [] {
    return fail(ErrorKind::invalid, "must be a decimal in a text, like \"12.50\"");
  };
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto point = std::min(text.find('.'), text.size());
  const auto whole = text.substr(0, point);
  const auto part = point == text.size() ? std::string_view() : text.substr(point + 1);
  if (whole.empty() || whole.size() > 9 || part.size() > digits ||
      (point != text.size() && part.empty()))
    return wrong();
  Nanos amount = 0;
  for (const char c :
       std::string(whole) + std::string(part) + std::string(digits - part.size(), '0')) {
    if (c < '0' || c > '9') return wrong();
    amount = amount * 10 + (c - '0');
  }
  return negative ? -amount : amount;
}

}  // namespace mirante::simcloud

#include "base/money.h"

#include <algorithm>
#include <limits>

namespace mirante {
namespace {

constexpr std::int64_t one = 1'000'000'000;
constexpr std::size_t decimals = 9;

Error too_much() { return {.kind = ErrorKind::limit, .message = "the sum exceeds 9.2 billion"}; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string_view to_string(Currency currency) {
  switch (currency) {
    case Currency::usd: return "USD";
    case Currency::brl: return "BRL";
    case Currency::eur: return "EUR";
  }
  return "USD";
}

Result<Money> add(Money a, Money b) {
  if (a.currency != b.currency)
    return fail(ErrorKind::invalid, "cannot add " + std::string(to_string(a.currency)) + " and " +
                                        std::string(to_string(b.currency)));
  Money sum{.currency = a.currency};
  if (__builtin_add_overflow(a.nanos, b.nanos, &sum.nanos)) return fail(too_much());
  return sum;
}

Result<Money> share(Money amount, std::int64_t parts, std::int64_t whole) {
  MIRANTE_CHECK(whole > 0);
  const auto product = static_cast<__int128>(amount.nanos) * parts;
  const auto half = product < 0 ? -(whole / 2) : whole / 2;
  const auto rounded = (product + half) / whole;
  if (rounded > std::numeric_limits<std::int64_t>::max() ||
      rounded < std::numeric_limits<std::int64_t>::min())
    return fail(too_much());
  return Money{.nanos = static_cast<std::int64_t>(rounded), .currency = amount.currency};
}

std::string to_decimal(Money amount) {
  const bool is_negative = amount.nanos < 0;
  // The least number has no positive of its own.
  const auto size = is_negative ? 0 - static_cast<std::uint64_t>(amount.nanos)
                                : static_cast<std::uint64_t>(amount.nanos);
  auto text = (is_negative ? "-" : "") + std::to_string(size / one);
  auto rest = std::to_string(size % one);
  rest.insert(0, decimals - rest.size(), '0');
  while (!rest.empty() && rest.back() == '0') rest.pop_back();
  return rest.empty() ? text : text + "." + rest;
}

Result<std::int64_t> parse_nanos(std::string_view text) {
  const auto wrong = [&](std::string_view why) {
    return fail(ErrorKind::invalid,
                "\"" + std::string(text.substr(0, 40)) + "\" " + std::string(why));
  };
  auto rest = text;
  const bool is_negative = rest.starts_with('-');
  if (is_negative) rest.remove_prefix(1);
  const auto point = std::min(rest.find('.'), rest.size());
  const auto whole = rest.substr(0, point);
  auto fraction = point < rest.size() ? rest.substr(point + 1) : std::string_view("0");
  if (whole.empty() || fraction.empty()) return wrong("is no decimal");
  for (const char c : whole)
    if (!is_digit(c)) return wrong("is no decimal");
  for (const char c : fraction)
    if (!is_digit(c)) return wrong("is no decimal");
  while (fraction.size() > decimals && fraction.back() == '0') fraction.remove_suffix(1);
  if (fraction.size() > decimals) return wrong("is finer than a billionth");
  std::int64_t nanos = 0;
  const auto take = [&](char c) {
    const auto digit = is_negative ? -(c - '0') : c - '0';
    return !__builtin_mul_overflow(nanos, std::int64_t{10}, &nanos) &&
           !__builtin_add_overflow(nanos, std::int64_t{digit}, &nanos);
  };
  for (const char c : whole)
    if (!take(c)) return fail(too_much());
  for (std::size_t i = 0; i < decimals; ++i)
    if (!take(i < fraction.size() ? fraction[i] : '0')) return fail(too_much());
  return nanos;
}

}  // namespace mirante

#include "platform/aws/wire/scalar.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>

#include "base/http_date.h"
#include "platform/crypto/hash.h"

namespace mirante::aws::wire {
namespace {

using std::chrono::microseconds;

std::string_view trimmed(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

template <class T>
std::string float_text(T value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  auto text = fmt::format("{}", value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

template <class T>
Result<void> read_number(std::string_view text, T& value, std::string_view expected) {
  text = trimmed(text);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) return {};
  return fail(ErrorKind::invalid, "\"" + std::string(text) + "\" is not " + std::string(expected));
}

template <class T>
Result<void> read_float(std::string_view text, T& value) {
  text = trimmed(text);
  using Limits = std::numeric_limits<T>;
  if (text == "NaN") {
    value = Limits::quiet_NaN();
  } else if (text == "Infinity") {
    value = Limits::infinity();
  } else if (text == "-Infinity") {
    value = -Limits::infinity();
  } else {
    return read_number(text, value, "a number");
  }
  return {};
}

Result<void> read_boolean(std::string_view text, bool& value) {
  text = trimmed(text);
  if (text != "true" && text != "false")
    return fail(ErrorKind::invalid, "\"" + std::string(text) + "\" is neither true nor false");
  value = text == "true";
  return {};
}

Result<Instant> read_unix_seconds(std::string_view text) {
  double seconds = 0;
  if (auto ok = read_number(text, seconds, "a number of seconds"); !ok) return fail(ok.error());
  if (!(std::abs(seconds) < 1e12))
    return fail(ErrorKind::invalid, "\"" + std::string(text) + "\" is no time");
  return from_micros(std::llround(seconds * 1e6));
}

/// "Tue, 29 Apr 2014 18:30:38 GMT", with or without a fraction of the second.
Result<Instant> read_http_date(std::string_view text) {
  static constexpr std::string_view zone = " GMT";
  const auto clock = text.ends_with(zone) ? text.substr(0, text.size() - zone.size()) : text;
  const auto dot = std::min(clock.find('.'), clock.size());
  const auto whole =
      parse_http_date(std::string(text.substr(0, dot)).append(text.substr(clock.size())));
  const auto part = parse_iso8601("1970-01-01T00:00:00" + std::string(clock.substr(dot)) + "Z");
  if (!whole || !part)
    return fail(ErrorKind::invalid, "\"" + std::string(text) + "\" is no HTTP date");
  return *whole + part->time_since_epoch();
}

}  // namespace

std::string timestamp_text(TimestampFormat format, Instant instant) {
  switch (format) {
    case TimestampFormat::usual:
    case TimestampFormat::iso8601: {
      const auto whole = std::chrono::floor<std::chrono::milliseconds>(instant);
      if (whole == std::chrono::floor<std::chrono::seconds>(instant)) return to_iso8601(whole);
      auto text = to_iso8601(std::chrono::floor<std::chrono::seconds>(instant));
      const auto part = (whole - std::chrono::floor<std::chrono::seconds>(whole)).count();
      text.insert(text.size() - 1, fmt::format(".{:03}", part));
      return text;
    }
    case TimestampFormat::unix_seconds: {
      const auto micros = to_micros(instant);
      if (micros % 1'000'000 == 0) return fmt::format("{}", micros / 1'000'000);
      return fmt::format("{}", static_cast<double>(micros) / 1e6);
    }
    case TimestampFormat::http_date: return to_http_date(instant);
  }
  return {};
}

Result<Instant> read_timestamp(TimestampFormat format, std::string_view text) {
  text = trimmed(text);
  if (format == TimestampFormat::unix_seconds)
    if (auto parsed = read_unix_seconds(text)) return parsed;
  if (auto parsed = parse_iso8601(text)) return parsed;
  if (auto parsed = read_http_date(text)) return parsed;
  return read_unix_seconds(text);
}

std::string scalar_text(Kind kind, TimestampFormat format, const void* value) {
  switch (kind) {
    case Kind::string:
    case Kind::document: return *static_cast<const std::string*>(value);
    case Kind::blob:
      return crypto::to_base64(crypto::as_bytes(*static_cast<const std::string*>(value)));
    case Kind::boolean: return *static_cast<const bool*>(value) ? "true" : "false";
    case Kind::integer: return fmt::format("{}", *static_cast<const std::int32_t*>(value));
    case Kind::long_: return fmt::format("{}", *static_cast<const std::int64_t*>(value));
    case Kind::float_: return float_text(*static_cast<const float*>(value));
    case Kind::double_: return float_text(*static_cast<const double*>(value));
    case Kind::timestamp: return timestamp_text(format, *static_cast<const Instant*>(value));
    case Kind::list:
    case Kind::map:
    case Kind::structure: break;
  }
  MIRANTE_CHECK(false);
}

Result<void> read_scalar(Kind kind, TimestampFormat format, std::string_view text, void* value) {
  switch (kind) {
    case Kind::string:
    case Kind::document: static_cast<std::string*>(value)->assign(text); return {};
    case Kind::boolean: return read_boolean(text, *static_cast<bool*>(value));
    case Kind::integer:
      return read_number(text, *static_cast<std::int32_t*>(value), "a whole number");
    case Kind::long_:
      return read_number(text, *static_cast<std::int64_t*>(value), "a whole number");
    case Kind::float_: return read_float(text, *static_cast<float*>(value));
    case Kind::double_: return read_float(text, *static_cast<double*>(value));
    case Kind::blob: {
      const auto bytes = crypto::from_base64(trimmed(text));
      if (!bytes) return fail(ErrorKind::invalid, "the text is not base64");
      static_cast<std::string*>(value)->assign(bytes->begin(), bytes->end());
      return {};
    }
    case Kind::timestamp: {
      const auto instant = read_timestamp(format, text);
      if (!instant) return fail(instant.error());
      *static_cast<Instant*>(value) = *instant;
      return {};
    }
    case Kind::list:
    case Kind::map:
    case Kind::structure: break;
  }
  return fail(ErrorKind::invalid, "text stands where a structure belongs");
}

}  // namespace mirante::aws::wire

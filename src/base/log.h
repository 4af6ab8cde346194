// Log lines: a stable event name, then facts as key=value; no prose to parse and no secrets (types
// that hold secrets have no formatter). Lines go to standard error; standard output belongs to
// answers.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "base/context.h"

namespace mirante::log {

enum class Level : std::uint8_t { debug, info, warning, error };

struct Fact {
  std::string_view key;
  std::string value;
};

template <class T>
Fact kv(std::string_view key, const T& value) {
  if constexpr (requires { value.text(); })
    return {key, value.text()};
  else if constexpr (requires { value.value; })
    return {key, fmt::format("{}", value.value)};
  else
    return {key, fmt::format("{}", value)};
}

/// Lines under `level` are dropped. Default: info.
void set_level(Level level);
void write(Level level, std::string_view event, std::initializer_list<Fact> facts);

template <class... Facts>
void debug(std::string_view event, Facts... facts) {
  write(Level::debug, event, {facts...});
}
template <class... Facts>
void info(std::string_view event, Facts... facts) {
  write(Level::info, event, {facts...});
}
template <class... Facts>
void warning(std::string_view event, Facts... facts) {
  write(Level::warning, event, {facts...});
}
template <class... Facts>
void error(std::string_view event, Facts... facts) {
  write(Level::error, event, {facts...});
}

/// The same with tenant and trace of the call.
template <class... Facts>
void info(std::string_view event, const CallContext& ctx, Facts... facts) {
  write(Level::info, event, {kv("tenant", ctx.tenant), kv("trace", ctx.trace), facts...});
}

}  // namespace mirante::log

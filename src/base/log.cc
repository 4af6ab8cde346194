#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace mirante::log {
namespace {

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made = spdlog::stderr_logger_mt("mirante");
    made->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    return made;
  }();
  return *instance;
}

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::debug: return spdlog::level::debug;
    case Level::info: return spdlog::level::info;
    case Level::warning: return spdlog::level::warn;
    case Level::error: return spdlog::level::err;
  }
  return spdlog::level::info;
}

/// What a terminal may obey instead of showing.
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// Quoted when it has anything that would make the line ambiguous.
void append_value(std::string& line, std::string_view value) {
  const bool plain = !value.empty() && std::ranges::none_of(value, [](char c) {
    return is_control(c) || std::string_view(" \"=\\").contains(c);
  });
  if (plain) {
    line += value;
    return;
  }
  line += '"';
  for (const char c : value) {
    if (c == '"' || c == '\\')
      (line += '\\') += c;
    else if (c == '\n')
      line += "\\n";
    else if (c == '\r')
      line += "\\r";
    else if (is_control(c))
      line += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
    else
      line += c;
  }
  line += '"';
}

}  // namespace

void set_level(Level level) { logger().set_level(to_spdlog(level)); }

void write(Level level, std::string_view event, std::initializer_list<Fact> facts) {
  auto& out = logger();
  if (!out.should_log(to_spdlog(level))) return;
  std::string line(event);
  for (const auto& fact : facts) {
    line += ' ';
    line += fact.key;
    line += '=';
    append_value(line, fact.value);
  }
  out.log(to_spdlog(level), "{}", line);
}

}  // namespace mirante::log

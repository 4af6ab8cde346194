#include "base/zone.h"

#include <cctz/civil_time.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace mirante {

bool is_zone(const std::string& name) {
  // cctz would take "libc:localtime", "/etc/passwd" or a name in another case, too.
  const bool is_named =
      !name.empty() && name.size() <= 64 && name.front() != '/' &&
      name.find("..") == std::string::npos && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '/' || c == '_' || c == '-' || c == '+';
      });
  if (!is_named || name == "localtime") return false;
  cctz::time_zone zone;
  return cctz::load_time_zone(name, &zone);
}

std::string tzdata_version() {
  // As cctz looks for them; distributions keep the version in the first line of this file.
  const char* folder = std::getenv("TZDIR");
  std::ifstream file(std::string(folder == nullptr ? "/usr/share/zoneinfo" : folder) +
                     "/tzdata.zi");
  constexpr std::string_view before = "# version ";
  std::string line;
  if (!std::getline(file, line) || !line.starts_with(before)) return {};
  return line.substr(before.size());
}

Result<Zone> Zone::named(const std::string& name) {
  cctz::time_zone zone;
  if (!is_zone(name) || !cctz::load_time_zone(name, &zone))
    return fail(ErrorKind::invalid, fmt::format("\"{}\" is not a time zone of tzdata; write a name "
                                                "such as America/Sao_Paulo or UTC",
                                                name));
  return Zone(name, zone);
}

LocalTime Zone::local(Instant instant) const {
  const auto at = std::chrono::floor<std::chrono::seconds>(instant);
  return LocalTime(at.time_since_epoch() + std::chrono::seconds(zone_.lookup(at).offset));
}

std::chrono::local_days Zone::local_day(Instant instant) const {
  return std::chrono::floor<std::chrono::days>(local(instant));
}

Instant Zone::first_instant(LocalTime local) const {
  const auto civil = cctz::civil_second(1970, 1, 1, 0, 0, 0) + local.time_since_epoch().count();
  const auto found = zone_.lookup(civil);
  return found.kind == cctz::time_zone::civil_lookup::SKIPPED ? found.trans : found.pre;
}

std::string Zone::text(Instant instant) const {
  const auto shown = local(instant);
  const auto offset = shown.time_since_epoch() -
                      std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch();
  auto text = to_iso8601(Instant(shown.time_since_epoch()));
  text.back() = offset.count() < 0 ? '-' : '+';  // It was `Z`.
  const auto away = std::abs(offset.count());
  text += fmt::format("{:02}:{:02}", away / 3600, away / 60 % 60);
  if (away % 60 != 0) text += fmt::format(":{:02}", away % 60);
  return text;
}

}  // namespace mirante

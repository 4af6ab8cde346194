#include "simcloud/cloudwatch/load.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace mirante::simcloud {
namespace {

using Day = std::array<std::uint8_t, 24>;  // Percent, at the full hours.

struct Pattern {
  Day workday;
  Day weekend;
};

constexpr Pattern patterns[] = {
    {{12, 9, 8, 8, 8, 10, 18, 32, 52, 68, 76, 78, 70, 72, 78, 80, 76, 70, 60, 52, 44, 34, 24, 16},
     {12, 9, 8, 8, 8, 8, 10, 12, 16, 22, 28, 30, 30, 28, 28, 28, 26, 26, 28, 28, 26, 22, 18, 14}},
    {{2, 2, 2, 2, 2, 2, 2, 6, 34, 60, 66, 64, 40, 54, 66, 64, 60, 44, 14, 4, 2, 2, 2, 2}, {}},
    {{30, 84, 90, 92, 88, 46, 8, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 6},
     {30, 84, 90, 92, 88, 46, 8, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 6}},
    {{44, 42, 40, 40, 40, 42, 46, 50, 56, 60, 62, 62,
      60, 60, 62, 62, 60, 58, 56, 54, 52, 50, 48, 46},
     {44, 42, 40, 40, 40, 40, 42, 44, 46, 48, 50, 50,
      50, 50, 50, 50, 48, 48, 48, 48, 48, 46, 46, 44}},
    {{1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1},
     {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}},
};

/// Hours to add to UTC, near enough to tell day from night.
constexpr std::pair<std::string_view, int> offsets[] = {
    {"sa-", -3}, {"us-west", -8}, {"us-", -5}, {"ca-", -5}, {"mx-", -6},
    {"eu-", 1},  {"af-", 2},      {"il-", 2},  {"me-", 3},  {"ap-south-", 5},
};

int utc_offset(RegionIndex region) {
  const auto name = region_facts(region).name;
  for (const auto& [prefix, hours] : offsets)
    if (name.starts_with(prefix)) return hours;
  return 8;
}

constexpr std::pair<std::string_view, Load> words[] = {
    {"noturno", Load::nightly},       {"batch", Load::nightly},
    {"lote", Load::nightly},          {"comercial", Load::office_hours},
    {"homolog", Load::office_hours},  {"desenvolv", Load::office_hours},
    {"test", Load::office_hours},     {"staging", Load::office_hours},
    {"notebook", Load::office_hours}, {"dev", Load::office_hours},
    {"contingencia", Load::idle},     {"bastiao", Load::idle},
    {"bastion", Load::idle},          {"esquecido", Load::idle},
    {"banco", Load::steady},          {"database", Load::steady},
    {"fila", Load::steady},           {"spark", Load::steady},
};

}  // namespace

Load load_of(const TextPool& texts, const Tags& tags) {
  for (const auto& [word, load] : words)
    for (const auto& tag : tags) {
      auto value = texts.str(tag.value);
      std::ranges::transform(value, value.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      });
      if (value.find(word) != std::string::npos) return load;
    }
  return Load::busy_days;
}

double noise(const Draws& draws, std::uint64_t thing, std::uint64_t what, std::int64_t minute) {
  const auto bits =
      draws.at(Purpose::metric, {thing, what, static_cast<std::uint64_t>(minute)}) >> 11;
  return static_cast<double>(bits) * 0x1.0p-52 - 1;
}

double activity(const Draws& draws, std::uint64_t server, Load load, RegionIndex region,
                std::int64_t minute) {
  static constexpr std::uint64_t size_of_load = 1, slow = 2, fast = 3;
  const auto local = minute + std::int64_t{60} * utc_offset(region);
  const auto hour = local / 60;
  const auto part = static_cast<double>(local % 60) / 60;
  const auto percent = [&](std::int64_t at) {
    const auto day = at / 24 % 7;  // 1970 began on a Thursday: 2 and 3 are the weekend.
    const auto& pattern = patterns[static_cast<std::size_t>(load)];
    const auto& hours = day == 2 || day == 3 ? pattern.weekend : pattern.workday;
    return static_cast<double>(hours[static_cast<std::size_t>(at % 24)]);
  };
  const auto between = [part](double before, double after) {
    return before + (after - before) * part;
  };
  const double shape = between(percent(hour), percent(hour + 1)) / 100;
  const double drift =
      between(noise(draws, server, slow, hour), noise(draws, server, slow, hour + 1));
  const double own = 0.7 + 0.3 * noise(draws, server, size_of_load, 0);
  const double jitter = noise(draws, server, fast, minute);
  return std::clamp(own * shape * (1 + 0.25 * drift + 0.12 * jitter) + 0.004 * (1 + jitter), 0.0,
                    1.0);
}

}  // namespace mirante::simcloud

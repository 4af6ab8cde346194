#include "features/savings/other_scheduler.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace mirante::savings {
namespace {

struct KnownTag {
  std::string_view name;
  std::string_view key;  // With a star at its end: whatever follows.
};

/// As the programs document them, with their default names. Those that can be told to read any tag
/// are found by their default alone.
constexpr std::array<KnownTag, 9> known_tags{{
    {"AWS Instance Scheduler", "Schedule"},
    {"AWS Instance Scheduler", "IS-ManagedBy"},
    {"AWS Instance Scheduler", "IS-LastAction"},
    {"AWS Instance Scheduler", "InstanceScheduler-LastAction"},
    {"AWS EC2 Scheduler", "scheduler:ec2-startstop*"},
    {"Cloud Custodian", "maid_offhours"},
    {"Cloud Custodian", "custodian_*"},
    {"Cloud Custodian", "c7n_*"},
    {"Cloudaware", "cloudaware:scheduler"},
}};

/// What scripts call their tags, without signs and case.
constexpr std::array<std::string_view, 15> usual_keys{
    "autostart", "autostop",      "autoon",       "autooff",        "autoshutdown",
    "startstop", "stopstart",     "offhours",     "onhours",        "starttime",
    "stoptime",  "startschedule", "stopschedule", "uptimeschedule", "downtimeschedule"};

bool matches(std::string_view pattern, std::string_view key) {
  if (pattern.ends_with('*')) return key.starts_with(pattern.substr(0, pattern.size() - 1));
  return key == pattern;
}

std::string letters_of(std::string_view key) {
  std::string letters;
  for (const unsigned char c : key)
    if (std::isalpha(c) != 0) letters += static_cast<char>(std::tolower(c));
  return letters;
}

}  // namespace

std::optional<OtherScheduler> other_scheduler(const std::map<std::string, std::string>& tags) {
  for (const auto& known : known_tags)
    for (const auto& [key, value] : tags)
      if (matches(known.key, key))
        return OtherScheduler{.name = std::string(known.name), .tag = key, .value = value};
  for (const auto& [key, value] : tags)
    if (std::ranges::find(usual_keys, letters_of(key)) != usual_keys.end())
      return OtherScheduler{.name = {}, .tag = key, .value = value};
  return std::nullopt;
}

}  // namespace mirante::savings

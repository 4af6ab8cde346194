#include "features/databases/restart.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace mirante::databases {
namespace {

std::optional<Instant> instant_in(const std::string& json, const char* member) {
  const auto document = Json::parse(json, nullptr, false);
  if (!document.is_object()) return std::nullopt;
  const auto found = document.find(member);
  if (found == document.end() || !found->is_string()) return std::nullopt;
  const auto parsed = parse_iso8601(found->get<std::string>());
  return parsed ? std::optional(*parsed) : std::nullopt;
}

/// Whether it is up or comes up, whatever AWS does to it besides.
bool is_on(const std::string& state) {
  return !state.empty() && state != "stopped" && state != "stopping" && state != "deleting" &&
         state != "creating" && state != "failed" && !state.starts_with("in") &&
         state != "restore-error";  // "incompatible-…", "inaccessible-…", "insufficient-capacity".
}

}  // namespace

bool is_up(const inventory::Resource& database) {
  return !database.gone_at && is_on(database.state);
}

std::optional<AwsStart> start_by_aws(const inventory::Resource& database,
                                     const std::vector<inventory::Version>& earlier,
                                     const std::vector<Instant>& asked_here) {
  if (!is_up(database)) return std::nullopt;
  for (const auto& version : earlier) {
    if (is_on(version.state)) continue;
    const auto due = instant_in(version.body, "AutomaticRestartTime");
    if (version.state != "stopped" || !due) return std::nullopt;
    const auto seen = version.until;
    if (seen < *due || seen - *due > aws_start_seen_within) return std::nullopt;
    const bool is_ours = std::ranges::any_of(
        asked_here, [&](Instant at) { return *due - asked_start_seen_within < at && at <= seen; });
    if (is_ours) return std::nullopt;
    return AwsStart{.due = *due, .seen = seen};
  }
  return std::nullopt;
}

std::optional<Instant> announced_start(const inventory::Resource& database) {
  if (database.gone_at || database.state != "stopped") return std::nullopt;
  return instant_in(database.summary, "automatic_restart_time");
}

}  // namespace mirante::databases

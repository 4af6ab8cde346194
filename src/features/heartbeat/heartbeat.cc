#include "features/heartbeat/heartbeat.h"

namespace mirante::heartbeat {

using std::chrono::seconds;

Result<HeartbeatConfig> validate(HeartbeatConfig config) {
  if (config.every < seconds(1)) return fail_field("heartbeat.every", "must be at least 1 second");
  if (config.outage_after < 2 * config.every)
    return fail_field("heartbeat.outage_after", "must be at least twice heartbeat.every");
  if (config.call_timeout < seconds(1) || config.call_timeout > config.every)
    return fail_field("heartbeat.call_timeout", "must be between 1 second and heartbeat.every");
  return config;
}

std::optional<Outage> outage_between(std::optional<Instant> last, Instant now,
                                     std::chrono::seconds outage_after) {
  if (!last || now - *last <= outage_after) return std::nullopt;
  return Outage{.began_at = *last, .ended_at = now};
}

}  // namespace mirante::heartbeat

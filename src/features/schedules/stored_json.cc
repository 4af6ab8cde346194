#include "features/schedules/stored_json.h"

#include <nlohmann/json.hpp>

#include "features/schedules/schedule_json.h"

namespace mirante::schedules {

Json to_json(const StoredSchedule& schedule) {
  auto json = to_json(schedule.schedule);
  json["id"] = schedule.id.text();
  json["version"] = schedule.version;
  json["state"] = schedule.is_paused ? "paused" : "active";
  json["targets"] = to_json(schedule.targets);
  json["settings"] = to_json(schedule.settings);
  json["approved"] = schedule.approved.size();
  json["created_at"] = to_iso8601(schedule.created_at);
  json["updated_at"] = to_iso8601(schedule.updated_at);
  json["updated_by"] = schedule.updated_by;
  // What the firing has not looked at since the last change is not known yet.
  if (!schedule.is_paused && schedule.due_at && !is_look_now(*schedule.due_at))
    json["next_due"] = {{"instant", to_iso8601(*schedule.due_at)},
                        {"local", schedule.schedule.zone.text(*schedule.due_at)},
                        {"zone", schedule.schedule.zone.name()}};
  return json;
}

Json to_json(const StoredVersion& version) {
  return {{"version", version.version},
          {"at", to_iso8601(version.made_at)},
          {"by", version.made_by},
          {"document", Json::parse(version.document)},
          {"targets", Json::parse(version.targets)},
          {"settings", Json::parse(version.settings)}};
}

Json to_json(const StoredCalendar& calendar) {
  auto json = to_json(calendar.calendar);
  json["is_built_in"] = false;
  json["etag"] = entity_tag(calendar);
  return json;
}

Json to_json(const StoredFreeze& freeze) {
  return {{"id", freeze.id.text()},
          {"begin", to_iso8601(freeze.begin)},
          {"end", to_iso8601(freeze.end)},
          {"reason", freeze.reason},
          {"by", freeze.made_by}};
}

Json to_json(const StoredMaintenance& window) {
  return {{"id", window.id.text()},
          {"begin", to_iso8601(window.begin)},
          {"end", to_iso8601(window.end)},
          {"reason", window.reason},
          {"targets", to_json(window.targets)},
          {"by", window.made_by}};
}

Json to_json(const StoredOverride& one) {
  auto json = to_json(one.server);
  json["id"] = one.id.text();
  json["state"] = one.state == State::running ? "running" : "stopped";
  json["since"] = to_iso8601(one.begin);
  json["until"] = to_iso8601(one.end);
  json["reason"] = one.reason;
  json["by"] = one.made_by;
  if (one.cancelled_at) json["cancelled_at"] = to_iso8601(*one.cancelled_at);
  return json;
}

}  // namespace mirante::schedules

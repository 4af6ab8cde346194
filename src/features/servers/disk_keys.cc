#include "features/servers/disk_keys.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/foreign_json.h"
#include "base/json.h"
#include "features/accounts/permissions_policy.h"

namespace mirante::servers {
namespace {

/// "arn:aws:sts::1:assumed-role/mirante" of a session of that role; others as they are.
std::string_view without_session(std::string_view arn) {
  return arn.contains(":assumed-role/") ? arn.substr(0, arn.rfind('/')) : arn;
}

std::string text_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool could_still_tell(const DiskKey& key) {
  return key.state == KeyState::usable && !key.needs_no_grant && !key.tried;
}

Obstacle prevents(std::string code, std::string text) {
  return {.why = {.kind = ErrorKind::refused, .message = std::move(text), .code = std::move(code)}};
}
Obstacle unknown(std::string code, std::string text) {
  auto made = prevents(std::move(code), std::move(text));
  made.weight = Weight::unknown;
  return made;
}

/// Nullopt: the disks can be opened with it.
std::optional<Obstacle> judge_key(const std::string& arn, const DiskKey& key,
                                  const std::string& unread_starts) {
  const std::string its = "the KMS key " + arn + " of its disks ";
  switch (key.state) {
    case KeyState::disabled:
      return prevents("key.disabled",
                      its +
                          "is disabled, so AWS would let it fall back to stopped; enable the "
                          "key before");
    case KeyState::pending_deletion:
      return prevents("key.pending_deletion",
                      its +
                          "is pending deletion, so AWS would let it fall back to stopped; "
                          "cancel the deletion: without the key the disks can never be read "
                          "again");
    case KeyState::missing:
      return prevents("key.missing", its + "does not exist any more, so it cannot start");
    case KeyState::other:
      return prevents("key.unusable", its + "cannot be used now: KMS says " + key.said);
    case KeyState::unread:
      return unknown("key.unchecked", "whether " + its + "can be used cannot be seen: " + key.said);
    case KeyState::usable: break;
  }
  if (key.needs_no_grant) return std::nullopt;
  if (key.tried && key.tried->was_refused)
    return prevents("key.not_granted",
                    "at its last start with it, " + to_iso8601(key.tried->at) +
                        ", AWS did not let the connection use " + its +
                        "(kms:CreateGrant). Unless that was mended since, add to its policy: " +
                        accounts::policy_line("kms:CreateGrant") +
                        ", and look at the key's own policy");
  if (key.tried) return std::nullopt;
  if (!unread_starts.empty())
    return unknown("key.unchecked", "whether the connection may use " + its +
                                        "(kms:CreateGrant) cannot be seen: " + unread_starts);
  return unknown("key.unproved",
                 "whether the connection may use " + its +
                     "(kms:CreateGrant) shows at its first start with it: none is recorded, and "
                     "AWS has no dry run for that");
}

}  // namespace

void note_grant(DiskKeys& keys, std::string_view event, std::string_view connection) {
  const auto json = read_foreign_json(event);
  if (!json.is_object()) return;
  const auto identity = json.value("userIdentity", Json::object());
  const auto at = parse_iso8601(text_of(json, "eventTime"));
  if (!at || !identity.is_object() ||
      without_session(text_of(identity, "arn")) != without_session(connection))
    return;
  const auto error = text_of(json, "errorCode");
  const bool was_refused = error.starts_with("AccessDenied");
  if (!error.empty() && !was_refused) return;  // Of the key's state, which is read by itself.
  // A refusal names the key in its message alone.
  for (auto& [arn, key] : keys.keys)
    if (could_still_tell(key) && event.contains(arn))
      key.tried = DiskKey::Tried{.at = *at, .was_refused = was_refused};
}

bool wants_grants(const DiskKeys& keys) {
  return std::ranges::any_of(keys.keys,
                             [](const auto& entry) { return could_still_tell(entry.second); });
}

Obstacles judge_keys(const DiskKeys& keys) {
  Obstacles obstacles;
  for (const auto& [server, arns] : keys.of_server) {
    if (!keys.unread_disks.empty())
      obstacles[server].push_back(
          unknown("key.unchecked",
                  "whether its disks are encrypted with a key that can be used "
                  "cannot be seen: " +
                      keys.unread_disks));
    for (const auto& arn : arns)
      if (auto one = judge_key(arn, keys.keys.at(arn), keys.unread_starts))
        obstacles[server].push_back(*std::move(one));
  }
  return obstacles;
}

}  // namespace mirante::servers

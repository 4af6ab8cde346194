// The control API's settings: limits, keys, regions, the organization, and things that AWS or
// somebody in front of the machine does.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "simcloud/aws_ids.h"
#include "simcloud/caller.h"
#include "simcloud/cloudwatch/history.h"
#include "simcloud/control.h"
#include "simcloud/control_reading.h"
#include "simcloud/ec2/life.h"
#include "simcloud/kms/keys.h"
#include "simcloud/organizations/founding.h"
#include "simcloud/settle.h"
#include "simcloud/sts/web_identity.h"

namespace mirante::simcloud {
namespace {

using std::chrono::microseconds;

microseconds in_seconds(double seconds) {
  return microseconds(static_cast<std::int64_t>(seconds * 1e6));
}

Result<void> read_range(JsonReader& read, std::string_view name, microseconds& least,
                        microseconds& most) {
  const auto* range = read.child(name);
  if (range == nullptr) return {};
  if (!range->is_array() || range->size() != 2 || !(*range)[0].is_number() ||
      !(*range)[1].is_number())
    return fail_field(std::string(name), "must be [least, most] in seconds");
  least = in_seconds((*range)[0].get<double>());
  most = in_seconds((*range)[1].get<double>());
  if (least < microseconds(0) || most < least)
    return fail_field(std::string(name), "must be [least, most] in seconds");
  return {};
}

Result<void> change_checks(const Cloud& cloud, JsonReader& read, Instance& instance) {
  const std::pair<std::string_view, CheckStatus InstanceExtras::*> checks[] = {
      {"system_check", &InstanceExtras::system_check},
      {"instance_check", &InstanceExtras::instance_check},
      {"volume_check", &InstanceExtras::volume_check}};
  for (const auto& [name, member] : checks) {
    if (!read.has(name)) continue;
    const auto status = parse_check_status(read.text(name, ""));
    if (!status) return fail_field(std::string(name), "must be ok, impaired or insufficient-data");
    instance.more().*member = *status;
    instance.more().impaired_since = cloud.now;
  }
  return {};
}

/// What ails the server from now on, for its metrics.
Result<void> note_ailments_of(Cloud& cloud, JsonReader& read, const Place& place,
                              const Instance& instance) {
  auto ailments = ailments_now(cloud, place, instance.id);
  if (instance.extras) {
    ailments.system = instance.extras->system_check;
    ailments.instance = instance.extras->instance_check;
    ailments.volume = instance.extras->volume_check;
  }
  if (read.has("cpu_percent")) {
    const auto percent = read.number("cpu_percent", 0);
    if (percent > 100) return fail_field("cpu_percent", "must be 0 to 100, or -1");
    ailments.cpu_percent = percent < 0 ? std::nullopt : std::optional(percent);
  }
  note_ailments(cloud, place, instance.id, ailments);
  return {};
}

/// What happens to a server without any call: its operating system shuts down, AWS reboots it.
Result<void> change_power(Cloud& cloud, Place& place, Instance& instance,
                          const std::string& power) {
  if (power.empty()) return {};
  if (instance.state != InstanceState::running)
    return fail_field("power", "the server is not running");
  if (power == "shutdown") {
    shut_down(cloud, place, instance);
    return {};
  }
  if (power == "reboot") {
    reboot(cloud, place, instance, {});
    return {};
  }
  if (power == "spot-interruption") {
    begin_termination(cloud, place, instance, StateReason::spot_termination, {});
    return {};
  }
  return fail_field("power", "must be shutdown, reboot or spot-interruption");
}

}  // namespace

Result<Account*> read_account(Cloud& cloud, JsonReader& read) {
  const auto wanted = read.text("account", "");
  if (auto* account = cloud.find_account(wanted)) return account;
  for (auto& account : cloud.accounts)
    if (account.name == wanted) return &account;
  return fail_field("account", "there is no account \"" + wanted + "\"");
}

Result<Place*> read_place(Cloud& cloud, JsonReader& read) {
  const auto name = read.text("region", "");
  const auto account = read_account(cloud, read);
  if (!account) return fail(account.error());
  const auto region = find_region(name);
  if (!region) return fail_field("region", "\"" + name + "\" is no region of AWS");
  return &cloud.place(**account, *region);
}

Result<Instance*> read_instance(Cloud& cloud, JsonReader& read) {
  const auto id = read.text("id", "");
  const auto place = read_place(cloud, read);
  if (!place) return fail(place.error());
  const auto parsed = parse_id("i-", id);
  auto* instance = (*place)->find_instance(parsed.value);
  if (parsed.form != ParsedId::Form::ours || instance == nullptr)
    return fail(ErrorKind::not_found, "there is no server " + id + " there");
  return instance;
}

Result<Json> Control::set_clock_skew(const Json& body) {
  JsonReader read(body);
  const auto seconds = read.number("skew_s", 0);
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  world_.cloud().clock_skew = std::chrono::seconds(static_cast<std::int64_t>(seconds));
  return Json{{"skew_s", world_.cloud().clock_skew.count()}};
}

Result<Json> Control::set_throttling(const Json& body) {
  JsonReader read(body);
  const auto enabled = read.flag("enabled", true);
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  world_.cloud().throttling = enabled;
  return Json{{"enabled", enabled}};
}

Result<Json> Control::set_pace(const Json& body) {
  JsonReader read(body);
  auto pace = world_.cloud().pace;
  for (auto ok :
       {read_range(read, "pending_s", pace.pending_least, pace.pending_most),
        read_range(read, "stopping_s", pace.stopping_least, pace.stopping_most),
        read_range(read, "shutting_down_s", pace.shutting_down_least, pace.shutting_down_most),
        read_range(read, "checks_s", pace.checks_least, pace.checks_most),
        read_range(read, "dns_s", pace.dns_least, pace.dns_most)})
    if (!ok) return fail(ok.error());
  pace.late_visibility = read.number("late_visibility", pace.late_visibility);
  pace.role_delay =
      in_seconds(read.number("role_delay_s", static_cast<double>(pace.role_delay.count()) / 1e6));
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  world_.cloud().pace = pace;
  return Json::object();
}

Result<Json> Control::set_capacity(const Json& body) {
  JsonReader read(body);
  const auto region = read.text("region", "*"), zone = read.text("zone", "*");
  const auto type = read.text("type", "*");
  const bool limited = read.has("left");
  const auto left = read.number("left", 0);
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  const auto key = region + "/" + zone + "/" + type;
  if (limited)
    world_.cloud().capacity[key] = static_cast<std::uint32_t>(left);
  else
    world_.cloud().capacity.erase(key);
  return Json::object();
}

Result<Json> Control::set_vcpu_limit(const Json& body) {
  JsonReader read(body);
  const auto place = read_place(world_.cloud(), read);
  const auto quota_class = read.text("class", "standard");
  const bool limited = read.has("vcpus");
  const auto vcpus = read.number("vcpus", 0);
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  if (!place) return fail(place.error());
  if (limited)
    (*place)->vcpu_limits[quota_class] = static_cast<std::uint32_t>(vcpus);
  else
    (*place)->vcpu_limits.erase(quota_class);
  return Json::object();
}

Result<Json> Control::set_key(const Json& body) {
  JsonReader read(body);
  const auto place = read_place(world_.cloud(), read);
  const auto name = read.text("name", ""), state = read.text("state", "enabled");
  const auto refused = read.flag("grants_refused", false);
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  if (!place) return fail(place.error());
  if (name.empty()) return fail_field("name", "is needed");
  auto wanted = KmsKey::State::enabled;
  if (state == "disabled")
    wanted = KmsKey::State::disabled;
  else if (state == "pending_deletion")
    wanted = KmsKey::State::pending_deletion;
  else if (state != "enabled")
    return fail_field("state", "must be enabled, disabled or pending_deletion");
  const auto arn = add_key(world_.cloud(), **place, name);
  auto& held = (*place)->kms.keys.at(arn);
  held.state = wanted;
  held.grants_refused = refused;
  return Json{{"arn", arn}};
}

Result<Json> Control::set_region(const Json& body) {
  JsonReader read(body);
  const auto place = read_place(world_.cloud(), read);
  const auto enabled = read.flag("enabled", true);
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  if (!place) return fail(place.error());
  world_.cloud().accounts[(*place)->account].enabled.set((*place)->region, enabled);
  return Json::object();
}

Result<Json> Control::set_organization(const Json& body) {
  JsonReader read(body);
  const auto account = read_account(world_.cloud(), read);
  const auto name = read.text("name", "");
  const auto* document = read.child("document");
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  if (!account) return fail(account.error());
  if (name.empty()) return fail_field("name", "is needed");
  auto& cloud = world_.cloud();
  if (!cloud.organization.is_member((*account)->id))
    return fail_field("account", (*account)->id + " is not in the organization");
  if (document == nullptr) {
    detach_policy(cloud, (*account)->id, name);
    return Json::object();
  }
  const auto policy = attach_policy(cloud, (*account)->id, name, document->dump());
  if (!policy) return fail_field("document", policy.error().message);
  return Json{{"id", (*policy)->id}};
}

Result<Json> Control::expire_sessions(const Json& body) {
  JsonReader read(body);
  const Account* account = nullptr;
  if (read.has("account")) {
    const auto found = read_account(world_.cloud(), read);
    if (!found) return fail(found.error());
    account = *found;
  }
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  std::size_t count = 0;
  for (auto& [key, session] : world_.cloud().sessions) {
    if (account != nullptr && session.account != account->number) continue;
    session.expires = session.issued;
    ++count;
  }
  return Json{{"expired", count}};
}

Result<Json> Control::make_web_identity(const Json& body) {
  JsonReader read(body);
  WebIdentityClaims claims{.issuer = read.text("issuer", ""),
                           .subject = read.text("subject", ""),
                           .audience = read.text("audience", "sts.amazonaws.com"),
                           .issued = world_.latest_wall_};
  const auto lifetime = read.number("lifetime_s", 3600);
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  if (!claims.issuer.starts_with("https://"))
    return fail_field("issuer", "must be the provider's URL, such as https://oidc.example/id");
  if (claims.subject.empty()) return fail_field("subject", "must say whom the token is for");
  claims.expires = claims.issued + in_seconds(lifetime);
  return Json{{"token", make_web_identity_token(world_.cloud(), claims)}};
}

Result<Json> Control::add_account(const Json& body) {
  auto estate = parse_estate(Json{{"accounts", Json::array({body})}}.dump());
  if (!estate) return fail(estate.error());
  const auto id = estate->accounts.front().id;
  if (auto ok = settle_account(world_.cloud(), estate->accounts.front()); !ok)
    return fail(ok.error());
  for (const auto& account : world_.credentials()["accounts"])
    if (account["id"] == id) return account;
  return Json::object();
}

Result<Json> Control::add_role(const Json& body) {
  JsonReader read(body);
  const auto account = read_account(world_.cloud(), read);
  EstateRole role{.name = read.text("name", ""), .external_id = read.text("external_id", "")};
  const auto* grants = read.child("grants");
  if (grants != nullptr)
    role.grants = grants->is_string() ? grants->get<std::string>() : grants->dump();
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  if (!account) return fail(account.error());
  if (role.name.empty()) return fail_field("name", "is needed");
  const auto made = settle_role(world_.cloud(), **account, role);
  if (!made) return fail(made.error());
  return Json{{"arn", role_arn(**account, **made)}};
}

Result<Json> Control::add_place(const Json& body) {
  JsonReader read(body);
  const auto account = read_account(world_.cloud(), read);
  if (!account) return fail(account.error());
  auto place = body;
  place.erase("account");
  auto estate = parse_estate(
      Json{{"accounts", Json::array({{{"id", "000000000000"}, {"places", Json::array({place})}}})}}
          .dump());
  if (!estate) return fail(estate.error());
  const auto& wanted = estate->accounts.front().places.front();
  auto& made = world_.cloud().place(**account, *find_region(wanted.region));
  std::set<std::uint64_t> before;
  for (const auto& [id, instance] : made.instances) before.insert(id);
  if (auto ok = settle_place(world_.cloud(), **account, wanted); !ok) return fail(ok.error());
  Json ids = Json::array();
  for (const auto& [id, instance] : made.instances)
    if (!before.contains(id)) ids.push_back(format_id("i-", id));
  return Json{{"instances", std::move(ids)}};
}

Result<Json> Control::change_instance(const Json& body) {
  auto& cloud = world_.cloud();
  JsonReader read(body);
  const auto instance = read_instance(cloud, read);
  if (!instance) return fail(instance.error());
  const auto place = read_place(cloud, read);
  if (auto ok = change_checks(cloud, read, **instance); !ok) return fail(ok.error());
  if (auto ok = note_ailments_of(cloud, read, **place, **instance); !ok) return fail(ok.error());
  if (read.has("stuck_stopping")) (*instance)->stuck_stopping = read.flag("stuck_stopping", false);
  if (read.has("managed_by"))
    (*instance)->more().operator_principal = cloud.text(read.text("managed_by", ""));
  const auto event = read.text("event", "");
  const auto event_in = read.number("event_in_s", 86'400.0);
  if (!event.empty())
    announce(cloud, **place, **instance,
             {.code = event,
              .description = "The instance is running on degraded hardware",
              .not_before = cloud.now + in_seconds(event_in)});
  const auto power = read.text("power", "");
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  if (auto ok = change_power(cloud, **place, **instance, power); !ok) return fail(ok.error());
  return Json{{"state", to_string((*instance)->state)}};
}

Result<Json> Control::change_volume(const Json& body) {
  JsonReader read(body);
  const auto id = read.text("id", "");
  const auto place = read_place(world_.cloud(), read);
  const auto impaired = read.flag("io_impaired", false);
  const auto performance = parse_io_performance(read.text("io_performance", "normal"));
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  if (!place) return fail(place.error());
  if (!performance)
    return fail_field("io_performance", "must be normal, degraded, severely-degraded or stalled");
  auto* volume = (*place)->find_volume(parse_id("vol-", id).value);
  if (volume == nullptr) return fail(ErrorKind::not_found, "there is no volume " + id + " there");
  volume->io_impaired = impaired;
  volume->io_performance = *performance;
  note_ailments(world_.cloud(), **place, volume->id,
                {.volume = impaired ? CheckStatus::impaired : CheckStatus::ok});
  return Json::object();
}

}  // namespace mirante::simcloud

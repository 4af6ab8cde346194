#include "simcloud/control.h"

#include <nlohmann/json.hpp>

#include "base/foreign_json.h"
#include "simcloud/control_reading.h"
#include "simcloud/operations.h"
#include "simcloud/settle.h"
#include "simcloud/signature.h"

namespace mirante::simcloud {
namespace {

WireAnswer json_answer(int status, const Json& json) {
  return {.status = status,
          .headers = {{"content-type", "application/json"}},
          .body = json.dump() + "\n"};
}

WireAnswer problem(int status, const Error& error) {
  Json json{{"error", error.message}};
  if (!error.field.empty()) json["field"] = error.field;
  return json_answer(status, json);
}

/// Whether the path fits; segments in braces go into `body`.
bool fits(std::string_view pattern, std::string_view path, Json& body) {
  while (!pattern.empty() && !path.empty()) {
    if (pattern.front() == '{') {
      const auto name = pattern.substr(1, pattern.find('}') - 1);
      const auto end = std::min(path.find('/'), path.size());
      if (end == 0) return false;
      body[std::string(name)] = percent_decode(path.substr(0, end), false);
      pattern.remove_prefix(name.size() + 2);
      path.remove_prefix(end);
    } else if (pattern.front() == path.front()) {
      pattern.remove_prefix(1);
      path.remove_prefix(1);
    } else {
      return false;
    }
  }
  return pattern.empty() && path.empty();
}

}  // namespace

std::span<const Control::Route> Control::routes() {
  static constexpr Route table[] = {
      {"GET", "/_simcloud/", "this list", &Control::list},
      {"GET", "/_simcloud/time", "the World's time and speed", &Control::show_time},
      {"POST", "/_simcloud/time", "{advance_s?, to?, speed?}", &Control::set_time},
      {"GET", "/_simcloud/credentials", "panel, accounts, administrators, roles",
       &Control::show_credentials},
      {"GET", "/_simcloud/state", "how much there is", &Control::show_state},
      {"GET", "/_simcloud/calls",
       "?after=&account=&region=&service=&action=&actor=&code=&limit=", &Control::show_calls},
      {"GET", "/_simcloud/changes",
       "?after=&account=&region=&instance=&limit=", &Control::show_changes},
      {"GET", "/_simcloud/faults", "the rules and how often each hit", &Control::show_faults},
      {"POST", "/_simcloud/faults",
       "{kind, account?, region?, service?, action?, rate?, times?, from?, until?, rise_s?, "
       "fall_s?, latency_ms?, "
       "latency_most_ms?, code?, message?, status?}",
       &Control::add_fault},
      {"DELETE", "/_simcloud/faults", "removes all rules", &Control::clear_faults},
      {"DELETE", "/_simcloud/faults/{id}", "removes one rule", &Control::remove_fault},
      {"POST", "/_simcloud/clock", "{skew_s}: AWS's clock is off", &Control::set_clock_skew},
      {"POST", "/_simcloud/throttling", "{enabled}", &Control::set_throttling},
      {"POST", "/_simcloud/pace",
       "{pending_s?, stopping_s?, shutting_down_s?, checks_s?, dns_s?: [least, most], "
       "late_visibility?, "
       "role_delay_s?}",
       &Control::set_pace},
      {"POST", "/_simcloud/capacity", "{region?, zone?, type?, left: n or null}",
       &Control::set_capacity},
      {"POST", "/_simcloud/vcpu-limit", "{account, region, class?, vcpus: n or null}",
       &Control::set_vcpu_limit},
      {"POST", "/_simcloud/kms-keys", "{account, region, name, state?, grants_refused?}",
       &Control::set_key},
      {"POST", "/_simcloud/regions", "{account, region, enabled}", &Control::set_region},
      {"POST", "/_simcloud/organization", "{account, name, document: object or null}",
       &Control::set_organization},
      {"POST", "/_simcloud/sessions/expire", "{account?}", &Control::expire_sessions},
      {"POST", "/_simcloud/web-identity-tokens", "{issuer, subject, audience?, lifetime_s?}",
       &Control::make_web_identity},
      {"POST", "/_simcloud/accounts", "{id, name, …}: as in an estate", &Control::add_account},
      {"POST", "/_simcloud/roles", "{account, name, external_id?, grants?}", &Control::add_role},
      {"POST", "/_simcloud/places", "{account, region, servers, …}: as in an estate",
       &Control::add_place},
      {"POST", "/_simcloud/instances/{id}",
       "{account, region, system_check?, instance_check?, volume_check?, event?, event_in_s?, "
       "stuck_stopping?, managed_by?, cpu_percent?: n or -1, power?: shutdown, reboot or "
       "spot-interruption}",
       &Control::change_instance},
      {"POST", "/_simcloud/volumes/{id}", "{account, region, io_impaired?, io_performance?}",
       &Control::change_volume},
      {"GET", "/_simcloud/bill",
       "?from=&to=&account=&group=: dimensions of Cost Explorer, DAY, HOUR, TAG:key",
       &Control::show_bill},
      {"GET", "/_simcloud/bill.csv",
       "?month=2026-03&format=focus or cur&grain=daily or hourly&account=",
       &Control::show_bill_file},
      {"POST", "/_simcloud/billing", "{tax_percent?, support_percent?, account?, cost_explorer?}",
       &Control::set_billing},
      {"POST", "/_simcloud/reserved-instances",
       "{account, region, type, count?, zone?, windows?, payment?, years?, age_days?}",
       &Control::add_reserved_instances},
      {"POST", "/_simcloud/savings-plans",
       "{account, kind?, commitment, region?, family?, payment?, years?, age_days?}",
       &Control::add_savings_plan},
      {"POST", "/_simcloud/adjustments",
       "{account, kind?: credit or refund, amount, description?, age_days?}",
       &Control::add_adjustment},
      {"GET", "/_simcloud/mails", "?account=&region=", &Control::show_mails},
      {"POST", "/_simcloud/mails", "{account, region, identity?, verified?, sandbox?}",
       &Control::set_mail},
      {"POST", "/_simcloud/messaging", "{sns_late?, sns_twice?, sqs_mixed?, sqs_twice?}: shares",
       &Control::set_messaging},
      {"POST", "/_simcloud/calls", "{account, region?, service?, action, parameters, as?}",
       &Control::call_as_somebody},
      {"GET", "/_simcloud/scripts", "every script, how often each step was done and when next",
       &Control::show_scripts},
      {"POST", "/_simcloud/scripts", "{name?, steps: [{at or after_s, do, …}]}: see README.md",
       &Control::add_script},
      {"DELETE", "/_simcloud/scripts/{id}", "ends a script and what lasts of it",
       &Control::remove_script},
      {"GET", "/_simcloud/critical-path",
       "?after=&bucket_share=&per_host=&connections=: the shortest time for the calls made",
       &Control::show_critical_path},
  };
  return table;
}

WireAnswer Control::handle(const WireRequest& request) {
  const auto mark = std::min(request.target.find('?'), request.target.size());
  auto path = std::string_view(request.target).substr(0, mark);
  if (path == "/_simcloud") path = "/_simcloud/";
  bool path_is_known = false;
  for (const auto& route : routes()) {
    Json body = Json::object();
    if (!fits(route.path, path, body)) continue;
    path_is_known = true;
    if (route.method != request.method) continue;
    const auto from_path = body;
    if (!request.body.empty()) body = read_foreign_json(request.body);
    if (body.is_discarded() || !body.is_object())
      return problem(400, {.message = "the body must be a JSON object"});
    if (mark < request.target.size())
      for (const auto& [name, value] : read_form(std::string_view(request.target).substr(mark + 1)))
        body[name] = value;
    body.update(from_path);
    auto answer = (this->*route.answer)(body);
    if (!answer)
      return problem(answer.error().kind == ErrorKind::not_found ? 404 : 400, answer.error());
    if (answer->is_string())
      return {.headers = {{"content-type", "text/csv"}}, .body = answer->get<std::string>()};
    return json_answer(200, *answer);
  }
  if (path_is_known)
    return problem(405, {.message = request.method + " is not known at " + std::string(path)});
  return problem(404, {.message = "there is nothing at " + std::string(path) +
                                  "; GET /_simcloud/ lists what there is"});
}

Result<Json> Control::list(const Json&) {
  Json json = Json::array();
  for (const auto& route : routes())
    json.push_back({{"method", route.method}, {"path", route.path}, {"takes", route.says}});
  return Json{{"simulated", true}, {"control", std::move(json)}};
}

Result<Json> Control::show_time(const Json&) {
  Json json{{"now", to_iso8601(world_.time())}, {"speed", world_.speed_}};
  const auto next = world_.next_event();
  if (next != Instant::max()) json["next_event"] = to_iso8601(next);
  return json;
}

Result<Json> Control::set_time(const Json& body) {
  JsonReader read(body);
  const auto seconds = read.number("advance_s", 0);
  const auto to = read.text("to", "");
  const auto speed = read.number("speed", world_.speed_);
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  if (seconds < 0) return fail_field("advance_s", "time does not go back");
  if (speed <= 0) return fail_field("speed", "must be over 0");
  auto target = world_.time() + std::chrono::microseconds(static_cast<std::int64_t>(seconds * 1e6));
  if (!to.empty()) {
    const auto parsed = parse_iso8601(to);
    if (!parsed) return fail_field("to", parsed.error().message);
    if (*parsed < world_.time()) return fail_field("to", "time does not go back");
    target = *parsed;
  }
  world_.advance(target);
  world_.speed_ = speed;
  return show_time({});
}

Result<Json> Control::show_credentials(const Json&) { return world_.credentials(); }

Result<Json> Control::show_state(const Json&) {
  const auto& cloud = world_.cloud();
  std::size_t places = 0, instances = 0, volumes = 0, databases = 0, balancers = 0;
  for (const auto& account : cloud.accounts)
    for (const auto& place : account.places)
      if (place) {
        ++places;
        instances += place->instances.size();
        volumes += place->volumes.size();
        databases += place->databases.databases.size();
        balancers += place->balancers.balancers.size();
      }
  return Json{{"accounts", cloud.accounts.size()},
              {"places", places},
              {"instances", instances},
              {"volumes", volumes},
              {"databases", databases},
              {"load_balancers", balancers},
              {"calls", cloud.ledger.call_count()},
              {"changes", cloud.ledger.change_count()},
              {"sessions", cloud.sessions.size()},
              {"texts", cloud.texts.count()},
              {"planned", cloud.agenda.size()}};
}

Result<Json> Control::show_faults(const Json&) {
  Json rules = Json::array();
  for (const auto& rule : world_.cloud().faults.rules()) rules.push_back(to_json(rule));
  return Json{{"faults", std::move(rules)}};
}

Result<Json> Control::add_fault(const Json& body) {
  auto rule = parse_fault_rule(body);
  if (!rule) return fail(rule.error());
  return Json{{"id", world_.cloud().faults.add(*std::move(rule))}};
}

Result<Json> Control::clear_faults(const Json&) {
  world_.cloud().faults.clear();
  return Json::object();
}

Result<Json> Control::remove_fault(const Json& body) {
  const auto id = body["id"].get<std::string>();
  if (id.size() < 10 && id.find_first_not_of("0123456789") == std::string::npos &&
      world_.cloud().faults.remove(std::stoul(id)))
    return Json::object();
  return fail(ErrorKind::not_found, "there is no fault rule " + id);
}

}  // namespace mirante::simcloud

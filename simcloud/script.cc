#include "simcloud/script.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "simcloud/json_reading.h"

namespace mirante::simcloud {
namespace {

using std::chrono::microseconds;
using std::chrono::minutes;

constexpr std::size_t steps_max = 1'000;
constexpr auto days = std::chrono::days(1);

bool has_wildcards(std::string_view text) {
  return text.find_first_of("*?") != std::string_view::npos;
}

/// "18:30", or "-03:00" where a sign is allowed.
std::optional<minutes> parse_clock(std::string_view text) {
  const bool shaped = text.size() == 5 && text[2] == ':';
  unsigned hour = 0, minute = 0;
  const auto read = [](std::string_view digits, unsigned& number) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + 2, number);
    return error == std::errc() && end == digits.data() + 2;
  };
  if (!shaped || !read(text.substr(0, 2), hour) || !read(text.substr(3), minute) || hour > 23 ||
      minute > 59)
    return std::nullopt;
  return minutes(hour * 60 + minute);
}

Result<Timing::Daily> read_daily(const Json& json) {
  static constexpr std::string_view names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  JsonReader read(json);
  Timing::Daily daily;
  const auto at = parse_clock(read.text("at", ""));
  auto offset_text = read.text("utc_offset", "+00:00");
  const auto* wanted = read.child("days");
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  if (!at) return fail_field("at", "must be a time of day such as 18:00");
  daily.at = *at;
  const bool is_signed = offset_text.starts_with('+') || offset_text.starts_with('-');
  const auto offset =
      is_signed ? parse_clock(std::string_view(offset_text).substr(1)) : std::optional<minutes>();
  if (!offset) return fail_field("utc_offset", "must look like -03:00");
  daily.utc_offset = offset_text.front() == '-' ? -*offset : *offset;
  if (wanted == nullptr) {
    daily.days.fill(true);
    return daily;
  }
  if (!wanted->is_array() || wanted->empty())
    return fail_field("days", "must be a list out of mon, tue, wed, thu, fri, sat, sun");
  for (const auto& day : *wanted) {
    const auto found = std::ranges::find(names, day.is_string() ? day.get<std::string>() : "");
    if (found == std::end(names))
      return fail_field("days", "must be a list out of mon, tue, wed, thu, fri, sat, sun");
    daily.days[static_cast<std::size_t>(found - std::begin(names))] = true;
  }
  return daily;
}

Result<Timing> read_timing(JsonReader& read, Instant now) {
  Timing timing{.from = now};
  const auto at = read.instant("at");
  const auto after = read.seconds("after_s", 0);
  if (at && read.has("after_s")) return fail_field("after_s", "does not go with at");
  timing.from = at.value_or(now + after);
  if (timing.from < now) return fail_field("at", "is in the past of this World");
  if (read.has("every_s")) {
    timing.every = read.seconds("every_s", 0);
    if (*timing.every < std::chrono::seconds(1))
      return fail_field("every_s", "must be at least a second");
  }
  if (const auto* daily = read.child("every_day")) {
    if (timing.every) return fail_field("every_day", "does not go with every_s");
    auto parsed = read_daily(*daily);
    if (!parsed) return inside("every_day", std::move(parsed.error()));
    timing.daily = *parsed;
  }
  const bool repeats = timing.every || timing.daily;
  for (const auto* name : {"until", "times"})
    if (read.has(name) && !repeats) return fail_field(name, "needs every_s or every_day");
  timing.until = read.instant("until");
  if (read.has("times")) {
    const auto times = read.number("times", 1);
    if (!(times >= 1 && times <= 1e9)) return fail_field("times", "must be at least 1");
    timing.times = static_cast<std::uint64_t>(times);
  }
  timing.jitter = read.seconds("jitter_s", 0);
  return timing;
}

/// How long a lasting effect lasts: "for_s", or "to" for what happens once.
Result<std::optional<microseconds>> read_lasting(JsonReader& read, const Timing& timing) {
  const auto to = read.instant("to");
  const auto lasts = read.seconds("for_s", 0);
  if (read.has("for_s")) {
    if (to) return fail_field("to", "does not go with for_s");
    if (lasts <= microseconds(0)) return fail_field("for_s", "must be over 0");
    return lasts;
  }
  if (!to) return std::nullopt;
  if (timing.every || timing.daily) return fail_field("to", "is for what happens once; say for_s");
  if (*to <= timing.from) return fail_field("to", "must be after the beginning");
  return *to - timing.from;
}

Result<std::string> read_account(JsonReader& read, const Cloud& cloud) {
  auto account = read.text("account", "*");
  const bool known =
      has_wildcards(account) || std::ranges::any_of(cloud.accounts, [&](const Account& candidate) {
        return candidate.id == account || candidate.name == account;
      });
  if (!known) return fail_field("account", "there is no account \"" + account + "\"");
  return account;
}

Result<std::string> read_region(JsonReader& read) {
  auto region = read.text("region", "*");
  if (!has_wildcards(region) && !find_region(region))
    return fail_field("region", "\"" + region + "\" is no region of AWS");
  return region;
}

Result<Selection> read_selection(JsonReader& read, const Cloud& cloud) {
  Selection on;
  auto account = read_account(read, cloud);
  if (!account) return fail(account.error());
  on.account = *std::move(account);
  auto region = read_region(read);
  if (!region) return fail(region.error());
  on.region = *std::move(region);
  on.servers = read.text("servers", "*");
  if (on.servers.empty()) return fail_field("servers", "must be a name or an id; * and ? work");
  on.share = read.number("share", 1.0);
  if (!(on.share > 0 && on.share <= 1)) return fail_field("share", "must be over 0 and at most 1");
  return on;
}

/// Rules know accounts by their digits alone.
Result<std::string> read_account_id(JsonReader& read, const Cloud& cloud) {
  auto account = read_account(read, cloud);
  if (!account) return account;
  for (const auto& candidate : cloud.accounts)
    if (candidate.name == *account) return candidate.id;
  return account;
}

Result<FaultStep> read_outage(JsonReader& read, const Cloud& cloud) {
  FaultStep step;
  step.rule.kind = FaultKind::outage;
  auto account = read_account_id(read, cloud);
  if (!account) return fail(account.error());
  auto region = read_region(read);
  if (!region) return fail(region.error());
  step.rule.account = *std::move(account);
  step.rule.region = *std::move(region);
  step.rule.service = read.text("service", "*");
  return step;
}

Result<FaultStep> read_storm(JsonReader& read, const Cloud& cloud) {
  auto step = read_outage(read, cloud);
  if (!step) return step;
  auto& rule = step->rule;
  rule.kind = FaultKind::throttle;
  rule.action = read.text("action", "*");
  rule.rate = read.number("peak", 1.0);
  if (!(rule.rate > 0 && rule.rate <= 1)) return fail_field("peak", "must be over 0 and at most 1");
  rule.rise = read.seconds("rise_s", 0);
  rule.fall = read.seconds("fall_s", 0);
  return step;
}

/// Any rule of the control API.
Result<FaultStep> read_fault(JsonReader& read) {
  const auto* json = read.child("rule");
  if (json == nullptr) return fail_field("rule", "is needed");
  auto rule = parse_fault_rule(*json);
  if (!rule) return inside("rule", std::move(rule.error()));
  if (rule->from || rule->until)
    return fail_field(rule->from ? "rule.from" : "rule.until", "is told by the step: at, for_s");
  return FaultStep{.rule = *std::move(rule)};
}

Result<ChecksStep> read_checks(JsonReader& read, const Cloud& cloud) {
  auto on = read_selection(read, cloud);
  if (!on) return fail(on.error());
  ChecksStep step{.on = *std::move(on)};
  for (auto [name, member] : {std::pair("system_check", &step.system_check),
                              std::pair("instance_check", &step.instance_check),
                              std::pair("volume_check", &step.volume_check)}) {
    if (!read.has(name)) continue;
    *member = parse_check_status(read.text(name, ""));
    if (!*member) return fail_field(name, "must be ok, impaired or insufficient-data");
  }
  if (!step.system_check && !step.instance_check && !step.volume_check)
    return fail_field("system_check", "is needed, or instance_check, or volume_check");
  return step;
}

Result<VolumesStep> read_volumes(JsonReader& read, const Cloud& cloud) {
  auto on = read_selection(read, cloud);
  if (!on) return fail(on.error());
  VolumesStep step{.on = *std::move(on)};
  step.io_impaired = read.flag("io_impaired", false);
  const auto performance = parse_io_performance(read.text("io_performance", "normal"));
  if (!performance)
    return fail_field("io_performance", "must be normal, degraded, severely-degraded or stalled");
  step.io_performance = *performance;
  return step;
}

Result<EventStep> read_event(JsonReader& read, const Cloud& cloud) {
  static constexpr std::string_view codes[] = {"instance-reboot", "system-reboot",
                                               "system-maintenance", "instance-retirement",
                                               "instance-stop"};
  auto on = read_selection(read, cloud);
  if (!on) return fail(on.error());
  EventStep step{.on = *std::move(on)};
  step.code = read.text("code", "");
  if (std::ranges::find(codes, step.code) == std::end(codes))
    return fail_field("code",
                      "must be instance-reboot, system-reboot, system-maintenance, "
                      "instance-retirement or instance-stop");
  step.description = read.text("description", "The instance is running on degraded hardware");
  step.starts_in = read.seconds("starts_in_s", 86'400);
  if (read.has("ends_in_s")) step.ends_in = read.seconds("ends_in_s", 0);
  if (read.has("deadline_in_s")) step.deadline_in = read.seconds("deadline_in_s", 0);
  if (step.ends_in && *step.ends_in <= step.starts_in)
    return fail_field("ends_in_s", "must be after starts_in_s");
  return step;
}

Result<PowerStep> read_power(JsonReader& read, const Cloud& cloud) {
  auto on = read_selection(read, cloud);
  if (!on) return fail(on.error());
  PowerStep step{.on = *std::move(on)};
  const auto what = read.text("power", "");
  if (what == "shutdown")
    step.what = PowerStep::What::shutdown;
  else if (what == "spot-interruption")
    step.what = PowerStep::What::spot_interruption;
  else if (what != "reboot")
    return fail_field("power", "must be reboot, shutdown or spot-interruption");
  return step;
}

Result<CallStep> read_call(JsonReader& read, const Cloud& cloud) {
  CallStep step{.has_servers = read.has("servers")};
  auto on = read_selection(read, cloud);
  if (!on) return fail(on.error());
  step.on = *std::move(on);
  const auto service = read.text("service", "ec2"), action = read.text("action", "");
  step.operation = all_operations().find(service, action);
  if (step.operation == nullptr)
    return fail_field("action", "there is no \"" + action + "\" of " + service + " here");
  const auto* parameters = read.child("parameters");
  step.parameters = parameters == nullptr ? Json::object() : *parameters;
  if (!step.parameters.is_object()) return fail_field("parameters", "must be an object");
  if (step.has_servers && step.parameters.contains("InstanceId"))
    return fail_field("parameters.InstanceId", "does not go with servers");
  step.as = read.text("as", "");
  if (!step.has_servers)
    for (const auto& [name, value] :
         {std::pair("account", &step.on.account), std::pair("region", &step.on.region)})
      if (has_wildcards(*value)) return fail_field(name, "is needed where no servers are named");
  return step;
}

Result<TimeStep> read_time(JsonReader& read, const Timing& timing) {
  TimeStep step;
  if (read.has("speed")) step.speed = read.number("speed", 1);
  if (step.speed && !(*step.speed >= 0.001 && *step.speed <= 1e6))
    return fail_field("speed", "must be between 0.001 and 1000000");
  if (read.has("jump_s")) step.jump = read.seconds("jump_s", 0);
  if (const auto to = read.instant("jump_to")) {
    if (step.jump) return fail_field("jump_to", "does not go with jump_s");
    if (*to <= timing.from) return fail_field("jump_to", "must be after the step's own time");
    if (timing.every || timing.daily)
      return fail_field("jump_to", "is for what happens once; say jump_s");
    step.jump = *to - timing.from;
  }
  if (step.speed.has_value() == step.jump.has_value())
    return fail_field("speed", "one of speed, jump_s and jump_to is needed");
  return step;
}

/// Hands what was read to the step, or its error on.
template <class T>
Result<void> keep(ScriptStep& step, Result<T> read) {
  if (!read) return fail(read.error());
  step.what = *std::move(read);
  return {};
}

Result<ScriptStep> read_step(const Json& json, const Cloud& cloud) {
  JsonReader read(json);
  if (!json.is_object()) return fail_field("", "must be an object");
  ScriptStep step{.does = read.text("do", "")};
  auto timing = read_timing(read, cloud.now);
  if (!timing) return fail(timing.error());
  step.timing = *timing;
  const auto& does = step.does;
  Result<void> kept;
  if (does == "outage")
    kept = keep(step, read_outage(read, cloud));
  else if (does == "throttle-storm")
    kept = keep(step, read_storm(read, cloud));
  else if (does == "fault")
    kept = keep(step, read_fault(read));
  else if (does == "checks")
    kept = keep(step, read_checks(read, cloud));
  else if (does == "volumes")
    kept = keep(step, read_volumes(read, cloud));
  else if (does == "event")
    kept = keep(step, read_event(read, cloud));
  else if (does == "power")
    kept = keep(step, read_power(read, cloud));
  else if (does == "call")
    kept = keep(step, read_call(read, cloud));
  else if (does == "time")
    kept = keep(step, read_time(read, step.timing));
  else
    kept = fail_field("do",
                      "must be outage, throttle-storm, fault, checks, volumes, event, power, call "
                      "or time");
  if (!kept) return fail(kept.error());
  const bool can_last = does == "outage" || does == "throttle-storm" || does == "fault" ||
                        does == "checks" || does == "volumes";
  if (can_last) {
    auto lasts = read_lasting(read, step.timing);
    if (!lasts) return fail(lasts.error());
    step.lasts = *lasts;
    if (!step.lasts && (step.timing.every || step.timing.daily))
      return fail_field("for_s", "is needed for what lasts and happens again");
  }
  if (const auto* fault = std::get_if<FaultStep>(&step.what)) {
    const auto ramps = fault->rule.rise + fault->rule.fall;
    if (fault->rule.fall.count() > 0 && !step.lasts)
      return fail_field("fall_s", "needs an end: for_s or to");
    if (step.lasts && ramps > *step.lasts)
      return fail_field("rise_s", "rises and falls for longer than it lasts");
  }
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  return step;
}

Instant next_day(const Timing::Daily& daily, Instant not_before) {
  auto day = std::chrono::floor<std::chrono::days>(not_before + daily.utc_offset);
  for (;; day += days) {
    const auto weekday = std::chrono::weekday(std::chrono::sys_days(day)).iso_encoding();
    const Instant at = day + daily.at - daily.utc_offset;
    if (daily.days[weekday - 1] && at >= not_before) return at;
  }
}

}  // namespace

std::optional<Instant> occurrence(const Timing& timing, std::uint64_t number, Instant before) {
  if (timing.times && number >= *timing.times) return std::nullopt;
  Instant at = timing.from;
  if (timing.daily)
    at = next_day(*timing.daily, number == 0 ? timing.from : before + microseconds(1));
  else if (timing.every)
    at = timing.from + *timing.every * static_cast<std::int64_t>(number);
  else if (number > 0)
    return std::nullopt;
  if (timing.until && at >= *timing.until) return std::nullopt;
  return at;
}

Result<Script> parse_script(const Json& json, const Cloud& cloud) {
  Script script;
  const Json* steps = &json;
  if (!json.is_array()) {
    JsonReader read(json);
    script.name = read.text("name", "");
    steps = read.child("steps");
    if (auto ok = read.finish(); !ok) return fail(ok.error());
    if (steps == nullptr || !steps->is_array()) return fail_field("steps", "must be a list");
  }
  if (steps->empty() || steps->size() > steps_max)
    return fail_field("steps", "must be 1 to " + std::to_string(steps_max) + " steps");
  for (std::size_t i = 0; i < steps->size(); ++i) {
    auto step = read_step((*steps)[i], cloud);
    if (!step) return inside("steps[" + std::to_string(i) + "]", std::move(step.error()));
    script.steps.push_back(*std::move(step));
  }
  return script;
}

}  // namespace mirante::simcloud

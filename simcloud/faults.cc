#include "simcloud/faults.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "simcloud/json_reading.h"
#include "simcloud/wildcards.h"

namespace mirante::simcloud {
namespace {

constexpr std::string_view kinds[] = {"throttle",     "error_500", "error_503",   "lost_answer",
                                      "error",        "html",      "garbage",     "truncate",
                                      "slow",         "hang",      "hang_before", "reset",
                                      "reset_before", "latency",   "outage"};

bool concerns(const FaultRule& rule, const CallPlace& place) {
  const auto fits = [](const std::string& pattern, std::string_view text) {
    return matches_wildcards(pattern, text);
  };
  return fits(rule.account, place.account) && fits(rule.region, place.region) &&
         fits(rule.service, place.service) && fits(rule.action, place.action);
}

}  // namespace

std::string_view to_string(FaultKind kind) { return kinds[static_cast<std::size_t>(kind)]; }

std::optional<FaultKind> parse_fault_kind(std::string_view text) {
  const auto found = std::ranges::find(kinds, text);
  if (found == std::end(kinds)) return std::nullopt;
  return static_cast<FaultKind>(found - std::begin(kinds));
}

Json to_json(const FaultRule& rule) {
  Json json{{"id", rule.id},
            {"kind", to_string(rule.kind)},
            {"account", rule.account},
            {"region", rule.region},
            {"service", rule.service},
            {"action", rule.action},
            {"rate", rule.rate},
            {"hits", rule.hits},
            {"latency_ms", {rule.latency_least.count(), rule.latency_most.count()}}};
  if (rule.times) json["times"] = *rule.times;
  if (rule.from) json["from"] = to_iso8601(*rule.from);
  if (rule.until) json["until"] = to_iso8601(*rule.until);
  if (!rule.code.empty()) json["code"] = rule.code;
  return json;
}

Result<FaultRule> parse_fault_rule(const Json& json) {
  FaultRule rule;
  JsonReader read(json);
  const auto kind = parse_fault_kind(read.text("kind", ""));
  if (!kind) return fail_field("kind", "there is no such kind of fault");
  rule.kind = *kind;
  rule.account = read.text("account", "*");
  rule.region = read.text("region", "*");
  rule.service = read.text("service", "*");
  rule.action = read.text("action", "*");
  rule.rate = read.number("rate", 1.0);
  if (rule.rate < 0 || rule.rate > 1) return fail_field("rate", "must be between 0 and 1");
  if (read.has("times")) rule.times = static_cast<std::uint64_t>(read.number("times", 1));
  for (auto [name, member] : {std::pair("from", &rule.from), std::pair("until", &rule.until)}) {
    if (!read.has(name)) continue;
    const auto instant = parse_iso8601(read.text(name, ""));
    if (!instant) return fail_field(name, instant.error().message);
    *member = *instant;
  }
  rule.rise = read.seconds("rise_s", 0);
  rule.fall = read.seconds("fall_s", 0);
  if (rule.rise.count() > 0 && !rule.from) return fail_field("rise_s", "needs a from");
  if (rule.fall.count() > 0 && !rule.until) return fail_field("fall_s", "needs an until");
  rule.latency_least = std::chrono::milliseconds(static_cast<int>(read.number("latency_ms", 0)));
  rule.latency_most = std::chrono::milliseconds(static_cast<int>(
      read.number("latency_most_ms", static_cast<double>(rule.latency_least.count()))));
  rule.code = read.text("code", "");
  rule.message = read.text("message", "");
  rule.status = static_cast<int>(read.number("status", 500));
  if (rule.kind == FaultKind::error && rule.code.empty())
    return fail_field("code", "is needed for a fault of kind \"error\"");
  if (auto checked = read.finish(); !checked) return fail(checked.error());
  return rule;
}

double rate_at(const FaultRule& rule, Instant now) {
  if ((rule.from && now < *rule.from) || (rule.until && *rule.until <= now)) return 0;
  double share = 1;
  using Seconds = std::chrono::duration<double>;
  if (rule.from && rule.rise.count() > 0)
    share = std::min(share, Seconds(now - *rule.from) / Seconds(rule.rise));
  if (rule.until && rule.fall.count() > 0)
    share = std::min(share, Seconds(*rule.until - now) / Seconds(rule.fall));
  return rule.rate * share;
}

std::uint64_t Faults::add(FaultRule rule) {
  rule.id = ++made_;
  rules_.push_back(std::move(rule));
  return made_;
}

bool Faults::remove(std::uint64_t id) {
  return std::erase_if(rules_, [id](const FaultRule& rule) { return rule.id == id; }) > 0;
}

PlannedFault Faults::plan(const CallPlace& place, std::uint64_t call, Instant now,
                          const Draws& draws) {
  PlannedFault planned;
  for (auto& rule : rules_) {
    const auto rate = rate_at(rule, now);
    if (rate <= 0 || rule.times == 0 || !concerns(rule, place)) continue;
    if (rule.kind != FaultKind::latency && planned.rule) continue;
    if (!draws.chance(rate, Purpose::fault, {call, rule.id})) continue;
    ++rule.hits;
    if (rule.times) --*rule.times;
    if (rule.latency_most.count() > 0)
      planned.latency +=
          draws.between(rule.latency_least, std::max(rule.latency_least, rule.latency_most),
                        Purpose::latency, {call, rule.id});
    if (rule.kind != FaultKind::latency) planned.rule = rule;
  }
  return planned;
}

}  // namespace mirante::simcloud

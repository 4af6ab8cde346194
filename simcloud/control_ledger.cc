// The control API's view of what happened: calls and changes.
#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "simcloud/aws_ids.h"
#include "simcloud/cloud.h"
#include "simcloud/control.h"
#include "simcloud/control_reading.h"
#include "simcloud/critical_path.h"
#include "simcloud/wildcards.h"

namespace mirante::simcloud {
namespace {

constexpr std::uint64_t page = 1000;

/// Numbers in a query come as texts.
Result<std::uint64_t> read_count(JsonReader& read, std::string_view name, std::uint64_t otherwise) {
  if (!read.has(name)) return otherwise;
  const auto text = read.text(name, "");
  if (text.empty() || text.size() > 18 || text.find_first_not_of("0123456789") != std::string::npos)
    return fail_field(std::string(name), "must be a number");
  return std::stoull(text);
}

Json to_json(const CallRecord& call) {
  Json json{{"number", call.number},         {"at", to_iso8601(call.at)},
            {"request_id", call.request_id}, {"account", call.account},
            {"region", call.region},         {"service", call.service},
            {"action", call.action},         {"actor", call.actor},
            {"access_key", call.access_key}, {"source", call.source},
            {"user_agent", call.user_agent}, {"status", call.status},
            {"by_control", call.by_control}};
  json["parameters"] = Json::parse(call.parameters, nullptr, false);
  if (json["parameters"].is_discarded()) json["parameters"] = Json::object();
  if (!call.code.empty()) {
    json["code"] = call.code;
    json["message"] = call.message;
  }
  if (!call.fault.empty()) json["fault"] = call.fault;
  return json;
}

struct CallFilter {
  std::string account, region, service, action, actor, code;
  bool accepts(const CallRecord& call) const {
    const auto fits = [](const std::string& wanted, const std::string& value) {
      return wanted.empty() || matches_wildcards(wanted, value);
    };
    return fits(account, call.account) && fits(region, call.region) &&
           fits(service, call.service) && fits(action, call.action) && fits(actor, call.actor) &&
           fits(code, call.code);
  }
};

}  // namespace

Result<Json> Control::show_calls(const Json& body) {
  JsonReader read(body);
  const auto after = read_count(read, "after", 0);
  const auto limit = read_count(read, "limit", page);
  const CallFilter filter{read.text("account", ""), read.text("region", ""),
                          read.text("service", ""), read.text("action", ""),
                          read.text("actor", ""),   read.text("code", "")};
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  if (!after) return fail(after.error());
  if (!limit) return fail(limit.error());
  Json calls = Json::array();
  for (const auto& call : world_.cloud().ledger.calls()) {
    if (call.number <= *after || !filter.accepts(call)) continue;
    if (calls.size() == *limit) break;
    calls.push_back(to_json(call));
  }
  return Json{{"calls", std::move(calls)}, {"last", world_.cloud().ledger.call_count()}};
}

Result<Json> Control::show_critical_path(const Json& body) {
  JsonReader read(body);
  const auto after = read_count(read, "after", 0);
  const auto per_host = read_count(read, "per_host", 0);
  const auto connections = read_count(read, "connections", 0);
  const auto share_text = read.text("bucket_share", "1");
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  for (const auto* count : {&after, &per_host, &connections})
    if (!*count) return fail(count->error());
  double share = 0;
  const auto* end = share_text.data() + share_text.size();
  const auto parsed = std::from_chars(share_text.data(), end, share);
  if (parsed.ec != std::errc() || parsed.ptr != end || !(share > 0 && share <= 1))
    return fail_field("bucket_share", "must be over 0 and at most 1");
  const auto& ledger = world_.cloud().ledger;
  if (!ledger.calls().empty() && *after + 1 < ledger.calls().front().number)
    return fail_field("after", "the ledger keeps the newest calls alone, from number " +
                                   std::to_string(ledger.calls().front().number));
  const auto path = critical_path(
      ledger,
      {.after = *after, .bucket_share = share, .per_host = *per_host, .connections = *connections});
  return Json{{"calls", path.calls},
              {"throttled", path.throttled},
              {"unanswered", path.unanswered},
              {"took_s", path.took.count()},
              {"critical_path_s", path.length().count()},
              {"limited_by", path.limited_by()},
              {"bounds_s",
               {{"pages", path.pages.count()},
                {"buckets", path.buckets.count()},
                {"hosts", path.hosts.count()},
                {"connections", path.connections.count()}}}};
}

Result<Json> Control::show_changes(const Json& body) {
  JsonReader read(body);
  const auto after = read_count(read, "after", 0);
  const auto limit = read_count(read, "limit", page);
  const auto account = read.text("account", ""), region = read.text("region", "");
  const auto instance = read.text("instance", "");
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  if (!after) return fail(after.error());
  if (!limit) return fail(limit.error());
  const auto& cloud = world_.cloud();
  Json changes = Json::array();
  for (const auto& change : cloud.ledger.changes()) {
    if (change.number <= *after) continue;
    const auto& account_id = cloud.accounts[change.account].id;
    const auto region_name = region_facts(change.region).name;
    const auto id = format_id("i-", change.instance);
    if ((!account.empty() && account != account_id) || (!region.empty() && region != region_name) ||
        (!instance.empty() && instance != id))
      continue;
    if (changes.size() == *limit) break;
    Json json{{"number", change.number},
              {"at", to_iso8601(change.at)},
              {"account", account_id},
              {"region", region_name},
              {"instance", id},
              {"from", to_string(change.from)},
              {"to", to_string(change.to)},
              {"reason", code_of(change.reason)}};
    if (change.call != 0) json["call"] = change.call;
    changes.push_back(std::move(json));
  }
  return Json{{"changes", std::move(changes)}, {"last", cloud.ledger.change_count()}};
}

}  // namespace mirante::simcloud

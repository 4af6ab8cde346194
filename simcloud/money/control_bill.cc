// The control API's view of money: the World's bill as it is this second, and what changes it.
#include <map>
#include <nlohmann/json.hpp>

#include "simcloud/cloud.h"
#include "simcloud/control.h"
#include "simcloud/control_reading.h"
#include "simcloud/money/bill.h"
#include "simcloud/money/bill_files.h"
#include "simcloud/money/line_fields.h"
#include "simcloud/money/line_words.h"
#include "simcloud/money/wanted.h"

namespace mirante::simcloud {
namespace {

constexpr std::string_view tag_prefix = "TAG:";

/// How a line answers one of the questions of `group`.
Result<std::function<std::string(const Cloud&, const Line&)>> read_group(std::string name) {
  if (name == "DAY") return [](const Cloud&, const Line& line) { return date_text(line.begin); };
  if (name == "HOUR") return [](const Cloud&, const Line& line) { return time_text(line.begin); };
  if (name.starts_with(tag_prefix))
    return [key = name.substr(tag_prefix.size())](const Cloud& cloud, const Line& line) {
      return tag_of(cloud, line, key);
    };
  const auto* field = find_line_field(name);
  if (field == nullptr) return fail_field("group", "\"" + name + "\" is no dimension");
  return [field](const Cloud& cloud, const Line& line) { return field->text(cloud, line); };
}

Json to_json(const Amounts& amounts) {
  return {{"unblended", decimal_text(amounts.unblended)},
          {"amortized", decimal_text(amounts.amortized)},
          {"list", decimal_text(amounts.list)},
          {"quantity", decimal_text(amounts.quantity)}};
}

/// Null where none is named.
Result<const Account*> read_account_if_any(Cloud& cloud, JsonReader& read) {
  if (!read.has("account")) return nullptr;
  const auto found = read_account(cloud, read);
  if (!found) return fail(found.error());
  return *found;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(','), text.size());
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

}  // namespace

Result<Json> Control::show_bill(const Json& body) {
  auto& cloud = world_.cloud();
  JsonReader read(body);
  const auto wanted = read_account_if_any(cloud, read);
  if (!wanted) return fail(wanted.error());
  const auto* account = *wanted;
  const auto now = to_second(cloud.now);
  const auto from = parse_hour(read.text("from", date_text(month_of(now).begin)));
  const auto to = parse_hour(read.text("to", date_text(day_of(now) + seconds_of_day)));
  const auto group_names = split(read.text("group", ""));
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  if (!from) return fail_field("from", from.error().message);
  if (!to) return fail_field("to", to.error().message);
  std::vector<std::function<std::string(const Cloud&, const Line&)>> groups;
  bool hourly = *from % seconds_of_day != 0 || *to % seconds_of_day != 0;
  for (const auto& name : group_names) {
    auto group = read_group(name);
    if (!group) return fail(group.error());
    groups.push_back(*std::move(group));
    hourly = hourly || name == "HOUR";
  }

  Amounts total;
  std::map<std::vector<std::string>, Amounts> sums;
  const BillSpan span{
      .begin = *from, .end = *to, .grain = hourly ? Grain::hourly : Grain::daily, .known = now};
  read_bill(cloud, span, [&](const Line& line) {
    if (account != nullptr && line.key.account != account->number) return;
    total += line.amounts;
    if (groups.empty()) return;
    std::vector<std::string> key;
    for (const auto& group : groups) key.push_back(group(cloud, line));
    sums[std::move(key)] += line.amounts;
  });
  Json list = Json::array();
  for (const auto& [key, amounts] : sums) {
    auto entry = to_json(amounts);
    entry["keys"] = key;
    list.push_back(std::move(entry));
  }
  return Json{{"from", time_text(*from)},
              {"to", time_text(*to)},
              {"currency", "USD"},
              {"total", to_json(total)},
              {"groups", std::move(list)}};
}

Result<Json> Control::show_bill_file(const Json& body) {
  auto& cloud = world_.cloud();
  JsonReader read(body);
  const auto account = read_account_if_any(cloud, read);
  if (!account) return fail(account.error());
  const auto* whose = *account != nullptr ? *account : &cloud.accounts.front();
  const auto now = to_second(cloud.now);
  const auto month = parse_date(read.text("month", date_text(now).substr(0, 7)) + "-01");
  const auto format = read.text("format", "focus"), grain = read.text("grain", "daily");
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  if (!month) return fail_field("month", "must look like 2026-03");
  if (format != "focus" && format != "cur") return fail_field("format", "must be focus or cur");
  if (grain != "daily" && grain != "hourly") return fail_field("grain", "must be daily or hourly");
  const BillFile file{.month = month_of(*month),
                      .grain = grain == "daily" ? Grain::daily : Grain::hourly,
                      .known = published(cloud),
                      .payer = payer_of(cloud, whose->number)};
  return Json(format == "focus" ? focus_csv(cloud, file) : cur_csv(cloud, file));
}

Result<Json> Control::set_billing(const Json& body) {
  auto& billing = world_.cloud().billing;
  JsonReader read(body);
  const auto tax = read_basis_points(read, "tax_percent", billing.tax_basis_points);
  if (!tax) return fail(tax.error());
  const auto support = read_basis_points(read, "support_percent", billing.support_basis_points);
  if (!support) return fail(support.error());
  const bool has_state = read.has("cost_explorer");
  const auto state = read_cost_explorer(read);
  if (!state) return fail(state.error());
  const Account* account = nullptr;
  if (has_state) {
    const auto found = read_account(world_.cloud(), read);
    if (!found) return fail(found.error());
    account = *found;
  }
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  billing.tax_basis_points = *tax;
  billing.support_basis_points = *support;
  if (has_state) billing.cost_explorer[account->number] = {*state, to_second(world_.time())};
  return Json::object();
}

Result<Json> Control::add_reserved_instances(const Json& body) {
  JsonReader read(body);
  const auto account = read_account(world_.cloud(), read);
  if (!account) return fail(account.error());
  const auto wanted = read_reserved_instances(read);
  if (!wanted) return fail(wanted.error());
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  const auto& made = settle_reserved_instances(world_.cloud(), (*account)->number, *wanted);
  return Json{{"id", made.id},
              {"begin", time_text(made.begin)},
              {"end", time_text(made.end())},
              {"upfront", decimal_text(made.price.upfront)},
              {"hourly", decimal_text(made.price.hourly)}};
}

Result<Json> Control::add_savings_plan(const Json& body) {
  JsonReader read(body);
  const auto account = read_account(world_.cloud(), read);
  if (!account) return fail(account.error());
  const auto wanted = read_savings_plan(read);
  if (!wanted) return fail(wanted.error());
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  const auto& made = settle_savings_plan(world_.cloud(), (*account)->number, *wanted);
  return Json{{"id", made.id},
              {"arn", made.arn((*account)->id)},
              {"begin", time_text(made.begin)},
              {"end", time_text(made.end())},
              {"upfront", decimal_text(made.upfront())}};
}

Result<Json> Control::add_adjustment(const Json& body) {
  JsonReader read(body);
  const auto account = read_account(world_.cloud(), read);
  if (!account) return fail(account.error());
  const auto wanted = read_adjustment(read);
  if (!wanted) return fail(wanted.error());
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  settle_adjustment(world_.cloud(), (*account)->number, *wanted);
  return Json::object();
}

}  // namespace mirante::simcloud

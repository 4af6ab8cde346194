// Cost Explorer over a small bill: what is known when, pages that add up, refusals.
#include <set>

#include "simcloud/money/amounts.h"
#include "simcloud/test_client.h"

namespace mirante::simcloud {
namespace {

using std::chrono::days;
using std::chrono::hours;

/// Begins on 2026-03-02 at 12:00, with ten days of past.
constexpr std::string_view estate = R"({"tax_percent": "10", "accounts": [
  {"id": "210987654321", "name": "Loja",
   "reserved_instances": [{"region": "us-east-1", "type": "t3.small", "age_days": 5}],
   "places": [{"region": "us-east-1", "servers": [
     {"name": "s-{n}", "count": 40, "type": "t3.nano", "age_days": 10, "public_ip": false,
      "tags": {"P": "p{n}"}}]}]},
  {"id": "345678901234", "name": "Nova", "cost_explorer": "preparing"}]})";

struct CostExplorer : testing::Test {
  explicit CostExplorer(std::string_view text = estate) : world(text) {}
  TestWorld world;

  Json ask(const std::string& account, const std::string& action, const Json& parameters) {
    return world.control(
        "POST", "/_simcloud/calls",
        {{"account", account}, {"service", "ce"}, {"action", action}, {"parameters", parameters}});
  }
  static Json question(const std::string& begin, const std::string& end,
                       const std::string& granularity, const Json& more = Json::object()) {
    Json json{{"TimePeriod", {{"Start", begin}, {"End", end}}},
              {"Granularity", granularity},
              {"Metrics", {"UnblendedCost"}}};
    json.update(more);
    return json;
  }
  Json costs(const Json& parameters) {
    const auto reply = ask("210987654321", "GetCostAndUsage", parameters);
    EXPECT_TRUE(reply.contains("answer")) << reply.dump();
    return reply.contains("answer") ? Json::parse(reply["answer"].get<std::string>()) : Json();
  }
  static Nanos amount(const Json& metrics) {
    return parse_decimal(metrics["UnblendedCost"]["Amount"].get<std::string>()).value();
  }
};

TEST_F(CostExplorer, KnowsAnHourADayAfterItWasOver) {
  const Json only_servers{
      {"Filter", {{"Dimensions", {{"Key", "INSTANCE_TYPE"}, {"Values", {"t3.nano"}}}}}},
      {"Metrics", {"UsageQuantity"}}};
  const auto used = [&] {
    const auto reply = costs(question("2026-03-01", "2026-03-02", "DAILY", only_servers));
    return reply["ResultsByTime"][0]["Total"]["UsageQuantity"]["Amount"].get<std::string>();
  };
  EXPECT_EQ(used(), "480");  // 40 servers until noon.

  world.wait(hours(1) - std::chrono::seconds(1));
  EXPECT_EQ(used(), "480");
  world.wait(std::chrono::seconds(1));
  EXPECT_EQ(used(), "520");
  world.wait(days(1));
  EXPECT_EQ(used(), "960");
}

TEST_F(CostExplorer, EstimatesAMonthUntilTheFifthOfTheNext) {
  const auto estimated = [&] {
    return costs(question("2026-02-01", "2026-03-01", "MONTHLY"))["ResultsByTime"][0]["Estimated"]
        .get<bool>();
  };
  EXPECT_TRUE(estimated());
  world.wait(days(2) + hours(11));
  EXPECT_TRUE(estimated());
  world.wait(hours(1));
  EXPECT_FALSE(estimated());
}

TEST_F(CostExplorer, PutsTheWholeBillOnPagesOnce) {
  world.wait(days(10));
  auto asked = question(
      "2026-02-20", "2026-03-12", "DAILY",
      {{"GroupBy",
        {{{"Type", "TAG"}, {"Key", "P"}}, {{"Type", "DIMENSION"}, {"Key", "RECORD_TYPE"}}}}});
  std::set<std::string> seen;
  Nanos sum = 0;
  std::size_t pages = 0, items = 0;
  for (bool more = true; more; ++pages) {
    const auto reply = costs(asked);
    for (const auto& result : reply["ResultsByTime"])
      for (const auto& group : result["Groups"]) {
        ++items;
        seen.insert(result["TimePeriod"]["Start"].get<std::string>() + group["Keys"].dump());
        sum += amount(group["Metrics"]);
      }
    more = reply.contains("NextPageToken");
    if (more) asked["NextPageToken"] = reply["NextPageToken"];
  }
  EXPECT_GT(pages, 1u);
  EXPECT_EQ(seen.size(), items);
  Nanos total = 0;
  for (const auto& result : costs(question("2026-02-20", "2026-03-12", "MONTHLY"))["ResultsByTime"])
    total += amount(result["Total"]);
  EXPECT_EQ(sum, total);
  EXPECT_GT(total, 0);
}

TEST_F(CostExplorer, SaysTheSameAsTheWorldItself) {
  world.wait(days(1));  // All that Cost Explorer knows by now lies before the first noon.
  const auto theirs = costs(question("2026-02-01", "2026-03-01", "MONTHLY"));
  const auto ours =
      world.control("GET", "/_simcloud/bill?account=210987654321&from=2026-02-01&to=2026-03-01");
  EXPECT_EQ(theirs["ResultsByTime"][0]["Total"]["UnblendedCost"]["Amount"],
            ours["total"]["unblended"]);
}

/// The panel and the owner of the commitments are members, the stranger is outside.
struct CostExplorerOfAnOrganization : CostExplorer {
  CostExplorerOfAnOrganization()
      : CostExplorer(R"({"panel_account": "111122223333",
    "organization": {"management": "320987654321"}, "accounts": [
    {"id": "210987654321",
     "reserved_instances": [{"region": "us-east-1", "type": "t3.nano", "age_days": 4}],
     "savings_plans": [{"commitment": "0.001", "age_days": 4}]},
    {"id": "320987654321"},
    {"id": "430987654321", "places": [{"region": "us-east-1", "servers": [
       {"type": "t3.nano", "count": 2, "age_days": 10, "public_ip": false}]}]},
    {"id": "540987654321", "outside_organization": true, "places": [{"region": "us-east-1",
     "servers": [{"type": "t3.nano", "age_days": 10, "public_ip": false}]}]}]})") {}

  Json answer(const std::string& account, const std::string& action, Json more = Json::object()) {
    more["TimePeriod"] = {{"Start", "2026-02-27"}, {"End", "2026-02-28"}};
    const auto reply = ask(account, action, more);
    return reply.contains("answer") ? Json::parse(reply["answer"].get<std::string>()) : reply;
  }
  std::vector<std::string> seen_by(const std::string& account) {
    std::vector<std::string> accounts;
    for (const auto& value : answer(account, "GetDimensionValues",
                                    {{"Dimension", "LINKED_ACCOUNT"}})["DimensionValues"])
      accounts.push_back(value["Value"]);
    return accounts;
  }
};

TEST_F(CostExplorerOfAnOrganization, ShowsAllMembersToTheManagementAccountOnly) {
  using Accounts = std::vector<std::string>;
  EXPECT_EQ(seen_by("320987654321"), (Accounts{"210987654321", "430987654321"}));
  EXPECT_EQ(seen_by("430987654321"), Accounts{"430987654321"});
  EXPECT_EQ(seen_by("540987654321"), Accounts{"540987654321"});
  EXPECT_EQ(seen_by("111122223333"), Accounts{});
}

TEST_F(CostExplorerOfAnOrganization, TellsTheUseOfCommitmentsToTheirOwner) {
  for (const std::string account : {"210987654321", "320987654321"}) {
    const auto reserved = answer(account, "GetReservationUtilization")["Total"];
    EXPECT_EQ(reserved["UtilizationPercentage"], "100") << account;
    EXPECT_EQ(reserved["PurchasedHours"], "24") << account;
    const auto plans = answer(account, "GetSavingsPlansUtilization")["Total"]["Utilization"];
    EXPECT_EQ(plans["UtilizationPercentage"], "100") << account;
    EXPECT_EQ(plans["TotalCommitment"], "0.024") << account;
  }
  EXPECT_EQ(answer("430987654321", "GetReservationUtilization")["Total"]["PurchasedHours"], "0");
  EXPECT_EQ(answer("430987654321", "GetSavingsPlansUtilization")["code"],
            "DataUnavailableException");
}

TEST_F(CostExplorer, TellsTheSameOfAMonthAsOfItsDays) {
  const auto sum = [&](const std::string& granularity, const std::string& action,
                       const std::string& list, const Json::json_pointer& figure) {
    const auto reply = ask("210987654321", action,
                           {{"TimePeriod", {{"Start", "2026-02-20"}, {"End", "2026-03-02"}}},
                            {"Granularity", granularity}});
    Nanos total = 0;
    for (const auto& each : Json::parse(reply["answer"].get<std::string>())[list])
      total += parse_decimal(each[figure].get<std::string>()).value();
    return decimal_text(total);
  };
  for (const auto* granularity : {"DAILY", "MONTHLY"}) {
    EXPECT_EQ(sum(granularity, "GetReservationUtilization", "UtilizationsByTime",
                  Json::json_pointer("/Total/PurchasedHours")),
              "96");
    EXPECT_EQ(sum(granularity, "GetReservationCoverage", "CoveragesByTime",
                  Json::json_pointer("/Total/CoverageHours/TotalRunningHours")),
              "8640");
  }
}

TEST_F(CostExplorer, IsNotReadyOnTheFirstDay) {
  const auto asked = question("2026-03-01", "2026-03-02", "DAILY");
  EXPECT_EQ(ask("345678901234", "GetCostAndUsage", asked)["code"], "DataUnavailableException");
  world.wait(days(1));
  EXPECT_TRUE(ask("345678901234", "GetCostAndUsage", asked).contains("answer"));
}

TEST_F(CostExplorer, NeedsAFilterWithOneRoot) {
  const Json region{{"Key", "REGION"}, {"Values", {"us-east-1"}}};
  const Json two{{"Dimensions", region}, {"Tags", {{"Key", "P"}, {"Values", {"p1"}}}}};
  for (const auto& filter : {Json::object(), two, Json{{"Not", Json::object()}}}) {
    const auto reply = ask("210987654321", "GetCostAndUsage",
                           question("2026-03-01", "2026-03-02", "DAILY", {{"Filter", filter}}));
    EXPECT_EQ(reply.value("code", "answered"), "ValidationException") << filter.dump();
  }
}

}  // namespace
}  // namespace mirante::simcloud

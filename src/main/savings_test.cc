// Money of the whole program: prices as the simulated AWS tells them, and savings against the bill
// that it keeps of itself.
#include <gmock/gmock.h>

#include "main/testing/panel.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr std::string_view two_accounts = R"json({
  "panel_account": "111122223333",
  "accounts": [{
    "id": "210987654321", "name": "Loja",
    "places": [{"region": "sa-east-1", "servers": [
      {"name": "hml-{n}", "count": 2, "type": "t3.medium", "age_days": 40},
      {"name": "web", "type": "m5.large", "windows": true, "age_days": 40,
       "tags": {"Schedule": "office-hours"}}]}]
  }, {
    "id": "310987654321", "name": "Padaria",
    "places": [{"region": "sa-east-1", "servers": [
      {"name": "qa", "type": "t3.large", "age_days": 3, "public_ip": false},
      {"name": "forno", "type": "t3.large", "age_days": 40, "public_ip": false,
       "tags": {"env": "prod"}}]}]
  }]
})json";

constexpr std::string_view with_databases = R"json({
  "panel_account": "111122223333",
  "accounts": [{
    "id": "210987654321", "name": "Loja",
    "places": [{"region": "sa-east-1", "servers": [{"name": "web"}], "databases": [
      {"name": "hml-pedidos", "engine": "postgres", "class": "db.m5.large", "multi_az": true,
       "allocated_gib": 200},
      {"name": "hml-erp", "engine": "sqlserver-se", "class": "db.m5.large"}]}]
  }, {
    "id": "310987654321", "name": "Padaria", "places": [{"region": "sa-east-1", "servers": []}]
  }]
})json";

class MoneyOfThePanel : public testing::PanelTest {
 protected:
  explicit MoneyOfThePanel(std::string_view estate = two_accounts)
      : PanelTest({.estate = estate, .reads_prices = true}) {}

  void connect_all() {
    start();
    loja = connect(0, "Loja", "Aurora");
    padaria = connect(1, "Padaria", "Boreal");
    sweep();
    pass(11min);
  }
  void pass(std::chrono::seconds time) { loop.run(sleep_for(loop, time)); }

  Json control(const std::string& method, const std::string& path, const Json& body = nullptr) {
    return Json::parse(world
                           .handle({.method = method,
                                    .target = "/_simcloud/" + path,
                                    .headers = {},
                                    .body = body.is_null() ? "" : body.dump()},
                                   loop.clock().now())
                           .body);
  }
  /// What the simulated AWS bills for servers of this name this month.
  double billed(const std::string& name) {
    double sum = 0;
    for (const auto& group :
         control("GET", "bill?from=2026-03-01&to=2026-04-01&group=TAG:Name")["groups"])
      if (group["keys"][0].get<std::string>().ends_with(name))
        sum += std::stod(group["unblended"].get<std::string>());
    return sum;
  }
  static double amount(const Json& money) {
    return money.is_object() ? std::stod(money["amount"].get<std::string>()) : -1;
  }
  std::string id_of(const std::string& name) {
    return get("/api/v1/servers?name=" + name)["servers"][0]["id"];
  }
  void switch_server(const std::string& what, const std::string& id) {
    Json body{{"servers", {id}}};
    if (what == "stop") body["accept_losses"] = true;
    const auto done = ended(ask("POST", "/api/v1/servers/" + what, body).json);
    EXPECT_EQ(done["state"], "succeeded") << done.dump();
  }
  static std::vector<std::string> names_in(const Json& list) {
    std::vector<std::string> names;
    for (const auto& one : list["opportunities"]) names.push_back(one["name"]);
    return names;
  }

  std::string loja, padaria;
};

class MoneyOfDatabases : public MoneyOfThePanel {
 protected:
  MoneyOfDatabases() : MoneyOfThePanel(with_databases) {}

  Json cost_of(const std::string& id) {
    return get("/api/v1/server-costs?server=" + id)["servers"][0];
  }
  void switch_database(const std::string& what, const std::string& id) {
    const auto done = ended(ask("POST", "/api/v1/databases/" + what, {{"databases", {id}}}).json);
    EXPECT_EQ(done["state"], "succeeded") << done.dump();
  }
};

TEST_F(MoneyOfDatabases, HasAPriceByClassEngineLicenceAndZones) {
  connect_all();

  const auto postgres = cost_of("db:hml-pedidos"), sql_server = cost_of("db:hml-erp");

  EXPECT_EQ(postgres["parts"][0]["thing"], "database") << postgres.dump();
  EXPECT_EQ(postgres["parts"][0]["ends_when_off"], true);
  EXPECT_EQ(postgres["parts"][1]["thing"], "storage");
  EXPECT_EQ(postgres["parts"][1]["ends_when_off"], false);
  EXPECT_EQ(postgres["parts"][1]["quantity"], 200);
  EXPECT_EQ(postgres["billed_by"], "ten_minutes");
  // SQL Server's licence is in its price, and two zones cost twice as much as one.
  EXPECT_GT(amount(postgres["hourly"]), 0.1);
  EXPECT_NEAR(amount(sql_server["hourly"]) / amount(postgres["hourly"]), 3.1 / 1.04 / 2, 0.001);
  EXPECT_GT(amount(postgres["stays_per_month"]), 1);
}

TEST_F(MoneyOfDatabases, SavesTheHoursInWhichItWasOff) {
  connect_all();

  switch_database("stop", "db:hml-pedidos");
  pass(10h);
  switch_database("start", "db:hml-pedidos");
  sweep();

  const auto told = get("/api/v1/savings");
  const auto cost = cost_of("db:hml-pedidos");
  EXPECT_EQ(told["servers"], 1) << told.dump();
  EXPECT_EQ(cost["month"]["saving"], told["saving"]);
  // AWS needs some minutes to start it, which it does not charge for.
  EXPECT_NEAR(amount(told["saving"]) / amount(cost["hourly"]), 10, 0.5);
}

TEST_F(MoneyOfDatabases, IsAnOpportunityWhereItRunsAtNight) {
  connect_all();
  pass(25h);
  sweep();

  const auto found = get("/api/v1/opportunities");

  EXPECT_THAT(names_in(found), UnorderedElementsAre("hml-pedidos", "hml-erp"));
  for (const auto& one : found["opportunities"]) {
    EXPECT_TRUE(one["saving_per_month"].is_object()) << one.dump();
    EXPECT_EQ(one["paid_percent"], 0);
  }
}

TEST_F(MoneyOfDatabases, IsInTheEstimateOfASchedule) {
  connect_all();
  const Json days{{"weekdays", {"mon", "tue", "wed", "thu", "fri"}}};
  const Json window{{"begin", "08:00"}, {"end", "19:00"}, {"days", days}};
  const Json place{{"account", loja}, {"region", "sa-east-1"}, {"server", "db:hml-pedidos"}};

  const auto told = ask("POST", "/api/v1/schedules/estimate",
                        {{"zone", "America/Sao_Paulo"},
                         {"mode", "edges"},
                         {"rules", {{{"window", window}}}},
                         {"targets", {{"servers", {place}}}}});

  ASSERT_EQ(told.status, 200) << told.body;
  EXPECT_EQ(told.json["total"], 1);
  EXPECT_EQ(told.json["databases_without_price"], 0) << told.body;
  const auto hourly = amount(cost_of("db:hml-pedidos")["hourly"]);
  EXPECT_NEAR(amount(told.json["saving_per_month"]), hourly * 730 * 113 / 168, hourly * 10)
      << told.body;
}

TEST_F(MoneyOfDatabases, IsUnknownWhereThePriceIs) {
  control("POST", "faults",
          {{"kind", "error"},
           {"service", "pricing"},
           {"code", "AccessDeniedException"},
           {"message", "User is not authorized to perform: pricing:GetProducts"},
           {"status", 400}});
  connect_all();

  const auto cost = cost_of("db:hml-pedidos");

  EXPECT_EQ(cost["parts"][0]["price"]["unknown"], "no_permission") << cost.dump();
  EXPECT_TRUE(cost["hourly"].is_null());
}

TEST_F(MoneyOfThePanel, SavesWhatTheBillSays) {
  connect_all();
  const auto switched = id_of("hml-1");

  switch_server("stop", switched);
  pass(13h);
  switch_server("start", switched);
  sweep();

  // Two servers that are alike, of which one stayed on.
  const auto saved = billed("hml-2") - billed("hml-1");
  ASSERT_GT(saved, 0.9);
  const auto told = get("/api/v1/savings");
  EXPECT_EQ(told["servers"], 1);
  EXPECT_NEAR(amount(told["saving"]), saved, saved * 0.005) << told.dump();
  const auto cost = get("/api/v1/server-costs?server=" + switched)["servers"][0];
  EXPECT_EQ(cost["month"]["saving"], told["saving"]);
}

TEST_F(MoneyOfThePanel, KnowsPricesAsThePriceListHasThem) {
  connect_all();

  const auto linux = get("/api/v1/server-costs?server=" + id_of("hml-1"))["servers"][0];
  const auto windows = get("/api/v1/server-costs?server=" + id_of("web"))["servers"][0];

  EXPECT_EQ(linux["parts"][0]["price"]["amount"], "0.0666") << linux.dump();
  EXPECT_EQ(linux["parts"][0]["price"]["unit"], "Hrs");
  EXPECT_EQ(linux["parts"][1]["thing"], "address");
  EXPECT_EQ(linux["parts"][1]["ends_when_off"], true);
  EXPECT_EQ(linux["parts"][2]["thing"], "storage");
  EXPECT_TRUE(linux["stays_per_month"].is_object());
  EXPECT_GT(amount(windows["hourly"]), 0.2);
  EXPECT_EQ(windows["other_scheduler"]["name"], "AWS Instance Scheduler");
}

TEST_F(MoneyOfThePanel, ProposesTestServersThatRunAllWeekTheDearestFirst) {
  connect_all();

  const auto found = get("/api/v1/opportunities");

  EXPECT_THAT(names_in(found), UnorderedElementsAre("qa", "hml-1", "hml-2"));
  EXPECT_GE(amount(found["opportunities"][0]["saving_per_month"]),
            amount(found["opportunities"][1]["saving_per_month"]));
  const auto& last = found["opportunities"][2];
  EXPECT_EQ(last["hours_per_week"], 168);
  EXPECT_EQ(last["outside_hours_per_week"], 113);
  EXPECT_EQ(last["strength"], "strong");
  // 0.0666 × 113 of 168 hours × 730.
  EXPECT_NEAR(amount(last["saving_per_month"]), 32.7, 0.1);
  EXPECT_EQ(found["other_schedulers"][0]["name"], "web");
}

TEST_F(MoneyOfThePanel, PagesOpportunities) {
  connect_all();

  const auto first = get("/api/v1/opportunities?limit=2");
  const auto second =
      get("/api/v1/opportunities?limit=2&after=" + first["next"].get<std::string>());

  EXPECT_EQ(first["opportunities"].size(), 2U);
  EXPECT_EQ(second["opportunities"].size(), 1U);
  EXPECT_FALSE(second.contains("next"));
  EXPECT_EQ(first["total"], 3);
  EXPECT_EQ(ask("GET", "/api/v1/opportunities?after=x").status, 400);
  EXPECT_EQ(get("/api/v1/opportunities?limit=1000")["opportunities"].size(), 3U);
  EXPECT_EQ(ask("GET", "/api/v1/opportunities?limit=1001").status, 400);
}

TEST_F(MoneyOfThePanel, ProposesNothingThatMustRun) {
  connect_all();
  ask("PUT", "/api/v1/servers/" + id_of("qa") + "/never-switch-off", {{"reason", "x"}});

  EXPECT_THAT(names_in(get("/api/v1/opportunities")), UnorderedElementsAre("hml-1", "hml-2"));
}

TEST_F(MoneyOfThePanel, TellsWhoSeesAPartOfThatPartAlone) {
  connect_all();
  auto limited = as(first);
  limited.reach = {.is_everything = false, .accounts = {or_throw(AccountId::parse(padaria))}};

  EXPECT_THAT(names_in(ask(limited, "GET", "/api/v1/opportunities").json), ElementsAre("qa"));
  EXPECT_EQ(ask(limited, "GET", "/api/v1/opportunities").json["other_schedulers_total"], 0);
  EXPECT_EQ(ask(limited, "GET", "/api/v1/server-costs?server=" + id_of("hml-1")).status, 404);
  EXPECT_EQ(ask(as(second), "GET", "/api/v1/opportunities").json["considered"], 0);
  EXPECT_EQ(ask(as(second), "GET", "/api/v1/server-costs?server=" + id_of("hml-1")).status, 404);
}

TEST_F(MoneyOfThePanel, SaysThatAPriceIsUnknownAndWhatMendsIt) {
  control("POST", "faults",
          {{"kind", "error"},
           {"service", "pricing"},
           {"code", "AccessDeniedException"},
           {"message", "User is not authorized to perform: pricing:GetProducts"},
           {"status", 400}});
  connect_all();

  const auto found = get("/api/v1/opportunities");

  EXPECT_EQ(found["total"], 3);
  EXPECT_EQ(found["unknown_prices"], 3);
  EXPECT_TRUE(found["saving_per_month"].is_null()) << found.dump();
  const auto& price = found["opportunities"][0]["price"];
  EXPECT_EQ(price["unknown"], "no_permission");
  EXPECT_THAT(price["policy_line"].get<std::string>(), HasSubstr("pricing:GetProducts"));
  const auto cost = get("/api/v1/server-costs?server=" + id_of("qa"))["servers"][0];
  EXPECT_TRUE(cost["hourly"].is_null());
  EXPECT_EQ(cost["month"]["saved_seconds"], 0);
}

TEST_F(MoneyOfThePanel, CountsNothingForHoursThatAreReserved) {
  // As many as all servers of the family take, of which those of the other account stay on.
  control("POST", "reserved-instances",
          {{"account", "210987654321"},
           {"region", "sa-east-1"},
           {"type", "t3.medium"},
           {"count", 6},
           {"age_days", 10}});
  connect_all();

  const auto found = get("/api/v1/opportunities?account=Loja");

  EXPECT_EQ(found["commitments"]["reserved_instances"], "considered");
  ASSERT_EQ(found["total"], 2);
  for (const auto& one : found["opportunities"]) {
    EXPECT_EQ(one["paid_percent"], 100) << one.dump();
    EXPECT_EQ(amount(one["saving_per_month"]), 0.0);
  }
}

TEST_F(MoneyOfThePanel, CountsNothingForHoursThatASavingsPlanPaysFor) {
  control("POST", "savings-plans",
          {{"account", "210987654321"},
           {"kind", "EC2Instance"},
           {"region", "sa-east-1"},
           {"family", "t3"},
           {"commitment", "5"},
           {"age_days", 10}});
  connect_all();
  const auto switched = id_of("hml-1");

  switch_server("stop", switched);
  pass(13h);
  switch_server("start", switched);
  sweep();

  const auto told = get("/api/v1/savings");
  EXPECT_EQ(told["commitments"]["savings_plans"], "considered") << told.dump();
  // The address alone, which no plan pays for.
  EXPECT_NEAR(amount(told["saving"]), 0.005 * 13, 0.005) << told.dump();
  const auto found = get("/api/v1/opportunities?account=Loja");
  for (const auto& one : found["opportunities"]) EXPECT_EQ(one["paid_percent"], 100) << one.dump();
}

TEST_F(MoneyOfThePanel, SavesWhatTheBillSaysBeyondASavingsPlan) {
  // Less than one server uses at the plan's price: the other is paid for by the hour.
  control(
      "POST", "savings-plans",
      {{"account", "210987654321"}, {"kind", "Compute"}, {"commitment", "0.03"}, {"age_days", 10}});
  connect_all();
  const auto bill = [&] {
    double sum = 0;
    for (const auto& group :
         control("GET", "bill?from=2026-03-01&to=2026-04-01&group=TAG:Name")["groups"])
      sum += std::stod(group["unblended"].get<std::string>());
    return sum;
  };
  pass(1h);
  const auto before_on = bill();
  pass(10h);
  const auto on = bill() - before_on;
  const auto switched = id_of("hml-1");
  switch_server("stop", switched);
  pass(1h);
  const auto before_off = bill();
  pass(10h);
  const auto off = bill() - before_off;
  switch_server("start", switched);
  sweep();

  const auto cost = get("/api/v1/server-costs?server=" + switched)["servers"][0];
  const auto seconds = cost["month"]["saved_seconds"].get<double>();
  EXPECT_NEAR(amount(cost["month"]["saving"]) / seconds * 36'000, on - off, (on - off) * 0.005)
      << cost.dump();
}

TEST_F(MoneyOfThePanel, SaysThatSavingsPlansAreUnknownAndWhatMendsIt) {
  control("POST", "faults",
          {{"kind", "error"},
           {"service", "savingsplans"},
           {"code", "AccessDeniedException"},
           {"message", "User is not authorized to perform: savingsplans:DescribeSavingsPlans"},
           {"status", 403}});
  connect_all();

  const auto told = get("/api/v1/opportunities")["commitments"];

  EXPECT_EQ(told["savings_plans"], "unknown") << told.dump();
  EXPECT_EQ(told["savings_plans_unknown"], "no_permission");
  EXPECT_THAT(told["policy_line"].get<std::string>(), HasSubstr("savingsplans:"));
}

TEST_F(MoneyOfThePanel, ReadsEachPriceOnceADay) {
  connect_all();
  const auto asked = [&] {
    std::int64_t count = 0;
    for (const auto& call : get("/api/v1/usage")["calls"])
      if (call["service"] == "pricing") count += call["attempts"].get<std::int64_t>();
    return count;
  };
  const auto at_first = asked();

  pass(12h);
  EXPECT_EQ(asked(), at_first);
  pass(13h);
  EXPECT_EQ(asked(), 2 * at_first);
}

TEST_F(MoneyOfThePanel, EstimatesAScheduleBeforeItIsSaved) {
  connect_all();
  const Json days{{"weekdays", {"mon", "tue", "wed", "thu", "fri"}}};
  const Json window{{"begin", "08:00"}, {"end", "19:00"}, {"days", days}};
  const Json office{
      {"name", "Horário comercial"},
      {"zone", "America/Sao_Paulo"},
      {"mode", "edges"},
      {"rules", {{{"window", window}}}},
      {"targets",
       {{"servers", {{{"account", loja}, {"region", "sa-east-1"}, {"server", id_of("hml-1")}}}}}}};

  const auto told = ask("POST", "/api/v1/schedules/estimate", office);

  ASSERT_EQ(told.status, 200) << told.body;
  EXPECT_EQ(told.json["total"], 1);
  EXPECT_EQ(told.json["servers"][0]["name"], "hml-1");
  // (0.0666 + 0.005) × 113 of 168 hours × 730.
  EXPECT_NEAR(amount(told.json["saving_per_month"]), 35.2, 0.4) << told.body;
  EXPECT_EQ(told.json["unknown_prices"], 0);
  auto by_filter = office;
  by_filter["targets"] = {{"filter", {{"accounts", {padaria}}, {"regions", {"sa-east-1"}}}}};
  EXPECT_EQ(ask("POST", "/api/v1/schedules/estimate", by_filter).json["total"], 2);
  auto of_nothing = office;
  of_nothing["targets"] = {{"filter", Json::object()}};
  EXPECT_EQ(ask("POST", "/api/v1/schedules/estimate", of_nothing).json["field"], "targets");
  auto wrong = office;
  wrong["zone"] = "Nowhere";
  EXPECT_EQ(ask("POST", "/api/v1/schedules/estimate", wrong).status, 400);
}

}  // namespace
}  // namespace mirante

// Databases as the API shows and switches them, over the whole set of rooms and the simulated AWS.
#include <gmock/gmock.h>

#include "main/testing/panel.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr std::string_view with_databases = R"json({
  "panel_account": "111122223333",
  "accounts": [{
    "id": "210987654321", "name": "Aurora Loja",
    "places": [{"region": "sa-east-1", "servers": [{"name": "app", "public_ip": false}],
     "databases": [
      {"name": "pedidos", "engine": "postgres", "tags": {"ambiente": "homologacao"}},
      {"name": "estoque", "engine": "mysql"},
      {"name": "estoque-copia", "engine": "mysql", "replica_of": "estoque"},
      {"name": "sessoes-{n}", "count": 2, "engine": "aurora-mysql", "class": "db.r5.large",
       "cluster": "sessoes"}]}]
  }]
})json";

class DatabasesApi : public testing::PanelTest {
 protected:
  DatabasesApi() : PanelTest({.estate = with_databases}) {
    start();
    connect(0, "Loja", "Aurora");
    sweep();
  }
  void go_to(std::string_view instant) {
    loop.run(sleep_for(loop, *parse_iso8601(instant) - loop.clock().now()));
  }
  Json switched(const std::string& change, const std::string& id) {
    return ended(ask("POST", "/api/v1/databases/" + change, {{"databases", {id}}}).json);
  }
};

TEST_F(DatabasesApi, ListsDatabasesAndClustersWithTheirAge) {
  const auto list = get("/api/v1/databases?region=sa-east-1");

  EXPECT_EQ(list["total"], 6);
  EXPECT_EQ(list["states"], (Json{{"available", 6}}));
  EXPECT_THAT(list["read"], SizeIs(1));
  EXPECT_EQ(list["unknown"], Json::array());
  const auto cluster = get("/api/v1/databases/cluster:sessoes");
  EXPECT_EQ(cluster["is_cluster"], true);
  EXPECT_EQ(cluster["members"], 2);
  EXPECT_EQ(get("/api/v1/databases/db:sessoes-1")["cluster"], "sessoes");
  EXPECT_EQ(get("/api/v1/databases/db:estoque-copia")["replica_of"], "estoque");
  EXPECT_EQ(get("/api/v1/databases?tag=ambiente:homologacao")["databases"][0]["id"], "db:pedidos");
}

TEST_F(DatabasesApi, GivesAllDatabasesOfTheFilterAsCsv) {
  const auto csv = ask(as(first), "GET", "/api/v1/databases?sort=-name&limit=1", nullptr,
                       {{"Accept", "text/csv"}});
  EXPECT_EQ(http::header_text(csv.headers, "content-type"), "text/csv; charset=utf-8");
  EXPECT_THAT(http::header_text(csv.headers, "content-disposition"), HasSubstr("databases.csv"));
  EXPECT_THAT(csv.body, HasSubstr("id,name,state,"));
  EXPECT_THAT(csv.body, HasSubstr("\r\ndb:pedidos,pedidos,available,"));
  EXPECT_THAT(csv.body, HasSubstr("\r\ncluster:sessoes,sessoes,available,"));
  EXPECT_LT(csv.body.find("cluster:sessoes,"), csv.body.find("db:pedidos,"));
  EXPECT_EQ(std::ranges::count(csv.body, '\n'), 7);  // Its head, and all six.

  const auto few = ask("GET",
                       "/api/v1/databases?format=csv&separator=semicolon&language=pt-BR"
                       "&tag=ambiente:homologacao");
  EXPECT_EQ(std::ranges::count(few.body, '\n'), 2);
  EXPECT_THAT(few.body, HasSubstr(";nome;"));
  EXPECT_THAT(few.body, HasSubstr("db:pedidos;pedidos;"));
}

TEST_F(DatabasesApi, PagesPastIdsWithAColon) {
  std::vector<std::string> seen;
  std::string after;
  do {
    const auto page = get("/api/v1/databases?limit=1" + after);
    seen.push_back(page["databases"][0]["id"]);
    after = page.contains("next") ? "&after=" + page["next"].get<std::string>() : "";
  } while (!after.empty() && seen.size() < 10);

  EXPECT_THAT(seen, SizeIs(6));
  EXPECT_THAT(std::set<std::string>(seen.begin(), seen.end()), SizeIs(6));
}

TEST_F(DatabasesApi, StopsAndStartsADatabaseAndShowsWhatWasSeen) {
  const auto stopped = switched("stop", "db:pedidos");
  const auto shown = get("/api/v1/databases/db:pedidos");
  EXPECT_EQ(stopped["state"], "succeeded") << stopped.dump();
  EXPECT_EQ(stopped["targets"][0]["observed_state"], "stopped");
  EXPECT_EQ(shown["state"], "stopped");
  EXPECT_TRUE(shown["automatic_restart_time"].is_string()) << shown.dump();
  EXPECT_THAT(shown["operations"], SizeIs(1));

  EXPECT_EQ(switched("start", "db:pedidos")["targets"][0]["observed_state"], "available");
}

TEST_F(DatabasesApi, SwitchesAClusterAsAWhole) {
  const auto stopped = switched("stop", "cluster:sessoes");
  EXPECT_EQ(stopped["state"], "succeeded") << stopped.dump();
  sweep();
  EXPECT_EQ(get("/api/v1/databases/db:sessoes-2")["state"], "stopped");
}

TEST_F(DatabasesApi, RefusesWhatAwsNeverStopsBeforeAskingIt) {
  const auto plan =
      ask("POST", "/api/v1/databases/stop?plan=true",
          {{"databases", {"db:estoque", "db:estoque-copia", "db:sessoes-1", "db:pedidos"}}})
          .json;
  std::vector<std::string> verdicts;
  for (const auto& target : plan["targets"])
    verdicts.push_back(target.value("reason_code", target["verdict"].get<std::string>()));
  EXPECT_THAT(verdicts, ::testing::ElementsAre("database.has_replicas", "database.replica",
                                               "database.in_cluster", "will"));

  const auto refused = switched("stop", "db:estoque");
  EXPECT_EQ(refused["state"], "refused") << refused.dump();
  EXPECT_EQ(refused["targets"][0]["reason_code"], "database.has_replicas");
}

TEST_F(DatabasesApi, ObeysTheMarkNeverSwitchOff) {
  const auto marked =
      ask("PUT", "/api/v1/databases/db:pedidos/never-switch-off", {{"reason", "fechamento"}});
  EXPECT_EQ(marked.json["never_switch_off"]["reason"], "fechamento") << marked.body;
  EXPECT_EQ(switched("stop", "db:pedidos")["targets"][0]["reason_code"], "policy.never_switch_off");
  ask("DELETE", "/api/v1/databases/db:pedidos/never-switch-off");
  EXPECT_EQ(switched("stop", "db:pedidos")["state"], "succeeded");
}

TEST_F(DatabasesApi, NamesWhatIsWrongWithARequest) {
  const auto server =
      ask("POST", "/api/v1/databases/stop", {{"databases", {"i-0123456789abcdef0"}}});
  EXPECT_EQ(server.status, 400);
  EXPECT_EQ(server.json["field"], "databases[0]");
  EXPECT_THAT(server.json["detail"].get<std::string>(), HasSubstr("db:orders"));
  const auto unknown = ask("POST", "/api/v1/databases/start", {{"databases", {"db:nada"}}});
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.code(), "database.unknown");
  EXPECT_EQ(ask("POST", "/api/v1/databases/start", {{"databases", Json::array()}}).status, 400);
}

TEST_F(DatabasesApi, AreSwitchedByASchedulesFilterAndNotByTheirCluster) {
  const Json window{{"begin", "08:00"}, {"end", "19:00"}, {"days", "every_day"}};
  const Json filter{{"regions", {"sa-east-1"}}, {"kinds", {"databases"}}};
  const auto made = ask("POST", "/api/v1/schedules",
                        {{"name", "Homologação"},
                         {"zone", "America/Sao_Paulo"},
                         {"mode", "edges"},
                         {"rules", {{{"window", window}}}},
                         {"targets", {{"filter", filter}}}});
  ASSERT_EQ(made.status, 201) << made.body;
  const auto seen = ask("POST", "/api/v1/schedules/preview", {{"id", made.json["id"]}}).json;
  // Of the cluster only itself; what AWS never stops is told before.
  EXPECT_EQ(seen["total"], 4) << seen.dump();
  EXPECT_EQ(seen["problems"].size(), 2) << seen["problems"].dump();

  go_to("2026-03-02T22:20:00Z");  // 19:20 in São Paulo.
  EXPECT_EQ(get("/api/v1/databases/db:pedidos")["state"], "stopped");
  EXPECT_EQ(get("/api/v1/databases/cluster:sessoes")["state"], "stopped");
  EXPECT_EQ(get("/api/v1/databases/db:estoque")["state"], "available");
  const auto why = get("/api/v1/databases/db:pedidos/decisions");
  EXPECT_EQ(why["decisions"][0]["schedule_name"], "Homologação") << why.dump();
  EXPECT_EQ(why["next_fire"]["local"], "2026-03-03T08:00:00-03:00") << why.dump();

  go_to("2026-03-03T11:40:00Z");
  EXPECT_EQ(get("/api/v1/databases/db:pedidos")["state"], "available");
}

TEST_F(DatabasesApi, StartInAWindowWithATypeThatOnlyServersGetAndOnlyOnce) {
  const Json window{
      {"begin", "08:00"}, {"end", "19:00"}, {"days", "every_day"}, {"type", "t3.large"}};
  const auto account = get("/api/v1/databases/db:pedidos")["account"];
  const Json database{{"account", account}, {"region", "sa-east-1"}, {"server", "db:pedidos"}};
  const auto made = ask("POST", "/api/v1/schedules",
                        {{"name", "Fechamento"},
                         {"zone", "America/Sao_Paulo"},
                         {"mode", "enforce"},
                         {"rules", {{{"window", window}}}},
                         {"targets", {{"servers", {database}}}}});
  ASSERT_EQ(made.status, 201) << made.body;
  go_to("2026-03-02T22:20:00Z");  // 19:20 in São Paulo.
  ASSERT_EQ(get("/api/v1/databases/db:pedidos")["state"], "stopped");

  go_to("2026-03-03T13:00:00Z");

  EXPECT_EQ(get("/api/v1/databases/db:pedidos")["state"], "available");
  const auto decisions = get("/api/v1/databases/db:pedidos/decisions")["decisions"];
  EXPECT_EQ(decisions[0]["at"], "2026-03-03T11:00:00Z") << decisions.dump();
  EXPECT_EQ(decisions[0]["action"], "start");
  EXPECT_NE(decisions[0]["outcome"], "unavailable");
}

TEST_F(DatabasesApi, AreKeptOnByAnOverride) {
  const auto account = get("/api/v1/databases/db:pedidos")["account"];
  const Json database{{"account", account}, {"region", "sa-east-1"}, {"server", "db:pedidos"}};
  switched("stop", "db:pedidos");
  const auto kept = ask("POST", "/api/v1/overrides",
                        {{"servers", {database}},
                         {"until", "2026-03-05T00:00:00Z"},
                         {"state", "running"},
                         {"reason", "fechamento"}});
  EXPECT_EQ(kept.status, 201) << kept.body;
  go_to("2026-03-02T12:00:00Z");
  EXPECT_EQ(get("/api/v1/databases/db:pedidos")["state"], "available");
}

TEST_F(DatabasesApi, AreKeptOffTogetherWithServers) {
  const auto server = get("/api/v1/servers")["servers"][0];
  const auto named = [&](const std::string& id) {
    return Json{{"account", server["account"]}, {"region", "sa-east-1"}, {"server", id}};
  };
  const auto kept = ask("POST", "/api/v1/overrides",
                        {{"servers", {named(server["id"]), named("db:pedidos")}},
                         {"until", "2026-03-05T00:00:00Z"},
                         {"state", "stopped"},
                         {"reason", "mudança"}});

  ASSERT_EQ(kept.status, 201) << kept.body;
  EXPECT_THAT(kept.json["overrides"], SizeIs(2));
  EXPECT_THAT(kept.json["operations"], SizeIs(2));
  go_to("2026-03-02T12:00:00Z");
  EXPECT_EQ(get("/api/v1/databases/db:pedidos")["state"], "stopped");
  EXPECT_EQ(get("/api/v1/servers/" + server["id"].get<std::string>())["state"], "stopped");
}

/// Stopped once, on Monday at 19:00 in São Paulo, by a schedule without windows.
class StoppedForLong : public DatabasesApi {
 protected:
  StoppedForLong() {
    const Json point{{"once", "2026-03-02T19:00"}, {"action", "stop"}};
    const Json named{{"account", get("/api/v1/databases/db:pedidos")["account"]},
                     {"region", "sa-east-1"},
                     {"server", "db:pedidos"}};
    const auto made = ask("POST", "/api/v1/schedules",
                          {{"name", "Recesso"},
                           {"zone", "America/Sao_Paulo"},
                           {"mode", "edges"},
                           {"rules", {{{"point", point}}}},
                           {"targets", {{"servers", {named}}}}});
    EXPECT_EQ(made.status, 201) << made.body;
    go_to("2026-03-02T22:20:00Z");
    EXPECT_EQ(shown()["state"], "stopped");
  }
  Json shown() { return get("/api/v1/databases/db:pedidos"); }
  std::vector<std::string> reasons() {
    std::vector<std::string> found;
    const auto ledger = get("/api/v1/databases/db:pedidos/decisions");
    for (const auto& one : ledger["decisions"]) found.push_back(one["reason"]["because"]);
    return found;
  }
  /// The panel reads the account at these times.
  void look_at(std::string_view instant) {
    go_to(instant);
    sweep();
  }
};

TEST_F(StoppedForLong, IsStoppedAgainOnceAfterAwsStartedItAndSaysWhy) {
  look_at("2026-03-09T21:00:00Z");
  EXPECT_EQ(shown()["state"], "stopped");
  EXPECT_THAT(reasons(), ::testing::ElementsAre("schedule"));

  look_at("2026-03-09T22:30:00Z");
  EXPECT_EQ(shown()["state"], "available");
  EXPECT_EQ(shown()["started_by_aws"]["seen"].get<std::string>().substr(0, 16), "2026-03-09T22:30");
  go_to("2026-03-09T23:30:00Z");

  EXPECT_THAT(reasons(), ::testing::ElementsAre("aws_start", "schedule"));
  EXPECT_EQ(shown()["state"], "stopped");
  EXPECT_FALSE(shown().contains("started_by_aws"));
  // Seven days later once more.
  look_at("2026-03-16T23:45:00Z");
  go_to("2026-03-17T01:00:00Z");
  EXPECT_THAT(reasons(), ::testing::ElementsAre("aws_start", "aws_start", "schedule"));
}

TEST_F(StoppedForLong, IsLeftOnWhereSomebodyStartedItBefore) {
  go_to("2026-03-06T12:00:00Z");
  switched("start", "db:pedidos");
  look_at("2026-03-09T22:30:00Z");
  go_to("2026-03-10T22:30:00Z");

  EXPECT_THAT(reasons(), ::testing::ElementsAre("schedule"));
  EXPECT_EQ(shown()["state"], "available");
  EXPECT_FALSE(shown().contains("started_by_aws"));
}

}  // namespace
}  // namespace mirante

// Servers as the API shows and switches them, over the whole set of rooms and the simulated AWS.
#include <gmock/gmock.h>

#include "main/testing/one_account.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class ServersApi : public testing::OneAccount {};

TEST_F(ServersApi, ListsServersWithTheirAgeAndWhatIsUnknown) {
  const auto list = get("/api/v1/servers?region=sa-east-1");

  ASSERT_THAT(list["servers"], SizeIs(3));
  const auto& web = list["servers"][0];
  EXPECT_EQ(web["account_name"], "Loja");
  EXPECT_EQ(web["aws_account"], "210987654321");
  EXPECT_EQ(web["state"], "running");
  EXPECT_EQ(web["tags"]["Papel"], "web");
  EXPECT_EQ(web["public_ip"], nullptr);
  EXPECT_EQ(list["unknown"], Json::array());
  EXPECT_THAT(list["read"], SizeIs(1));
}

TEST_F(ServersApi, FiltersAndPagesServers) {
  EXPECT_THAT(get("/api/v1/servers?name=web-*&tag=Papel:web&customer=Aurora")["servers"],
              SizeIs(3));
  EXPECT_THAT(get("/api/v1/servers?state=stopped")["servers"], SizeIs(0));
  EXPECT_THAT(get("/api/v1/servers?tag=Papel:banco")["servers"], SizeIs(0));
  const auto first_page = get("/api/v1/servers?limit=2");
  const auto rest = get("/api/v1/servers?limit=2&after=" + first_page["next"].get<std::string>());
  EXPECT_THAT(first_page["servers"], SizeIs(2));
  EXPECT_THAT(rest["servers"], SizeIs(1));
  EXPECT_FALSE(rest.contains("next"));
}

TEST_F(ServersApi, SortsAndCountsServersBeforeItPagesThem) {
  ended(ask("POST", "/api/v1/servers/stop", {{"servers", {server}}}).json);

  const auto list = get("/api/v1/servers?sort=-name&limit=1&offset=1&state=running&state=stopped");
  ASSERT_THAT(list["servers"], SizeIs(1));
  EXPECT_EQ(list["servers"][0]["name"], "web-2");
  EXPECT_EQ(list["total"], 3);
  EXPECT_EQ(list["states"], (Json{{"running", 2}, {"stopped", 1}}));
  const auto stopped = get("/api/v1/servers?state=stopped&name=web-*&name=db-*");
  EXPECT_EQ(stopped["total"], 1);
  EXPECT_EQ(stopped["states"]["running"], 2);
  EXPECT_EQ(get("/api/v1/servers?q=" + server)["total"], 1);
  EXPECT_EQ(get("/api/v1/servers?q=WEB-3")["servers"][0]["name"], "web-3");
}

TEST_F(ServersApi, ShowsTheVolumesOfAServer) {
  const auto one = get("/api/v1/servers/" + server);

  ASSERT_FALSE(one["volumes"].empty());
  ASSERT_EQ(one["volumes"].size(), one["document"]["BlockDeviceMappings"].size());
  const auto& volume = one["volumes"][0];
  EXPECT_EQ(volume["id"], one["document"]["BlockDeviceMappings"][0]["Ebs"]["VolumeId"]);
  EXPECT_GT(volume["size_gib"], 0);
  EXPECT_TRUE(volume["type"].is_string());
  EXPECT_TRUE(volume["encrypted"].is_boolean());
}

TEST_F(ServersApi, GivesServersAsCsv) {
  const auto csv = ask(as(first), "GET", "/api/v1/servers?sort=-name&limit=1", nullptr,
                       {{"Accept", "text/csv"}});
  EXPECT_EQ(http::header_text(csv.headers, "content-type"), "text/csv; charset=utf-8");
  EXPECT_THAT(csv.body, HasSubstr("id,name,state,"));
  EXPECT_THAT(csv.body, HasSubstr(",web-3,running,t3.medium,Loja,210987654321,sa-east-1,"));
  EXPECT_THAT(csv.body, HasSubstr("2026-03-02T10:0"));
  EXPECT_EQ(std::ranges::count(csv.body, '\n'), 4);

  const auto* portuguese = "/api/v1/servers?format=csv&separator=semicolon&language=pt-BR";
  EXPECT_THAT(ask(as(second), "GET", portuguese).body,
              ::testing::AllOf(HasSubstr("id;nome;estado;tipo;conta;"),
                               ::testing::EndsWith(";nunca desligar;tags\r\n")));
}

TEST_F(ServersApi, StopsAServerAndShowsWhatWasSeen) {
  const auto asked = ask("POST", "/api/v1/servers/stop", {{"servers", {server}}});
  const auto operation = ended(asked.json);
  const auto shown = get("/api/v1/servers/" + server);

  EXPECT_EQ(asked.status, 202);
  EXPECT_EQ(operation["state"], "succeeded") << operation.dump();
  EXPECT_EQ(operation["targets"][0]["observed_state"], "stopped");
  EXPECT_EQ(shown["state"], "stopped");
  EXPECT_THAT(shown["versions"], SizeIs(2));  // It was running, then stopping.
  EXPECT_THAT(shown["operations"], SizeIs(1));
  EXPECT_EQ(shown["first_stop_losses"], Json::array());
  EXPECT_EQ(shown["was_stopped_before"], true);
  EXPECT_EQ(shown["first_seen_at"], shown["versions"].back()["from"]);
}

TEST_F(ServersApi, JudgesASwitchWithoutAskingForIt) {
  const auto records = get("/api/v1/audit")["records"].size();
  const auto calls = get("/api/v1/usage")["attempts"];

  const auto plan = ask("POST", "/api/v1/servers/stop?plan=true", {{"servers", {server}}});

  ASSERT_EQ(plan.status, 200) << plan.json.dump();
  const auto& target = plan.json["targets"][0];
  EXPECT_EQ(target["id"], server);
  EXPECT_EQ(target["verdict"], "will");
  EXPECT_EQ(target["was_stopped_before"], false);
  EXPECT_EQ(target["losses"][0]["code"], "memory");
  EXPECT_EQ(target["losses"][0]["certain"], true);
  EXPECT_EQ(target["losses"][1]["code"], "instance_store");
  EXPECT_EQ(target["losses"][1]["certain"], false);
  EXPECT_THAT(plan.json["not_judged"].dump(), HasSubstr("stop_protection"));
  EXPECT_EQ(get("/api/v1/audit")["records"].size(), records);
  EXPECT_EQ(get("/api/v1/usage")["attempts"], calls);
  EXPECT_THAT(get("/api/v1/operations")["operations"], SizeIs(1));  // The sweep.
}

TEST_F(ServersApi, PlansWhatIsRefusedSoAlreadyOrWaiting) {
  const auto verdict = [&](const std::string& change) {
    return ask("POST", "/api/v1/servers/" + change + "?plan=true", {{"servers", {server}}})
        .json["targets"][0];
  };
  EXPECT_EQ(verdict("start")["verdict"], "already");
  ask("PUT", "/api/v1/servers/" + server + "/never-switch-off", {{"reason", "caixa"}});
  EXPECT_EQ(verdict("stop")["reason_code"], "policy.never_switch_off");
  EXPECT_EQ(verdict("stop")["verdict"], "refused");
  ask("DELETE", "/api/v1/servers/" + server + "/never-switch-off");
  ended(ask("POST", "/api/v1/servers/stop", {{"servers", {server}}}).json);
  EXPECT_EQ(verdict("reboot")["reason_code"], "server.not_running");
  EXPECT_EQ(verdict("stop")["verdict"], "already");
  ask("POST", "/api/v1/servers/start", {{"servers", {server}}});
  EXPECT_EQ(verdict("start")["warnings"][0]["code"], "operation.waits");
}

TEST_F(ServersApi, WaitsForStatusChecksOfAStartWhereThatIsAsked) {
  ended(ask("POST", "/api/v1/servers/stop", {{"servers", {server}}}).json);

  const auto plain = ended(ask("POST", "/api/v1/servers/start", {{"servers", {server}}}).json);
  const auto after = loop.clock().now();
  const auto checked = ended(
      ask("POST", "/api/v1/servers/start", {{"servers", {server}}, {"status_checks", true}}).json);

  EXPECT_EQ(plain["state"], "succeeded");
  EXPECT_EQ(checked["state"], "succeeded") << checked.dump();
  EXPECT_GT(loop.clock().now() - after, 30s);
}

TEST_F(ServersApi, ShowsWhatIsSwitchingAServerNow) {
  const auto asked = ask("POST", "/api/v1/servers/stop", {{"servers", {server}}}).json;

  EXPECT_EQ(get("/api/v1/servers/" + server)["operation"], asked["id"]);
  ended(asked);
  EXPECT_FALSE(get("/api/v1/servers/" + server).contains("operation"));
}

}  // namespace
}  // namespace mirante

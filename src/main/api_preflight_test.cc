// Checks hours before fires, over the whole set of rooms and the simulated AWS.
#include <gmock/gmock.h>

#include <set>

#include "main/testing/mailed_office.h"

namespace mirante {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

using ::testing::UnorderedElementsAre;

constexpr std::string_view estate = R"json({
  "panel_account": "111122223333",
  "accounts": [{
    "id": "210987654321", "name": "Aurora Loja",
    "places": [{"region": "sa-east-1", "servers": [
      {"name": "web", "count": 1, "type": "t3.medium", "public_ip": false,
       "tags": {"Papel": "web"}},
      {"name": "banco", "count": 1, "type": "t3.medium", "public_ip": false,
       "protect_stop": true, "tags": {"Papel": "web"}}]}]
  }]
})json";

/// What stands in the way of starts, of changes of type and of databases.
constexpr std::string_view troubled = R"json({
  "panel_account": "111122223333",
  "accounts": [{
    "id": "210987654321", "name": "Aurora Loja",
    "places": [{"region": "sa-east-1",
     "keys": [{"name": "desligada", "state": "disabled"},
              {"name": "marcada", "state": "pending_deletion"},
              {"name": "boa"}, {"name": "negada", "grants_refused": true}],
     "spare_addresses": 0,
     "servers": [
      {"name": "aberto", "type": "t3.medium", "public_ip": false, "state": "stopped",
       "tags": {"Papel": "web"}},
      {"name": "de-aws", "type": "t3.medium", "public_ip": false, "state": "stopped",
       "root_key": "aws", "tags": {"Papel": "web"}},
      {"name": "desligado", "type": "t3.medium", "public_ip": false, "state": "stopped",
       "root_key": "desligada", "tags": {"Papel": "web"}},
      {"name": "marcado", "type": "t3.medium", "public_ip": false, "state": "stopped",
       "volumes": [{"key": "marcada"}], "tags": {"Papel": "web"}},
      {"name": "bom", "type": "t3.medium", "public_ip": false, "state": "stopped",
       "root_key": "boa", "tags": {"Papel": "web"}},
      {"name": "negado", "type": "t3.medium", "public_ip": false, "state": "stopped",
       "root_key": "negada", "tags": {"Papel": "web"}},
      {"name": "xen", "type": "m4.large", "public_ip": false, "tags": {"Papel": "lote"}},
      {"name": "junto", "type": "m5.large", "public_ip": false, "placement_group": "calculo",
       "tags": {"Papel": "lote"}},
      {"name": "preso", "type": "m5.large", "public_ip": false, "protect_stop": true,
       "tags": {"Papel": "lote"}},
      {"name": "fora", "type": "m5.large", "public_ip": false, "state": "stopped",
       "tags": {"Papel": "lote"}}],
     "databases": [
      {"name": "parado", "engine": "mysql", "state": "stopped", "tags": {"Papel": "banco"}},
      {"name": "azul", "engine": "postgres", "blue_green": "troca", "tags": {"Papel": "banco"}},
      {"name": "verde", "engine": "postgres", "blue_green": "troca"}]}]
  }]
})json";

class PreflightApi : public testing::MailedOffice {
 protected:
  explicit PreflightApi(std::string_view of = estate) : MailedOffice(of) {}

  /// Rules and a tag in place of those of the office.
  Json other(const std::string& role, const Json& rules, bool databases = false) {
    auto draft = office({{"preflight_hours", 4}});
    draft["rules"] = rules;
    draft["targets"]["filter"]["tags"][0]["value"] = role;
    if (databases) draft["targets"]["filter"]["kinds"] = {"servers", "databases"};
    return draft;
  }
  Json point(const std::string& action, const std::string& type = "") {
    Json when{{"at", "08:00"}, {"days", "every_day"}, {"action", action}};
    if (!type.empty()) when["type"] = type;
    return Json::array({Json{{"point", when}}});
  }
  /// "name code weight" of what the next check has found.
  std::vector<std::string> found_for(const Json& schedule) {
    std::vector<std::string> found;
    const auto checks = checks_of(schedule);
    if (checks.empty()) return found;
    for (const auto& one : checks[0]["problems"])
      found.push_back(one["name"].get<std::string>() + " " + one["code"].get<std::string>() + " " +
                      one["weight"].get<std::string>());
    return found;
  }
  Json checks_of(const Json& schedule) {
    return get("/api/v1/schedules/" + schedule["id"].get<std::string>() + "/preflight")["checks"];
  }
  std::vector<std::string> warnings() const {
    auto all = mails();
    std::erase_if(all, [](const std::string& mail) {
      return !mail.contains("Como está agora, isto o impediria, ou");
    });
    return all;
  }
};

TEST_F(PreflightApi, TellsHoursBeforeAStopWhatWouldKeepItFromHappening) {
  const auto made = make(office({{"preflight_hours", 4}}));
  go_to("2026-03-02T17:59:00Z");
  EXPECT_THAT(checks_of(made), SizeIs(0));
  sweep();
  go_to("2026-03-02T18:02:00Z");

  const auto checks = checks_of(made);
  ASSERT_THAT(checks, SizeIs(1));
  EXPECT_EQ(checks[0]["local"], "2026-03-02T19:00:00-03:00");
  EXPECT_EQ(checks[0]["state"], "done");
  ASSERT_THAT(checks[0]["problems"], SizeIs(1)) << checks.dump(1);
  EXPECT_EQ(checks[0]["problems"][0]["code"], "server.stop_protected");
  EXPECT_EQ(checks[0]["problems"][0]["name"], "banco");
  ASSERT_THAT(warnings(), SizeIs(1));
  EXPECT_THAT(warnings()[0], HasSubstr("To: ops@example.com"));
  EXPECT_THAT(warnings()[0], HasSubstr("banco ("));
  EXPECT_THAT(warnings()[0], Not(HasSubstr("web (")));
  go_to("2026-03-02T23:00:00Z");
  EXPECT_THAT(warnings(), SizeIs(1));
  EXPECT_THAT(checks_of(made), SizeIs(0));
}

TEST_F(PreflightApi, ChecksAnewForAChangedScheduleAndMailsOnce) {
  const auto made = make(office({{"preflight_hours", 4}}));
  sweep();
  go_to("2026-03-02T18:02:00Z");
  const auto path = "/api/v1/schedules/" + made["id"].get<std::string>();
  const auto changed =
      ask(as(first), "PUT", path, office({{"preflight_hours", 6}}), {{"If-Match", "\"1\""}});
  EXPECT_EQ(changed.status, 200) << changed.body;
  go_to("2026-03-02T18:10:00Z");

  EXPECT_EQ(checks_of(made)[0]["state"], "done");
  EXPECT_THAT(warnings(), SizeIs(1));
}

TEST_F(PreflightApi, IsNotMadeWhereTheScheduleDoesNotWantIt) {
  const auto made = make(office({{"preflight_hours", 0}}));
  go_to("2026-03-02T21:00:00Z");

  EXPECT_THAT(checks_of(made), SizeIs(0));
  EXPECT_THAT(warnings(), SizeIs(0));
}

TEST_F(PreflightApi, TellsOfServersWhoseStateIsOldAndOfAPause) {
  const auto made = make(office({{"preflight_hours", 4}}));
  ask("POST", "/api/v1/pauses", {{"scope", "everything"}, {"reason", "inventário"}});
  go_to("2026-03-02T18:02:00Z");  // Swept in the morning alone.

  std::set<std::string> codes;
  for (const auto& one : checks_of(made)[0]["problems"]) codes.insert(one["code"]);
  EXPECT_EQ(codes, (std::set<std::string>{"policy.paused", "server.state_old"}));
}

class TroubledPreflightApi : public PreflightApi {
 protected:
  TroubledPreflightApi() : PreflightApi(troubled) {}
};

TEST_F(TroubledPreflightApi, TellsBeforeAStartWhichDisksCannotBeOpened) {
  const auto made = make(office({{"preflight_hours", 4}}));
  go_to("2026-03-02T10:05:00Z");

  EXPECT_THAT(found_for(made),
              UnorderedElementsAre("desligado key.disabled prevents",
                                   "marcado key.pending_deletion prevents",
                                   "bom key.unproved unknown", "negado key.unproved unknown"));
  ASSERT_THAT(warnings(), SizeIs(1));
  EXPECT_THAT(warnings()[0], HasSubstr("chave KMS dos discos"));

  // They start at eight and are stopped at seven; the next check knows how that went.
  go_to("2026-03-03T06:55:00Z");
  sweep();
  go_to("2026-03-03T07:02:00Z");
  EXPECT_THAT(found_for(made), UnorderedElementsAre("desligado key.disabled prevents",
                                                    "marcado key.pending_deletion prevents",
                                                    "negado key.not_granted prevents"));
}

TEST_F(TroubledPreflightApi, ChecksChangesOfTypeByTheRulesOfTheOperation) {
  const auto made = make(other("lote", point("resize", "t3.large")));
  go_to("2026-03-02T10:05:00Z");

  EXPECT_THAT(found_for(made), UnorderedElementsAre("junto type.placement_group prevents",
                                                    "preso server.stop_protected prevents",
                                                    "xen type.caution_nvme caution",
                                                    "xen type.caution_ena caution"));
}

TEST_F(TroubledPreflightApi, ShowsWhatIsOnlyWorthKnowingWithoutMailingIt) {
  auto draft = other("lote", point("resize", "m5.xlarge"));
  draft["targets"] = {{"servers", Json::array()}};
  for (const auto& one : get("/api/v1/servers")["servers"])
    if (one["name"] == "xen") draft["targets"]["servers"].push_back(place_of(one));
  const auto made = make(draft);
  go_to("2026-03-02T10:05:00Z");

  EXPECT_THAT(found_for(made), UnorderedElementsAre("xen type.caution_nvme caution",
                                                    "xen type.caution_ena caution"));
  EXPECT_THAT(warnings(), SizeIs(0));
}

TEST_F(TroubledPreflightApi, ChecksAStartWithATypeAndARebootOfWhatIsOff) {
  const auto typed = make(other("lote", point("start", "t3.nope")));
  auto draft = other("lote", point("reboot"));
  draft["name"] = "Reinício";
  draft["rules"][0]["point"]["at"] = "07:30";
  const auto reboot = make(draft);
  go_to("2026-03-02T10:05:00Z");

  EXPECT_THAT(found_for(typed), ::testing::Contains("fora type.unknown prevents"));
  EXPECT_THAT(found_for(reboot), UnorderedElementsAre("fora server.not_running prevents"));
}

TEST_F(TroubledPreflightApi, ChecksDatabasesByAddressesDeploymentsAndWhatThePanelDoesNot) {
  const auto start = make(other("banco", point("start"), true));
  go_to("2026-03-02T10:05:00Z");
  EXPECT_THAT(found_for(start), UnorderedElementsAre("parado database.no_addresses prevents"));

  auto draft = other("banco", point("reboot"), true);
  draft["name"] = "Reinício";
  draft["rules"][0]["point"]["at"] = "08:30";
  const auto reboot = make(draft);
  draft = other("banco", point("stop"), true);
  draft["name"] = "Parada";
  draft["rules"][0]["point"]["at"] = "09:00";
  const auto stop = make(draft);
  go_to("2026-03-02T10:10:00Z");
  EXPECT_THAT(found_for(reboot), ::testing::Contains("azul database.no_reboot prevents"));
  EXPECT_THAT(found_for(stop), ::testing::Contains("azul database.blue_green prevents"));
}

TEST_F(TroubledPreflightApi, SaysWhenSavingWhatNothingComesOf) {
  auto draft = other("banco", point("resize", "m5.large"), true);
  draft["rules"].push_back(point("reboot")[0]);
  const auto preview = ask("POST", "/api/v1/schedules/preview", {{"schedule", draft}});
  ASSERT_EQ(preview.status, 200) << preview.body;

  std::set<std::string> said;
  for (const auto& one : preview.json["problems"])
    said.insert(one["server"].get<std::string>() + " " + one["code"].get<std::string>());
  EXPECT_EQ(said,
            (std::set<std::string>{"db:azul database.blue_green", "db:azul database.no_reboot",
                                   "db:azul database.no_resize", "db:parado database.no_reboot",
                                   "db:parado database.no_resize"}));
}

TEST_F(TroubledPreflightApi, TellsOfTypesAndRebootsBeforeAScheduleIsSaved) {
  const auto checked =
      ask("POST", "/api/v1/schedules/check",
          {{"targets", {{"filter", {{"tags", {{{"key", "Papel"}, {"value", "lote"}}}}}}}},
           {"types", {"t3.large"}},
           {"reboots", true}});
  ASSERT_EQ(checked.status, 200) << checked.body;

  std::set<std::string> said;
  for (const auto& server : checked.json["servers"]) {
    EXPECT_TRUE(server.contains("reboot"));
    for (const auto& of_type : server["resize"])
      for (const auto& one : of_type["obstacles"])
        said.insert(server["name"].get<std::string>() + " " + of_type["type"].get<std::string>() +
                    " " + one["code"].get<std::string>());
  }
  EXPECT_EQ(said, (std::set<std::string>{
                      "junto t3.large type.placement_group", "preso t3.large server.stop_protected",
                      "xen t3.large type.caution_nvme", "xen t3.large type.caution_ena"}));
}

}  // namespace
}  // namespace mirante

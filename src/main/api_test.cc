// The API as a program sees it, over the whole set of rooms and the simulated AWS: operations, the
// record, accounts and the panel itself, and that one tenant's things do not exist for another.
#include <gmock/gmock.h>

#include "base/clock_pace.h"
#include "gen/sts/get_session_token.h"
#include "main/testing/one_account.h"
#include "platform/aws/charges.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class Api : public testing::OneAccount {};

TEST_F(Api, CountsWhatEndedAndWhatWasAsked) {
  ended(ask("POST", "/api/v1/servers/stop", {{"servers", {server}}}).json);

  const auto text = ask("GET", "/metrics").body;

  EXPECT_THAT(text, HasSubstr("mirante_operations_ended_total{kind=\"servers.stop\","
                              "outcome=\"succeeded\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("mirante_aws_calls_total{service=\"ec2\",operation="
                              "\"StopInstances\",outcome=\"ok\"} 1\n"));
  // Nothing is swept by itself here.
  EXPECT_THAT(text, ::testing::Not(HasSubstr("mirante_sweeps_oldest_reading_seconds")));
}

TEST_F(Api, FiltersOperationsAndKeepsTheNamesOfTheirTargets) {
  const auto ran = ended(ask("POST", "/api/v1/servers/stop", {{"servers", {server}}}).json);
  const auto count = [&](const std::string& query) {
    return get("/api/v1/operations?" + query)["operations"].size();
  };

  EXPECT_EQ(ran["targets"][0]["name"], get("/api/v1/servers/" + server)["name"]);
  EXPECT_EQ(count("kind=servers.stop&customer=Aurora&account=Loja&actor=ana"), 1);
  EXPECT_EQ(count("state=running&state=succeeded"), 2);
  EXPECT_EQ(count("actor=bia"), 0);
  EXPECT_EQ(count("until=2026-03-02T10:00:00Z"), 0);
  EXPECT_EQ(get("/api/v1/operations?kind=servers.stop")["operations"][0]["outcomes"],
            (Json{{"succeeded", 1}}));
}

TEST_F(Api, FiltersTheRecordAndGivesItAsCsv) {
  const auto page = get("/api/v1/audit?action=account.&actor=ana&q=LOJA&limit=1");
  ASSERT_THAT(page["records"], SizeIs(1));
  EXPECT_EQ(page["records"][0]["content"]["action"].get<std::string>().substr(0, 8), "account.");
  EXPECT_THAT(get("/api/v1/audit?actor=bia")["records"], SizeIs(0));
  EXPECT_THAT(get("/api/v1/audit?until=2026-03-02T10:00:00Z")["records"], SizeIs(0));

  const auto csv = ask("GET", "/api/v1/audit?format=csv&action=account.added").body;
  EXPECT_THAT(csv, HasSubstr("seq,at,action,"));
  EXPECT_THAT(csv, HasSubstr(",account.added,user,us_1,ana,,"));
  EXPECT_EQ(std::ranges::count(csv, '\n'), 2);
}

TEST_F(Api, HidesEverythingOfATenantFromAnother) {
  const auto operation = ended(ask("POST", "/api/v1/servers/stop", {{"servers", {server}}}).json);
  const auto id = operation["id"].get<std::string>();
  const Json reason{{"reason", "mine now"}};
  const std::vector<std::tuple<std::string, std::string, Json>> asks{
      {"GET", "/api/v1/servers/" + server, nullptr},
      {"POST", "/api/v1/servers/start", {{"servers", {server}}}},
      {"POST", "/api/v1/servers/stop", {{"servers", {server}}}},
      {"POST", "/api/v1/servers/reboot", {{"servers", {server}}}},
      {"POST", "/api/v1/servers/stop?plan=true", {{"servers", {server}}}},
      {"PUT", "/api/v1/servers/" + server + "/never-switch-off", reason},
      {"DELETE", "/api/v1/servers/" + server + "/never-switch-off", nullptr},
      {"GET", "/api/v1/servers?account=" + account, nullptr},
      {"GET", "/api/v1/operations/" + id, nullptr},
      {"POST", "/api/v1/operations/" + id + "/cancel", nullptr},
      {"GET", "/api/v1/accounts/" + account, nullptr},
      {"DELETE", "/api/v1/accounts/" + account, nullptr},
      {"POST", "/api/v1/accounts/" + account + "/check", nullptr},
      {"GET", "/api/v1/accounts/" + account + "/instructions", nullptr},
      {"POST",
       "/api/v1/accounts/" + account + "/connect",
       {{"role_arn", "arn:aws:iam::210987654321:role/x"}}},
      {"PUT",
       "/api/v1/accounts/" + account + "/keys",
       {{"access_key_id", "AKIA0123456789012345"},
        {"secret_access_key", "0123456789012345678901234567890123456789"}}},
      {"POST", "/api/v1/sweeps", {{"accounts", {account}}}},
      {"POST", "/api/v1/pauses", {{"scope", "account"}, {"id", account}, {"reason", "x"}}}};

  for (const auto& [method, target, body] : asks) {
    const auto answer = ask(as(second), method, target, body);
    EXPECT_EQ(answer.status, 404) << method << ' ' << target << answer.json.dump();
    EXPECT_THAT(answer.json.dump(), ::testing::Not(HasSubstr("Aurora")));
  }
  for (const auto* list : {"servers", "accounts", "operations", "customers", "pauses"}) {
    const auto answer = ask(as(second), "GET", std::string("/api/v1/") + list);
    EXPECT_EQ(answer.json.front().size(), 0) << list << answer.json.dump();
  }
  EXPECT_EQ(ask(as(second), "GET", "/api/v1/audit").json["records"].size(), 0);
}

TEST_F(Api, KeepsRefusalsOfAccountsInTheRecord) {
  const auto add = ask("POST", "/api/v1/accounts", {{"name", "Verde"}, {"connection", "role"}});
  const auto stop = ask("POST", "/api/v1/servers/stop", {{"servers", {server}}}).json;
  const auto remove = ask("DELETE", "/api/v1/accounts/Loja");
  ended(stop);

  const auto record = get("/api/v1/audit?limit=500").dump();

  EXPECT_EQ(add.json["code"], "identity.none");  // This panel has no credentials of its own.
  EXPECT_EQ(remove.json["code"], "account.busy");
  EXPECT_THAT(record, HasSubstr("\"account.add\""));
  EXPECT_THAT(record, HasSubstr("identity.none"));
  EXPECT_THAT(record, HasSubstr("\"account.remove\""));
  EXPECT_THAT(record, HasSubstr("account.busy"));
}

TEST_F(Api, TellsThatThePanelsOwnSessionHasExpiredAndStoresNothing) {
  const auto panel = world.credentials()["panel"];
  aws::Client client(loop, rng, transport);
  const aws::Target target{
      .credentials = aws::fixed_credentials(
          {.access_key_id = panel["access_key_id"].get<std::string>(),
           .secret_access_key = crypto::Secret(panel["secret_access_key"].get<std::string>())}),
      .region = Region{"sa-east-1"}};
  auto session =
      *loop.run(gen::sts::get_session_token(client, as(first), target, {.duration_seconds = 900}))
           .value.credentials;
  auto expiring = config();
  expiring.identity.source = "the environment";
  expiring.identity.credentials =
      aws::fixed_credentials({.access_key_id = *session.access_key_id,
                              .secret_access_key = crypto::Secret(*session.secret_access_key),
                              .session_token = crypto::Secret(*session.session_token),
                              .expires_at = session.expiration});
  Rooms others(outside(), expiring);
  http::Router routes;
  others.add_routes(routes);
  loop.advance(2h);

  const auto response = loop.run(routes.answer(
      as(first), or_throw(http::parse_request("POST", "/api/v1/accounts", {},
                                              R"({"name": "Verde", "connection": "role"})"))));

  const auto told = Json::parse(response.body);
  EXPECT_EQ(response.status, 401) << told.dump();
  EXPECT_EQ(told["code"], "access.expired");
  EXPECT_THAT(told["detail"].get<std::string>(), HasSubstr("renew"));
  EXPECT_THAT(get("/api/v1/accounts")["accounts"], SizeIs(1));
}

TEST_F(Api, SaysOfASweepHowManyServersEachRegionHas) {
  const auto swept = get("/api/v1/operations?kind=inventory.sweep")["operations"][0]["id"];
  const auto targets = get("/api/v1/operations/" + swept.get<std::string>())["targets"];

  ASSERT_THAT(targets, SizeIs(1));
  EXPECT_EQ(targets[0]["observed_state"], "servers: 3");
}

TEST_F(Api, KeepsSecretsToItself) {
  const auto secret =
      world.credentials()["accounts"][0]["admin"]["secret_access_key"].get<std::string>();
  for (const auto* target : {"/api/v1/accounts", "/api/v1/audit?limit=500", "/api/v1/usage",
                             "/api/v1/about", "/api/v1/doctor"})
    EXPECT_THAT(get(target).dump(), ::testing::Not(HasSubstr(secret))) << target;
}

TEST_F(Api, ChecksAnAccountActionByActionWithoutAChange) {
  const auto checked = ask("POST", "/api/v1/accounts/Loja/check");

  ASSERT_EQ(checked.status, 200) << checked.json.dump();
  for (const auto& permission : checked.json["report"]["permissions"])
    EXPECT_THAT(permission["result"], ::testing::AnyOf("allowed", "not_tried", "not_wanted"))
        << permission.dump();
  EXPECT_EQ(get("/api/v1/servers/" + server)["state"], "running");
}

TEST_F(Api, TriesOnlyWhatWasChosenForTheAccount) {
  const auto results = [&] {
    std::map<std::string, std::string> found;
    for (const auto& one : ask("POST", "/api/v1/accounts/Loja/check").json["report"]["permissions"])
      found[one["action"]] = one["result"];
    return found;
  };
  EXPECT_EQ(get("/api/v1/accounts/Loja")["features"], (Json{"see", "switch"}));
  auto before = results();
  EXPECT_EQ(before["ec2:StopInstances"], "allowed");
  EXPECT_EQ(before["route53:ListHostedZones"], "not_wanted");

  const auto chosen =
      ask("PUT", "/api/v1/accounts/Loja/features", {{"features", {"dns", "costs", "dns"}}});

  EXPECT_EQ(chosen.json["features"], (Json{"see", "costs", "dns"}));
  auto after = results();
  EXPECT_EQ(after["ec2:StopInstances"], "not_wanted");
  EXPECT_EQ(after["route53:ListHostedZones"], "allowed");
  EXPECT_EQ(after["ce:GetCostAndUsage"], "not_tried");  // AWS charges for each question.
  const auto record = get("/api/v1/audit?action=account.features_chosen")["records"];
  ASSERT_THAT(record, SizeIs(1));
  EXPECT_EQ(record[0]["content"]["detail"]["before"], "see,switch");
  EXPECT_EQ(record[0]["content"]["detail"]["features"], "see,costs,dns");
}

TEST_F(Api, RefusesAChoiceThatItDoesNotKnowOrThatIsEmpty) {
  for (const auto& features : {Json{"see", "everything"}, Json::array()}) {
    const auto refused = ask("PUT", "/api/v1/accounts/Loja/features", {{"features", features}});
    EXPECT_EQ(refused.status, 400) << refused.json.dump();
    EXPECT_EQ(refused.json["field"], "features");
    EXPECT_THAT(refused.json["detail"].get<std::string>(), HasSubstr("backup"));
  }
  EXPECT_EQ(get("/api/v1/accounts/Loja")["features"], (Json{"see", "switch"}));
}

TEST_F(Api, TellsAnybodyWhetherAwsIsSimulatedAndNothingElse) {
  const auto about = [&](CallContext ctx) {
    return ask(std::move(ctx), "GET", "/api/v1/about").json;
  };

  const Json clock{{"now", to_iso8601(loop.clock().now())}, {"times", 1}};
  EXPECT_EQ(about(anonymous()), Json({{"name", "mirante"}, {"simulated", true}, {"clock", clock}}));
  EXPECT_EQ(about(as(first))["simulated"], true);
  EXPECT_EQ(about(as(first))["version"], "1");
}

TEST_F(Api, HurriesTheClockOfADemo) {
  const auto hurry = [&](const Json& times) {
    return ask(as(first), "PUT", "/api/v1/demo/clock", {{"times", times}});
  };

  const auto hurried = hurry(60);
  EXPECT_EQ(hurried.status, 200);
  EXPECT_EQ(hurried.json["times"], 60);
  EXPECT_EQ(clock_pace(), 60);
  EXPECT_EQ(get("/api/v1/audit?action=demo.")["records"].size(), 1);

  for (const Json& wrong : {Json(0.5), Json(61), Json("60"), Json(nullptr)}) {
    const auto refused = hurry(wrong);
    EXPECT_EQ(refused.status, 400) << wrong;
    EXPECT_EQ(refused.json["field"], "times") << wrong;
  }
  EXPECT_EQ(clock_pace(), 60);
  EXPECT_EQ(hurry(1).status, 200);
  EXPECT_EQ(clock_pace(), 1);
}

TEST_F(Api, LeavesTheClockOfAPanelBeforeTheRealAwsAlone) {
  http::Router router;
  add_clock_routes(router, rooms, /*is_simulated=*/false);

  const auto refused = loop.run(router.answer(
      as(first),
      or_throw(http::parse_request("PUT", "/api/v1/demo/clock", {}, R"({"times": 2})"))));

  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(clock_pace(), 1);
}

TEST_F(Api, TellsWhetherItIsReadyAndWhatItAsksOfAws) {
  EXPECT_EQ(get("/healthz")["alive"], true);
  EXPECT_EQ(get("/readyz")["ready"], true);
  const auto usage = get("/api/v1/usage");
  EXPECT_GT(usage["attempts"], 3);
  for (const auto& call : usage["calls"])
    EXPECT_EQ(call["charge"], to_string(aws::charge_of(call["service"].get<std::string>(),
                                                       call["operation"].get<std::string>())));
  for (const auto& finding : get("/api/v1/doctor")["findings"]) EXPECT_NE(finding["name"], "");
}

TEST_F(Api, LooksAtTheAuditsChainAsItIsAsked) {
  const auto audit = [&](const std::string& how) {
    for (const auto& finding : get("/api/v1/doctor?audit=" + how)["findings"])
      if (finding["name"] == "audit") return finding;
    return Json();
  };
  EXPECT_EQ(audit("whole")["status"], "ok");
  write([](sql::Tx& tx) { tx.exec("update audit_records set content = '{}' where seq = 1"); });

  EXPECT_EQ(audit("glance")["status"], "ok");
  EXPECT_EQ(audit("whole")["status"], "problem");
  EXPECT_EQ(audit("glance")["status"], "problem");
  EXPECT_EQ(audit("whole")["text"], "record 1 was changed after it was written");
  EXPECT_EQ(audit("whole&language=pt-BR")["text"], "o registro 1 foi alterado depois de escrito");
  EXPECT_EQ(get("/api/v1/audit/verify?language=pt-BR")["broken"],
            "o registro 1 foi alterado depois de escrito");
  EXPECT_EQ(ask("GET", "/api/v1/doctor?audit=no").json["field"], "audit");
}

TEST_F(Api, FindsTheSameInBothLanguages) {
  const auto english = get("/api/v1/doctor")["findings"];
  const auto portuguese = get("/api/v1/doctor?language=pt-BR")["findings"];

  ASSERT_EQ(portuguese.size(), english.size());
  for (std::size_t i = 0; i < english.size(); ++i) {
    EXPECT_EQ(portuguese[i]["name"], english[i]["name"]);
    EXPECT_EQ(portuguese[i]["status"], english[i]["status"]);
    EXPECT_NE(portuguese[i]["title"], english[i]["title"]);
    EXPECT_NE(portuguese[i]["text"], english[i]["text"]) << english[i].dump();
  }
  EXPECT_EQ(ask("GET", "/api/v1/doctor?language=de").json["field"], "language");
  EXPECT_EQ(ask("GET", "/api/v1/identity?language=").json["field"], "language");
  EXPECT_EQ(ask("GET", "/api/v1/identity?language=en&language=en").json["field"], "language");
  EXPECT_EQ(ask("GET", "/api/v1/schedules?state=").json["field"], "state");
}

}  // namespace
}  // namespace mirante

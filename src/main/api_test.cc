// The API as a program sees it, over the whole set of rooms and the simulated AWS: what it answers
// to wrong input, and that one tenant's things do not exist for another.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "features/accounts/connect_account.h"
#include "gen/sts/get_session_token.h"
#include "main/about_routes.h"
#include "main/metrics_routes.h"
#include "main/sweep_routes.h"
#include "platform/runtime/simulated_loop.h"
#include "platform/sql/engine.h"
#include "simcloud/estate.h"
#include "simcloud/simulated_transport.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr std::string_view estate = R"json({
  "panel_account": "111122223333",
  "accounts": [{
    "id": "210987654321", "name": "Aurora Loja",
    "places": [{"region": "sa-east-1", "servers": [
      {"name": "web-{n}", "count": 3, "type": "t3.medium", "public_ip": false,
       "tags": {"Papel": "web"}}]}]
  }]
})json";

struct Answer {
  int status = 0;
  Json json;
};

class Api : public ::testing::Test {
 protected:
  Api() {
    or_throw(world.settle(or_throw(simcloud::parse_estate(estate))));
    rooms.add_routes(router);
    add_sweep_routes(router, rooms.operations());
    add_about_routes(router, rooms, {.version = "1", .is_simulated = true});
    add_metrics_routes(router, rooms, requests, "1");
    router.measure(requests, loop.clock());
    SimulatedLoop::start(working);
    connect();
  }
  ~Api() override { working = {}; }

  RoomsConfig config() const {
    RoomsConfig made{.tenant = ana, .is_alone = true};
    made.identity.install = "test";
    made.identity.home = Region{"sa-east-1"};
    made.collector.reset();
    return made;
  }
  CallContext as(TenantId tenant) const {
    return {.tenant = tenant,
            .actor = {.kind = Actor::Kind::user, .id = "us_1", .name = "ana"},
            .permissions = all_permissions()};
  }
  Answer ask(const std::string& method, const std::string& target, const Json& body = nullptr,
             std::optional<TenantId> tenant = {}) {
    auto request =
        or_throw(http::parse_request(method, target, {}, body.is_null() ? "" : body.dump()));
    const auto response = loop.run(router.answer(as(tenant.value_or(ana)), std::move(request)));
    return {response.status, Json::parse(response.body, nullptr, false)};
  }
  Json get(const std::string& target) {
    auto answer = ask("GET", target);
    EXPECT_EQ(answer.status, 200) << target << answer.json.dump();
    return std::move(answer.json);
  }
  /// The operation once it has ended.
  Json ended(Json operation) {
    while (operation["state"] == "running") {
      loop.run(sleep_for(loop, 5s));
      operation = get("/api/v1/operations/" + operation["id"].get<std::string>());
    }
    return operation;
  }
  void connect() {
    const auto keys = world.credentials()["accounts"][0]["admin"];
    const auto added = ask("POST", "/api/v1/accounts",
                           {{"name", "Loja"},
                            {"connection", "keys"},
                            {"customer", "Aurora"},
                            {"access_key_id", keys["access_key_id"]},
                            {"secret_access_key", keys["secret_access_key"]}});
    ASSERT_EQ(added.status, 201) << added.json.dump();
    account = added.json["account"]["id"];
    const auto swept = ended(ask("POST", "/api/v1/sweeps", {{"regions", {"sa-east-1"}}}).json);
    ASSERT_EQ(swept["state"], "succeeded") << swept.dump();
    server = get("/api/v1/servers")["servers"][0]["id"];
  }

  SimulatedLoop loop{*parse_iso8601("2026-03-02T10:00:00Z")};
  SeededRng rng{5};
  TenantId ana = TenantId::make(loop.clock(), rng);
  TenantId bia = TenantId::make(loop.clock(), rng);
  simcloud::World world{{.seed = 5, .start = loop.clock().now()}};
  std::unique_ptr<sql::Database> db = sql::open_memory(loop, all_migrations());
  simcloud::SimulatedTransport transport{world, loop};
  vault::Vault vault{crypto::MasterKeys::in_memory(rng), rng};
  BlockingPool hashing{{.threads = 0}};
  Rooms rooms{{.db = *db,
               .loop = loop,
               .rng = rng,
               .transport = transport,
               .vault = vault,
               .hashing = hashing},
              config()};
  http::RequestMeter requests;
  http::Router router;
  Task<void> working = rooms.work();
  std::string account, server;
};

TEST_F(Api, ListsServersWithTheirAgeAndWhatIsUnknown) {
  const auto list = get("/api/v1/servers?region=sa-east-1");

  ASSERT_THAT(list["servers"], SizeIs(3));
  const auto& first = list["servers"][0];
  EXPECT_EQ(first["account_name"], "Loja");
  EXPECT_EQ(first["aws_account"], "210987654321");
  EXPECT_EQ(first["state"], "running");
  EXPECT_EQ(first["tags"]["Papel"], "web");
  EXPECT_EQ(first["public_ip"], nullptr);
  EXPECT_EQ(list["unknown"], Json::array());
  EXPECT_THAT(list["read"], SizeIs(1));
}

TEST_F(Api, FiltersAndPagesServers) {
  EXPECT_THAT(get("/api/v1/servers?name=web-*&tag=Papel:web&customer=Aurora")["servers"],
              SizeIs(3));
  EXPECT_THAT(get("/api/v1/servers?state=stopped")["servers"], SizeIs(0));
  EXPECT_THAT(get("/api/v1/servers?tag=Papel:banco")["servers"], SizeIs(0));
  const auto first = get("/api/v1/servers?limit=2");
  const auto rest = get("/api/v1/servers?limit=2&after=" + first["next"].get<std::string>());
  EXPECT_THAT(first["servers"], SizeIs(2));
  EXPECT_THAT(rest["servers"], SizeIs(1));
  EXPECT_FALSE(rest.contains("next"));
}

TEST_F(Api, SortsAndCountsServersBeforeItPagesThem) {
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

TEST_F(Api, GivesServersAsCsv) {
  auto request = or_throw(http::parse_request("GET", "/api/v1/servers?sort=-name&limit=1",
                                              {{"Accept", "text/csv"}}, ""));
  const auto csv = loop.run(router.answer(as(ana), std::move(request)));
  EXPECT_EQ(http::header_text(csv.headers, "content-type"), "text/csv; charset=utf-8");
  EXPECT_THAT(csv.body, HasSubstr("id,name,state,"));
  EXPECT_THAT(csv.body, HasSubstr(",web-3,running,t3.medium,Loja,210987654321,sa-east-1,"));
  EXPECT_THAT(csv.body, HasSubstr("2026-03-02T10:0"));
  EXPECT_EQ(std::ranges::count(csv.body, '\n'), 4);

  auto semicolons = or_throw(http::parse_request(
      "GET", "/api/v1/servers?format=csv&separator=semicolon&language=pt-BR", {}, ""));
  EXPECT_THAT(loop.run(router.answer(as(bia), std::move(semicolons))).body,
              ::testing::AllOf(HasSubstr("id;nome;estado;tipo;conta;"),
                               ::testing::EndsWith(";nunca desligar;tags\r\n")));
}

TEST_F(Api, StopsAServerAndShowsWhatWasSeen) {
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
}

TEST_F(Api, CountsWhatEndedAndWhatWasAsked) {
  ended(ask("POST", "/api/v1/servers/stop", {{"servers", {server}}}).json);

  auto request = or_throw(http::parse_request("GET", "/metrics", {}, ""));
  const auto text = loop.run(router.answer(as(ana), std::move(request))).body;

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

  auto request =
      or_throw(http::parse_request("GET", "/api/v1/audit?format=csv&action=account.added", {}, ""));
  const auto csv = loop.run(router.answer(as(ana), std::move(request))).body;
  EXPECT_THAT(csv, HasSubstr("seq,at,action,"));
  EXPECT_THAT(csv, HasSubstr(",account.added,user,us_1,ana,,"));
  EXPECT_EQ(std::ranges::count(csv, '\n'), 2);
}

TEST_F(Api, JudgesASwitchWithoutAskingForIt) {
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

TEST_F(Api, PlansWhatIsRefusedSoAlreadyOrWaiting) {
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

TEST_F(Api, WaitsForStatusChecksOfAStartWhereThatIsAsked) {
  ended(ask("POST", "/api/v1/servers/stop", {{"servers", {server}}}).json);

  const auto plain = ended(ask("POST", "/api/v1/servers/start", {{"servers", {server}}}).json);
  const auto after = loop.clock().now();
  const auto checked = ended(
      ask("POST", "/api/v1/servers/start", {{"servers", {server}}, {"status_checks", true}}).json);

  EXPECT_EQ(plain["state"], "succeeded");
  EXPECT_EQ(checked["state"], "succeeded") << checked.dump();
  EXPECT_GT(loop.clock().now() - after, 30s);
}

TEST_F(Api, ShowsWhatIsSwitchingAServerNow) {
  const auto asked = ask("POST", "/api/v1/servers/stop", {{"servers", {server}}}).json;

  EXPECT_EQ(get("/api/v1/servers/" + server)["operation"], asked["id"]);
  ended(asked);
  EXPECT_FALSE(get("/api/v1/servers/" + server).contains("operation"));
}

struct WrongInput {
  std::string method, target, body, field;
  int status;
};

class WrongInputs : public Api, public ::testing::WithParamInterface<WrongInput> {};

TEST_P(WrongInputs, IsToldWithItsFieldAndChangesNothing) {
  const auto& wrong = GetParam();
  const auto before = get("/api/v1/audit?limit=500")["records"].size();

  const auto answer =
      ask(wrong.method, wrong.target, wrong.body.empty() ? Json() : Json::parse(wrong.body));

  EXPECT_EQ(answer.status, wrong.status) << answer.json.dump();
  EXPECT_EQ(answer.json.value("field", ""), wrong.field) << answer.json.dump();
  EXPECT_FALSE(answer.json["detail"].get<std::string>().empty());
  EXPECT_LE(get("/api/v1/audit?limit=500")["records"].size(), before + 1);
  EXPECT_THAT(get("/api/v1/accounts")["accounts"], SizeIs(1));
}

INSTANTIATE_TEST_SUITE_P(
    All, WrongInputs,
    ::testing::Values(
        WrongInput{"GET", "/api/v1/servers?colour=red", "", "colour", 400},
        WrongInput{"GET", "/api/v1/servers?limit=0", "", "limit", 400},
        WrongInput{"GET", "/api/v1/servers?after=here", "", "after", 400},
        WrongInput{"GET", "/api/v1/servers?tag=:web", "", "tag", 400},
        WrongInput{"GET", "/api/v1/servers?sort=colour", "", "sort", 400},
        WrongInput{"GET", "/api/v1/servers?offset=-1", "", "offset", 400},
        WrongInput{"GET", "/api/v1/servers?format=xml", "", "format", 400},
        WrongInput{"GET", "/api/v1/servers?separator=tab", "", "separator", 400},
        WrongInput{"GET", "/api/v1/servers?account=Nobody", "", "account", 404},
        WrongInput{"GET", "/api/v1/servers?customer=Nobody", "", "customer", 404},
        WrongInput{"GET", "/api/v1/servers/web-1", "", "id", 400},
        WrongInput{"GET", "/api/v1/servers/i-0123456789abcdef0", "", "id", 404},
        WrongInput{"POST", "/api/v1/servers/stop", R"({"servers": []})", "servers", 400},
        WrongInput{"POST", "/api/v1/servers/stop", R"({"servers": ["i-0123456789abcdef0"]})",
                   "servers[0]", 404},
        WrongInput{"POST", "/api/v1/servers/stop?plan=maybe", R"({"servers": []})", "plan", 400},
        WrongInput{"POST", "/api/v1/servers/stop?plan=true", R"({"servers": []})", "servers", 400},
        WrongInput{"POST", "/api/v1/servers/reboot?plan=true",
                   R"({"servers": ["i-0123456789abcdef0"]})", "servers[0]", 404},
        WrongInput{"POST", "/api/v1/servers/start", R"({"servers": [1]})", "servers[0]", 400},
        WrongInput{"POST", "/api/v1/servers/start", R"({"servers": [], "force": true})", "force",
                   400},
        WrongInput{"POST", "/api/v1/servers/stop",
                   R"({"servers": ["i-0123456789abcdef0"], "force_after_minutes": 90})",
                   "force_after_minutes", 400},
        WrongInput{"POST", "/api/v1/sweeps", R"({"regions": ["sa-north-9"]})", "regions", 400},
        WrongInput{"POST", "/api/v1/sweeps", R"({"regions": ["af-south-1"]})", "regions", 400},
        WrongInput{"POST", "/api/v1/sweeps", R"({"accounts": "all"})", "accounts", 400},
        WrongInput{"POST", "/api/v1/accounts", R"({"connection": "role"})", "name", 400},
        WrongInput{"POST", "/api/v1/accounts", R"({"name": "X", "connection": "magic"})",
                   "connection", 400},
        WrongInput{"POST", "/api/v1/accounts",
                   R"({"name": "X", "connection": "keys", "access_key_id": "short",
                       "secret_access_key": "0123456789012345678901234567890123456789"})",
                   "access_key_id", 400},
        WrongInput{"POST", "/api/v1/accounts/Nobody/check", "", "account", 404},
        WrongInput{"POST", "/api/v1/pauses", R"({"scope": "moon", "reason": "x"})", "scope", 400},
        WrongInput{"POST", "/api/v1/pauses", R"({"scope": "everything"})", "reason", 400},
        WrongInput{"GET", "/api/v1/operations?state=done", "", "state", 400},
        WrongInput{"GET", "/api/v1/operations?state=odd", "", "state", 400},
        WrongInput{"GET", "/api/v1/operations?since=today", "", "since", 400},
        WrongInput{"GET", "/api/v1/operations?before=x", "", "before", 400},
        WrongInput{"GET", "/api/v1/operations?customer=Nobody", "", "customer", 404},
        WrongInput{"GET", "/api/v1/audit?from=today", "", "from", 400},
        WrongInput{"GET", "/api/v1/audit?format=xml", "", "format", 400},
        WrongInput{"GET", "/api/v1/audit/verify?head=3", "", "head", 400}));

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
    const auto answer = ask(method, target, body, bia);
    EXPECT_EQ(answer.status, 404) << method << ' ' << target << answer.json.dump();
    EXPECT_THAT(answer.json.dump(), ::testing::Not(HasSubstr("Aurora")));
  }
  for (const auto* list : {"servers", "accounts", "operations", "customers", "pauses"}) {
    const auto answer = ask("GET", std::string("/api/v1/") + list, nullptr, bia);
    EXPECT_EQ(answer.json.front().size(), 0) << list << answer.json.dump();
  }
  EXPECT_EQ(ask("GET", "/api/v1/audit", nullptr, bia).json["records"].size(), 0);
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
      *loop.run(gen::sts::get_session_token(client, as(ana), target, {.duration_seconds = 900}))
           .value.credentials;
  auto expiring = config();
  expiring.identity.source = "the environment";
  expiring.identity.credentials =
      aws::fixed_credentials({.access_key_id = *session.access_key_id,
                              .secret_access_key = crypto::Secret(*session.secret_access_key),
                              .session_token = crypto::Secret(*session.session_token),
                              .expires_at = session.expiration});
  Rooms others({.db = *db,
                .loop = loop,
                .rng = rng,
                .transport = transport,
                .vault = vault,
                .hashing = hashing},
               expiring);
  http::Router routes;
  others.add_routes(routes);
  loop.advance(2h);

  const auto response = loop.run(routes.answer(
      as(ana), or_throw(http::parse_request("POST", "/api/v1/accounts", {},
                                            R"({"name": "Verde", "connection": "role"})"))));

  const auto told = Json::parse(response.body);
  EXPECT_EQ(response.status, 401) << told.dump();
  EXPECT_EQ(told["code"], "access.expired");
  EXPECT_THAT(told["detail"].get<std::string>(), HasSubstr("renew"));
  EXPECT_THAT(get("/api/v1/accounts")["accounts"], SizeIs(1));
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
    EXPECT_THAT(permission["result"], ::testing::AnyOf("allowed", "not_tried"))
        << permission.dump();
  EXPECT_EQ(get("/api/v1/servers/" + server)["state"], "running");
}

TEST_F(Api, TellsAnybodyWhetherAwsIsSimulatedAndNothingElse) {
  const auto about = [&](CallContext ctx) {
    auto request = or_throw(http::parse_request("GET", "/api/v1/about", {}, ""));
    return Json::parse(loop.run(router.answer(std::move(ctx), std::move(request))).body);
  };

  EXPECT_EQ(about(anonymous()), Json({{"name", "mirante"}, {"simulated", true}}));
  EXPECT_EQ(about(as(ana))["simulated"], true);
  EXPECT_EQ(about(as(ana))["version"], "1");
}

TEST_F(Api, TellsWhetherItIsReadyAndWhatItAsksOfAws) {
  EXPECT_EQ(get("/healthz")["alive"], true);
  EXPECT_EQ(get("/readyz")["ready"], true);
  EXPECT_GT(get("/api/v1/usage")["attempts"], 3);
  for (const auto& finding : get("/api/v1/doctor")["findings"]) EXPECT_NE(finding["name"], "");
}

}  // namespace
}  // namespace mirante

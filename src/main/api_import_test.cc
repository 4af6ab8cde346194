// Connecting many accounts at once, by the routes and against the simulated AWS.
#include <gmock/gmock.h>

#include "main/testing/panel.h"
#include "platform/aws/credentials.h"

namespace mirante {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::string_view three_accounts = R"json({
  "panel_account": "111122223333",
  "accounts": [
    {"id": "210987654321", "name": "Loja", "places": [{"region": "sa-east-1"}]},
    {"id": "320987654321", "name": "Dados", "places": [{"region": "sa-east-1"}]},
    {"id": "430987654321", "name": "Verde", "places": [{"region": "sa-east-1"}]}]
})json";

const std::string shared_role_path = "/api/v1/accounts/shared-role";
const std::string import_path = "/api/v1/accounts/import";

/// A panel that has an identity of its own in AWS.
class Import : public testing::PanelTest {
 protected:
  Import() : PanelTest({.estate = three_accounts}) {
    auto with_identity = config();
    const auto panel = world.credentials()["panel"];
    with_identity.identity.source = "the environment";
    with_identity.identity.credentials = aws::fixed_credentials(
        {.access_key_id = panel["access_key_id"].get<std::string>(),
         .secret_access_key = crypto::Secret(panel["secret_access_key"].get<std::string>())});
    entitled.emplace(outside(), with_identity);
    entitled->add_routes(routes);
  }

  testing::Answer post(const std::string& target, const Json& body) {
    return post(first, target, body);
  }
  testing::Answer post(TenantId tenant, const std::string& target, const Json& body) {
    return answer_of(loop.run(
        routes.answer(as(tenant), or_throw(http::parse_request("POST", target, {}, body.dump())))));
  }
  /// As `get`, of the panel with an identity.
  Json shown(const std::string& target) {
    const auto answer = answer_of(
        loop.run(routes.answer(as(first), or_throw(http::parse_request("GET", target, {}, "")))));
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.json;
  }
  Json shared_role() {
    const auto answer = post(shared_role_path, Json::object());
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.json;
  }
  /// What the stack set does in an account.
  void make_role(const std::string& account, const Json& shared, bool with_external_id = true) {
    Json role{{"account", account}, {"name", shared["role_name"]}};
    if (with_external_id) role["external_id"] = shared["external_id"];
    const auto made = world.handle(
        {.method = "POST", .target = "/_simcloud/roles", .body = role.dump()}, loop.clock().now());
    EXPECT_EQ(made.status, 200) << made.body;
  }
  Json import_of(const std::string& csv) {
    const auto answer = post(import_path, {{"csv", csv}});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.json;
  }
  std::vector<std::string> names() {
    std::vector<std::string> found;
    for (const auto& account : get("/api/v1/accounts")["accounts"])
      found.push_back(account["name"]);
    return found;
  }

  std::optional<Rooms> entitled;
  http::Router routes;
};

TEST_F(Import, SharesTheRoleOnceForARequestThatIsSentAgain) {
  const auto share = [&](const Json& body) {
    return answer_of(loop.run(routes.answer(
        as(first), or_throw(http::parse_request("POST", shared_role_path,
                                                {{"Idempotency-Key", "um"}}, body.dump())))));
  };
  const auto made = share({{"features", {"see"}}});
  post(shared_role_path, {{"features", {"see", "costs"}}});

  const auto again = share({{"features", {"see"}}});

  EXPECT_EQ(made.status, 200) << made.body;
  EXPECT_EQ(again.body, made.body);
  EXPECT_EQ(shared_role()["features"], (Json{"see", "costs"}));
  EXPECT_EQ(share({{"features", {"dns"}}}).code(), "request.key_reused");
}

TEST_F(Import, ConnectsEachRowThatItsRoleAdmits) {
  const auto shared = shared_role();
  make_role("210987654321", shared);
  make_role("320987654321", shared);

  const auto done = import_of(
      "conta;nome;cliente\n210987654321;Loja;Aurora\n430987654321;Verde;\n"
      "320987654321;Dados;Aurora\n");

  EXPECT_EQ(done["connected"], 2);
  EXPECT_EQ(done["refused"], 1);
  EXPECT_EQ(done["rows"][0]["verdict"], "connected");
  EXPECT_EQ(done["rows"][1]["verdict"], "refused");
  EXPECT_EQ(done["rows"][1]["line"], 3);
  EXPECT_EQ(done["rows"][1]["problem"]["code"], "account.role_refused");
  const auto accounts = get("/api/v1/accounts")["accounts"];
  ASSERT_THAT(accounts, SizeIs(2));
  EXPECT_EQ(accounts[1]["state"], "connected");
  EXPECT_EQ(accounts[1]["customer"]["name"], "Aurora");
  EXPECT_EQ(accounts[1]["role_arn"],
            "arn:aws:iam::210987654321:role/" + shared["role_name"].get<std::string>());
  EXPECT_EQ(accounts[0]["customer"]["id"], accounts[1]["customer"]["id"]);
  EXPECT_THAT(get("/api/v1/audit?action=account.add")["records"], SizeIs(1));  // The refusal.
}

TEST_F(Import, StoresNothingOfARoleThatDoesNotAskForItsExternalId) {
  make_role("210987654321", shared_role(), /*with_external_id=*/false);

  const auto done = import_of("account_id,name,customer\n210987654321,Loja,Aurora\n");

  EXPECT_EQ(done["rows"][0]["problem"]["code"], "account.external_id_not_required");
  EXPECT_THAT(names(), ElementsAre());
  EXPECT_THAT(get("/api/v1/customers")["customers"], SizeIs(0));
}

TEST_F(Import, PlansWithoutChangingAnything) {
  make_role("210987654321", shared_role());

  const auto planned =
      post(import_path + "?plan=true", {{"csv", "account_id,name\n210987654321,Loja\n1,Curta\n"}});

  EXPECT_EQ(planned.json["rows"][0]["verdict"], "will");
  EXPECT_EQ(planned.json["rows"][1]["problem"]["field"], "account_id");
  EXPECT_THAT(names(), ElementsAre());
}

TEST_F(Import, RefusesWhatIsThereTwice) {
  const auto shared = shared_role();
  make_role("210987654321", shared);
  import_of("account_id,name\n210987654321,Loja\n");

  const auto again = import_of(
      "account_id,name\n210987654321,Outra\n320987654321,Loja\n430987654321,Verde\n"
      "430987654321,Verde 2\n");

  EXPECT_EQ(again["rows"][0]["problem"]["code"], "account.duplicate");
  EXPECT_EQ(again["rows"][1]["problem"]["code"], "account.name_taken");
  EXPECT_EQ(again["rows"][2]["problem"]["code"], "account.role_refused");
  EXPECT_EQ(again["rows"][3]["problem"]["code"], "account.duplicate");
  EXPECT_THAT(names(), ElementsAre("Loja"));
}

TEST_F(Import, TakesNoExternalIdButThePanelsOwn) {
  const auto shared = shared_role();
  const auto others = post(second, shared_role_path, Json::object()).json;
  make_role("210987654321", others);
  const auto table = [](const Json& external_id) {
    return "account_id,name,external_id\n210987654321,Loja," + external_id.get<std::string>() +
           "\n";
  };

  const auto typed = import_of(table(others["external_id"]));
  const auto own = import_of(table(shared["external_id"]));

  EXPECT_NE(shared["external_id"], others["external_id"]);
  EXPECT_EQ(typed["rows"][0]["problem"]["field"], "external_id");
  EXPECT_EQ(own["rows"][0]["problem"]["code"], "account.role_refused");
  EXPECT_THAT(names(), ElementsAre());
}

TEST_F(Import, GivesEachAccountWhatWasChosenForAll) {
  const auto shared = post(shared_role_path, {{"features", {"backup"}}}).json;
  make_role("210987654321", shared);

  import_of("account_id,name\n210987654321,Loja\n");

  EXPECT_EQ(shared["features"], (Json{"see", "backup"}));
  EXPECT_EQ(shared_role()["features"], (Json{"see", "backup"}));  // Asked again without a choice.
  EXPECT_EQ(get("/api/v1/accounts")["accounts"][0]["features"], (Json{"see", "backup"}));
}

TEST_F(Import, GivesTheRoleAsAFileWithAndWithoutTheAccountsValues) {
  const auto added = post("/api/v1/accounts", {{"name", "Loja"}, {"features", {"dns"}}}).json;

  const auto of_one = shown("/api/v1/accounts/Loja/role-template");
  const auto for_all = shown("/api/v1/role-template");

  EXPECT_EQ(of_one["Parameters"]["ExternalId"]["Default"], added["account"]["external_id"]);
  EXPECT_EQ(of_one["Parameters"]["RoleName"]["Default"], added["instructions"]["role_name"]);
  EXPECT_EQ(of_one["Parameters"]["Dns"]["Default"], "yes");
  EXPECT_EQ(of_one["Parameters"]["Switch"]["Default"], "no");
  EXPECT_FALSE(for_all["Parameters"]["ExternalId"].contains("Default"));
  EXPECT_FALSE(added["instructions"].contains("quick_create_link"));
}

TEST_F(Import, GivesTheSameInstructionsAgain) {
  const auto once = shared_role(), again = shared_role();
  const auto see = post(shared_role_path, {{"features", {"see"}}}).json;

  EXPECT_EQ(once, again);
  EXPECT_EQ(see["external_id"], once["external_id"]);
  EXPECT_THAT(once["stack_set_command"].get<std::string>(), HasSubstr("ec2:StopInstances"));
  EXPECT_THAT(see["stack_set_command"].get<std::string>(), Not(HasSubstr("ec2:StopInstances")));
}

TEST_F(Import, RefusesATableThatCannotBeRead) {
  shared_role();

  for (const auto* csv :
       {"account_id\n210987654321\n", "account_id,name,colour\n1,2,3\n", "account_id,name\n",
        "account_id,name\n210987654321,a,b\n", "account_id,name,name\n1,2,3\n", "\"account_id"}) {
    const auto answer = post(import_path, {{"csv", csv}});
    EXPECT_EQ(answer.status, 400) << csv;
    EXPECT_EQ(answer.json["field"], "csv") << csv;
  }
}

TEST_F(Import, AsksForTheInstructionsFirst) {
  const auto done = import_of("account_id,name\n210987654321,Loja\n");

  EXPECT_EQ(done["rows"][0]["problem"]["field"], "role_arn");
  EXPECT_THAT(done["rows"][0]["problem"]["detail"].get<std::string>(), HasSubstr("instructions"));
}

}  // namespace
}  // namespace mirante

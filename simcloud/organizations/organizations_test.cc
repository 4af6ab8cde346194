// The organization: who may ask, what it tells, and that its policies are those that deny.
#include <algorithm>

#include "simcloud/cloud.h"
#include "simcloud/test_client.h"

namespace mirante::simcloud {
namespace {

constexpr std::string_view estate = R"json({
  "organization": {
    "units": [{"name": "Produção", "accounts": ["210987654321"],
               "policies": [{"name": "sem-desligar", "document": {"Version": "2012-10-17",
                 "Statement": [{"Effect": "Deny", "Action": "ec2:StopInstances",
                                "Resource": "*"}]}}],
               "units": [{"name": "Banco", "accounts": ["320987654321"]}]}],
    "delegated": [{"account": "320987654321", "service": "health.amazonaws.com"}]
  },
  "accounts": [{"id": "210987654321", "name": "Loja"}, {"id": "320987654321", "name": "Banco"},
               {"id": "430987654321", "name": "Fora", "outside_organization": true}]
})json";

struct Organizations : testing::Test {
  TestWorld world{estate};
  Keys management = admin_of_panel();

  Keys admin_of_panel() const {
    const auto json = world.world.credentials()["panel"]["admin"];
    return {json["access_key_id"], json["secret_access_key"], ""};
  }
  Json ask(const Keys& keys, const std::string& action, const Json& parameters = Json::object()) {
    return world.call_json(keys, "organizations", "us-east-1",
                           "AWSOrganizationsV20161128." + action, parameters);
  }
  std::string root() { return ask(management, "ListRoots")["Roots"][0]["Id"]; }
  std::string stop(const std::string& account) {
    return world
        .call(world.admin(account), "ec2", "sa-east-1", "StopInstances",
              {{"InstanceId.1", "i-00000000000000001"}})
        .outcome();
  }
};

std::vector<std::string> texts(const Json& list, const std::string& field) {
  std::vector<std::string> found;
  for (const auto& item : list) found.push_back(item[field]);
  std::ranges::sort(found);
  return found;
}

TEST_F(Organizations, TellTheManagementAccountWhoIsInside) {
  const auto accounts = ask(management, "ListAccounts")["Accounts"];
  EXPECT_EQ(texts(accounts, "Id"),
            (std::vector<std::string>{"111122223333", "210987654321", "320987654321"}));
  EXPECT_EQ(accounts[0]["Status"], "ACTIVE");

  const auto units = ask(management, "ListOrganizationalUnitsForParent", {{"ParentId", root()}});
  ASSERT_EQ(units["OrganizationalUnits"].size(), 1u);
  const std::string unit = units["OrganizationalUnits"][0]["Id"];
  EXPECT_EQ(texts(ask(management, "ListAccountsForParent", {{"ParentId", unit}})["Accounts"], "Id"),
            (std::vector<std::string>{"210987654321"}));
  EXPECT_EQ(ask(management, "ListParents", {{"ChildId", "210987654321"}})["Parents"][0]["Id"],
            unit);
}

TEST_F(Organizations, TellMembersOnlyThatThereIsOne) {
  const auto member = world.admin("210987654321");

  EXPECT_EQ(ask(member, "DescribeOrganization")["Organization"]["MasterAccountId"], "111122223333");
  EXPECT_EQ(ask(member, "ListAccounts")["outcome"], "400 AccessDeniedException");
  EXPECT_EQ(ask(world.admin("320987654321"), "ListAccounts")["Accounts"].size(), 3u);
  EXPECT_EQ(ask(world.admin("430987654321"), "DescribeOrganization")["outcome"],
            "400 AWSOrganizationsNotInUseException");
}

TEST_F(Organizations, DenyWhatTheirPoliciesDenyToAllBelow) {
  EXPECT_EQ(stop("210987654321"), "403 UnauthorizedOperation");
  EXPECT_EQ(stop("320987654321"), "403 UnauthorizedOperation");
  EXPECT_EQ(stop("430987654321"), "400 InvalidInstanceID.NotFound");

  ASSERT_EQ(ask(management, "MoveAccount",
                {{"AccountId", "210987654321"},
                 {"SourceParentId", ask(management, "ListParents",
                                        {{"ChildId", "210987654321"}})["Parents"][0]["Id"]},
                 {"DestinationParentId", root()}})["outcome"],
            "200");

  EXPECT_EQ(stop("210987654321"), "400 InvalidInstanceID.NotFound");
}

TEST_F(Organizations, ShowThePoliciesOfTheControlApi) {
  const Json deny{
      {"Version", "2012-10-17"},
      {"Statement",
       Json::array({{{"Effect", "Deny"}, {"Action", "ec2:DescribeRegions"}, {"Resource", "*"}}})}};
  const auto id =
      world.control("POST", "/_simcloud/organization",
                    {{"account", "320987654321"}, {"name", "p"}, {"document", deny}})["id"];

  const auto shown = ask(management, "ListPoliciesForTarget",
                         {{"TargetId", "320987654321"}, {"Filter", "SERVICE_CONTROL_POLICY"}});
  EXPECT_EQ(texts(shown["Policies"], "Name"), (std::vector<std::string>{"FullAWSAccess", "p"}));
  const auto policy = ask(management, "DescribePolicy", {{"PolicyId", id}});
  EXPECT_EQ(Json::parse(policy["Policy"]["Content"].get<std::string>()), deny);
  const auto reply = world.call(world.admin("320987654321"), "ec2", "sa-east-1", "DescribeRegions");
  EXPECT_EQ(reply.outcome(), "403 UnauthorizedOperation");
  EXPECT_NE(reply.text("Message").find(policy["Policy"]["PolicySummary"]["Arn"].get<std::string>()),
            std::string::npos);

  world.control("POST", "/_simcloud/organization",
                {{"account", "320987654321"}, {"name", "p"}, {"document", nullptr}});
  EXPECT_EQ(ask(management, "DescribePolicy", {{"PolicyId", id}})["outcome"],
            "400 PolicyNotFoundException");
}

TEST_F(Organizations, MakeAccountsInAWhile) {
  const Json wanted{{"Email", "nova@simulated.example"}, {"AccountName", "Nova"}};
  const auto begun = ask(management, "CreateAccount", wanted)["CreateAccountStatus"];
  EXPECT_EQ(begun["State"], "IN_PROGRESS");
  const auto status = [&](const Json& request) {
    return ask(management, "DescribeCreateAccountStatus",
               {{"CreateAccountRequestId", request["Id"]}})["CreateAccountStatus"];
  };

  world.wait(std::chrono::minutes(3));

  EXPECT_EQ(status(begun)["State"], "SUCCEEDED");
  const std::string id = status(begun)["AccountId"];
  EXPECT_EQ(ask(management, "DescribeAccount", {{"AccountId", id}})["Account"]["Name"], "Nova");
  const auto again = ask(management, "CreateAccount", wanted)["CreateAccountStatus"];
  world.wait(std::chrono::minutes(3));
  EXPECT_EQ(status(again)["FailureReason"], "EMAIL_ALREADY_EXISTS");
}

TEST(OrganizationOfAnEstate, NamesAMistake) {
  World world({});
  const auto wrong = parse_estate(R"({"organization": {"units": [{"nome": "x"}]}})");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().field, "organization.units[0].name");
  const auto stranger =
      parse_estate(R"({"organization": {"units": [{"name": "x", "accounts": ["999999999999"]}]}})");
  ASSERT_TRUE(stranger);

  const auto settled = world.settle(*stranger);

  ASSERT_FALSE(settled);
  EXPECT_EQ(settled.error().message, "account 999999999999 is not in the organization");
}

}  // namespace
}  // namespace mirante::simcloud

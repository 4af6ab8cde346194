#include "features/accounts/role_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace mirante::accounts {
namespace {

using ::testing::HasSubstr;

Principal panel() { return or_throw(parse_principal("arn:aws:iam::111122223333:user/mirante")); }

Account account() {
  Account made{.name = "Loja"};
  made.external_id = "abcdefghijklmnopqrstuvwxyz012345";
  made.features = choice_of({Feature::see, Feature::costs});
  return made;
}

/// What CloudFormation makes of a value with these parameters.
Json carried_out(const Json& value, const Json& parameters) {
  if (value.is_array()) {
    auto list = Json::array();
    for (const auto& one : value)
      if (auto done = carried_out(one, parameters); !done.is_null()) list.push_back(done);
    return list;
  }
  if (!value.is_object()) return value;
  if (value.contains("Ref"))
    return value["Ref"] == "AWS::NoValue" ? Json() : parameters.at(value["Ref"]);
  if (value.contains("Fn::If")) {
    const auto& parts = value["Fn::If"];
    return carried_out(parameters.at(parts[0]) == "yes" ? parts[1] : parts[2], parameters);
  }
  auto object = Json::object();
  for (const auto& [name, one] : value.items()) object[name] = carried_out(one, parameters);
  return object;
}

Json defaults_of(const Json& role) {
  Json values;
  for (const auto& [name, parameter] : role["Parameters"].items())
    values[name] = parameter.value("Default", "");
  return values;
}

// semantics §6.2: the template is a command, a file, or a link where the operator set a bucket.
TEST(RoleTemplate, MakesWhatTheCommandMakes) {
  const auto one = account();
  const auto role = role_template(panel(), &one);
  const auto instructions = make_instructions(one, panel());

  const auto made = carried_out(role["Resources"]["Role"]["Properties"], defaults_of(role));

  EXPECT_EQ(made["RoleName"], instructions.role_name);
  EXPECT_EQ(made["AssumeRolePolicyDocument"], instructions.trust_policy);
  EXPECT_EQ(made["Policies"][0]["PolicyName"], "mirante");
  EXPECT_EQ(made["Policies"][0]["PolicyDocument"], instructions.policy);
}

TEST(RoleTemplate, KnowsNoAccountWhenItIsForAll) {
  const auto role = role_template(panel());

  EXPECT_FALSE(role["Parameters"]["RoleName"].contains("Default"));
  EXPECT_FALSE(role["Parameters"]["ExternalId"].contains("Default"));
  EXPECT_EQ(role["Parameters"]["Switch"]["Default"], "yes");
  EXPECT_EQ(role["Parameters"]["Backup"]["Default"], "no");
  for (const auto& [name, condition] : role["Conditions"].items()) {
    EXPECT_TRUE(role["Parameters"].contains(name)) << name;
    EXPECT_EQ(condition["Fn::Equals"], (Json::array({Json{{"Ref", name}}, Json("yes")})));
  }
  // CloudFormation takes a template of at most this size as a file that is sent with the call.
  EXPECT_LT(role.dump().size(), 51'200U);
}

TEST(QuickCreateLink, CarriesTheAccountsValues) {
  const auto one = account();

  const auto link = quick_create_link(
      "https://painel.s3.sa-east-1.amazonaws.com/mirante.template.json", panel(), one);

  EXPECT_THAT(link, HasSubstr("https://console.aws.amazon.com/cloudformation/home#/stacks/"
                              "quickcreate?templateURL=https%3A%2F%2Fpainel.s3.sa-east-1"));
  EXPECT_THAT(link, HasSubstr("&param_RoleName=" + role_name_of(one)));
  EXPECT_THAT(link, HasSubstr("&param_ExternalId=abcdefghijklmnopqrstuvwxyz012345"));
  EXPECT_THAT(link, HasSubstr("&param_Switch=no"));
  EXPECT_THAT(link, HasSubstr("&param_Costs=yes"));
}

TEST(TemplateUrl, IsAnAddressInS3) {
  EXPECT_TRUE(parse_template_url("https://painel.s3.sa-east-1.amazonaws.com/a/b.json"));
  for (const auto* text :
       {"", "http://painel.s3.amazonaws.com/a", "https://example.com/a",
        "https://painel.s3.amazonaws.com", "https://painel.s3.amazonaws.com/",
        "https://painel.s3.amazonaws.com/a b", "https://amazonaws.com.example.com/a"}) {
    const auto refused = parse_template_url(text);
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().field, "template-url");
  }
}

}  // namespace
}  // namespace mirante::accounts

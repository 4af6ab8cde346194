#include "simcloud/iam/policy.h"

#include <gtest/gtest.h>

namespace mirante::simcloud {
namespace {

Policy identity(std::string_view statements) {
  auto policy =
      Policy::parse(R"({"Version":"2012-10-17","Statement":)" + std::string(statements) + "}",
                    PolicyKind::identity);
  EXPECT_TRUE(policy) << policy.error().message;
  return *std::move(policy);
}

RequestContext context(std::initializer_list<std::pair<const char*, const char*>> entries) {
  RequestContext made;
  for (const auto& [key, value] : entries) made.add(key, value);
  return made;
}

TEST(Policy, AllowsWhatAStatementNamesAndNothingElse) {
  const auto policy = identity(R"({"Effect":"Allow","Action":"ec2:Start*","Resource":"*"})");

  EXPECT_EQ(policy.evaluate("ec2:StartInstances", "*", {}), Verdict::allow);
  EXPECT_EQ(policy.evaluate("EC2:startinstances", "*", {}), Verdict::allow);
  EXPECT_EQ(policy.evaluate("ec2:StopInstances", "*", {}), Verdict::no_statement);
}

TEST(Policy, DeniesEvenWhereAnotherStatementAllows) {
  const auto policy = identity(
      R"([{"Effect":"Allow","Action":"ec2:*","Resource":"*"},
          {"Sid":"Keep","Effect":"Deny","Action":"ec2:TerminateInstances","Resource":"*"}])");

  EXPECT_EQ(policy.evaluate("ec2:TerminateInstances", "*", {}), Verdict::deny);
  EXPECT_EQ(policy.deciding_sid("ec2:TerminateInstances", "*", {}), "Keep");
  EXPECT_EQ(policy.evaluate("ec2:StopInstances", "*", {}), Verdict::allow);
}

TEST(Policy, CountsNotActionAndNotResourceAsEverythingElse) {
  const auto policy = identity(
      R"([{"Effect":"Deny","NotAction":["iam:*","sts:*"],"Resource":"*"},
          {"Effect":"Allow","Action":"sts:AssumeRole",
             "NotResource":"arn:aws:iam::1:role/secret"}])");

  EXPECT_EQ(policy.evaluate("ec2:DescribeInstances", "*", {}), Verdict::deny);
  EXPECT_EQ(policy.evaluate("sts:AssumeRole", "arn:aws:iam::1:role/open", {}), Verdict::allow);
  EXPECT_EQ(policy.evaluate("sts:AssumeRole", "arn:aws:iam::1:role/secret", {}),
            Verdict::no_statement);
}

TEST(Policy, ComparesTagsOfTheThingAndTheRegionOfTheCall) {
  const auto policy = identity(
      R"({"Effect":"Allow","Action":"ec2:*","Resource":"*","Condition":{
            "StringEquals":{"aws:RequestedRegion":["sa-east-1","us-east-1"]},
            "StringLike":{"ec2:ResourceTag/Ambiente":"homo*"}}})");
  const auto here =
      context({{"aws:RequestedRegion", "sa-east-1"}, {"ec2:ResourceTag/Ambiente", "homologacao"}});
  const auto elsewhere =
      context({{"aws:RequestedRegion", "eu-west-1"}, {"ec2:ResourceTag/Ambiente", "homologacao"}});
  const auto untagged = context({{"aws:RequestedRegion", "sa-east-1"}});

  EXPECT_EQ(policy.evaluate("ec2:StopInstances", "*", here), Verdict::allow);
  EXPECT_EQ(policy.evaluate("ec2:StopInstances", "*", elsewhere), Verdict::no_statement);
  EXPECT_EQ(policy.evaluate("ec2:StopInstances", "*", untagged), Verdict::no_statement);
}

TEST(Policy, TakesAMissingKeyForTrueOnlyWhereIamDoes) {
  const auto negated = identity(
      R"({"Effect":"Deny","Action":"*","Resource":"*","Condition":{
            "StringNotEquals":{"aws:RequestedRegion":"sa-east-1"}}})");
  const auto if_exists = identity(
      R"({"Effect":"Deny","Action":"*","Resource":"*","Condition":{
            "StringEqualsIfExists":{"aws:RequestedRegion":"sa-east-1"}}})");
  const auto null = identity(
      R"({"Effect":"Deny","Action":"*","Resource":"*","Condition":{
            "Null":{"aws:TokenIssueTime":"true"}}})");

  EXPECT_EQ(negated.evaluate("ec2:RunInstances", "*", {}), Verdict::deny);
  EXPECT_EQ(if_exists.evaluate("ec2:RunInstances", "*", {}), Verdict::deny);
  EXPECT_EQ(null.evaluate("ec2:RunInstances", "*", {}), Verdict::deny);
  EXPECT_EQ(null.evaluate("ec2:RunInstances", "*",
                          context({{"aws:TokenIssueTime", "2026-03-02T10:00:00Z"}})),
            Verdict::no_statement);
}

TEST(Policy, ComparesNumbersDatesBooleansAndNetworks) {
  const auto with = [](std::string_view condition) {
    return identity(R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":)" +
                    std::string(condition) + "}");
  };
  const auto at = context({{"aws:CurrentTime", "2026-03-02T10:00:00Z"},
                           {"aws:SourceIp", "10.20.30.40"},
                           {"aws:SecureTransport", "true"},
                           {"aws:MultiFactorAuthAge", "300"}});
  const auto allows = [&](std::string_view condition) {
    return with(condition).evaluate("ec2:RunInstances", "*", at) == Verdict::allow;
  };

  EXPECT_TRUE(allows(R"({"DateGreaterThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"}})"));
  EXPECT_FALSE(allows(R"({"DateLessThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"}})"));
  EXPECT_TRUE(allows(R"({"NumericLessThan":{"aws:MultiFactorAuthAge":"3600"}})"));
  EXPECT_TRUE(allows(R"({"Bool":{"aws:SecureTransport":true}})"));
  EXPECT_TRUE(allows(R"({"IpAddress":{"aws:SourceIp":["192.168.0.0/16","10.20.0.0/16"]}})"));
  EXPECT_FALSE(allows(R"({"NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}})"));
}

TEST(Policy, AsksEveryOrAnyValueOfAKeyThatHasMany) {
  const auto tags = context({{"aws:TagKeys", "Name"}, {"aws:TagKeys", "Custo"}});
  const auto all = identity(
      R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{
            "ForAllValues:StringEquals":{"aws:TagKeys":["Name","Custo","Equipe"]}}})");
  const auto any = identity(
      R"({"Effect":"Deny","Action":"*","Resource":"*","Condition":{
            "ForAnyValue:StringEquals":{"aws:TagKeys":"Custo"}}})");

  EXPECT_EQ(all.evaluate("ec2:CreateTags", "*", tags), Verdict::allow);
  EXPECT_EQ(all.evaluate("ec2:CreateTags", "*", context({{"aws:TagKeys", "Outra"}})),
            Verdict::no_statement);
  EXPECT_EQ(any.evaluate("ec2:CreateTags", "*", tags), Verdict::deny);
  EXPECT_EQ(any.evaluate("ec2:CreateTags", "*", {}), Verdict::no_statement);
}

TEST(Policy, PutsTheCallersNameIntoVariables) {
  const auto policy = identity(
      R"({"Effect":"Allow","Action":"iam:*","Resource":"arn:aws:iam::1:user/${aws:username}"})");
  const auto ana = context({{"aws:username", "ana"}});

  EXPECT_EQ(policy.evaluate("iam:GetUser", "arn:aws:iam::1:user/ana", ana), Verdict::allow);
  EXPECT_EQ(policy.evaluate("iam:GetUser", "arn:aws:iam::1:user/bia", ana), Verdict::no_statement);
}

TEST(Policy, TrustsThePrincipalThatIsNamedAndAsksForTheExternalId) {
  const auto trust = Policy::parse(
      R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",
          "Principal":{"AWS":"arn:aws:iam::111122223333:root"},
          "Condition":{"StringEquals":{"sts:ExternalId":"um-dois-tres"}}}})",
      PolicyKind::trust);
  ASSERT_TRUE(trust);
  const PolicyPrincipal panel{.account = "111122223333",
                              .arn = "arn:aws:iam::111122223333:user/painel"};
  const PolicyPrincipal stranger{.account = "999999999999",
                                 .arn = "arn:aws:iam::999999999999:user/painel"};

  EXPECT_EQ(trust->evaluate("sts:AssumeRole", panel, context({{"sts:ExternalId", "um-dois-tres"}})),
            Verdict::allow);
  EXPECT_EQ(trust->evaluate("sts:AssumeRole", panel, {}), Verdict::no_statement);
  EXPECT_EQ(
      trust->evaluate("sts:AssumeRole", stranger, context({{"sts:ExternalId", "um-dois-tres"}})),
      Verdict::no_statement);
}

TEST(Policy, RefusesDocumentsThatIamWouldRefuse) {
  const auto error = [](std::string_view text, PolicyKind kind = PolicyKind::identity) {
    const auto policy = Policy::parse(text, kind);
    return policy ? "accepted" : policy.error().message;
  };

  EXPECT_EQ(error("{"), "This policy contains invalid Json");
  const auto nested = std::string(1'000, '[') + std::string(1'000, ']');
  EXPECT_EQ(
      error(R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*"},"Id":)" + nested + "}"),
      "This policy contains invalid Json");
  EXPECT_EQ(error(R"({"Version":"2012-10-17"})"), "Syntax errors in policy.");
  EXPECT_EQ(error(R"({"Statement":{"Sid":7,"Effect":"Allow","Action":"*","Resource":"*"}})"),
            "Syntax errors in policy: Sid must be a string.");
  EXPECT_EQ(error(R"({"Statement":{"Effect":["Allow"],"Action":"*","Resource":"*"}})"),
            "Syntax errors in policy: Effect must be a string.");
  EXPECT_EQ(error(R"({"Statement":{"Effect":"Allow","Action":"StartInstances","Resource":"*"}})"),
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
  EXPECT_EQ(error(R"({"Statement":{"Effect":"Allow","Action":"ec2:*"}})"),
            "Policy statement must contain resources.");
  EXPECT_EQ(error(R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"tudo"}})"),
            "Resource tudo must be in ARN format or \"*\".");
  EXPECT_EQ(error(R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*",
                      "Condition":{"StringSortOf":{"a":"b"}}}})"),
            "Invalid Condition type : StringSortOf");
  EXPECT_EQ(error(R"({"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*",
                      "Principal":"*"}})",
                  PolicyKind::trust),
            "Has prohibited field Resource");
}

TEST(Policy, OfAThingTellsCallersByNameFromThoseByAccount) {
  const auto policy = Policy::parse(
      R"({"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::210987654321:root"},
         "Action":"kms:*","Resource":"*"},
        {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::210987654321:user/ana"},
         "Action":"kms:DescribeKey","Resource":"*"},
        {"Effect":"Deny","Principal":"*","Action":"kms:DisableKey","Resource":"*"}]})",
      PolicyKind::resource);
  ASSERT_TRUE(policy) << policy.error().message;
  const PolicyPrincipal ana{.account = "210987654321", .arn = "arn:aws:iam::210987654321:user/ana"};
  const PolicyPrincipal bia{.account = "210987654321", .arn = "arn:aws:iam::210987654321:user/bia"};
  const PolicyPrincipal other{.account = "1", .arn = "arn:aws:iam::1:user/ana"};

  EXPECT_TRUE(policy->evaluate("kms:DescribeKey", "*", ana, {}).allows_caller);
  EXPECT_FALSE(policy->evaluate("kms:DescribeKey", "*", bia, {}).allows_caller);
  EXPECT_TRUE(policy->evaluate("kms:DescribeKey", "*", bia, {}).allows_account);
  EXPECT_FALSE(policy->evaluate("kms:DescribeKey", "*", other, {}).allows_account);
  EXPECT_TRUE(policy->evaluate("kms:DisableKey", "*", other, {}).denied);
  EXPECT_FALSE(Policy::parse(R"({"Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}})",
                             PolicyKind::resource));  // Nobody is named.
}

}  // namespace
}  // namespace mirante::simcloud

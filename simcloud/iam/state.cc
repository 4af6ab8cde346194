#include "simcloud/iam/state.h"

#include <array>

namespace mirante::simcloud {
namespace {

struct AwsManaged {
  std::string_view arn;
  std::string_view document;
};

constexpr AwsManaged aws_managed[] = {
    {"arn:aws:iam::aws:policy/AdministratorAccess",
     R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})"},
    {"arn:aws:iam::aws:policy/PowerUserAccess",
     R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":["iam:*",
        "organizations:*","account:*"],"Resource":"*"},{"Effect":"Allow",
        "Action":["iam:ListRoles","iam:CreateServiceLinkedRole",
        "organizations:DescribeOrganization","account:ListRegions"],"Resource":"*"}]})"},
    {"arn:aws:iam::aws:policy/ReadOnlyAccess",
     R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ec2:Describe*",
        "ec2:Get*","ec2:List*","ec2:Search*","iam:Get*","iam:List*","iam:Generate*",
        "sts:GetCallerIdentity","cloudwatch:Describe*","cloudwatch:Get*","cloudwatch:List*",
        "rds:Describe*","rds:List*","elasticloadbalancing:Describe*","autoscaling:Describe*",
        "kms:Describe*","kms:List*","route53:Get*","route53:List*","cloudtrail:LookupEvents",
        "ce:Get*","pricing:*","organizations:Describe*","organizations:List*","sns:List*",
        "sns:Get*","sqs:List*","sqs:Get*"],"Resource":"*"}]})"},
    {"arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",
     R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ec2:Describe*",
        "iam:List*","iam:GetAccountSummary","cloudwatch:Describe*","cloudwatch:Get*",
        "cloudwatch:List*","rds:Describe*","elasticloadbalancing:Describe*",
        "autoscaling:Describe*","cloudtrail:LookupEvents"],"Resource":"*"}]})"},
    {"arn:aws:iam::aws:policy/SecurityAudit",
     R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ec2:Describe*",
        "iam:Get*","iam:List*","cloudtrail:LookupEvents","cloudwatch:Describe*"],
        "Resource":"*"}]})"},
    {"arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess",
     R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ec2:Describe*",
        "ec2:GetSecurityGroupsForVpc","elasticloadbalancing:Describe*","cloudwatch:ListMetrics",
        "cloudwatch:GetMetricStatistics","cloudwatch:Describe*","autoscaling:Describe*"],
        "Resource":"*"}]})"},
    {"arn:aws:iam::aws:policy/AmazonEC2FullAccess",
     R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ec2:*",
        "elasticloadbalancing:*","cloudwatch:*","autoscaling:*"],"Resource":"*"}]})"},
    {"arn:aws:iam::aws:policy/IAMReadOnlyAccess",
     R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:Get*","iam:List*",
        "iam:Simulate*","iam:Generate*"],"Resource":"*"}]})"},
    {"arn:aws:iam::aws:policy/IAMFullAccess",
     R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:*",
        "organizations:Describe*","organizations:List*"],"Resource":"*"}]})"},
};

}  // namespace

Result<PolicyRef> make_policy(std::string text, PolicyKind kind) {
  auto policy = Policy::parse(text, kind);
  if (!policy) return fail(policy.error());
  return std::make_shared<const PolicyDocument>(std::move(text), *std::move(policy));
}

PolicyRef aws_managed_policy(std::string_view arn) {
  static const auto documents = [] {
    std::map<std::string_view, PolicyRef> parsed;
    for (const auto& known : aws_managed)
      parsed[known.arn] = make_policy(std::string(known.document), PolicyKind::identity).value();
    return parsed;
  }();
  const auto found = documents.find(arn);
  return found == documents.end() ? nullptr : found->second;
}

std::vector<std::string> aws_managed_policy_arns() {
  std::vector<std::string> arns;
  for (const auto& known : aws_managed) arns.emplace_back(known.arn);
  return arns;
}

}  // namespace mirante::simcloud

// The simulated Elastic Load Balancing: how targets follow the life of their servers.
#include "simcloud/cloud.h"
#include "simcloud/test_client.h"

namespace mirante::simcloud {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view estate = R"({"accounts": [
  {"id": "210987654321", "name": "Loja",
   "roles": [{"name": "leitura", "external_id": "um", "grants": "read_only"}],
   "places": [{"region": "sa-east-1",
     "servers": [{"name": "web-{n}", "count": 3}, {"name": "parado", "state": "stopped"}],
     "balancers": [{"name": "loja", "servers": "web-", "tags": {"Ambiente": "producao"}}]}]},
  {"id": "320987654321", "name": "Dados"}]})";
const std::string loja = "210987654321";

struct Elbv2 : testing::Test {
  TestWorld world{estate};
  Keys admin = world.admin(loja);

  Reply elb(const std::string& action, const Parameters& parameters = {}) {
    return world.call(admin, "elasticloadbalancing", "sa-east-1", action, parameters);
  }
  Reply ec2(const std::string& action, const Parameters& parameters = {}) {
    return world.call(admin, "ec2", "sa-east-1", action, parameters);
  }
  std::string server(const std::string& name) {
    return ec2("DescribeInstances", {{"Filter.1.Name", "tag:Name"}, {"Filter.1.Value.1", name}})
        .text("instanceId");
  }
  std::string group(const std::string& name = "loja") {
    return elb("DescribeTargetGroups", {{"Names.member.1", name}}).text("TargetGroupArn");
  }
  std::string balancer() {
    return elb("DescribeLoadBalancers", {{"Names.member.1", "loja"}}).text("LoadBalancerArn");
  }
  /// "healthy", or "unused Target.InvalidState".
  std::string health(const std::string& id, const std::string& group_arn) {
    const auto reply =
        elb("DescribeTargetHealth", {{"TargetGroupArn", group_arn}, {"Targets.member.1.Id", id}});
    const auto reason = reply.text("Reason");
    return reply.text("State") + (reason.empty() ? "" : " " + reason);
  }
  std::string health(const std::string& id) { return health(id, group()); }
  Reply change(const std::string& action, const std::string& group_arn, const std::string& id) {
    return elb(action, {{"TargetGroupArn", group_arn}, {"Targets.member.1.Id", id}});
  }
  std::string new_group(const std::string& name) {
    const auto vpc = ec2("DescribeVpcs").text("vpcId");
    return elb("CreateTargetGroup",
               {{"Name", name}, {"Protocol", "HTTP"}, {"Port", "80"}, {"VpcId", vpc}})
        .text("TargetGroupArn");
  }
};

TEST_F(Elbv2, FollowsAServerThroughStopAndStart) {
  const auto id = server("web-1");
  ASSERT_EQ(health(id), "healthy");

  ec2("StopInstances", {{"InstanceId.1", id}});
  EXPECT_EQ(health(id), "unhealthy Target.Timeout");
  world.wait(minutes(2));
  EXPECT_EQ(health(id), "unused Target.InvalidState");
  ec2("StartInstances", {{"InstanceId.1", id}});
  world.wait(seconds(45));
  EXPECT_EQ(health(id), "unhealthy Target.Timeout");  // Five good checks, thirty seconds each.
  world.wait(minutes(3));
  EXPECT_EQ(health(id), "healthy");
  EXPECT_EQ(health(server("web-2")), "healthy");
}

TEST_F(Elbv2, ForgetsATerminatedServerWithTheServer) {
  const auto id = server("web-3");
  ec2("TerminateInstances", {{"InstanceId.1", id}});
  world.wait(minutes(2));
  EXPECT_EQ(health(id), "unused Target.InvalidState");
  world.wait(minutes(61));
  EXPECT_EQ(health(id), "unused Target.NotRegistered");
}

TEST_F(Elbv2, RegistersChecksAndDrainsTargets) {
  const auto arn = group();
  const auto id = server("web-1");
  ASSERT_EQ(change("DeregisterTargets", arn, id).outcome(), "200");
  EXPECT_EQ(health(id), "draining Target.DeregistrationInProgress");
  world.wait(seconds(301));
  EXPECT_EQ(health(id), "unused Target.NotRegistered");

  change("RegisterTargets", arn, id);
  EXPECT_EQ(health(id), "initial Elb.RegistrationInProgress");
  world.wait(seconds(12));
  EXPECT_EQ(health(id), "initial Elb.InitialHealthChecking");
  world.wait(seconds(30));
  EXPECT_EQ(health(id), "healthy");
}

TEST_F(Elbv2, KeepsATargetThatComesBackWhileItDrains) {
  const auto arn = group();
  const auto id = server("web-1");
  change("DeregisterTargets", arn, id);
  world.wait(seconds(100));

  change("RegisterTargets", arn, id);
  world.wait(seconds(250));

  EXPECT_EQ(health(id), "healthy");
}

TEST_F(Elbv2, DoesNotUseAGroupWithoutAListener) {
  const auto arn = new_group("solto");
  ASSERT_EQ(change("RegisterTargets", arn, server("web-1")).outcome(), "200");
  world.wait(minutes(5));
  EXPECT_EQ(health(server("web-1"), arn), "unused Target.NotInUse");
  EXPECT_EQ(change("RegisterTargets", arn, server("parado")).outcome(), "400 InvalidTarget");
  EXPECT_EQ(change("RegisterTargets", arn, "i-00000000000000000").outcome(), "400 InvalidTarget");
  EXPECT_EQ(elb("DeleteTargetGroup", {{"TargetGroupArn", arn}}).outcome(), "200");
  EXPECT_EQ(elb("DeleteTargetGroup", {{"TargetGroupArn", group()}}).outcome(), "400 ResourceInUse");
}

TEST_F(Elbv2, ChecksAServerInTroubleUnhealthy) {
  const auto id = server("web-2");
  world.control("POST", "/_simcloud/instances/" + id,
                {{"account", loja}, {"region", "sa-east-1"}, {"instance_check", "impaired"}});
  EXPECT_EQ(health(id), "unhealthy Target.Timeout");
}

TEST_F(Elbv2, ProvisionsANewLoadBalancerAndDeletesItWithItsListeners) {
  const auto subnets = ec2("DescribeSubnets").texts("subnetId");
  Parameters parameters{{"Name", "nova"}, {"Subnets.member.1", subnets[0]}};
  EXPECT_EQ(elb("CreateLoadBalancer", parameters).outcome(), "400 ValidationError");
  parameters.emplace_back("Subnets.member.2", subnets[1]);
  const auto made = elb("CreateLoadBalancer", parameters);
  ASSERT_EQ(made.text("Code"), "provisioning");
  const auto arn = made.text("LoadBalancerArn");
  EXPECT_EQ(elb("CreateLoadBalancer", parameters).text("LoadBalancerArn"), arn);
  parameters.emplace_back("Scheme", "internal");
  EXPECT_EQ(elb("CreateLoadBalancer", parameters).outcome(), "400 DuplicateLoadBalancerName");
  world.wait(minutes(3));
  EXPECT_EQ(elb("DescribeLoadBalancers", {{"Names.member.1", "nova"}}).text("Code"), "active");

  const auto group_arn = new_group("nova");
  const Parameters listener{{"LoadBalancerArn", arn},
                            {"Protocol", "HTTP"},
                            {"Port", "80"},
                            {"DefaultActions.member.1.Type", "forward"},
                            {"DefaultActions.member.1.TargetGroupArn", group_arn}};
  ASSERT_EQ(elb("CreateListener", listener).outcome(), "200");
  EXPECT_EQ(elb("CreateListener", listener).outcome(), "400 DuplicateListener");
  EXPECT_EQ(elb("DescribeTargetGroups", {{"LoadBalancerArn", arn}}).text("TargetGroupName"),
            "nova");
  EXPECT_EQ(elb("DeleteLoadBalancer", {{"LoadBalancerArn", arn}}).outcome(), "200");
  EXPECT_EQ(elb("DescribeLoadBalancers", {{"LoadBalancerArns.member.1", arn}}).outcome(),
            "400 LoadBalancerNotFound");
  EXPECT_EQ(elb("DeleteTargetGroup", {{"TargetGroupArn", group_arn}}).outcome(), "200");
}

TEST_F(Elbv2, AsksPermissionAndKeepsAccountsApart) {
  const auto reader = world.assume(world.panel(), "arn:aws:iam::" + loja + ":role/leitura", "um");
  const auto ask = [&](const Keys& keys, const std::string& region, const std::string& action,
                       const Parameters& parameters) {
    return world.call(keys, "elasticloadbalancing", region, action, parameters);
  };
  EXPECT_EQ(ask(reader, "sa-east-1", "DescribeLoadBalancers", {}).answer.status, 200);
  const auto refused =
      ask(reader, "sa-east-1", "DeleteLoadBalancer", {{"LoadBalancerArn", balancer()}});
  EXPECT_EQ(refused.outcome(), "403 AccessDenied");
  EXPECT_NE(refused.text("Message").find("elasticloadbalancing:DeleteLoadBalancer on resource: " +
                                         balancer()),
            std::string::npos);
  const auto other = world.admin("320987654321");
  EXPECT_EQ(
      ask(other, "sa-east-1", "DescribeTargetHealth", {{"TargetGroupArn", group()}}).outcome(),
      "400 TargetGroupNotFound");
  EXPECT_TRUE(
      ask(admin, "us-east-1", "DescribeLoadBalancers", {}).texts("LoadBalancerArn").empty());
}

}  // namespace
}  // namespace mirante::simcloud

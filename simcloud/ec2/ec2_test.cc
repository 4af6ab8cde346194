// The life of simulated servers, as callers see it.
#include <algorithm>
#include <map>
#include <set>

#include "simcloud/test_client.h"

namespace mirante::simcloud {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view servers = R"({"accounts": [{"id": "210987654321", "name": "Loja",
  "roles": [{"name": "mirante", "external_id": "um-dois-tres"},
            {"name": "sem-kms", "external_id": "um-dois-tres", "grants":
               {"Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}}}],
  "places": [{"region": "sa-east-1", "keys": [{"name": "dados"}], "servers": [
    {"name": "ligado"},
    {"name": "desligado", "state": "stopped"},
    {"name": "outro-desligado", "state": "stopped", "type": "m5.large", "zone": "a"},
    {"name": "cifrado", "state": "stopped", "root_key": "dados"},
    {"name": "protegido", "protect_stop": true, "protect_termination": true},
    {"name": "efemero", "type": "d2.xlarge", "instance_store": true},
    {"name": "leilao", "spot": "one-time"},
    {"name": "gerido", "managed_by": "eks.amazonaws.com"},
    {"name": "travado", "stuck_stopping": true},
    {"name": "fixo", "elastic_ip": true},
    {"name": "suicida", "shutdown_terminates": true},
    {"name": "grupo", "auto_scaling_group": "fila"},
    {"name": "dorminhoco", "hibernation": true}
  ]}]}]})";
const std::string loja = "210987654321";

struct Ec2 : testing::Test {
  TestWorld world{servers};
  Keys admin = world.admin(loja);

  Reply ec2(const std::string& action, const Parameters& parameters = {}) {
    return world.call(admin, "ec2", "sa-east-1", action, parameters);
  }
  std::string server(const std::string& name) {
    return ec2("DescribeInstances", {{"Filter.1.Name", "tag:Name"}, {"Filter.1.Value.1", name}})
        .text("instanceId");
  }
  Reply described(const std::string& id) {
    return ec2("DescribeInstances", {{"InstanceId.1", id}});
  }
  /// "running"
  std::string state(const std::string& id) {
    const auto reply = described(id);
    const auto block = reply.text("instanceState");
    const auto begin = block.find("<name>") + 6;
    return block.empty() ? reply.outcome() : block.substr(begin, block.find('<', begin) - begin);
  }
  Reply on(const std::string& action, const std::vector<std::string>& ids,
           const Parameters& more = {}) {
    Parameters parameters;
    for (std::size_t i = 0; i < ids.size(); ++i)
      parameters.emplace_back("InstanceId." + std::to_string(i + 1), ids[i]);
    parameters.insert(parameters.end(), more.begin(), more.end());
    return ec2(action, parameters);
  }
  std::string image() { return ec2("DescribeImages", {{"Owner.1", "amazon"}}).text("imageId"); }
  Reply run(const Parameters& more = {}) {
    std::map<std::string, std::string> parameters{
        {"ImageId", image()}, {"InstanceType", "t3.micro"}, {"MinCount", "1"}, {"MaxCount", "1"}};
    for (const auto& [name, value] : more) parameters[name] = value;
    return ec2("RunInstances", {parameters.begin(), parameters.end()});
  }
  /// How long the server stays in `during` from now, in seconds.
  int seconds_in(const std::string& id, const std::string& during) {
    for (int passed = 0; passed < 1000; ++passed) {
      if (state(id) != during) return passed;
      world.wait(seconds(1));
    }
    return 1000;
  }
};

TEST_F(Ec2, StartsAServerInEightToFortySeconds) {
  const auto id = server("desligado");

  const auto reply = on("StartInstances", {id});

  EXPECT_EQ(reply.texts("name"), (std::vector<std::string>{"pending", "stopped"}));
  const auto taken = seconds_in(id, "pending");
  EXPECT_GE(taken, 8);
  EXPECT_LE(taken, 41);
  EXPECT_EQ(state(id), "running");
}

TEST_F(Ec2, StopsAServerInTenToNinetySeconds) {
  const auto id = server("ligado");

  on("StopInstances", {id});

  const auto taken = seconds_in(id, "stopping");
  EXPECT_GE(taken, 10);
  EXPECT_LE(taken, 91);
  EXPECT_EQ(state(id), "stopped");
  const auto reply = described(id);
  EXPECT_EQ(reply.text("instanceState"), "<code>80</code><name>stopped</name>");
  EXPECT_TRUE(reply.text("reason").starts_with("User initiated (2026-03-02 12:0"));
  EXPECT_TRUE(reply.text("stateReason").find("Client.UserInitiatedShutdown") != std::string::npos);
}

TEST_F(Ec2, TakesStartingARunningAndStoppingAStoppedServerAsDone) {
  EXPECT_EQ(on("StartInstances", {server("ligado")}).texts("name"),
            (std::vector<std::string>{"running", "running"}));
  EXPECT_EQ(on("StopInstances", {server("desligado")}).texts("name"),
            (std::vector<std::string>{"stopped", "stopped"}));
}

TEST_F(Ec2, RefusesToStartWhatIsStillStopping) {
  const auto id = server("ligado");
  on("StopInstances", {id});

  const auto reply = on("StartInstances", {id, server("desligado")});

  EXPECT_EQ(reply.outcome(), "400 IncorrectInstanceState");
  EXPECT_EQ(reply.text("Message"),
            "The instance '" + id + "' is not in a state from which it can be started.");
  EXPECT_EQ(state(server("desligado")), "stopped");
}

TEST_F(Ec2, RefusesToStopWhatNeverRan) {
  const auto id = run().text("instanceId");

  const auto reply = on("StopInstances", {id});

  EXPECT_EQ(reply.outcome(), "400 IncorrectInstanceState");
  EXPECT_EQ(reply.text("Message"),
            "Instance '" + id + "' cannot be stopped as it has never reached the 'running' state.");
}

TEST_F(Ec2, NamesAllIdsThatDoNotExistAndDoesNothing) {
  const auto id = server("ligado");

  const auto reply = on("StopInstances", {id, "i-00000000000000001", "i-00000000000000002"});

  EXPECT_EQ(reply.outcome(), "400 InvalidInstanceID.NotFound");
  EXPECT_EQ(reply.text("Message"),
            "The instance IDs 'i-00000000000000001, i-00000000000000002' do not exist");
  EXPECT_EQ(on("StopInstances", {"i-00000000000000001"}).text("Message"),
            "The instance ID 'i-00000000000000001' does not exist");
  EXPECT_EQ(on("StopInstances", {"servidor"}).outcome(), "400 InvalidInstanceID.Malformed");
  EXPECT_EQ(state(id), "running");
}

TEST_F(Ec2, ProtectsAgainstStopAndTermination) {
  const auto id = server("protegido");

  EXPECT_EQ(on("StopInstances", {id}).outcome(), "400 OperationNotPermitted");
  EXPECT_EQ(on("StopInstances", {id}, {{"Force", "true"}}).outcome(), "400 OperationNotPermitted");
  EXPECT_EQ(on("TerminateInstances", {id}).outcome(), "400 OperationNotPermitted");
  EXPECT_EQ(state(id), "running");

  ec2("ModifyInstanceAttribute", {{"InstanceId", id}, {"DisableApiStop.Value", "false"}});
  EXPECT_EQ(on("StopInstances", {id}).outcome(), "200");
}

TEST_F(Ec2, CannotStopInstanceStoreSpotAndManagedServers) {
  EXPECT_EQ(on("StopInstances", {server("efemero")}).outcome(), "400 UnsupportedOperation");
  EXPECT_EQ(on("StopInstances", {server("leilao")}).outcome(), "400 UnsupportedOperation");
  EXPECT_EQ(on("StopInstances", {server("gerido")}).outcome(), "400 OperationNotPermitted");
}

TEST_F(Ec2, HibernatesOnlyWhatIsConfiguredForIt) {
  EXPECT_EQ(on("StopInstances", {server("ligado")}, {{"Hibernate", "true"}}).outcome(),
            "400 UnsupportedHibernationConfiguration");
  EXPECT_EQ(on("StopInstances", {server("dorminhoco")}, {{"Hibernate", "true"}}).outcome(), "200");
}

TEST_F(Ec2, StaysStuckInStoppingUntilItIsForced) {
  const auto id = server("travado");
  on("StopInstances", {id});
  world.wait(std::chrono::hours(2));
  ASSERT_EQ(state(id), "stopping");

  on("StopInstances", {id}, {{"Force", "true"}});
  world.wait(seconds(20));

  EXPECT_EQ(state(id), "stopped");
}

TEST_F(Ec2, FallsBackToStoppedWhenTheKeyOfItsVolumeIsNotGranted) {
  const auto id = server("cifrado");
  const auto role =
      world.assume(world.panel(), "arn:aws:iam::" + loja + ":role/sem-kms", "um-dois-tres");

  const auto accepted =
      world.call(role, "ec2", "sa-east-1", "StartInstances", {{"InstanceId.1", id}});

  EXPECT_EQ(accepted.texts("name"), (std::vector<std::string>{"pending", "stopped"}));
  world.wait(minutes(1));
  EXPECT_EQ(state(id), "stopped");
  const auto reply = described(id);
  EXPECT_EQ(reply.text("reason"), "");
  EXPECT_EQ(reply.text("stateReason"),
            "<code>Client.InternalError</code><message>Client.InternalError: Client error on "
            "launch</message>");
  const auto grants = world.control("GET", "/_simcloud/calls?action=CreateGrant")["calls"];
  ASSERT_EQ(grants.size(), 1u);
  EXPECT_EQ(grants[0]["code"], "AccessDenied");
  EXPECT_EQ(grants[0]["actor"], "arn:aws:sts::" + loja + ":assumed-role/sem-kms/teste");
}

TEST_F(Ec2, StartsAnEncryptedServerForThoseWhoMayUseTheKeyUnlessItIsDisabled) {
  const auto id = server("cifrado");
  on("StartInstances", {id});
  world.wait(minutes(1));
  ASSERT_EQ(state(id), "running");
  on("StopInstances", {id});
  world.wait(minutes(2));

  world.control(
      "POST", "/_simcloud/kms-keys",
      {{"account", loja}, {"region", "sa-east-1"}, {"name", "dados"}, {"state", "disabled"}});
  on("StartInstances", {id});
  world.wait(minutes(1));

  EXPECT_EQ(state(id), "stopped");
}

TEST_F(Ec2, FailsAWholeStartForOneTypeWithoutCapacity) {
  world.control(
      "POST", "/_simcloud/capacity",
      {{"region", "sa-east-1"}, {"zone", "sa-east-1a"}, {"type", "m5.large"}, {"left", 0}});
  const auto good = server("desligado"), bad = server("outro-desligado");

  const auto both = on("StartInstances", {good, bad});
  EXPECT_EQ(both.outcome(), "500 InsufficientInstanceCapacity");
  EXPECT_EQ(both.text("Message"), "Insufficient capacity.");
  EXPECT_EQ(state(good), "stopped");
  EXPECT_EQ(on("StartInstances", {good}).outcome(), "200");

  world.control(
      "POST", "/_simcloud/capacity",
      {{"region", "sa-east-1"}, {"zone", "sa-east-1a"}, {"type", "m5.large"}, {"left", 1}});
  EXPECT_EQ(on("StartInstances", {bad}).outcome(), "200");
}

TEST_F(Ec2, CountsRunningVcpusAgainstTheLimitOfTheAccount) {
  world.control("POST", "/_simcloud/vcpu-limit",
                {{"account", loja}, {"region", "sa-east-1"}, {"vcpus", 24}});

  EXPECT_EQ(run({{"InstanceType", "m5.2xlarge"}}).outcome(), "400 VcpuLimitExceeded");
}

TEST_F(Ec2, GivesAnotherPublicAddressAfterAStopButKeepsAnElasticOne) {
  const auto id = server("ligado"), fixed = server("fixo");
  const auto before = described(id).text("ipAddress"), kept = described(fixed).text("ipAddress");
  const auto inside = described(id).text("privateIpAddress");
  on("StopInstances", {id, fixed});
  world.wait(minutes(2));
  EXPECT_EQ(described(id).text("ipAddress"), "");
  EXPECT_EQ(described(fixed).text("ipAddress"), kept);

  on("StartInstances", {id, fixed});
  world.wait(minutes(1));

  EXPECT_NE(described(id).text("ipAddress"), before);
  EXPECT_NE(described(id).text("ipAddress"), "");
  EXPECT_EQ(described(id).text("privateIpAddress"), inside);
  EXPECT_EQ(described(fixed).text("ipAddress"), kept);
}

TEST_F(Ec2, TakesAnAddressFromItsHolderOnlyWhenThatIsAllowed) {
  const auto address = ec2("DescribeAddresses").text("allocationId");
  const auto id = server("ligado");
  const Parameters parameters{{"AllocationId", address}, {"InstanceId", id}};
  auto careful = parameters;
  careful.emplace_back("AllowReassociation", "false");

  EXPECT_EQ(ec2("AssociateAddress", careful).outcome(), "400 Resource.AlreadyAssociated");
  EXPECT_EQ(ec2("AssociateAddress", parameters).outcome(), "200");
  EXPECT_EQ(described(server("fixo")).text("ipAddress"), "");
}

TEST_F(Ec2, RunsServersWithTagsVolumesAndGroups) {
  const auto reply = run({{"MinCount", "1"},
                          {"SecurityGroupId.1", ec2("DescribeSecurityGroups").text("groupId")},
                          {"BlockDeviceMapping.1.DeviceName", "/dev/sdf"},
                          {"BlockDeviceMapping.1.Ebs.VolumeSize", "20"},
                          {"TagSpecification.1.ResourceType", "instance"},
                          {"TagSpecification.1.Tag.1.Key", "Name"},
                          {"TagSpecification.1.Tag.1.Value", "novo"}});

  EXPECT_EQ(reply.outcome(), "200") << reply.answer.body;
  EXPECT_EQ(reply.text("value"), "novo");
  EXPECT_EQ(reply.texts("volumeId").size(), 2u);
  world.wait(minutes(1));
  EXPECT_EQ(state(server("novo")), "running");
}

TEST_F(Ec2, RunsOnceForOneClientToken) {
  const auto first = run({{"ClientToken", "vez-um"}}).text("instanceId");
  const auto again = run({{"ClientToken", "vez-um"}}).text("instanceId");
  const auto other = run({{"ClientToken", "vez-um"}, {"KeyName", "x"}});

  EXPECT_EQ(first, again);
  EXPECT_EQ(other.outcome(), "400 InvalidKeyPair.NotFound");
  EXPECT_EQ(run({{"ClientToken", "vez-um"}, {"EbsOptimized", "true"}}).outcome(),
            "400 IdempotentParameterMismatch");
}

TEST_F(Ec2, ShowsNewServersLateToOtherCalls) {
  world.control("POST", "/_simcloud/pace", {{"late_visibility", 1}});
  const auto id = run().text("instanceId");

  const auto at_once = state(id);
  const auto stop_at_once = on("StopInstances", {id}).outcome();
  world.wait(seconds(5));

  EXPECT_EQ(at_once, "400 InvalidInstanceID.NotFound");
  EXPECT_EQ(stop_at_once, "400 InvalidInstanceID.NotFound");
  EXPECT_EQ(state(id), "pending");
}

TEST_F(Ec2, ForgetsATerminatedServerAfterAnHour) {
  const auto id = server("ligado");
  const auto volume = described(id).text("volumeId");

  on("TerminateInstances", {id});
  world.wait(minutes(2));
  EXPECT_EQ(state(id), "terminated");
  EXPECT_EQ(ec2("DescribeVolumes", {{"VolumeId.1", volume}}).outcome(),
            "400 InvalidVolume.NotFound");
  EXPECT_EQ(on("StartInstances", {id}).outcome(), "400 IncorrectInstanceState");
  world.wait(std::chrono::hours(1));

  EXPECT_EQ(state(id), "400 InvalidInstanceID.NotFound");
}

TEST_F(Ec2, ChangesOneAttributePerCallAndTheTypeOnlyWhenStopped) {
  const auto on_id = server("ligado"), off_id = server("desligado");
  const auto modify = [&](const std::string& id, const Parameters& more) {
    Parameters parameters{{"InstanceId", id}};
    parameters.insert(parameters.end(), more.begin(), more.end());
    return ec2("ModifyInstanceAttribute", parameters).outcome();
  };

  EXPECT_EQ(modify(on_id, {{"InstanceType.Value", "t3.large"}}), "400 IncorrectInstanceState");
  EXPECT_EQ(modify(off_id, {{"InstanceType.Value", "t3.large"}}), "200");
  EXPECT_EQ(described(off_id).text("instanceType"), "t3.large");
  EXPECT_EQ(modify(off_id, {{"InstanceType.Value", "m6g.large"}}),
            "400 InvalidParameterCombination");
  EXPECT_EQ(modify(off_id, {{"InstanceType.Value", "t9.huge"}}),
            "400 InvalidInstanceAttributeValue");
  EXPECT_EQ(modify(on_id, {{"DisableApiStop.Value", "true"}, {"EbsOptimized.Value", "true"}}),
            "400 InvalidParameterCombination");
  EXPECT_EQ(modify(on_id, {{"InstanceInitiatedShutdownBehavior.Value", "terminate"}}), "200");
  EXPECT_TRUE(ec2("DescribeInstanceAttribute",
                  {{"InstanceId", on_id}, {"Attribute", "instanceInitiatedShutdownBehavior"}})
                  .answer.body.find("<value>terminate</value>") != std::string::npos);
}

TEST_F(Ec2, TerminatesOnAShutdownFromWithinOnlyWhereThatIsSet) {
  const auto doomed = server("suicida"), plain = server("ligado");
  const auto shutdown = [&](const std::string& id) {
    world.control("POST", "/_simcloud/instances/" + id,
                  {{"account", loja}, {"region", "sa-east-1"}, {"power", "shutdown"}});
  };
  shutdown(doomed);
  shutdown(plain);
  world.wait(minutes(3));

  EXPECT_EQ(state(doomed), "terminated");
  EXPECT_EQ(state(plain), "stopped");
}

TEST_F(Ec2, StopsThroughTheApiEvenWhereAShutdownWouldTerminate) {
  const auto id = server("suicida");

  on("StopInstances", {id});
  world.wait(minutes(3));

  EXPECT_EQ(state(id), "stopped");
}

TEST_F(Ec2, ReplacesAStoppedMemberOfAnAutoScalingGroup) {
  const auto id = server("grupo");

  on("StopInstances", {id});
  world.wait(minutes(10));

  EXPECT_EQ(state(id), "terminated");
  const auto reply = ec2("DescribeInstances", {{"Filter.1.Name", "tag:aws:autoscaling:groupName"},
                                               {"Filter.1.Value.1", "fila"},
                                               {"Filter.2.Name", "instance-state-name"},
                                               {"Filter.2.Value.1", "running"}});
  ASSERT_EQ(reply.texts("instanceId").size(), 1u);
  EXPECT_NE(reply.text("instanceId"), id);
}

TEST_F(Ec2, TellsChecksAsInitializingThenOkAndImpairedWhenTheyFail) {
  const auto id = server("desligado");
  on("StartInstances", {id});
  seconds_in(id, "pending");
  const auto status = [&] {
    return ec2("DescribeInstanceStatus", {{"InstanceId.1", id}}).text("systemStatus");
  };

  EXPECT_TRUE(status().find("initializing") != std::string::npos);
  world.wait(minutes(5));
  EXPECT_TRUE(status().find("<status>ok</status>") != std::string::npos);
  world.control("POST", "/_simcloud/instances/" + id,
                {{"account", loja}, {"region", "sa-east-1"}, {"system_check", "impaired"}});
  EXPECT_TRUE(status().find("<status>impaired</status>") != std::string::npos);
}

TEST_F(Ec2, ListsTheStatusOfStoppedServersOnlyWhenAsked) {
  const auto running = ec2("DescribeInstanceStatus").texts("instanceId");
  const auto all =
      ec2("DescribeInstanceStatus", {{"IncludeAllInstances", "true"}}).texts("instanceId");

  EXPECT_EQ(running.size(), 10u);
  EXPECT_EQ(all.size(), 13u);
}

TEST_F(Ec2, AnnouncesARetirementAndCarriesItOut) {
  const auto id = server("ligado");
  world.control("POST", "/_simcloud/instances/" + id,
                {{"account", loja},
                 {"region", "sa-east-1"},
                 {"event", "instance-retirement"},
                 {"event_in_s", 3600}});
  const auto announced = ec2("DescribeInstanceStatus", {{"InstanceId.1", id}});
  EXPECT_TRUE(announced.text("eventsSet").find("<code>instance-retirement</code>") !=
              std::string::npos)
      << announced.answer.body;

  world.wait(minutes(65));

  EXPECT_EQ(state(id), "stopped");
  EXPECT_TRUE(described(id).text("stateReason").find("Server.ScheduledStop") != std::string::npos);
}

TEST_F(Ec2, PagesThroughServersWithTokensBoundToTheQuestion) {
  run({{"MaxCount", "9"}, {"MinCount", "9"}});
  std::set<std::string> seen;
  std::string token;
  int pages = 0;
  do {
    Parameters parameters{{"MaxResults", "5"}};
    if (!token.empty()) parameters.emplace_back("NextToken", token);
    const auto reply = ec2("DescribeInstances", parameters);
    const auto ids = reply.texts("instanceId");
    EXPECT_LE(ids.size(), 5u);
    for (const auto& id : ids) EXPECT_TRUE(seen.insert(id).second) << id << " came twice";
    if (!token.empty())
      EXPECT_EQ(ec2("DescribeInstances", {{"MaxResults", "5"},
                                          {"NextToken", token},
                                          {"Filter.1.Name", "instance-state-name"},
                                          {"Filter.1.Value.1", "running"}})
                    .outcome(),
                "400 InvalidParameterValue");
    token = reply.text("nextToken");
    ++pages;
  } while (!token.empty());

  EXPECT_EQ(seen.size(), 22u);
  EXPECT_EQ(pages, 5);
}

TEST_F(Ec2, RefusesPageSizesAndTokensThatMakeNoSense) {
  const auto id = server("ligado");

  EXPECT_EQ(ec2("DescribeInstances", {{"MaxResults", "4"}}).outcome(), "400 InvalidParameterValue");
  EXPECT_EQ(ec2("DescribeInstances", {{"NextToken", "nada"}}).outcome(),
            "400 InvalidParameterValue");
  EXPECT_EQ(ec2("DescribeInstances", {{"MaxResults", "5"}, {"InstanceId.1", id}}).outcome(),
            "400 InvalidParameterCombination");
}

TEST_F(Ec2, FiltersByWhatIsAskedWithWildcards) {
  const auto count = [&](const std::string& name, const std::string& value) {
    return ec2("DescribeInstances", {{"Filter.1.Name", name}, {"Filter.1.Value.1", value}})
        .texts("instanceId")
        .size();
  };
  const auto id = server("ligado");

  EXPECT_EQ(count("instance-id", id), 1u);
  EXPECT_EQ(count("instance-state-name", "stopped"), 3u);
  EXPECT_EQ(count("instance-state-code", "80"), 3u);
  EXPECT_EQ(count("tag:Name", "*desligado"), 2u);
  EXPECT_EQ(count("tag:Name", "ligad?"), 1u);
  EXPECT_EQ(count("tag:Name", "\\*desligado"), 0u);
  EXPECT_EQ(count("tag-key", "aws:autoscaling:groupName"), 1u);
  EXPECT_EQ(count("instance-type", "m5.*"), 1u);
  EXPECT_EQ(count("availability-zone", "sa-east-1?"), 13u);
  EXPECT_EQ(count("private-ip-address", described(id).text("privateIpAddress")), 1u);
  EXPECT_EQ(count("ip-address", described(id).text("ipAddress")), 1u);
  EXPECT_EQ(count("vpc-id", ec2("DescribeVpcs").text("vpcId")), 13u);
  EXPECT_EQ(count("instance-lifecycle", "spot"), 1u);
  EXPECT_EQ(count("root-device-type", "instance-store"), 1u);
  EXPECT_EQ(count("key-name", "*"), 0u);
}

TEST_F(Ec2, RefusesAFilterThatItDoesNotKnow) {
  const auto reply =
      ec2("DescribeInstances", {{"Filter.1.Name", "instance-colour"}, {"Filter.1.Value.1", "x"}});

  EXPECT_EQ(reply.outcome(), "400 InvalidParameterValue");
  EXPECT_EQ(reply.text("Message"), "The filter 'instance-colour' is invalid");
}

TEST_F(Ec2, KeepsTagsOfServersAndVolumes) {
  const auto id = server("ligado");
  const auto volume = described(id).text("volumeId");

  ec2("CreateTags", {{"ResourceId.1", id},
                     {"ResourceId.2", volume},
                     {"Tag.1.Key", "Equipe"},
                     {"Tag.1.Value", "loja"}});
  EXPECT_EQ(ec2("DescribeTags", {{"Filter.1.Name", "key"}, {"Filter.1.Value.1", "Equipe"}})
                .texts("resourceId")
                .size(),
            2u);
  ec2("DeleteTags", {{"ResourceId.1", id}, {"Tag.1.Key", "Equipe"}, {"Tag.1.Value", "outra"}});
  EXPECT_EQ(ec2("DescribeTags", {{"Filter.1.Name", "key"}, {"Filter.1.Value.1", "Equipe"}})
                .texts("resourceId")
                .size(),
            2u);
  ec2("DeleteTags", {{"ResourceId.1", id}, {"Tag.1.Key", "Equipe"}});
  EXPECT_EQ(ec2("DescribeTags", {{"Filter.1.Name", "key"}, {"Filter.1.Value.1", "Equipe"}})
                .texts("resourceId"),
            (std::vector<std::string>{volume}));
  EXPECT_EQ(ec2("CreateTags", {{"ResourceId.1", id}, {"Tag.1.Key", "aws:x"}, {"Tag.1.Value", "y"}})
                .outcome(),
            "400 InvalidParameterValue");
}

TEST_F(Ec2, RebootsWithoutLeavingRunning) {
  const auto id = server("ligado");

  EXPECT_EQ(on("RebootInstances", {id}).outcome(), "200");
  EXPECT_EQ(state(id), "running");
  EXPECT_EQ(on("RebootInstances", {server("desligado")}).outcome(), "400 IncorrectInstanceState");
  const auto changes = world.control("GET", "/_simcloud/changes?instance=" + id)["changes"];
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0]["to"], "running");
}

TEST_F(Ec2, ThrottlesEachActionOfEachPlaceByItself) {
  int started = 0;
  for (int i = 0; i < 8; ++i)
    started += on("StartInstances", {server("ligado")}).outcome() == "200" ? 1 : 0;

  EXPECT_EQ(started, 5);
  const auto reply = on("StartInstances", {server("ligado")});
  EXPECT_EQ(reply.outcome(), "503 RequestLimitExceeded");
  EXPECT_EQ(on("StopInstances", {server("desligado")}).outcome(), "200");
  EXPECT_EQ(world.call(admin, "ec2", "us-east-1", "StartInstances", {}).outcome(),
            "400 MissingParameter");
  world.wait(seconds(1));
  EXPECT_EQ(on("StartInstances", {server("ligado")}).outcome(), "200");
}

TEST_F(Ec2, AttachesAndDetachesVolumes) {
  const auto id = server("outro-desligado");
  const auto made = ec2(
      "CreateVolume", {{"AvailabilityZone", "sa-east-1a"}, {"Size", "10"}, {"VolumeType", "gp3"}});
  const auto volume = made.text("volumeId");
  EXPECT_EQ(made.text("status"), "creating");
  world.wait(seconds(5));
  const Parameters both{{"VolumeId", volume}, {"InstanceId", id}, {"Device", "/dev/sdf"}};

  EXPECT_EQ(ec2("AttachVolume", both).outcome(), "200");
  EXPECT_EQ(ec2("AttachVolume", both).outcome(), "400 VolumeInUse");
  EXPECT_EQ(described(id).texts("volumeId").size(), 2u);
  EXPECT_EQ(ec2("DeleteVolume", {{"VolumeId", volume}}).outcome(), "400 VolumeInUse");
  EXPECT_EQ(ec2("DetachVolume", {{"VolumeId", volume}}).outcome(), "200");
  EXPECT_EQ(ec2("DeleteVolume", {{"VolumeId", volume}}).outcome(), "200");
  world.wait(seconds(5));
  EXPECT_EQ(ec2("DescribeVolumes", {{"VolumeId.1", volume}}).outcome(),
            "400 InvalidVolume.NotFound");
}

TEST_F(Ec2, ListsRegionsAndSaysWhichAreNotEnabled) {
  const auto enabled = ec2("DescribeRegions").texts("regionName");
  const auto all = ec2("DescribeRegions", {{"AllRegions", "true"}});

  EXPECT_EQ(enabled.size(), 17u);
  EXPECT_EQ(all.texts("regionName").size(), 34u);
  const auto statuses = all.texts("optInStatus");
  EXPECT_EQ(std::ranges::count(statuses, "not-opted-in"), 17);
}

TEST_F(Ec2, ChangesSecurityGroupRules) {
  const auto made =
      ec2("CreateSecurityGroup", {{"GroupName", "novo"}, {"GroupDescription", "teste"}});
  const auto id = made.text("groupId");
  const Parameters rule{{"GroupId", id},
                        {"IpPermissions.1.IpProtocol", "tcp"},
                        {"IpPermissions.1.FromPort", "443"},
                        {"IpPermissions.1.ToPort", "443"},
                        {"IpPermissions.1.IpRanges.1.CidrIp", "10.0.0.0/8"}};

  EXPECT_EQ(ec2("AuthorizeSecurityGroupIngress", rule).outcome(), "200");
  EXPECT_EQ(ec2("AuthorizeSecurityGroupIngress", rule).outcome(),
            "400 InvalidPermission.Duplicate");
  EXPECT_EQ(ec2("RevokeSecurityGroupIngress", rule).outcome(), "200");
  EXPECT_EQ(ec2("RevokeSecurityGroupIngress", rule).outcome(), "400 InvalidPermission.NotFound");
  EXPECT_EQ(ec2("DeleteSecurityGroup", {{"GroupId", id}}).outcome(), "200");
}

}  // namespace
}  // namespace mirante::simcloud

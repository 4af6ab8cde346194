// Estates: what a World begins with, and how far it goes.
#include <algorithm>

#include "simcloud/cloud.h"
#include "simcloud/test_client.h"

namespace mirante::simcloud {
namespace {

std::string refusal(std::string_view json) {
  const auto estate = parse_estate(json);
  return estate ? "accepted" : estate.error().field + ": " + estate.error().message;
}

std::size_t count_databases(const World& world) {
  std::size_t count = 0;
  for (const auto& account : world.cloud().accounts)
    for (const auto& place : account.places)
      if (place) count += place->databases.databases.size();
  return count;
}

std::size_t count_servers(const World& world) {
  std::size_t count = 0;
  for (const auto& account : world.cloud().accounts)
    for (const auto& place : account.places)
      if (place) count += place->instances.size();
  return count;
}

TEST(Estate, NamesThePlaceOfAMistake) {
  EXPECT_EQ(refusal("{"), ": the estate is not JSON");
  EXPECT_EQ(refusal(R"({"acounts": []})"), "acounts: is not known here");
  EXPECT_EQ(refusal(R"({"accounts": [{"id": "12"}]})"), "accounts[0].id: must be 12 digits");
  EXPECT_EQ(refusal(R"({"accounts": [{"id": "210987654321", "places": [
                        {"region": "sa-east-9"}]}]})"),
            "accounts[0].places[0].region: is no region of AWS");
  EXPECT_EQ(refusal(R"({"accounts": [{"id": "210987654321", "places": [
                        {"region": "sa-east-1", "servers": [{}, {"type": "t9.huge"}]}]}]})"),
            "accounts[0].places[0].servers[1].type: is no type of server that is simulated");
  EXPECT_EQ(refusal(R"({"accounts": [{"id": "210987654321", "places": [
                        {"region": "sa-east-1", "servers": [{"count": "many"}]}]}]})"),
            "accounts[0].places[0].servers[0].count: must be a number");
  const auto refused_in_place = [](const std::string& part) {
    return refusal(R"({"accounts": [{"id": "210987654321", "places": [{"region": "sa-east-1", )" +
                   part + "}]}]}");
  };
  EXPECT_EQ(
      refused_in_place(R"("servers": [{"placement_group": "a", "placement_strategy": "row"}])"),
      "accounts[0].places[0].servers[0].placement_strategy: must be cluster, partition or "
      "spread");
  EXPECT_EQ(refused_in_place(R"("servers": [{"placement_strategy": "spread"}])"),
            "accounts[0].places[0].servers[0].placement_strategy: is of a group: name it in "
            "placement_group");
  EXPECT_EQ(refused_in_place(R"("servers": [{}, {"tenancy": "host"}])"),
            "accounts[0].places[0].servers[1].tenancy: must be dedicated; without it servers share "
            "machines");
  EXPECT_EQ(refused_in_place(R"("servers": [{"spot": "forever"}])"),
            "accounts[0].places[0].servers[0].spot: must be one-time or persistent");
  EXPECT_EQ(refused_in_place(R"("servers": [{"state": "terminated"}])"),
            "accounts[0].places[0].servers[0].state: must be running or stopped");
  EXPECT_EQ(refused_in_place(R"("servers": [{"system_check": "bad"}])"),
            "accounts[0].places[0].servers[0].system_check: must be ok, impaired or "
            "insufficient-data");
  EXPECT_EQ(refused_in_place(R"("servers": [{"volumes": [{"type": "gp9"}]}])"),
            "accounts[0].places[0].servers[0].volumes[0].type: is no type of volume");
  EXPECT_EQ(refused_in_place(R"("servers": [{"tags": {"Papel": 1}}])"),
            "accounts[0].places[0].servers[0].tags.Papel: must be a text");
  EXPECT_EQ(refused_in_place(R"("databases": [{"name": "a", "cluster_kind": "local"}])"),
            "accounts[0].places[0].databases[0].cluster_kind: must be global or serverless");
  EXPECT_EQ(refused_in_place(R"("keys": [{"name": "a", "state": "lost"}])"),
            "accounts[0].places[0].keys[0].state: must be enabled, disabled or pending_deletion");
  EXPECT_EQ(
      refused_in_place(R"("databases": [{"name": "a"}, {"name": "b", "clas": "db.t3.micro"}])"),
      "accounts[0].places[0].databases[1].clas: is not known here");
  EXPECT_EQ(refused_in_place(R"("databases": [{"name": "a", "class": "db.q1.micro"}])"),
            "accounts[0].places[0].databases[0].class: is no class of database that is simulated");
  EXPECT_EQ(refused_in_place(R"("databases": [{"name": "a", "engine": "aurora-mysql"}])"),
            "accounts[0].places[0].databases[0].cluster: is needed by Aurora");
  EXPECT_EQ(refused_in_place(R"("balancers": [{"name": "a", "targets": "web-"}])"),
            "accounts[0].places[0].balancers[0].targets: is not known here");
  EXPECT_EQ(refused_in_place(R"("balancers": [{"name": "a", "type": "classic"}])"),
            "accounts[0].places[0].balancers[0].type: must be application or network");
}

TEST(Estate, RefusesServersThatNoImageFits) {
  World world({});
  const auto estate = parse_estate(R"({"accounts": [{"id": "210987654321", "places": [
      {"region": "sa-east-1", "servers": [{"type": "t4g.micro", "windows": true}]}]}]})");

  const auto settled = world.settle(*estate);

  ASSERT_FALSE(settled);
  EXPECT_EQ(settled.error().message, "no image fits \"t4g.micro\" with these wishes");
}

TEST(Estate, RefusesABalancerWhoseServersAreNotThere) {
  World world({});
  const auto estate = parse_estate(R"({"accounts": [{"id": "210987654321", "places": [
      {"region": "sa-east-1", "servers": [{"name": "web-{n}"}],
       "balancers": [{"name": "loja", "servers": "wbe-"}]}]}]})");

  const auto settled = world.settle(*estate);

  ASSERT_FALSE(settled);
  EXPECT_EQ(settled.error().field, "accounts[0].places[0].balancers[0].servers");
}

/// Of an estate that can be read: what a World says to it whose account has these things in São
/// Paulo.
std::string refusal_of_world(const std::string& things) {
  const auto estate =
      parse_estate(R"({"accounts": [{"id": "210987654321", "places": [{"region": "sa-east-1", )" +
                   things + "}]}]}");
  if (!estate) return "unreadable";
  World world({});
  const auto settled = world.settle(*estate);
  return settled ? "accepted" : settled.error().field + ": " + settled.error().message;
}

TEST(Estate, SaysWhereServersCannotBePlacedSoAndWhatWouldDo) {
  const auto group = [](const std::string& more) {
    return R"({"type": "m5.large", "placement_group": "juntos")" + more + "}";
  };
  const auto servers = [&](const std::string& list) {
    return refusal_of_world(R"("servers": [)" + list + "]");
  };

  EXPECT_EQ(
      servers(group("") + ", " + group(R"(, "placement_strategy": "spread")")),
      "accounts[0].places[0].servers[1].placement_strategy: the group \"juntos\" is a cluster "
      "already: give its servers one strategy, or these another group");
  EXPECT_EQ(servers(R"({"type": "t3.micro", "placement_group": "juntos"})"),
            "accounts[0].places[0].servers[0].type: \"t3.micro\" may not be in a cluster: choose "
            "another type, or another placement_strategy");
  EXPECT_EQ(servers(R"({"zone": "z"})"),
            "accounts[0].places[0].servers[0].zone: \"z\" is no zone of this region: choose one of "
            "abc");
  EXPECT_EQ(servers(group("") + ", " + group(R"(, "placement_strategy": "cluster")") +
                    R"(, {"placement_group": "longe", "placement_strategy": "spread"})"),
            "accepted");
}

TEST(Estate, SaysThatADeploymentLacksASide) {
  const auto databases = [](const std::string& list) {
    return refusal_of_world(R"("databases": [)" + list + "]");
  };

  EXPECT_EQ(databases(R"({"name": "a"}, {"name": "b", "blue_green": "troca"})"),
            "accounts[0].places[0].databases[1].blue_green: the deployment \"troca\" lacks a side: "
            "name it for another database or cluster, too");
  EXPECT_EQ(databases(R"({"name": "a-1", "engine": "aurora-mysql", "cluster": "a", "count": 1,
                          "blue_green": "troca"})"),
            "accounts[0].places[0].databases[0].blue_green: the deployment \"troca\" lacks a side: "
            "name it for another database or cluster, too");
  EXPECT_EQ(databases(R"({"name": "a-{n}", "count": 3, "blue_green": "troca-{n}"},
                         {"name": "a-{n}-green", "count": 3, "blue_green": "troca-{n}"})"),
            "accepted");
}

TEST(Estate, HasASmallOneWithServersInTrouble) {
  TestWorld world(small_estate);

  EXPECT_EQ(count_servers(world.world), 120u);
  EXPECT_EQ(count_databases(world.world), 9u);
  EXPECT_EQ(world.world.credentials()["accounts"].size(), 3u);
  EXPECT_EQ(world.call(world.panel(), "sts", "sa-east-1", "GetCallerIdentity").outcome(), "200");
  for (const auto& account : world.world.credentials()["accounts"])
    world.assume(world.panel(), account["roles"][0]["arn"], account["roles"][0]["external_id"]);
}

TEST(Estate, MakesBigOnesOfAnyShape) {
  World world({.seed = 1, .start = parse_iso8601("2026-03-02T12:00:00Z").value()});
  const auto estate = find_estate("big:7x34x100");
  ASSERT_TRUE(estate);

  ASSERT_TRUE(world.settle(*estate));

  EXPECT_EQ(count_servers(world), 700u);
  EXPECT_FALSE(find_estate("big:7x34"));
}

TEST(Estate, LivesThroughAYearOfDaysAndNights) {
  TestWorld world(R"({"accounts": [{"id": "210987654321", "places": [
      {"region": "sa-east-1", "servers": [{"name": "s-{n}", "count": 300}]}]}]})");
  const auto admin = world.admin("210987654321");
  const auto ids = world.call(admin, "ec2", "sa-east-1", "DescribeInstances").texts("instanceId");
  ASSERT_EQ(ids.size(), 300u);
  const auto switch_all = [&](const std::string& action) {
    for (std::size_t begin = 0; begin < ids.size(); begin += 50) {
      Parameters parameters;
      for (std::size_t i = 0; i < 50; ++i)
        parameters.emplace_back("InstanceId." + std::to_string(i + 1), ids[begin + i]);
      const auto reply = world.call(admin, "ec2", "sa-east-1", action, parameters);
      ASSERT_EQ(reply.outcome(), "200") << reply.answer.body;
      world.wait(std::chrono::seconds(30));
    }
  };

  for (int day = 0; day < 365; ++day) {
    switch_all("StopInstances");
    world.wait(std::chrono::hours(12));
    switch_all("StartInstances");
    world.wait(std::chrono::hours(12) - std::chrono::minutes(6));
  }

  const auto states = world.call(admin, "ec2", "sa-east-1", "DescribeInstanceStatus");
  EXPECT_EQ(states.texts("instanceId").size(), 300u);
  EXPECT_EQ(world.world.cloud().ledger.change_count(), 300u * 365 * 4);
}

TEST(Estate, TakesLittleMemoryForEachServer) {
  EXPECT_LE(sizeof(Instance), 128u);
  EXPECT_LE(sizeof(Volume), 96u);
}

}  // namespace
}  // namespace mirante::simcloud

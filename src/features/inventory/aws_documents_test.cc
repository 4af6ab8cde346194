#include "features/inventory/aws_documents.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/inventory/canonical.h"
#include "gen/ec2/describe_instances.h"
#include "gen/rds/describe_db_clusters.h"
#include "gen/rds/describe_db_instances.h"

namespace mirante::inventory {
namespace {

namespace ec2 = gen::ec2;

ec2::Instance web() {
  ec2::Instance instance{.instance_id = "i-1"};
  instance.instance_type = "t3.micro";
  instance.state = ec2::InstanceState{.code = 16, .name = "running"};
  instance.placement = ec2::Placement{};
  instance.placement->availability_zone = "sa-east-1a";
  instance.private_ip_address = "10.0.0.7";
  instance.launch_time = from_micros(1'772'000'000'000'000);
  instance.tags = {{.key = "Name", .value = "web-1"}, {.key = "Papel", .value = "loja \"nova\""}};
  instance.security_groups = {{.group_id = "sg-1", .group_name = "web"},
                              {.group_id = "sg-2", .group_name = "ssh"}};
  return instance;
}

TEST(InstanceDocument, HasWhatListsShowAndTheWholeByTheModelsNames) {
  const auto observed = observed_instance(web());

  EXPECT_EQ(observed.id, "i-1");
  EXPECT_EQ(observed.name, "web-1");
  EXPECT_EQ(observed.state, "running");
  EXPECT_EQ(observed.type, "t3.micro");
  EXPECT_EQ(observed.zone, "sa-east-1a");
  EXPECT_EQ(Json::parse(observed.tags), (Json{{"Name", "web-1"}, {"Papel", "loja \"nova\""}}));
  const auto body = Json::parse(observed.body);
  EXPECT_EQ(body.at("PrivateIpAddress"), "10.0.0.7");
  EXPECT_EQ(body.at("State"), (Json{{"Name", "running"}}));
  EXPECT_EQ(body.dump(), observed.body);
  const auto summary = Json::parse(observed.summary);
  EXPECT_EQ(summary.at("private_ip"), "10.0.0.7");
  EXPECT_FALSE(summary.contains("public_ip"));
}

TEST(InstanceDocument, TheOrderInWhichAwsListsThingsIsNoChange) {
  auto turned = web();
  std::ranges::reverse(turned.tags);
  std::ranges::reverse(turned.security_groups);

  EXPECT_EQ(observed_instance(turned), observed_instance(web()));
}

TEST(InstanceDocument, WhatChangesWithoutMeaningIsKeptAndNotCompared) {
  auto relaunched = web();
  relaunched.ami_launch_index = 3;
  relaunched.client_token = "another";
  relaunched.state->code = 272;  // 16 with AWS's own bits above.

  const auto before = observed_instance(web()), after = observed_instance(relaunched);

  EXPECT_EQ(after.hash, before.hash);
  EXPECT_EQ(Json::parse(after.ephemeral),
            (Json{{"AmiLaunchIndex", 3}, {"ClientToken", "another"}, {"State", {{"Code", 272}}}}));
  EXPECT_EQ(Json::parse(before.ephemeral), (Json{{"State", {{"Code", 16}}}}));
}

TEST(InstanceDocument, AStateThatAnOperationSawGivesTheDocumentThatASweepWillGive) {
  auto stopped = web();
  stopped.state = ec2::InstanceState{.code = 80, .name = "stopped"};

  auto observed = observed_instance(web());
  set_state(observed, "stopped");

  EXPECT_EQ(observed.hash, observed_instance(stopped).hash);
}

TEST(InstanceDocument, ARealChangeChangesTheHash) {
  auto moved = web();
  moved.private_ip_address = "10.0.0.8";

  EXPECT_NE(observed_instance(moved).hash, observed_instance(web()).hash);
}

gen::rds::DBInstance orders() {
  gen::rds::DBInstance database;
  database.db_instance_identifier = "orders";
  database.db_instance_status = "available";
  database.db_instance_class = "db.t3.medium";
  database.engine = "postgres";
  database.latest_restorable_time = from_micros(1'772'000'000'000'000);
  database.tag_list = {{.key = "ambiente", .value = "homologacao"}};
  return database;
}

TEST(DatabaseDocument, HasTheIdOfItsArnAndWhatListsShow) {
  const auto observed = observed_database(orders());
  gen::rds::DBCluster of_the_same_name;
  of_the_same_name.db_cluster_identifier = "orders";

  EXPECT_EQ(observed.id, "db:orders");
  EXPECT_EQ(observed_cluster(of_the_same_name).id, "cluster:orders");
  EXPECT_EQ(observed.name, "orders");
  EXPECT_EQ(observed.state, "available");
  EXPECT_EQ(Json::parse(observed.tags), (Json{{"ambiente", "homologacao"}}));
  EXPECT_EQ(Json::parse(observed.summary).at("engine"), "postgres");
}

TEST(DatabaseDocument, ThatItsBackupsGoOnIsNoChange) {
  auto later = orders();
  later.latest_restorable_time = from_micros(1'772'000'300'000'000);

  EXPECT_EQ(observed_database(later).hash, observed_database(orders()).hash);
}

}  // namespace
}  // namespace mirante::inventory

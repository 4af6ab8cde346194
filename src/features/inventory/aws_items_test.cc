#include "features/inventory/aws_items.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "features/inventory/aws_documents.h"
#include "features/inventory/json_walk.h"
#include "gen/ec2/describe_images.h"
#include "gen/ec2/describe_instances.h"
#include "gen/ec2/describe_security_groups.h"
#include "gen/ec2/describe_subnets.h"
#include "gen/ec2/describe_volumes.h"
#include "gen/ec2/describe_vpcs.h"
#include "gen/rds/describe_db_clusters.h"
#include "gen/rds/describe_db_instances.h"
#include "platform/aws/wire/parse.h"
#include "platform/aws/wire/server_side.h"

namespace mirante::inventory {
namespace {

namespace ec2 = gen::ec2;
namespace rds = gen::rds;
using aws::wire::Operation;

/// Servers with all that AWS's answers may have in other forms than the shortest, and with what
/// they may not.
constexpr std::string_view servers = R"(<?xml version="1.0" encoding="UTF-8"?>
<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
    <requestId>r-1</requestId>
    <reservationSet>
        <item>
            <reservationId>r-01</reservationId>
            <groupSet/>
            <instancesSet>
                <item>
                    <instanceId>i-1</instanceId>
                    <instanceState>
                        <code>16</code>
                        <name>running</name>
                    </instanceState>
                    <dnsName/>
                    <reason></reason>
                    <somethingNew>
                        <item><key>Name</key></item>text<more/>
                    </somethingNew>
                    <amiLaunchIndex>007</amiLaunchIndex>
                    <instanceType>t3.micro</instanceType>
                    <launchTime>2026-03-31T09:14:07.000Z</launchTime>
                    <placement>
                        <availabilityZone>sa-east-1a</availabilityZone>
                        <groupName/>
                        <tenancy>dedicated</tenancy>
                    </placement>
                    <privateIpAddress>10.0.0.7</privateIpAddress>
                    <sourceDestCheck> true </sourceDestCheck>
                    <groupSet>
                        <item>
                            <groupId>sg-2</groupId>
                            <groupName>administra&#231;&#227;o</groupName>
                        </item>
                        <item>
                            <groupName>"web" \ <![CDATA[<b>]]></groupName>
                            <groupId>sg-1</groupId>
                        </item>
                    </groupSet>
                    <blockDeviceMapping>
                        <item>
                            <deviceName>/dev/xvda</deviceName>
                            <ebs>
                                <volumeId>vol-1</volumeId>
                                <attachTime>2026-01-05T09:14:08.250Z</attachTime>
                                <deleteOnTermination>true</deleteOnTermination>
                            </ebs>
                        </item>
                        <item/>
                    </blockDeviceMapping>
                    <clientToken>token</clientToken>
                    <tagSet>
                        <item><key>Name</key><value>loja &amp; cópia	1</value></item>
                        <item><key>a!</key><value>2</value></item>
                        <item><key>a</key><value>1</value></item>
                        <item><key>a"b</key><value/></item>
                        <item><key>a#</key></item>
                        <item><value>without a key</value></item>
                    </tagSet>
                    <stateReason>
                        <code>Client.UserInitiatedShutdown</code>
                    </stateReason>
                    <usageOperationUpdateTime>2026-01-05T09:14:07+03:00</usageOperationUpdateTime>
                    <cpuOptions>
                        <coreCount>-1</coreCount>
                        <threadsPerCore>1234567890</threadsPerCore>
                    </cpuOptions>
                </item>
                <item>
                    <instanceId>i-2</instanceId>
                    <instanceState>
                        <code>80</code>
                    </instanceState>
                    <launchTime>2026-02-28T23:59:59Z</launchTime>
                    <ipAddress>52.0.0.1</ipAddress>
                </item>
                <item/>
            </instancesSet>
        </item>
        <item>
            <reservationId>r-02</reservationId>
            <instancesSet>
                <item><instanceId>i-3</instanceId></item>
            </instancesSet>
        </item>
    </reservationSet>
    <nextToken>more</nextToken>
</DescribeInstancesResponse>
)";

template <class Result>
struct Read {
  Result value;
  std::vector<Observed> taken;
  std::string refusal;
};

/// `cut`: where the answer is cut in two pieces.
template <class Item, class Result>
Read<Result> read(const Operation& operation, std::string_view answer, std::size_t cut) {
  Read<Result> read;
  const auto items = taker_of<Item>(read.taken);
  aws::wire::ReplyParser parser(operation, &read.value, 200, {}, {}, items.get());
  try {
    parser.feed(std::string(answer.substr(0, cut)));
    parser.feed(std::string(answer.substr(cut)));
    parser.finish();
  } catch (const Failure& failure) {
    read.refusal = failure.error().message;
  }
  return read;
}

template <class Result>
Result read_whole(const Operation& operation, std::string_view answer) {
  Result value;
  aws::wire::ReplyParser parser(operation, &value, 200, {});
  parser.feed(answer);
  parser.finish();
  return value;
}

std::vector<Observed> observed_of(const ec2::DescribeInstancesResult& answer) {
  std::vector<Observed> all;
  for (const auto& reservation : answer.reservations)
    for (const auto& instance : reservation.instances) all.push_back(observed_instance(instance));
  return all;
}

TEST(ItemsOfAnAnswer, BecomeTheDocumentsThatTheirAggregatesWouldWhereverTheAnswerIsCut) {
  const auto& operation = ec2::describe_instances_operation;
  const auto expected = observed_of(read_whole<ec2::DescribeInstancesResult>(operation, servers));
  ASSERT_EQ(expected.size(), 4);

  for (std::size_t cut = 0; cut < servers.size(); ++cut) {
    const auto got = read<ec2::Instance, ec2::DescribeInstancesResult>(operation, servers, cut);
    ASSERT_EQ(got.refusal, "");
    ASSERT_EQ(got.taken, expected) << "cut at " << cut;
    ASSERT_TRUE(got.value.reservations.at(0).instances.empty());
    ASSERT_EQ(got.value.reservations.at(1).reservation_id, "r-02");
    ASSERT_EQ(got.value.next_token, "more");
  }
}

TEST(ItemsOfAnAnswer, HaveWhatListsShow) {
  const auto got = read<ec2::Instance, ec2::DescribeInstancesResult>(
      ec2::describe_instances_operation, servers, 0);
  const auto& first = got.taken.at(0);

  EXPECT_EQ(first.id, "i-1");
  EXPECT_EQ(first.name, "loja & cópia\t1");
  EXPECT_EQ(first.state, "running");
  EXPECT_EQ(first.zone, "sa-east-1a");
  EXPECT_EQ(first.tags, R"({"Name":"loja & cópia\t1","a":"1","a!":"2","a\"b":"","a#":""})");
  EXPECT_EQ(first.summary, R"({"launch_time":"2026-03-31T09:14:07Z","private_ip":"10.0.0.7",)"
                           R"("state_reason":{"code":"Client.UserInitiatedShutdown","message":""},)"
                           R"("tenancy":"dedicated"})");
  EXPECT_EQ(Json::parse(first.ephemeral),
            Json::parse(R"({"AmiLaunchIndex":7,"ClientToken":"token","State":{"Code":16},
                            "UsageOperationUpdateTime":"2026-01-05T06:14:07Z"})"));
  EXPECT_EQ(Json::parse(first.body).dump(), first.body);
}

TEST(ItemsOfAnAnswer, AreRefusedWhereTheirAggregatesWould) {
  const auto refusal = [](std::string_view member) {
    const auto answer = "<R><reservationSet><item><instancesSet><item>" + std::string(member) +
                        "</item></instancesSet></item></reservationSet></R>";
    return read<ec2::Instance, ec2::DescribeInstancesResult>(ec2::describe_instances_operation,
                                                             answer, answer.size())
        .refusal;
  };

  EXPECT_EQ(refusal("<sourceDestCheck>yes</sourceDestCheck>"),
            R"(in the answer, "yes" is neither true nor false)");
  EXPECT_EQ(refusal("<amiLaunchIndex/>"), "a number, time or truth value in the answer is empty");
  EXPECT_NE(refusal("<launchTime>2026-02-30T00:00:00Z</launchTime>"), "");
  EXPECT_NE(refusal("<launchTime>2026-02-28T24:00:00Z</launchTime>"), "");
  EXPECT_NE(refusal("<amiLaunchIndex>99999999999</amiLaunchIndex>"), "");
}

TEST(ItemsOfAnAnswer, AreVoidWhereTheAnswerBreaksOff) {
  const auto half = servers.substr(0, servers.find("<cpuOptions>"));
  std::vector<Observed> seen;
  const auto items = taker_of<ec2::Instance>(seen);
  const auto feed = [&](std::string_view answer) {
    ec2::DescribeInstancesResult value;
    aws::wire::ReplyParser parser(ec2::describe_instances_operation, &value, 200, {}, {},
                                  items.get());
    parser.feed(answer);
  };

  feed(servers);
  feed(half);
  EXPECT_EQ(seen.size(), 4);
  items->start_over();
  EXPECT_TRUE(seen.empty());
  feed(servers);

  EXPECT_EQ(seen, observed_of(read_whole<ec2::DescribeInstancesResult>(
                      ec2::describe_instances_operation, servers)));
}

/// Written by the simulated AWS's writer of answers, read both ways.
template <class Item, class Result>
void expect_both_ways(const Operation& operation, const Result& answer,
                      std::vector<Item> Result::* list, Observed (*observe)(const Item&)) {
  const auto body =
      aws::wire::write_reply(operation, operation.service->protocol, &answer, "r-1").body;
  std::vector<Observed> expected;
  for (const auto& item : answer.*list) expected.push_back(observe(item));

  const auto got = read<Item, Result>(operation, body, body.size() / 2);

  EXPECT_EQ(got.refusal, "");
  EXPECT_EQ(got.taken, expected);
}

TEST(ItemsOfAnAnswer, OfEveryKindBecomeWhatTheirAggregatesWould) {
  ec2::DescribeVolumesResult volumes;
  volumes.volumes.resize(2);
  volumes.volumes[0] = {.volume_id = "vol-1", .size = 8, .state = "in-use", .encrypted = true};
  volumes.volumes[0].attachments = {{.instance_id = "i-1"}};
  expect_both_ways(ec2::describe_volumes_operation, volumes, &ec2::DescribeVolumesResult::volumes,
                   observed_volume);

  ec2::DescribeSecurityGroupsResult groups;
  groups.security_groups = {{.group_id = "sg-1", .group_name = "web", .description = "loja"}};
  groups.security_groups[0].ip_permissions = {
      {.ip_protocol = "tcp", .from_port = 443, .ip_ranges = {{.cidr_ip = "10.0.0.0/8"}}},
      {.ip_protocol = "-1"}};
  expect_both_ways(ec2::describe_security_groups_operation, groups,
                   &ec2::DescribeSecurityGroupsResult::security_groups, observed_security_group);

  ec2::DescribeSubnetsResult subnets;
  subnets.subnets.resize(1);
  subnets.subnets[0].subnet_id = "subnet-1";
  subnets.subnets[0].available_ip_address_count = 250;
  subnets.subnets[0].cidr_block = "10.0.0.0/24";
  expect_both_ways(ec2::describe_subnets_operation, subnets, &ec2::DescribeSubnetsResult::subnets,
                   observed_subnet);

  ec2::DescribeVpcsResult vpcs;
  vpcs.vpcs.resize(1);
  vpcs.vpcs[0].vpc_id = "vpc-1";
  vpcs.vpcs[0].is_default = false;
  expect_both_ways(ec2::describe_vpcs_operation, vpcs, &ec2::DescribeVpcsResult::vpcs,
                   observed_vpc);

  ec2::DescribeImagesResult images;
  images.images.resize(1);
  images.images[0].image_id = "ami-1";
  images.images[0].name = "";
  images.images[0].tags = {{.key = "Name", .value = "base"}};
  expect_both_ways(ec2::describe_images_operation, images, &ec2::DescribeImagesResult::images,
                   observed_image);

  rds::DBInstanceMessage databases;
  databases.db_instances.resize(1);
  auto& database = databases.db_instances[0];
  database.db_instance_identifier = "orders";
  database.endpoint = rds::Endpoint{.address = "orders.example", .port = 5432};
  database.automatic_restart_time = from_micros(1'772'000'000'500'000);
  database.latest_restorable_time = from_micros(1'772'000'000'000'000);
  database.tag_list = {{.key = "ambiente", .value = "homologacao"}};
  expect_both_ways(rds::describe_db_instances_operation, databases,
                   &rds::DBInstanceMessage::db_instances, observed_database);

  rds::DBClusterMessage clusters;
  clusters.db_clusters.resize(1);
  clusters.db_clusters[0].db_cluster_identifier = "orders";
  clusters.db_clusters[0].capacity = 2;
  clusters.db_clusters[0].db_cluster_members.resize(2);
  expect_both_ways(rds::describe_db_clusters_operation, clusters,
                   &rds::DBClusterMessage::db_clusters, observed_cluster);
}

TEST(WrittenJson, IsWalkedPastTextsThatLookLikeJson) {
  constexpr std::string_view object = R"({"a":"}],{\"","b":[{"c":"]"},2],"d":true,"e":{}})";

  EXPECT_EQ(member_of(object, "a"), R"("}],{\"")");
  EXPECT_EQ(text_of(member_of(object, "a")), "}],{\"");
  EXPECT_EQ(member_of(object, "b"), R"([{"c":"]"},2])");
  EXPECT_EQ(member_of(object, "d"), "true");
  EXPECT_EQ(member_of(object, "e"), "{}");
  EXPECT_EQ(member_of(object, "c"), "");
  EXPECT_EQ(member_of("", "a"), "");
}

TEST(WrittenJson, GivesBackEveryByteThatWasWritten) {
  std::string all;
  for (int byte = 0; byte < 0x80; ++byte) all += static_cast<char>(byte);
  for (std::size_t size = 0; size <= all.size(); ++size) {
    const auto text = all.substr(all.size() - size) + "ç";
    std::string room(text.size() * 6 + 2 + JsonBuffer::block, '\0');
    room.resize(static_cast<std::size_t>(JsonBuffer::put_text(room.data(), text) - room.data()));

    EXPECT_EQ(room, Json(text).dump());
    EXPECT_EQ(text_of(room), text);
  }
}

}  // namespace
}  // namespace mirante::inventory

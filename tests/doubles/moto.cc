// Services as moto does them. It checks no signatures and takes no time over states; its answers
// are AWS's words in AWS's formats, written by other people.
#include "gen/cloudwatch/describe_alarms.h"
#include "gen/ec2/describe_images.h"
#include "gen/ec2/describe_instances.h"
#include "gen/ec2/describe_regions.h"
#include "gen/ec2/run_instances.h"
#include "gen/ec2/stop_instances.h"
#include "gen/iam/create_role.h"
#include "gen/iam/get_role.h"
#include "gen/iam/list_roles.h"
#include "gen/kms/describe_key.h"
#include "gen/kms/list_keys.h"
#include "gen/organizations/describe_organization.h"
#include "gen/organizations/list_accounts.h"
#include "gen/rds/describe_db_instances.h"
#include "gen/rds/stop_db_instance.h"
#include "gen/sns/create_topic.h"
#include "gen/sns/list_topics.h"
#include "gen/sns/publish.h"
#include "gen/sts/assume_role.h"
#include "gen/sts/assume_role_with_web_identity.h"
#include "gen/sts/decode_authorization_message.h"
#include "gen/sts/get_caller_identity.h"
#include "tests/doubles/stranger.h"

namespace mirante::doubles {
namespace {

using namespace gen;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

/// conftest.py has put a database, an organization of two accounts, a key and an alarm there.
class MotoServices : public Stranger {
 protected:
  MotoServices() : Stranger("MIRANTE_MOTO") {}

  /// All pages of a listing, one after the other.
  template <class Pages, class Take>
  int each_page(Pages pages, Take take) {
    int count = 0;
    while (auto page = loop_.run(pages.next())) {
      take(page->value);
      ++count;
    }
    return count;
  }
};

TEST_F(MotoServices, StsSaysWhoCallsAndGivesOutSessions) {
  const std::string role = "arn:aws:iam::210987654321:role/panel";

  const auto caller = ask(sts::get_caller_identity, sts::GetCallerIdentityRequest{});
  const auto session =
      ask(sts::assume_role, sts::AssumeRoleRequest{.role_arn = role, .role_session_name = "ana"});

  EXPECT_EQ(caller.account, "123456789012");
  EXPECT_THAT(*session.credentials->access_key_id, testing::StartsWith("ASIA"));
  EXPECT_THAT(*session.assumed_role_user->arn, HasSubstr("assumed-role/panel/ana"));
  EXPECT_GT(*session.credentials->expiration, loop_.clock().now());
}

TEST_F(MotoServices, StsTakesAWebIdentityWithoutASignature) {
  const auto session = ask(sts::assume_role_with_web_identity,
                           sts::AssumeRoleWithWebIdentityRequest{
                               .role_arn = "arn:aws:iam::123456789012:role/web",
                               .role_session_name = "ci",
                               // {"alg":"none"} . {"sub":"ci"}
                               .web_identity_token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJjaSJ9.c2ln"});

  EXPECT_THAT(*session.credentials->session_token, Not(IsEmpty()));
}

TEST_F(MotoServices, Ec2ListsInPagesWhatWasLaunchedAndStopsIt) {
  const auto image =
      ask(ec2::describe_images, ec2::DescribeImagesRequest{.owners = {"amazon"}}).images.at(0);
  std::vector<std::string> made;
  for (int i = 0; i < 6; ++i)
    made.push_back(*ask(ec2::run_instances, ec2::RunInstancesRequest{.image_id = image.image_id,
                                                                     .instance_type = "t3.micro",
                                                                     .max_count = 1,
                                                                     .min_count = 1})
                        .instances.at(0)
                        .instance_id);

  std::vector<std::string> ids;
  const auto pages =
      each_page(ec2::describe_instances_pages(*client_, ctx_, target(), {.max_results = 5}),
                [&](const ec2::DescribeInstancesResult& page) {
                  for (const auto& reservation : page.reservations)
                    for (const auto& server : reservation.instances)
                      ids.push_back(*server.instance_id);
                });
  const auto stopped =
      ask(ec2::stop_instances, ec2::StopInstancesRequest{.instance_ids = {made[0]}});

  EXPECT_GE(pages, 2);
  EXPECT_THAT(ids, ::testing::IsSupersetOf(made));
  EXPECT_EQ(stopped.stopping_instances.at(0).previous_state->name, "running");
}

TEST_F(MotoServices, Ec2SaysThatThereIsNoSuchServer) {
  const auto error = error_of(ec2::stop_instances,
                              ec2::StopInstancesRequest{.instance_ids = {"i-0123456789abcdef0"}});

  EXPECT_EQ(error.kind, ErrorKind::not_found);
  EXPECT_EQ(error.code, "InvalidInstanceID.NotFound");
  EXPECT_THAT(error.message, HasSubstr("i-0123456789abcdef0"));
}

TEST_F(MotoServices, IamKeepsARoleAndListsRolesInPages) {
  const std::string trust = R"({"Version":"2012-10-17","Statement":[]})";
  for (int i = 0; i < 5; ++i)
    ask(iam::create_role, iam::CreateRoleRequest{.role_name = own_name() + std::to_string(i),
                                                 .assume_role_policy_document = trust});

  const auto role = ask(iam::get_role, iam::GetRoleRequest{.role_name = own_name() + "3"}).role;
  std::vector<std::string> names;
  const auto pages = each_page(iam::list_roles_pages(*client_, ctx_, target(), {.max_items = 2}),
                               [&](const iam::ListRolesResponse& page) {
                                 for (const auto& each : page.roles)
                                   names.push_back(*each.role_name);
                               });
  const auto gone = error_of(iam::get_role, iam::GetRoleRequest{.role_name = "gone"});

  EXPECT_THAT(*role->assume_role_policy_document, HasSubstr("2012-10-17"));
  EXPECT_GE(pages, 3);
  EXPECT_THAT(names, Contains(own_name() + "4"));
  EXPECT_EQ(gone.code, "NoSuchEntity");
  EXPECT_EQ(gone.kind, ErrorKind::not_found);
}

TEST_F(MotoServices, OrganizationsListsItsAccounts) {
  const auto organization =
      ask(organizations::describe_organization, organizations::DescribeOrganizationRequest{});
  std::vector<std::string> names;
  each_page(organizations::list_accounts_pages(*client_, ctx_, target(), {}),
            [&](const organizations::ListAccountsResponse& page) {
              for (const auto& each : page.accounts) names.push_back(*each.name);
            });

  EXPECT_THAT(*organization.organization->id, testing::StartsWith("o-"));
  EXPECT_THAT(names, testing::IsSupersetOf({"Aurora Loja", "Borealis"}));
}

TEST_F(MotoServices, SnsMakesATopicAndPublishesToIt) {
  const auto topic = ask(sns::create_topic, sns::CreateTopicInput{.name = own_name()}).topic_arn;

  const auto sent =
      ask(sns::publish, sns::PublishInput{.topic_arn = topic, .message = "olá & <b>"});
  std::vector<std::string> topics;
  each_page(sns::list_topics_pages(*client_, ctx_, target(), {}),
            [&](const sns::ListTopicsResponse& page) {
              for (const auto& each : page.topics) topics.push_back(*each.topic_arn);
            });
  const auto gone = error_of(
      sns::publish,
      sns::PublishInput{.topic_arn = "arn:aws:sns:us-east-1:123456789012:gone", .message = "x"});

  EXPECT_THAT(*sent.message_id, Not(IsEmpty()));
  EXPECT_THAT(topics, Contains(*topic));
  EXPECT_EQ(gone.kind, ErrorKind::not_found) << gone.code;
}

TEST_F(MotoServices, RdsStopsADatabase) {
  const auto before = ask(rds::describe_db_instances,
                          rds::DescribeDBInstancesMessage{.db_instance_identifier = "loja"});
  ask(rds::stop_db_instance, rds::StopDBInstanceMessage{.db_instance_identifier = "loja"});
  const auto after = ask(rds::describe_db_instances, rds::DescribeDBInstancesMessage{});
  const auto gone =
      error_of(rds::stop_db_instance, rds::StopDBInstanceMessage{.db_instance_identifier = "gone"});

  ASSERT_THAT(before.db_instances, SizeIs(1));
  EXPECT_EQ(before.db_instances[0].db_instance_status, "available");
  EXPECT_EQ(before.db_instances[0].engine, "postgres");
  EXPECT_EQ(after.db_instances.at(0).db_instance_status, "stopped");
  EXPECT_EQ(gone.kind, ErrorKind::not_found) << gone.code;
}

TEST_F(MotoServices, KmsDescribesItsKeys) {
  const auto keys = ask(kms::list_keys, kms::ListKeysRequest{}).keys;
  const auto key = ask(kms::describe_key, kms::DescribeKeyRequest{.key_id = keys.at(0).key_id});
  const auto gone = error_of(
      kms::describe_key, kms::DescribeKeyRequest{.key_id = "00000000-0000-0000-0000-000000000000"});

  EXPECT_EQ(key.key_metadata->enabled, true);
  EXPECT_LT(*key.key_metadata->creation_date, loop_.clock().now());
  EXPECT_EQ(gone.code, "NotFoundException");
  EXPECT_EQ(gone.kind, ErrorKind::not_found);
}

TEST_F(MotoServices, CloudWatchDescribesItsAlarms) {
  const auto alarms =
      ask(cloudwatch::describe_alarms, cloudwatch::DescribeAlarmsInput{}).metric_alarms;

  ASSERT_THAT(alarms, SizeIs(1));
  EXPECT_EQ(alarms[0].alarm_name, "idle");
  EXPECT_EQ(alarms[0].threshold, 2.5);
}

TEST_F(MotoServices, AnswerAWebPageToWhatTheyLackAndThatIsNoneOfAws) {
  const auto error = error_of(sts::decode_authorization_message,
                              sts::DecodeAuthorizationMessageRequest{.encoded_message = "x"});

  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  EXPECT_THAT(error.code, testing::StartsWith("aws.http_5"));
}

}  // namespace
}  // namespace mirante::doubles

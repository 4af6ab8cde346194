#include "platform/aws/profiles.h"

#include <gmock/gmock.h>

namespace mirante::aws {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Profiles parse(std::string config, std::string credentials = "") {
  auto profiles = parse_profiles(ProfileFile{"config", std::move(config)},
                                 ProfileFile{"credentials", std::move(credentials)});
  EXPECT_TRUE(profiles) << profiles.error().message;
  return profiles ? *std::move(profiles) : Profiles{};
}

std::string error_of(std::string config) {
  const auto profiles = parse_profiles(ProfileFile{"config", std::move(config)}, std::nullopt);
  return profiles ? "read" : profiles.error().message;
}

TEST(Profiles, ComeFromBothFilesAndTheCredentialsFileCounts) {
  const auto profiles = parse(
      "[default]\nregion = sa-east-1\n[profile work]\nregion=eu-west-1\naws_access_key_id = old\n",
      "[work]\nAWS_Access_Key_Id = AKIDEXAMPLE\n");

  EXPECT_EQ(profiles.at("default").value("region"), "sa-east-1");
  EXPECT_EQ(profiles.at("work").value("region"), "eu-west-1");
  EXPECT_EQ(profiles.at("work").value("aws_access_key_id"), "AKIDEXAMPLE");
  EXPECT_EQ(profiles.at("work").value("role_arn"), "");
}

TEST(Profiles, PassOverCommentsNestedValuesAndOtherHeadings) {
  const auto profiles = parse(
      "# who\r\n[default]  ; the usual\r\nregion = sa-east-1 # here\r\ns3 =\r\n"
      "  max_queue_size = 5\r\n\r\n"
      "[sso-session corp]\nsso_region = us-east-1\n[services x]\nec2 = \n"
      "[profile \"two words\"]\nkey = a=b#c\n");

  EXPECT_EQ(profiles.size(), 2);
  EXPECT_EQ(profiles.at("default").value("region"), "sa-east-1");
  EXPECT_EQ(profiles.at("default").value("max_queue_size"), "");
  EXPECT_EQ(profiles.at("two words").value("key"), "a=b#c");
}

TEST(Profiles, NameFileAndLineOfWhatIsWrongAndRepeatNothing) {
  EXPECT_EQ(error_of("[default]\nhunter2\n"), "line 2 of config is no `key = value`");
  EXPECT_EQ(error_of("\nregion = x\n"), "line 2 of config stands before the first heading");
  EXPECT_EQ(error_of("[default\n"), "line 1 of config is a heading without its \"]\"");
  EXPECT_THAT(error_of(std::string(150'000, '\n')), HasSubstr("too many"));
  EXPECT_THAT(error_of("[default]\nsecret hunter2\n"), Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace mirante::aws

#include "features/accounts/permission_matrix.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace mirante::accounts {
namespace {

using ::testing::HasSubstr;

Error error(ErrorKind kind, std::string code, std::string message = "words") {
  return {.kind = kind, .message = std::move(message), .code = std::move(code)};
}

PermissionCheck stop(const std::optional<Error>& answer) {
  return judge_try("ec2:StopInstances", TriedOn::real_server, answer);
}

TEST(PermissionMatrix, TakesADryRunThatWouldHaveSucceededAsAllowed) {
  EXPECT_EQ(stop(error(ErrorKind::conflict, "DryRunOperation")).result, PermissionResult::allowed);
  EXPECT_EQ(judge_try("ec2:DescribeVpcs", TriedOn::nothing, std::nullopt).result,
            PermissionResult::allowed);
}

TEST(PermissionMatrix, TakesAnAnswerAboutTheServerAsAllowedAsItComesAfterThePermission) {
  const auto check = judge_try("ec2:StopInstances", TriedOn::made_up_server,
                               error(ErrorKind::not_found, "InvalidInstanceID.NotFound"));

  EXPECT_EQ(check.result, PermissionResult::allowed);
  EXPECT_THAT(check.detail, HasSubstr("made-up id"));
}

TEST(PermissionMatrix, GivesTheLineThatMendsADeniedAction) {
  const auto check = stop(error(ErrorKind::forbidden, "UnauthorizedOperation"));

  EXPECT_EQ(check.result, PermissionResult::denied);
  EXPECT_THAT(check.policy_line, HasSubstr("\"ec2:StopInstances\""));
}

TEST(PermissionMatrix, GivesNoLineWhereTheOrganisationBlocks) {
  const auto check = stop(error(ErrorKind::forbidden, "UnauthorizedOperation",
                                "with an explicit deny in a service control policy"));

  EXPECT_EQ(check.result, PermissionResult::blocked_by_organization);
  EXPECT_EQ(check.policy_line, "");
}

TEST(PermissionMatrix, DoesNotGuessWhereAwsGaveNoAnswerAboutThePermission) {
  for (const auto& answer :
       {error(ErrorKind::throttled, "RequestLimitExceeded"), error(ErrorKind::timeout, ""),
        error(ErrorKind::unauthorized, "AuthFailure"), error(ErrorKind::invalid, "Whatever")}) {
    EXPECT_EQ(stop(answer).result, PermissionResult::not_tried) << answer.code;
    EXPECT_FALSE(stop(answer).detail.empty());
  }
}

TEST(RegionCheck, TellsBlockedFromUnreachableAndNotEnabled) {
  const Region region{"sa-east-1"};
  const auto state = [&](const std::optional<Error>& answer) {
    return judge_region(region, answer, Instant{}).state;
  };

  EXPECT_EQ(state(std::nullopt), RegionState::enabled);
  EXPECT_EQ(state(error(ErrorKind::forbidden, "UnauthorizedOperation")), RegionState::enabled);
  EXPECT_EQ(state(error(ErrorKind::forbidden, "UnauthorizedOperation",
                        "explicit deny in a service control policy")),
            RegionState::blocked);
  EXPECT_EQ(state(error(ErrorKind::forbidden, "OptInRequired")), RegionState::not_enabled);
  EXPECT_EQ(state(error(ErrorKind::unavailable, "")), RegionState::unreachable);
  EXPECT_EQ(state(error(ErrorKind::unauthorized, "AuthFailure")), RegionState::unreachable);
}

TEST(CheckReport, IsShownWithServicePurposeAndReasons) {
  const CheckReport report{
      .permissions = {stop(error(ErrorKind::forbidden, "UnauthorizedOperation"))},
      .regions = {{.region = {"sa-east-1"}, .state = RegionState::blocked, .reason = "denied"}},
      .checked_at = from_micros(1'767'225'600'000'000)};

  const auto json = to_json(report);

  EXPECT_EQ(json["permissions"][0]["action"], "ec2:StopInstances");
  EXPECT_EQ(json["permissions"][0]["service"], "ec2");
  EXPECT_EQ(json["permissions"][0]["result"], "denied");
  EXPECT_EQ(json["permissions"][0]["feature"], "switch");
  EXPECT_EQ(json["permissions"][0]["purpose"], "stop servers");
  EXPECT_EQ(json["regions"].dump(),
            R"([{"reason":"denied","region":"sa-east-1","state":"blocked"}])");
  EXPECT_EQ(json["checked_at"], "2026-01-01T00:00:00Z");
  EXPECT_FALSE(json.contains("problem"));
}

}  // namespace
}  // namespace mirante::accounts

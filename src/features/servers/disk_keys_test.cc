#include "features/servers/disk_keys.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace mirante::servers {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string key_arn = "arn:aws:kms:sa-east-1:210987654321:key/dados";
const std::string us = "arn:aws:sts::210987654321:assumed-role/mirante/empresa-1";

/// Of a server with one disk that is encrypted with it.
DiskKeys keys(DiskKey key) { return {.of_server = {{"i-1", {key_arn}}}, .keys = {{key_arn, key}}}; }
const DiskKey usable{.state = KeyState::usable};

std::string grant(std::string by, std::string error = "") {
  Json event{{"eventName", "CreateGrant"},
             {"eventTime", "2026-03-02T10:00:00Z"},
             {"userIdentity", {{"arn", by}, {"invokedBy", "ec2.amazonaws.com"}}}};
  if (error.empty())
    event["requestParameters"] = {{"keyId", key_arn}};
  else
    event.update({{"errorCode", error}, {"errorMessage", "not authorized: on " + key_arn}});
  return event.dump();
}

std::vector<std::string> judged(const DiskKeys& of) {
  std::vector<std::string> found;
  for (const auto& [id, obstacles] : judge_keys(of))
    for (const auto& one : obstacles)
      found.push_back(one.why.code + " " + std::string(to_string(one.weight)));
  return found;
}

TEST(DiskKeys, PreventAStartInEachStateInWhichTheDisksCannotBeOpened) {
  EXPECT_THAT(judged(keys({.state = KeyState::disabled})), ElementsAre("key.disabled prevents"));
  EXPECT_THAT(judged(keys({.state = KeyState::pending_deletion})),
              ElementsAre("key.pending_deletion prevents"));
  EXPECT_THAT(judged(keys({.state = KeyState::missing})), ElementsAre("key.missing prevents"));
  EXPECT_THAT(judged(keys({.state = KeyState::other, .said = "Unavailable"})),
              ElementsAre("key.unusable prevents"));
}

TEST(DiskKeys, AreUnknownWhereTheyMayNotBeLookedAt) {
  const auto unread = keys({.said = "add to its policy: …"});
  EXPECT_THAT(judged(unread), ElementsAre("key.unchecked unknown"));
  EXPECT_THAT(judge_keys(unread).at("i-1").front().why.message, HasSubstr("add to its policy"));
  const DiskKeys no_disks{.of_server = {{"i-1", {}}}, .unread_disks = "add to its policy: …"};
  EXPECT_THAT(judged(no_disks), ElementsAre("key.unchecked unknown"));
}

TEST(DiskKeys, AreFineWhereNoGrantIsNeededAndUnprovedBeforeTheFirstStart) {
  EXPECT_THAT(judged(keys({.state = KeyState::usable, .needs_no_grant = true})), IsEmpty());
  EXPECT_THAT(judged(keys(usable)), ElementsAre("key.unproved unknown"));
  auto unread = keys(usable);
  unread.unread_starts = "add to its policy: …";
  EXPECT_THAT(judged(unread), ElementsAre("key.unchecked unknown"));
}

TEST(DiskKeys, AreProvedByTheNewestStartOfTheSameConnection) {
  auto of = keys(usable);
  note_grant(of, grant(us + "2"), us);
  EXPECT_FALSE(wants_grants(of));
  EXPECT_THAT(judged(of), IsEmpty());

  note_grant(of, grant(us, "AccessDenied"), us);  // Older.
  EXPECT_THAT(judged(of), IsEmpty());
}

TEST(DiskKeys, PreventAStartWhereTheLastOneWasRefusedThem) {
  auto of = keys(usable);
  note_grant(of, grant(us, "AccessDenied"), us);

  EXPECT_THAT(judged(of), ElementsAre("key.not_granted prevents"));
  EXPECT_THAT(judge_keys(of).at("i-1").front().why.message,
              AllOf(HasSubstr("kms:CreateGrant"), HasSubstr("2026-03-02T10:00:00Z")));
}

TEST(DiskKeys, LearnNothingFromOthersNorFromStatesNorFromWhatIsNoEvent) {
  auto of = keys(usable);
  note_grant(of, grant("arn:aws:sts::210987654321:assumed-role/outro/x"), us);
  note_grant(of, grant("arn:aws:iam::210987654321:user/ana"), us);
  note_grant(of, grant(us, "DisabledException"), us);
  for (const auto* odd : {"", "[]", "{\"userIdentity\":1}", "{\"eventTime\":\"x\"}"})
    note_grant(of, odd, us);

  EXPECT_TRUE(wants_grants(of));
}

}  // namespace
}  // namespace mirante::servers

#include "features/operations/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mirante::operations {
namespace {

using What = Entry::What;
using namespace std::chrono_literals;

const TargetRef server{{}, Region{"sa-east-1"}, "i-1"};
const Step stop{.name = "stop",
                .params = {{"force", false}},
                .batch = "b",
                .group = "g",
                .time_limit = 60s,
                .undo = {{.name = "start", .time_limit = 30s}}};
const Step modify{.name = "modify"};

Instant at(int seconds) { return Instant(std::chrono::seconds(seconds)); }

class JournalTest : public ::testing::Test {
 protected:
  Progress after(std::vector<Entry> entries) {
    for (auto& entry : entries) entry.seq = ++seq;
    return replay({{.ref = server}}, entries).at(0);
  }
  Entry said(What what, int second, Json each, Json body = Json::object(),
             std::string request_id = "") {
    return {.at = at(second),
            .what = what,
            .request_id = std::move(request_id),
            .body = std::move(body),
            .each = {{0, std::move(each)}}};
  }
  Entry planned() {
    return said(What::planned, 1,
                {{"steps", {to_json(stop), to_json(modify)}}, {"losses", Json::array()}});
  }
  Entry intended() { return said(What::intended, 2, {{"before", {{"state", "running"}}}}); }
  Entry rejected(Json each = Json::object()) {
    return said(What::answered, 3, std::move(each),
                {{"reply", "rejected"},
                 {"error", {{"kind", "limit"}, {"code", "Full"}, {"message", "full"}}}},
                "rq-1");
  }

  std::int64_t seq = 0;
};

TEST_F(JournalTest, StepsComeBackAsTheyWere) { EXPECT_EQ(step_from_json(to_json(stop)), stop); }

TEST_F(JournalTest, AnIntentionWithoutAnAnswerMayHaveHadItsEffect) {
  const auto progress = after({planned(), intended()});

  EXPECT_TRUE(progress.has_acted());
  EXPECT_EQ(progress.past.attempts.at(0).reply, Reply::unknown);
  EXPECT_EQ(progress.past.before["state"], "running");
  EXPECT_EQ(progress.step()->name, "stop");
}

TEST_F(JournalTest, ARejectionSurelyHadNone) {
  const auto progress = after({planned(), intended(), rejected()});

  EXPECT_FALSE(progress.has_acted());
  EXPECT_EQ(progress.past.last_error()->code, "Full");
  EXPECT_EQ(progress.past.last_error()->kind, ErrorKind::limit);
}

TEST_F(JournalTest, WhoWasOnlyInTheSameCallAsAGuiltyOneHasNoError) {
  const auto progress = after({planned(), intended(), rejected({{"innocent", true}})});

  EXPECT_EQ(progress.past.last_error(), nullptr);
  EXPECT_TRUE(progress.target.request_ids.empty());
}

TEST_F(JournalTest, ANewStepBeginsWithoutAPastAndRemembersThatSomethingWasDone) {
  const auto progress =
      after({planned(), intended(),
             said(What::answered, 3, {{"memory", {{"id", "x"}}}}, {{"reply", "accepted"}}, "rq-2"),
             said(What::stepped, 9, Json::object())});

  EXPECT_EQ(progress.step()->name, "modify");
  EXPECT_EQ(progress.past.began_at, at(9));
  EXPECT_TRUE(progress.past.attempts.empty());
  EXPECT_TRUE(progress.past.before.is_null());
  EXPECT_TRUE(progress.has_acted());
  EXPECT_EQ(progress.memory["id"], "x");
}

TEST_F(JournalTest, AStepThatWasThereAlreadyDidNothing) {
  EXPECT_FALSE(after({planned(), said(What::stepped, 2, Json::object())}).has_acted());
}

TEST_F(JournalTest, TokensDifferByStepAndNotByAttempt) {
  const OperationId operation{{9}};
  const auto first = after({planned(), intended()}).token(operation);
  const auto again = after({planned(), intended(), rejected(), intended()}).token(operation);
  const auto next = after({planned(), said(What::stepped, 2, Json::object())}).token(operation);

  EXPECT_EQ(first, again);
  EXPECT_NE(first, next);
  EXPECT_LE(first.size(), 64u);
}

TEST_F(JournalTest, WhatWasRefusedAtTheRequestStaysRefused) {
  const Target refused{.ref = server, .outcome = Outcome::refused, .reason_code = "policy.paused"};

  EXPECT_EQ(replay({refused}, {}).at(0).target, refused);
}

}  // namespace
}  // namespace mirante::operations

#include "features/operations/batches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/operations/rejection.h"

namespace mirante::operations {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Who = Rejection::Who;

const Step start{.name = "start", .batch = "start", .group = "t3.micro sa-east-1a"};
const Step start_elsewhere{.name = "start", .batch = "start", .group = "m5.large sa-east-1b"};
const Step alone{.name = "start"};

TEST(Batches, HoldAtMostTheLimit) {
  std::vector<Ready> ready;
  for (std::size_t i = 0; i < 5; ++i) ready.push_back({i, &start});

  EXPECT_THAT(make_batches(ready, 2, {}),
              ElementsAre(ElementsAre(0, 1), ElementsAre(2, 3), ElementsAre(4)));
}

TEST(Batches, HoldOnlyTheSameStepWithTheSameParameters) {
  auto forced = start;
  forced.params["force"] = true;

  EXPECT_THAT(make_batches({{0, &start}, {1, &forced}, {2, &start}}, 50, {}),
              ElementsAre(ElementsAre(0, 2), ElementsAre(1)));
}

TEST(Batches, AStepWithoutABatchKeyIsAlone) {
  EXPECT_THAT(make_batches({{0, &alone}, {1, &alone}}, 50, {}),
              ElementsAre(ElementsAre(0), ElementsAre(1)));
}

TEST(Batches, AGroupThatLacksCapacityIsProbedAndThenWidened) {
  const std::vector<Ready> ready{{0, &start}, {1, &start}, {2, &start}, {3, &start_elsewhere}};
  GroupWidths widths;
  widths.refused(start.group, 2);
  EXPECT_THAT(make_batches(ready, 50, widths), ElementsAre(ElementsAre(0, 3)));

  widths.accepted(start.group);
  EXPECT_THAT(make_batches(ready, 50, widths), ElementsAre(ElementsAre(0, 1, 3)));
}

TEST(TakingApart, TheNamedAreGuiltyAndTheOthersAreCalledAgain) {
  const auto apart = take_apart({7, 8, 9}, {.who = Who::named, .items = {1}}, {});

  EXPECT_THAT(apart.guilty, ElementsAre(8));
  EXPECT_THAT(apart.again, ElementsAre(ElementsAre(7, 9)));
}

TEST(TakingApart, AnUnnamedGuiltyOneIsSoughtInHalves) {
  const auto apart = take_apart({1, 2, 3, 4, 5}, {.who = Who::some}, {});

  EXPECT_THAT(apart.guilty, IsEmpty());
  EXPECT_THAT(apart.again, ElementsAre(ElementsAre(1, 2), ElementsAre(3, 4, 5)));
  EXPECT_THAT(take_apart({4}, {.who = Who::some}, {}).guilty, ElementsAre(4));
}

TEST(TakingApart, ALackOfCapacityIsIsolatedPerGroupAndThenInHalves) {
  const std::map<std::size_t, std::string> groups{{1, "a"}, {2, "b"}, {3, "a"}};

  EXPECT_THAT(take_apart({1, 2, 3}, {.who = Who::group}, groups).again,
              ElementsAre(ElementsAre(1, 3), ElementsAre(2)));
  EXPECT_THAT(take_apart({1, 3}, {.who = Who::group}, groups).again,
              ElementsAre(ElementsAre(1), ElementsAre(3)));
  EXPECT_THAT(take_apart({3}, {.who = Who::group}, groups).guilty, ElementsAre(3));
}

class RejectionTest : public ::testing::Test {
 protected:
  std::vector<Item> items(std::size_t count) {
    std::vector<Item> made;
    for (std::size_t i = 0; i < count; ++i)
      made.push_back({.ref = refs.at(i),
                      .params = nothing,
                      .step = &start,
                      .past = past,
                      .memory = nothing,
                      .token = ""});
    return made;
  }
  Who who(ErrorKind kind, std::size_t count = 2, std::string message = "no") {
    return usual_rejection({.kind = kind, .message = std::move(message)}, items(count)).who;
  }

  std::vector<TargetRef> refs{{{}, Region{"r"}, "i-1"}, {{}, Region{"r"}, "i-12"}, {{}, {}, "i-3"}};
  Json nothing = Json::object();
  Past past;
};

TEST_F(RejectionTest, ReadsTheGuiltyOnesFromTheMessageAsWholeWords) {
  const Error error{.kind = ErrorKind::not_found,
                    .message = "The instance IDs 'i-12, i-3' do not exist",
                    .code = "InvalidInstanceID.NotFound"};

  const auto rejection = usual_rejection(error, items(3));

  EXPECT_EQ(rejection.who, Who::named);
  EXPECT_THAT(rejection.items, ElementsAre(1, 2));
}

TEST_F(RejectionTest, KnowsWhatSurelyHadNoEffectFromWhatNobodyKnows) {
  EXPECT_EQ(who(ErrorKind::throttled), Who::later);
  EXPECT_EQ(who(ErrorKind::limit), Who::group);
  EXPECT_EQ(who(ErrorKind::conflict), Who::some);
  EXPECT_EQ(who(ErrorKind::forbidden), Who::some);
  EXPECT_EQ(who(ErrorKind::unauthorized), Who::all);
  for (const auto kind : {ErrorKind::unavailable, ErrorKind::timeout, ErrorKind::cancelled,
                          ErrorKind::corrupt, ErrorKind::internal})
    EXPECT_EQ(who(kind), Who::nobody_knows);
}

TEST_F(RejectionTest, OfABatchOfOneItIsThatOne) {
  EXPECT_EQ(who(ErrorKind::limit, 1), Who::named);
  EXPECT_EQ(who(ErrorKind::invalid, 1), Who::named);
  EXPECT_EQ(who(ErrorKind::unavailable, 1), Who::nobody_knows);
}

TEST_F(RejectionTest, ACallThatNeverLeftTheMachineIsMadeLater) {
  const Error error{.kind = ErrorKind::unavailable, .message = "refused", .code = "aws.not_sent"};

  EXPECT_EQ(usual_rejection(error, items(2)).who, Who::later);
}

}  // namespace
}  // namespace mirante::operations

#include "features/schedules/order.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace mirante::schedules {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

Order parsed(const Json& json) { return parse_order(Field(json, "order")); }

/// What is said of it to whoever wrote it.
std::string field_of(const Json& json) {
  try {
    parsed(json);
  } catch (const Failure& failure) {
    return failure.error().field;
  }
  return "";
}

Json server(const char* id) {
  return {{"account", "ac_00000000000000000000000001"}, {"region", "sa-east-1"}, {"server", id}};
}

TEST(Order, PutsNumbersBeforeTextsAndWhatHasNoneLast) {
  std::vector<std::string> groups{"", "web", "10", "9", "app", "-1"};

  std::ranges::sort(groups, starts_before);

  EXPECT_THAT(groups, ElementsAre("-1", "9", "10", "app", "web", ""));
  EXPECT_FALSE(starts_before("", ""));
}

TEST(Order, TakesGroupsFromATagOrByHand) {
  const auto by_hand = parsed({{"groups", {{server("i-1"), server("i-2")}, {server("i-3")}}}});
  const auto third = by_hand.groups[1][0];
  auto other = third;
  other.id = "i-9";

  EXPECT_EQ(by_hand.group_of(third, {{"ordem", "7"}}), "2");
  EXPECT_EQ(by_hand.group_of(other, {{"ordem", "7"}}), "");
  EXPECT_EQ(parsed({{"tag", "ordem"}}).group_of(third, {{"ordem", "7"}}), "7");
  EXPECT_EQ(parsed({{"tag", "ordem"}}).group_of(third, {}), "");
}

TEST(Order, IsReadAsItWasWritten) {
  const Order order{.tag = "ordem",
                    .gate = {.until = Gate::Until::port,
                             .port = 5432,
                             .is_public = true,
                             .within = 20min,
                             .goes_on = true}};
  EXPECT_EQ(parsed(to_json(order)), order);
  const auto by_hand = parsed({{"groups", {{server("i-1")}, {server("i-2")}}}});
  EXPECT_EQ(parsed(to_json(by_hand)), by_hand);
  EXPECT_EQ(parsed({{"tag", "ordem"}}).gate, Gate());
}

TEST(Order, NamesWhatIsWrong) {
  const Json once = server("i-1");
  EXPECT_EQ(field_of(Json::object()), "order");
  EXPECT_EQ(field_of({{"tag", "ordem"}, {"groups", {{once}}}}), "order");
  EXPECT_EQ(field_of({{"groups", {{once}, {once}}}}), "order/groups/1/0");
  EXPECT_EQ(field_of({{"groups", {Json::array()}}}), "order/groups/0");
  EXPECT_EQ(field_of({{"tag", "ordem"}, {"gate", {{"until", "port"}}}}), "order/gate/port");
  EXPECT_EQ(field_of({{"tag", "ordem"}, {"gate", {{"port", 22}}}}), "order/gate/port");
  EXPECT_EQ(field_of({{"tag", "ordem"}, {"gate", {{"minutes", 0}}}}), "order/gate/minutes");
  EXPECT_EQ(field_of({{"tag", "ordem"}, {"gate", {{"otherwise", "wait"}}}}),
            "order/gate/otherwise");
}

}  // namespace
}  // namespace mirante::schedules

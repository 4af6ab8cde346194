// Making a schedule by a request that may be repeated.
#include <gmock/gmock.h>

#include "main/testing/one_account.h"

namespace mirante {
namespace {

using ::testing::SizeIs;

class ScheduleKeys : public testing::OneAccount {
 protected:
  testing::Answer make(const std::string& name, const std::string& key) {
    const Json stop{{"point", {{"at", "19:00"}, {"days", "every_day"}, {"action", "stop"}}}};
    return ask(as(first), "POST", "/api/v1/schedules",
               {{"name", name},
                {"zone", "UTC"},
                {"mode", "edges"},
                {"rules", {stop}},
                {"targets", {{"filter", {{"regions", {"sa-east-1"}}}}}}},
               {{"Idempotency-Key", key}});
  }
};

TEST_F(ScheduleKeys, MakeOneScheduleHoweverOftenTheRequestIsRepeated) {
  const auto made = make("Noite", "um");
  ASSERT_EQ(made.status, 201) << made.body;
  const auto again = make("Noite", "um");
  EXPECT_EQ(again.status, 201) << again.body;
  EXPECT_EQ(again.json["id"], made.json["id"]);
  EXPECT_THAT(get("/api/v1/schedules")["schedules"], SizeIs(1));
}

TEST_F(ScheduleKeys, AreForOneContentAlone) {
  ASSERT_EQ(make("Noite", "um").status, 201);
  const auto other = make("Dia", "um");
  EXPECT_EQ(other.status, 409) << other.body;
  EXPECT_EQ(other.code(), "schedule.key_reused");
  EXPECT_EQ(make("Dia", "dois").status, 201);
}

TEST_F(ScheduleKeys, AreNotUsedAgainForWhatWasTakenAway) {
  const auto made = make("Noite", "um");
  const auto removed =
      ask(as(first), "DELETE", "/api/v1/schedules/" + made.json["id"].get<std::string>(), nullptr,
          {{"If-Match", "\"1\""}});
  ASSERT_EQ(removed.status, 204) << removed.body;
  EXPECT_EQ(make("Noite", "um").code(), "schedule.key_reused");
}

}  // namespace
}  // namespace mirante

// Others' starts and stops as they are kept, on both engines.
#include "features/switchers/switch_store.h"

#include <gmock/gmock.h>

#include "platform/sql/testing/store_suite.h"

namespace mirante::switchers {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SwitchTable : public sql::testing::StoreTest {
 protected:
  SwitchTable() : StoreTest({migrations()}) {}

  std::vector<ForeignAct> acts(TenantId tenant, const sql::Within& within = std::nullopt) {
    return read([&](sql::Snapshot& snapshot) {
      return foreign_acts(snapshot, tenant, within, noon - 24h * 28);
    });
  }
  std::map<Place, TrailRead> reads(TenantId tenant) {
    return read([&](sql::Snapshot& snapshot) { return trail_reads(snapshot, tenant); });
  }
  TrailEvent event(const std::string& id, Instant at) const {
    return {.id = id,
            .at = at,
            .action = Action::stop,
            .things = {"i-1", "i-2"},
            .principal = "role/x",
            .program = "Boto3"};
  }
  void put(TenantId tenant, std::vector<TrailEvent> events, Instant at) {
    write([&](sql::Tx& tx) {
      put_read(tx, tenant, place,
               {.known_from = at - 24h * 28,
                .read_at = at,
                .forget_before = at - 24h * 28,
                .events = std::move(events)});
    });
  }

  const Instant noon = *parse_iso8601("2026-03-02T12:00:00Z");
  const TenantId first{{1}}, second{{2}};
  const AccountId account{{3}}, other{{4}};
  const Place place{account, {"sa-east-1"}};
};

TEST_P(SwitchTable, KeepsOneActForEachThingOfACallHoweverOftenItIsRead) {
  put(first, {event("e-1", noon - 1h)}, noon);
  put(first, {event("e-1", noon - 1h)}, noon + 1h);

  const auto found = acts(first);
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0], (ForeignAct{.ref = inventory::switchable(account, {"sa-east-1"}, "i-1"),
                                  .at = noon - 1h,
                                  .action = Action::stop,
                                  .principal = "role/x",
                                  .program = "Boto3"}));
}

TEST_P(SwitchTable, IsATenantsAndWithinReachAlone) {
  put(first, {event("e-1", noon - 1h)}, noon);

  EXPECT_THAT(acts(second), IsEmpty());
  EXPECT_THAT(reads(second), IsEmpty());
  EXPECT_THAT(acts(first, std::vector{other}), IsEmpty());
  EXPECT_THAT(acts(first, std::vector{account}), SizeIs(2));
}

TEST_P(SwitchTable, ForgetsWhatIsOld) {
  put(first, {event("e-1", noon - 1h)}, noon);
  put(first, {}, noon + 24h * 28);

  EXPECT_THAT(acts(first), IsEmpty());
}

TEST_P(SwitchTable, KeepsWhatWasKnownWhereTheNextReadingFails) {
  put(first, {event("e-1", noon - 1h)}, noon);
  write([&](sql::Tx& tx) { put_unread(tx, first, place, Unread::no_permission, noon + 1h); });

  EXPECT_THAT(acts(first), SizeIs(2));
  const auto read = reads(first).at(place);
  EXPECT_EQ(read.problem, Unread::no_permission);
  EXPECT_EQ(read.asked_at, noon + 1h);
  EXPECT_EQ(read.read_at, noon);
}

TEST_P(SwitchTable, SaysWhyNothingWasEverRead) {
  write([&](sql::Tx& tx) { put_unread(tx, first, place, Unread::unreachable, noon); });

  EXPECT_EQ(reads(first).at(place).problem, Unread::unreachable);
  EXPECT_FALSE(reads(first).at(place).read_at);
}

TEST_P(SwitchTable, LetsOneProcessReadAPlaceAtATime) {
  const auto take = [&](std::chrono::seconds length) {
    return write([&](sql::Tx& tx) { return take_turn(tx, first, place, length); });
  };
  EXPECT_TRUE(take(600s));
  EXPECT_FALSE(take(600s));
  write([&](sql::Tx& tx) { put_unread(tx, first, place, Unread::unreachable, noon); });
  EXPECT_TRUE(take(-1s));
  EXPECT_TRUE(take(600s));  // The other's turn is over.
}

INSTANTIATE_ON_ALL_ENGINES(SwitchTable);

}  // namespace
}  // namespace mirante::switchers

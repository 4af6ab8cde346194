// Savings plans as they are kept, on both engines.
#include "features/prices/savings_plan_store.h"

#include <gmock/gmock.h>

#include "features/prices/price_store.h"
#include "platform/sql/testing/store_suite.h"

namespace mirante::prices {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class PlanTable : public sql::testing::StoreTest {
 protected:
  PlanTable() : StoreTest({migrations()}) {}

  std::vector<SavingsPlan> plans(TenantId tenant, Instant at) {
    return read([&](sql::Snapshot& snapshot) { return plans_at(snapshot, tenant, at); });
  }
  PlansRead read_of(TenantId tenant) {
    return read([&](sql::Snapshot& snapshot) { return plan_reads(snapshot, tenant); })[account];
  }

  const Instant noon = *parse_iso8601("2026-03-02T12:00:00Z");
  const TenantId first{{1}}, second{{2}};
  const AccountId account{{3}};
  const SavingsPlan plan{
      .account = account,
      .id = "sp-1",
      .kind = PlanKind::instance,
      .region = {"sa-east-1"},
      .family = "m5",
      .commitment = {.nanos = 250'000'000},
      .begins_at = noon - 24h,
      .ends_at = noon + 24h,
      .rates = {{*server_product({"sa-east-1"}, "m5.large", "Linux/UNIX", ""), Money{.nanos = 7}}}};
};

TEST_P(PlanTable, KeepsPlansInForceWithTheirRatesForTheirTenantAlone) {
  write([&](sql::Tx& tx) { replace_plans(tx, first, account, {plan}, noon); });

  EXPECT_THAT(plans(first, noon), ElementsAre(plan));
  EXPECT_THAT(plans(second, noon), IsEmpty());
  EXPECT_THAT(plans(first, noon + 24h), IsEmpty());
  EXPECT_TRUE(read_of(first).is_known);
}

TEST_P(PlanTable, ForgetsWhatAnAccountNoLongerHas) {
  write([&](sql::Tx& tx) {
    replace_plans(tx, first, account, {plan}, noon);
    replace_plans(tx, first, account, {}, noon + 1h);
  });

  EXPECT_THAT(plans(first, noon), IsEmpty());
}

TEST_P(PlanTable, KeepsWhatWasKnownWhereTheNextReadingFails) {
  write([&](sql::Tx& tx) {
    replace_plans(tx, first, account, {plan}, noon);
    put_plans_unread(tx, first, account, Unknown::no_permission, noon + 1h);
  });

  EXPECT_THAT(plans(first, noon), ElementsAre(plan));
  EXPECT_TRUE(read_of(first).is_known);
  EXPECT_EQ(read_of(first).problem, Unknown::no_permission);
}

INSTANTIATE_ON_ALL_ENGINES(PlanTable);

}  // namespace
}  // namespace mirante::prices

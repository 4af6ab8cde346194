#include "main/refusals.h"

#include <gtest/gtest.h>

#include "platform/runtime/simulated_loop.h"
#include "platform/sql/engine.h"

namespace mirante {
namespace {

TEST(Refusals, ThatTheStoreDidNotTakeAreTriedAgainWhenTheyComeAgain) {
  SimulatedLoop loop(from_micros(0));
  const auto db = sql::open_memory(loop);  // There is no record to append to.
  Refusals refusals(*db, loop);
  const CallContext ctx{.tenant = TenantId{{1}},
                        .actor = {.kind = Actor::Kind::user, .id = "us_ana", .name = "ana"},
                        .permissions = {}};
  const Error reason{.kind = ErrorKind::forbidden, .message = "no", .code = "permission.missing"};
  const auto record = [&] { loop.run(refusals.record(ctx, "GET /api/v1/members", reason)); };

  EXPECT_THROW(record(), Failure);
  EXPECT_THROW(record(), Failure);
}

}  // namespace
}  // namespace mirante

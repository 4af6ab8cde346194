// Schedules of a panel whose own credentials in AWS end (semantics 6.2).
#include <gmock/gmock.h>

#include "features/accounts/account_store.h"
#include "main/testing/one_account.h"

namespace mirante {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class SessionEnd : public testing::OneAccount {
 protected:
  void connect_by(accounts::Connection connection) {
    write([&](sql::Tx& tx) {
      auto changed = accounts::must_find(tx, first, account);
      changed.connection = connection;
      accounts::update(tx, first, changed);
    });
  }
  /// Of a panel whose credentials end so, over the same store.
  testing::Answer ask_one_with(std::optional<Instant> end, const std::string& method,
                               const std::string& target, const Json& body) {
    return ask_one_by(aws::fixed_credentials({.access_key_id = "ASIA",
                                              .secret_access_key = crypto::Secret("x"),
                                              .session_token = crypto::Secret("y"),
                                              .expires_at = end}),
                      method, target, body);
  }
  testing::Answer ask_one_by(std::shared_ptr<aws::CredentialsProvider> credentials,
                             const std::string& method, const std::string& target,
                             const Json& body) {
    auto expiring = config();
    expiring.identity.source = "the environment";
    expiring.identity.credentials = std::move(credentials);
    Rooms others(outside(), expiring);
    http::Router routes;
    others.add_routes(routes);
    return answer_of(loop.run(routes.answer(
        as(first), or_throw(http::parse_request(method, target, {{"If-Match", "\"1\""}},
                                                body.is_null() ? "" : body.dump())))));
  }
  Json schedule(const char* state) const {
    const Json stop{{"point", {{"at", "19:00"}, {"days", "every_day"}, {"action", "stop"}}}};
    return {{"name", "Noite"}, {"zone", "UTC"},
            {"mode", "edges"}, {"rules", {stop}},
            {"state", state},  {"targets", {{"filter", {{"regions", {"sa-east-1"}}}}}}};
  }
  const Instant tomorrow = loop.clock().now() + std::chrono::days(1);
};

TEST_F(SessionEnd, RefusesSchedulesOfAccountsThatNeedIt) {
  connect_by(accounts::Connection::role);

  const auto refused = ask_one_with(tomorrow, "POST", "/api/v1/schedules", schedule("active"));

  EXPECT_EQ(refused.status, 409) << refused.body;
  EXPECT_EQ(refused.code(), "schedule.session_ends");
  EXPECT_THAT(refused.json.value("detail", ""), HasSubstr("2026-03-03T"));
  EXPECT_THAT(refused.json.value("detail", ""), HasSubstr("\"Loja\""));
  EXPECT_THAT(get("/api/v1/schedules")["schedules"], SizeIs(0));
}

TEST_F(SessionEnd, RefusesNeitherWhatIsPausedNorWhatIsReachedByKeysNorWithKeysThatStay) {
  connect_by(accounts::Connection::role);
  EXPECT_EQ(ask_one_with(tomorrow, "POST", "/api/v1/schedules", schedule("paused")).status, 201);
  auto other = schedule("active");
  other["name"] = "Outro";
  EXPECT_EQ(ask_one_with(std::nullopt, "POST", "/api/v1/schedules", other).status, 201);

  connect_by(accounts::Connection::keys);
  other["name"] = "Mais um";
  EXPECT_EQ(ask_one_with(tomorrow, "POST", "/api/v1/schedules", other).status, 201);
}

TEST_F(SessionEnd, KeepsPausedWhatIsResumedOrChanged) {
  connect_by(accounts::Connection::role);
  const auto made = ask_one_with(tomorrow, "POST", "/api/v1/schedules", schedule("paused"));
  const auto path = "/api/v1/schedules/" + made.json.value("id", "");

  EXPECT_EQ(ask_one_with(tomorrow, "POST", path + "/resume", nullptr).code(),
            "schedule.session_ends");
  EXPECT_EQ(ask_one_with(tomorrow, "PUT", path, schedule("active")).code(),
            "schedule.session_ends");
  EXPECT_EQ(get(path).value("state", ""), "paused");
  EXPECT_EQ(ask_one_with(std::nullopt, "POST", path + "/resume", nullptr).status, 200);
}

/// A profile whose file somebody has just broken.
class Unreadable final : public aws::CredentialsProvider {
 public:
  Task<aws::Credentials> credentials(CallContext) override {
    throw Failure(ErrorKind::corrupt, "line 3 of the profile is no assignment");
    co_return aws::Credentials{};
  }
};

TEST_F(SessionEnd, KeepsNobodyFromPausingOrSavingWhereItCannotBeRead) {
  connect_by(accounts::Connection::role);
  const auto broken = std::make_shared<Unreadable>();
  const auto made = ask_one_by(broken, "POST", "/api/v1/schedules", schedule("active"));
  ASSERT_EQ(made.status, 201) << made.body;
  const auto path = "/api/v1/schedules/" + made.json.value("id", "");

  EXPECT_EQ(ask_one_by(broken, "POST", path + "/pause", nullptr).status, 200);
}

}  // namespace
}  // namespace mirante

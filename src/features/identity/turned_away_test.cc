#include "features/identity/turned_away.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/identity/own_account.h"
#include "features/identity/own_password.h"
#include "features/identity/testing/identity_suite.h"

namespace mirante::identity {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Stores nothing.
class FullDatabase final : public sql::Database {
 public:
  explicit FullDatabase(sql::Database& inner) : inner_(inner) {}
  void on_announcement(std::function<void()> heard) override {
    inner_.on_announcement(std::move(heard));
  }
  std::size_t writes_waiting() const override { return 0; }

 private:
  Task<void> run_write(std::function<void(sql::Tx&)>) override {
    throw Failure(ErrorKind::unavailable, "the disk is full");
  }
  Task<void> run_read(std::function<void(sql::Snapshot&)> work) override {
    return inner_.read(std::move(work));
  }

  sql::Database& inner_;
};

class TurnedAwayTest : public testing::IdentityTest {
 protected:
  /// Wrong passwords until the place must wait, then so many more.
  void guess(const std::string& email, int more) {
    auto tried = [&] { return error_of(log_in(services, attempt(email, "wrong"))).code; };
    while (tried() != "login.slow_down") {
    }
    for (int i = 1; i < more; ++i) EXPECT_EQ(tried(), "login.slow_down");
  }
  std::vector<std::string> newly_audited(TenantId of) {
    const auto before = audited(of).size();
    loop.run(record_turned_away(services));
    auto lines = audited(of);
    lines.resize(lines.size() - before);
    return lines;
  }
  Json newest(TenantId of) {
    return Json::parse(
        read([&](sql::Snapshot& s) { return audit::list(s, of, std::nullopt, 1); })[0].content);
  }
};

TEST_P(TurnedAwayTest, TellsHowOftenAPlaceHadToWaitInTheAuditOfWhomItWasAbout) {
  const auto other = make_tenant("Boreal");
  make_user("bia@example.com", other, Role::viewer);
  guess("bia@example.com", 500);

  const auto told = newly_audited(other);

  EXPECT_THAT(told, ElementsAre("session.began bia@example.com!login.slow_down"));
  EXPECT_EQ(newest(other)["detail"]["times"], 500);
  EXPECT_EQ(newest(other)["detail"]["address"], "203.0.113.7");
  EXPECT_THAT(newly_audited(other), IsEmpty());
}

TEST_P(TurnedAwayTest, WritesNothingWhileItIsFlooded) {
  guess("bia@example.com", 1);
  const auto before = audited(tenant).size();

  guess("bia@example.com", 1'000);

  EXPECT_EQ(audited(tenant).size(), before);
}

TEST_P(TurnedAwayTest, TellsNoMoreThanAFewPlacesAndTheOthersInOneSum) {
  const Error reason{.kind = ErrorKind::limit, .code = "login.slow_down"};
  for (int i = 0; i < 5'000; ++i)
    services.turned_away.count(
        {.action = "session.began", .address = "192.0.2." + std::to_string(i)}, reason,
        loop.clock().now());
  for (int i = 0; i < 9; ++i)
    services.turned_away.count({.action = "session.began", .address = "203.0.113.7"}, reason,
                               loop.clock().now());

  const auto told = newly_audited(tenant);

  EXPECT_THAT(told, SizeIs(TurnedAway::told_max + 1));
  EXPECT_EQ(told.front(), "request.refused unknown!refusals.many");
  EXPECT_EQ(newest(tenant)["detail"]["times"], 5'009 - 20);
}

TEST_P(TurnedAwayTest, TakesANetworkOfIpv6AsOnePlace) {
  const Error reason{.kind = ErrorKind::limit, .code = "login.slow_down"};
  for (int i = 0; i < 50; ++i)
    services.turned_away.count(
        {.action = "session.began", .address = "2001:db8:1:2:3:4:5:" + std::to_string(i)}, reason,
        loop.clock().now());

  EXPECT_THAT(newly_audited(tenant), SizeIs(1));
}

TEST_P(TurnedAwayTest, TellsOfWrongSetUpCodes) {
  const SetUpCode code(rng);
  for (int i = 0; i < 3; ++i)
    error_of(set_up(services, code, {.code = "guess", .address = "203.0.113.7"}));

  EXPECT_THAT(newly_audited(tenant), ElementsAre("install.set_up unknown!set_up.wrong_code"));
  EXPECT_EQ(newest(tenant)["detail"]["times"], 3);
}

TEST_P(TurnedAwayTest, TellsOfWhoGuessesThePasswordOfASession) {
  make_user("ana@example.com", tenant, Role::admin);
  const auto who = signed_in_as("ana@example.com");
  const auto prove = [&] {
    return error_of(prove_password(services, who, "user.totp_removed", crypto::Secret("wrong")))
        .code;
  };
  while (prove() != "login.slow_down") {
  }

  EXPECT_THAT(newly_audited(tenant),
              ElementsAre("user.totp_removed ana@example.com!login.slow_down"));
}

TEST_P(TurnedAwayTest, TellsItInTheCompanyInWhichTheSessionIsAtWork) {
  const auto boreal = make_tenant("Boreal");
  const auto ana = make_user("ana@example.com", tenant, Role::admin);
  write([&](sql::Tx& tx) {
    put_membership(tx, {.tenant = boreal, .user = ana.id, .role = Role::viewer});
  });
  const auto guess_in = [&](TenantId there) {
    auto who = signed_in_as("ana@example.com");
    loop.run(switch_tenant(services, who, there.text()));
    who.context.tenant = there;
    const auto prove = [&] {
      return error_of(prove_password(services, who, "user.totp_removed", crypto::Secret("wrong")))
          .code;
    };
    while (prove() != "login.slow_down") {
    }
    return newly_audited(there);
  };

  const std::string told = "user.totp_removed ana@example.com!login.slow_down";
  EXPECT_THAT(guess_in(boreal), ElementsAre(told));
  EXPECT_THAT(guess_in(tenant), ElementsAre(told));
}

TEST_P(TurnedAwayTest, ForgetsNothingThatCouldNotBeStored) {
  guess("bia@example.com", 7);
  FullDatabase full(*db);
  IdentityServices over_full{.db = full,
                             .loop = loop,
                             .rng = rng,
                             .vault = vault,
                             .passwords = passwords,
                             .throttle = throttle,
                             .turned_away = turned_away,
                             .first_tenant = tenant};

  EXPECT_THROW(loop.run(record_turned_away(over_full)), Failure);
  newly_audited(tenant);

  EXPECT_EQ(newest(tenant)["detail"]["times"], 7);
}

TEST_P(TurnedAwayTest, TellsOnceAMinute) {
  auto keeping = keep_recording_turned_away(services);
  loop.start(keeping.handle());
  guess("bia@example.com", 5);
  const auto before = audited(tenant).size();

  loop.run(sleep_for(loop, 61s));

  EXPECT_EQ(audited(tenant).size(), before + 1);
}

INSTANTIATE_ON_ALL_ENGINES(TurnedAwayTest);

}  // namespace
}  // namespace mirante::identity

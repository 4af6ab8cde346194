#include "features/identity/log_in.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <future>
#include <map>

#include "features/identity/second_factor.h"
#include "features/identity/testing/identity_suite.h"
#include "features/identity/tokens.h"
#include "platform/crypto/totp.h"

namespace mirante::identity {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::SizeIs;

/// Counts what is read and written.
class CountingDatabase final : public sql::Database {
 public:
  explicit CountingDatabase(sql::Database& inner) : inner_(inner) {}
  void on_announcement(std::function<void()> heard) override {
    inner_.on_announcement(std::move(heard));
  }
  std::size_t writes_waiting() const override { return inner_.writes_waiting(); }

  int reads = 0, writes = 0;

 private:
  Task<void> run_write(std::function<void(sql::Tx&)> work) override {
    ++writes;
    return inner_.write(std::move(work));
  }
  Task<void> run_read(std::function<void(sql::Snapshot&)> work) override {
    ++reads;
    return inner_.read(std::move(work));
  }

  sql::Database& inner_;
};

class LogIn : public testing::IdentityTest {
 protected:
  LogIn() { ana = make_user("ana@example.com", tenant, Role::operator_); }

  Error refusal(std::string email, std::string_view password, std::string code = {}) {
    return error_of(log_in(services, attempt(std::move(email), password, std::move(code))));
  }

  /// The secret that Ana's authenticator now has, and her recovery codes.
  struct Factor {
    crypto::Secret secret;
    std::vector<std::string> recovery;
  };
  Factor add_authenticator() {
    const auto who = signed_in_as("ana@example.com");
    loop.run(offer_totp(services, who, crypto::Secret(testing::good_password)));
    auto secret = read([&](sql::Snapshot& s) {
      const auto offer = totp_offer_of(s, ana.id, Instant{});
      return vault.open(s, tenant, {"identity.totp", ana.id.bytes}, offer.value().secret);
    });
    auto codes = loop.run(confirm_totp(services, who, code_of(secret)));
    return {.secret = std::move(secret), .recovery = std::move(codes)};
  }
  IdentityServices over(sql::Database& other, crypto::PasswordHasher& hasher) {
    return {.db = other,
            .loop = loop,
            .rng = rng,
            .vault = vault,
            .passwords = hasher,
            .throttle = throttle,
            .turned_away = turned_away,
            .first_tenant = tenant};
  }
  IdentityServices with(crypto::PasswordHasher& hasher) { return over(*db, hasher); }
  std::string code_of(const crypto::Secret& secret) {
    return crypto::totp_code(secret, crypto::totp_step(loop.clock().now()));
  }

  User ana;
};

TEST_P(LogIn, GivesATokenThatSaysWhoAsks) {
  const auto token = log_in_as(" Ana@Example.com ");

  const auto who = who_is(token);

  ASSERT_TRUE(who);
  EXPECT_EQ(who->user, ana);
  EXPECT_EQ(who->context.tenant, tenant);
  EXPECT_EQ(who->context.actor,
            (Actor{.kind = Actor::Kind::user, .id = ana.id.text(), .name = "ana@example.com"}));
  EXPECT_TRUE(who->context.may(Permission::server_switch));
  EXPECT_FALSE(who->context.may(Permission::account_write));
}

TEST_P(LogIn, KeepsOnlyAHashOfTheToken) {
  const auto token = log_in_as("ana@example.com");

  EXPECT_TRUE(read([&](sql::Snapshot& s) { return find_session(s, hash_token(token)); }));
  EXPECT_FALSE(who_is(token + "x"));
  EXPECT_FALSE(who_is(""));
}

TEST_P(LogIn, AnswersAWrongPasswordAndAnUnknownAddressAlike) {
  const auto wrong = refusal("ana@example.com", "cinco cavalos azuis");
  const auto unknown = refusal("bia@example.com", "cinco cavalos azuis");
  const auto malformed = refusal("no address", "cinco cavalos azuis");

  EXPECT_EQ(wrong.kind, ErrorKind::unauthorized);
  EXPECT_EQ(wrong.code, "login.wrong");
  EXPECT_EQ(wrong, unknown);
  EXPECT_EQ(wrong, malformed);
}

/// Who guesses learns from the time of an answer what the answer does not say. What takes time is
/// counted: the processor's (a hash), and how often the store is asked.
class Guesses : public LogIn {
 protected:
  Guesses() {
    make_user("left@example.com", tenant, Role::viewer);
    write([&](sql::Tx& tx) {
      const auto left = find_user_by_email(tx, "left@example.com").value().id;
      const auto hash = crypto::hash_password(crypto::Secret(testing::good_password), dear);
      put_password(tx, ana.id, hash, loop.clock().now());
      put_password(tx, left, hash, loop.clock().now());
      remove_membership(tx, tenant, left);
    });
  }

  /// Of one refused login.
  std::clock_t work_for(const std::string& email) {
    const auto before = std::clock();
    EXPECT_EQ(error_of(log_in(guessed, attempt(email, "wrong"))).code, "login.wrong");
    return std::clock() - before;
  }
  static std::clock_t median(std::vector<std::clock_t> all) {
    std::ranges::nth_element(all, all.begin() + all.size() / 2);
    return all[all.size() / 2];
  }

  static constexpr crypto::PasswordCost dear{.passes = 2, .memory_bytes = 8 << 20};
  const std::vector<std::string> emails{"ana@example.com", "left@example.com", "nobody@example.com",
                                        "no address"};
  LoginThrottle patient{{.at_once = 1'000}, {.at_once = 1'000}};
  crypto::PasswordHasher hasher{pool, loop, dear};
  CountingDatabase counting{*db};
  IdentityServices guessed{.db = counting,
                           .loop = loop,
                           .rng = rng,
                           .vault = vault,
                           .passwords = hasher,
                           .throttle = patient,
                           .turned_away = turned_away,
                           .first_tenant = tenant};
};

TEST_P(Guesses, TakeAsMuchWorkWhetherSomebodyHasThatAddressOrNot) {
  work_for("ana@example.com");  // The first of a process makes what all others use.
  std::map<std::string, std::vector<std::clock_t>> work;
  for (int round = 0; round < 11; ++round)
    for (const auto& email : emails) work[email].push_back(work_for(email));

  const auto known = static_cast<double>(median(work["ana@example.com"]));

  for (const auto& email : emails) {
    const auto ratio = static_cast<double>(median(work[email])) / known;
    EXPECT_GT(ratio, 0.5) << email;
    EXPECT_LT(ratio, 2.0) << email;
  }
}

TEST_P(Guesses, AskTheStoreAsOftenWhetherSomebodyHasThatAddressOrNot) {
  for (const auto& email : emails) {
    counting.reads = counting.writes = 0;
    work_for(email);
    EXPECT_EQ(counting.reads, 1) << email;
    EXPECT_EQ(counting.writes, 1) << email;
  }
}

TEST_P(LogIn, WritesDownWhoCameInAndWhoWasRefused) {
  refusal("ana@example.com", "wrong");
  refusal("bia@example.com", "wrong");
  log_in_as("ana@example.com");

  EXPECT_THAT(audited(tenant), ElementsAre("session.began ana@example.com",
                                           "session.began bia@example.com!login.wrong",
                                           "session.began ana@example.com!login.wrong"));
}

TEST_P(LogIn, MakesWhoGuessesWaitWithoutCheckingPasswordsMeanwhile) {
  while (throttle.must_wait({.address = "203.0.113.7", .email = "ana@example.com"},
                            loop.clock().now()) == std::nullopt)
    refusal("ana@example.com", "wrong");

  const auto refused = refusal("ana@example.com", testing::good_password);

  EXPECT_EQ(refused.code, "login.slow_down");
  ASSERT_TRUE(refused.retry_after);
  pass(*refused.retry_after);
  EXPECT_TRUE(who_is(log_in_as("ana@example.com")));
}

TEST_P(LogIn, ChecksNoMoreGuessesThatComeAtOnceThanOneAfterTheOther) {
  std::vector<Task<LoggedIn>> guesses;
  for (int i = 0; i < 40; ++i)
    guesses.push_back(log_in(services, attempt("ana@example.com", "wrong")));

  for (auto& guess : guesses) loop.start(guess.handle());
  for (auto& guess : guesses)
    while (!guess.handle().done()) loop.turn();

  // Those that were slowed down are counted, and told once a minute.
  EXPECT_THAT(audited(tenant), SizeIs(10));
}

TEST_P(LogIn, ReadsNothingForAnAddressThatMustWaitAnyway) {
  CountingDatabase counting(*db);
  auto counted = over(counting, passwords);
  for (int i = 0; i < 40; ++i)
    error_of(log_in(counted, attempt("x" + std::to_string(i) + "@example.com", "wrong")));
  const int before = counting.reads;

  const auto refused = error_of(log_in(counted, attempt("ana@example.com")));

  EXPECT_EQ(refused.code, "login.slow_down");
  EXPECT_EQ(counting.reads, before);
}

TEST_P(LogIn, ReadsNothingWhileMoreWaitThanMay) {
  BlockingPool busy{{.threads = 1, .waiting_max = 1}};
  crypto::PasswordHasher slow(busy, loop, cost);
  CountingDatabase counting(*db);
  auto late = over(counting, slow);
  std::promise<void> has_begun, may_go_on;
  auto holding = busy.run(loop, [&has_begun, held = may_go_on.get_future().share()] {
    has_begun.set_value();
    held.wait();
  });
  loop.start(holding.handle());
  has_begun.get_future().wait();
  auto waiting = busy.run(loop, [] {});
  loop.start(waiting.handle());

  const auto refused = error_of(log_in(late, attempt("ana@example.com")));

  EXPECT_EQ(refused.code, "pool.full");
  EXPECT_EQ(counting.reads, 0);
  may_go_on.set_value();
  while (!waiting.handle().done()) loop.turn();
}

TEST_P(LogIn, SaysUpToWhenItIsKnownWhoAsks) {
  const auto token = log_in_as("ana@example.com");
  const auto began = loop.clock().now();
  const auto in_background = [&] {
    return loop.run(find_session_of(services, token, Use::in_background));
  };

  // A minute later a use of it is noted.
  EXPECT_EQ(who_is(token)->known_until, began + 1min);
  EXPECT_EQ(in_background()->known_until, began + session_idle);
  pass(1min);
  who_is(token);
  EXPECT_EQ(who_is(token)->known_until, began + 2min);
  EXPECT_EQ(in_background()->known_until, began + 1min + session_idle);

  pass(session_idle - 1us);
  EXPECT_TRUE(in_background());
  pass(1us);
  EXPECT_FALSE(in_background());
}

TEST_P(LogIn, BeginsNoSessionBehindAChangeOfThePassword) {
  BlockingPool busy{{.threads = 1}};
  crypto::PasswordHasher slow(busy, loop, {.passes = 2, .memory_bytes = 16384});
  auto late = with(slow);
  std::promise<void> may_go_on;
  auto holding = busy.run(loop, [held = may_go_on.get_future().share()] { held.wait(); });
  loop.start(holding.handle());
  auto login = log_in(late, attempt("ana@example.com"));
  loop.start(login.handle());

  const auto changed = crypto::hash_password(crypto::Secret("cinco barcos verdes"), cost);
  write([&](sql::Tx& tx) { put_password(tx, ana.id, changed, loop.clock().now()); });
  may_go_on.set_value();

  while (!login.handle().done()) loop.turn();
  EXPECT_THROW(login.handle().promise().take(), Failure);
  EXPECT_EQ(read([&](sql::Snapshot& s) { return password_hash_of(s, ana.id); }), changed);
}

TEST_P(LogIn, DoesNotMakeAPersonWaitForStrangersWhoGuess) {
  log_in_as("ana@example.com");
  for (int i = 0; i < 50; ++i) {
    auto stranger = attempt("ana@example.com", "wrong");
    stranger.address = "198.51.100." + std::to_string(i);
    error_of(log_in(services, std::move(stranger)));
  }

  auto far = attempt("ana@example.com");
  far.address = "192.0.2.1";
  EXPECT_EQ(error_of(log_in(services, std::move(far))).code, "login.slow_down");
  EXPECT_TRUE(who_is(log_in_as("ana@example.com")));
}

TEST_P(LogIn, WantsTheAuthenticatorsCodeAfterThePassword) {
  const auto factor = add_authenticator();
  pass(30s);

  EXPECT_EQ(refusal("ana@example.com", "wrong").code, "login.wrong");
  EXPECT_EQ(refusal("ana@example.com", testing::good_password).code, "login.code_needed");
  EXPECT_EQ(refusal("ana@example.com", testing::good_password, "000000").code, "login.wrong_code");
  const auto code = code_of(factor.secret);
  EXPECT_NO_THROW(
      loop.run(log_in(services, attempt("ana@example.com", testing::good_password, code))));
  EXPECT_EQ(refusal("ana@example.com", testing::good_password, code).code, "login.wrong_code");
}

TEST_P(LogIn, TakesEachRecoveryCodeOnce) {
  const auto factor = add_authenticator();
  ASSERT_EQ(factor.recovery.size(), 10U);
  auto typed = factor.recovery.front();
  for (auto& c : typed) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));

  EXPECT_NO_THROW(
      loop.run(log_in(services, attempt("ana@example.com", testing::good_password, typed))));

  EXPECT_EQ(refusal("ana@example.com", testing::good_password, typed).code, "login.wrong_code");
  EXPECT_EQ(read([&](sql::Snapshot& s) { return count_recovery_codes(s, ana.id); }), 9);
}

TEST_P(LogIn, EndsOtherSessionsWhenAnAuthenticatorIsAdded) {
  const auto old = log_in_as("ana@example.com");

  add_authenticator();

  EXPECT_FALSE(who_is(old));
}

TEST_P(LogIn, TakesNoAuthenticatorThatWasNotProvedInTime) {
  const auto who = signed_in_as("ana@example.com");
  loop.run(offer_totp(services, who, crypto::Secret(testing::good_password)));

  EXPECT_EQ(error_of(confirm_totp(services, who, "12345")).field, "code");
  pass(16min);
  EXPECT_EQ(error_of(confirm_totp(services, who, "123456")).code, "totp.no_offer");
  EXPECT_NO_THROW(log_in_as("ana@example.com"));
}

TEST_P(LogIn, LetsNobodyInWhoBelongsNowhere) {
  write([&](sql::Tx& tx) { remove_membership(tx, tenant, ana.id); });

  EXPECT_EQ(refusal("ana@example.com", testing::good_password).code, "login.no_tenant");
}

TEST_P(LogIn, LastsTwelveHoursFromItsLastUseAndAWeekAtMost) {
  const auto token = log_in_as("ana@example.com");

  pass(12h - 1s);
  EXPECT_TRUE(who_is(token));
  pass(12h - 1s);
  EXPECT_TRUE(who_is(token));
  pass(12h);
  EXPECT_FALSE(who_is(token));

  const auto second = log_in_as("ana@example.com");
  for (int i = 0; i < 14; ++i) {
    EXPECT_TRUE(who_is(second)) << i;
    pass(12h - 1min);
  }
  pass(14min);
  EXPECT_FALSE(who_is(second));
}

TEST_P(LogIn, EndsWithLoggingOutOrLeavingTheTenant) {
  const auto token = log_in_as("ana@example.com"), other = log_in_as("ana@example.com");

  loop.run(log_out(services, who_is(token).value()));
  EXPECT_FALSE(who_is(token));
  EXPECT_TRUE(who_is(other));

  write([&](sql::Tx& tx) { remove_membership(tx, tenant, ana.id); });
  EXPECT_FALSE(who_is(other));
}

TEST_P(LogIn, ChangesWhatItMayWithTheRoleAtOnce) {
  const auto token = log_in_as("ana@example.com");

  write([&](sql::Tx& tx) {
    put_membership(tx, {.tenant = tenant, .user = ana.id, .role = Role::viewer});
  });

  EXPECT_FALSE(who_is(token)->context.may(Permission::server_switch));
}

TEST_P(LogIn, HashesAPasswordAnewWhenTheCostWasRaised) {
  const auto before = read([&](sql::Snapshot& s) { return password_hash_of(s, ana.id); });
  crypto::PasswordHasher dearer(pool, loop, {.passes = 2, .memory_bytes = 16384});
  auto raised = with(dearer);

  loop.run(log_in(raised, attempt("ana@example.com")));

  const auto after = read([&](sql::Snapshot& s) { return password_hash_of(s, ana.id); });
  EXPECT_NE(before, after);
  EXPECT_FALSE(dearer.is_outdated(after.value()));
  EXPECT_TRUE(who_is(log_in_as("ana@example.com")));
}

INSTANTIATE_ON_ALL_ENGINES(LogIn);
INSTANTIATE_ON_ALL_ENGINES(Guesses);

}  // namespace
}  // namespace mirante::identity

// The outbox and its sender, on both engines.
#include "features/mails/sender.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "features/audit/audit.h"
#include "features/mails/show_mails.h"
#include "platform/events/events.h"
#include "platform/sql/testing/store_suite.h"

namespace mirante::mails {
namespace {

using mail::Delivery;
using mail::Outcome;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// A mail server that answers as it was told, accepting when it was told nothing.
class ScriptedMailer final : public mail::Mailer {
 public:
  explicit ScriptedMailer(Loop& loop) : loop_(loop) {}

  Task<Delivery> send(mail::Letter letter, mail::Patience) override {
    letters.push_back(std::move(letter));
    if (is_broken) throw Failure(ErrorKind::limit, "no thread is free");
    if (takes.count() > 0) co_await sleep_for(loop_, takes);
    if (answers.empty()) co_return Delivery{.outcome = Outcome::accepted, .said = "250 ok"};
    auto answer = answers.front();
    answers.erase(answers.begin());
    co_return answer;
  }
  Task<Delivery> check() override { co_return Delivery{.outcome = Outcome::accepted}; }
  std::string place() const override { return "a script"; }

  std::vector<Delivery> answers;
  std::vector<mail::Letter> letters;
  std::chrono::microseconds takes{0};
  bool is_broken = false;

 private:
  Loop& loop_;
};

class Mails : public sql::testing::StoreTest {
 protected:
  Mails()
      : StoreTest({events::migrations(), vault::migrations(), audit::migrations(), migrations()}) {}

  CallContext ctx(TenantId whose) const {
    return {.tenant = whose, .actor = {.kind = Actor::Kind::user, .id = "us_1", .name = "ana"}};
  }
  NewMail invitation() const {
    return {.kind = "invitation",
            .to_name = "",
            .to = "bia@example.com",
            .subject = "Convite",
            .text = "https://panel/join#ml_secret",
            .html = "<p>https://panel/join#ml_secret</p>",
            .useless_at = loop.clock().now() + 24h};
  }
  MailId put(const NewMail& mail) {
    return write([&](sql::Tx& tx) { return outbox.put(tx, ctx(tenant), mail); });
  }
  std::unique_ptr<Sender> sender(std::string holder) {
    return std::make_unique<Sender>(
        SenderServices{.db = *db,
                       .loop = loop,
                       .vault = vault,
                       .mailer = mailer,
                       .from = {.name = "Mirante", .email = "panel@example.com"},
                       .wake = wake},
        std::move(holder));
  }
  Outgoing now_of(MailId id) {
    return read([&](sql::Snapshot& s) { return find(s, tenant, id).value(); });
  }
  std::vector<Outgoing> in_state(TenantId whose, MailState state) {
    return read([&](sql::Snapshot& s) { return list(s, whose, state, 100); });
  }
  bool has_content(MailId id) {
    return read([&](sql::Snapshot& s) {
      return !s.one("select content from mails where tenant_id = ? and id = ?", tenant, id)
                  ->is_null(0);
    });
  }
  std::vector<std::string> audited() {
    std::vector<std::string> contents;
    for (const auto& record :
         read([&](sql::Snapshot& s) { return audit::list(s, tenant, std::nullopt, 10); }))
      contents.push_back(record.content);
    return contents;
  }
  /// Lets `role` look once at what is due, and stops it.
  void look_once(Sender& role) {
    CancelScope scope;
    auto running = role.run();
    const auto end = Timer(loop, loop.clock().steady() + 1ms, [&] {
      scope.cancel({.kind = ErrorKind::cancelled, .message = "enough"});
    });
    try {
      loop.run(under(std::move(running), scope));
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.error().kind, ErrorKind::cancelled) << failure.error().message;
    }
  }
  static Task<void> under(Task<void> task, CancelScope& scope) {
    auto below = std::move(task);
    co_await std::move(below).under(scope);
  }

  SystemRng rng;
  TenantId tenant = TenantId::make(loop.clock(), rng);
  TenantId other = TenantId::make(loop.clock(), rng);
  vault::Vault vault{crypto::MasterKeys::in_memory(rng), rng};
  events::Waker wake{loop};
  Outbox outbox{vault, loop, rng, wake};
  ScriptedMailer mailer{loop};
  std::unique_ptr<Sender> a = sender("a"), b = sender("b");
};

TEST_P(Mails, AreDoneWhenTheServerHasAcceptedThem) {
  const auto id = put(invitation());
  EXPECT_EQ(now_of(id).state, MailState::waiting);
  EXPECT_TRUE(has_content(id));

  look_once(*a);
  look_once(*b);

  ASSERT_THAT(mailer.letters, SizeIs(1));
  EXPECT_EQ(mailer.letters[0].to, "bia@example.com");
  EXPECT_THAT(mailer.letters[0].bytes, HasSubstr("https://panel/join#ml_secret"));
  EXPECT_THAT(mailer.letters[0].bytes, HasSubstr("Auto-Submitted:"));
  EXPECT_EQ(now_of(id).state, MailState::accepted);
  EXPECT_EQ(now_of(id).said, "250 ok");
  EXPECT_THAT(audited(), IsEmpty());
}

TEST_P(Mails, KeepTheirLinksSealedAndForgetThemOnceDecided) {
  const auto id = put(invitation());
  const auto stored = read([&](sql::Snapshot& s) {
    const auto bytes =
        s.one("select content from mails where tenant_id = ? and id = ?", tenant, id)->bytes(0);
    return std::string(bytes.begin(), bytes.end());
  });
  look_once(*a);

  EXPECT_EQ(stored.find("ml_secret"), std::string::npos);
  EXPECT_FALSE(has_content(id));
}

TEST_P(Mails, AreNotSentOnceTheyAreWithdrawn) {
  const auto id = put(invitation());
  auto new_password = invitation();
  new_password.kind = "new_password";
  const auto kept = put(new_password);

  write([&](sql::Tx& tx) {
    outbox.withdraw(tx, ctx(other), {.kind = "invitation", .to = "bia@example.com"});
  });
  EXPECT_EQ(now_of(id).state, MailState::waiting);  // Another tenant's.
  write([&](sql::Tx& tx) {
    outbox.withdraw(tx, ctx(tenant), {.kind = "invitation", .to = "bia@example.com"});
  });
  look_once(*a);

  EXPECT_THAT(mailer.letters, SizeIs(1));
  EXPECT_EQ(now_of(id).state, MailState::withdrawn);
  EXPECT_FALSE(has_content(id));
  EXPECT_EQ(now_of(kept).state, MailState::accepted);
}

TEST_P(Mails, StayWithdrawnWhateverBecomesOfTheSendingThatHadBegun) {
  const auto id = put(invitation());
  const auto claimed = write([&](sql::Tx& tx) {
    return claim(tx, {.tenant = tenant, .id = id}, loop.clock().now(), "a", 25min).value();
  });
  write([&](sql::Tx& tx) {
    outbox.withdraw(tx, ctx(tenant), {.kind = "invitation", .to = "bia@example.com"});
  });

  const bool is_put = write([&](sql::Tx& tx) {
    return put_later(tx, claimed, {.said = "421 busy", .transcript = ""}, loop.clock().now());
  });

  EXPECT_FALSE(is_put);
  EXPECT_EQ(now_of(id).state, MailState::withdrawn);
}

TEST_P(Mails, AreNotThereWhenWhatCausesThemDidNotHappen) {
  EXPECT_THROW(write([&](sql::Tx& tx) {
                 outbox.put(tx, ctx(tenant), invitation());
                 throw Failure(ErrorKind::conflict, "no");
               }),
               Failure);

  look_once(*a);

  EXPECT_THAT(mailer.letters, IsEmpty());
}

TEST_P(Mails, AreTriedAgainLaterAndLaterUnderTheSameId) {
  const auto id = put(invitation());
  const Delivery later{.outcome = Outcome::later, .said = "421 busy", .transcript = "S: 421\n"};
  mailer.answers = {later, later, {.outcome = Outcome::unknown, .said = "lost"}};

  look_once(*a);
  const auto first = now_of(id);
  look_once(*a);
  EXPECT_THAT(mailer.letters, SizeIs(1));  // Not before it is due.
  loop.fake_clock.advance(1min);
  look_once(*a);
  loop.fake_clock.advance(5min);
  look_once(*b);
  loop.fake_clock.advance(15min);
  look_once(*b);

  EXPECT_EQ(first.state, MailState::waiting);
  EXPECT_EQ(first.said, "421 busy");
  EXPECT_EQ(first.transcript, "S: 421\n");
  EXPECT_EQ(now_of(id).state, MailState::accepted);
  EXPECT_EQ(now_of(id).attempts, 4);
  ASSERT_THAT(mailer.letters, SizeIs(4));
  for (const auto& letter : mailer.letters) EXPECT_EQ(letter.bytes, mailer.letters[0].bytes);
}

TEST_P(Mails, FailForGoodWhenTheServerRefusesThemAndTheRecordSaysSo) {
  mailer.answers = {{.outcome = Outcome::refused, .said = "550 nobody", .transcript = "S: 550\n"}};
  const auto id = put(invitation());
  look_once(*a);
  loop.fake_clock.advance(3h);
  look_once(*a);

  EXPECT_THAT(mailer.letters, SizeIs(1));
  EXPECT_THAT(in_state(tenant, MailState::failed), ElementsAre(now_of(id)));
  EXPECT_THAT(in_state(other, MailState::failed), IsEmpty());
  EXPECT_EQ(now_of(id).said, "550 nobody");
  ASSERT_THAT(audited(), SizeIs(1));
  EXPECT_THAT(audited()[0], HasSubstr("mail.failed"));
  EXPECT_THAT(audited()[0], HasSubstr("550 nobody"));
}

TEST_P(Mails, AreGivenUpWhenWhatTheyOfferHasEnded) {
  auto mail = invitation();
  mail.useless_at = loop.clock().now() + 3min;
  const auto tried = put(mail);
  mailer.answers = {{.outcome = Outcome::later, .said = "421"},
                    {.outcome = Outcome::later, .said = "421"}};
  look_once(*a);
  loop.fake_clock.advance(2min);
  look_once(*a);
  mail.useless_at = loop.clock().now() - 1min;
  const auto never = put(mail);
  look_once(*a);

  EXPECT_THAT(mailer.letters, SizeIs(2));
  EXPECT_EQ(now_of(tried).state, MailState::failed);
  EXPECT_THAT(now_of(tried).said, HasSubstr("given up"));
  EXPECT_EQ(now_of(never).state, MailState::failed);
}

TEST_P(Mails, AreSentByOneProcessAtATime) {
  const auto id = put(invitation());
  const auto now = loop.clock().now();
  const auto mine = write([&](sql::Tx& tx) { return claim(tx, {tenant, id}, now, "a", 25min); });
  const auto theirs = write([&](sql::Tx& tx) { return claim(tx, {tenant, id}, now, "b", 25min); });
  look_once(*b);

  ASSERT_TRUE(mine);
  EXPECT_FALSE(theirs);
  EXPECT_THAT(mailer.letters, IsEmpty());

  write([&](sql::Tx& tx) { end_leases_of_the_dead(tx); });
  look_once(*b);
  // Who comes back after its lease changes nothing any more.
  EXPECT_FALSE(write([&](sql::Tx& tx) {
    return put_decided(tx, *mine, MailState::failed, {.said = "late"}, now);
  }));
  EXPECT_FALSE(write([&](sql::Tx& tx) { return put_later(tx, *mine, {.said = "late"}, now); }));
  EXPECT_EQ(now_of(id).state, MailState::accepted);
}

TEST_P(Mails, MayEndWhatTheyHaveBegunWhenThePanelEnds) {
  const auto id = put(invitation());
  mailer.takes = 2s;
  look_once(*a);

  EXPECT_EQ(now_of(id).state, MailState::accepted);
}

TEST_P(Mails, StayWithWhoeverWasCutWhileSendingThem) {
  const auto id = put(invitation());
  mailer.takes = 10s;  // Longer than the grace.
  look_once(*a);
  loop.fake_clock.advance(10min);
  look_once(*b);

  EXPECT_THAT(mailer.letters, SizeIs(1));
  EXPECT_EQ(now_of(id).state, MailState::waiting);
  EXPECT_EQ(now_of(id).said, "");
}

TEST_P(Mails, AreSentWithoutAPauseHoweverManyWait) {
  for (int i = 0; i < 45; ++i) put(invitation());
  look_once(*a);

  EXPECT_THAT(mailer.letters, SizeIs(45));
}

TEST_P(Mails, AreForgottenAfterAWhile) {
  const auto id = put(invitation());
  look_once(*a);
  loop.fake_clock.advance(24h * 91);
  look_once(*a);

  EXPECT_FALSE(read([&](sql::Snapshot& s) { return find(s, tenant, id); }));
}

TEST_P(Mails, ThatCanBeNoneAreRefusedAtOnce) {
  auto mail = invitation();
  mail.to = "bia@example.com\r\nBcc: eve@example.com";
  EXPECT_THROW(put(mail), Failure);
  mail = invitation();
  mail.subject = "a\nb";
  EXPECT_THROW(put(mail), Failure);
}

TEST_P(Mails, ThatTryTheServerAreRecordedWhateverBecomesOfThem) {
  MailsServices services{.db = *db,
                         .loop = loop,
                         .rng = rng,
                         .mailer = &mailer,
                         .from = {.name = "Mirante", .email = "panel@example.com"},
                         .panel_address = {}};
  mailer.is_broken = true;
  EXPECT_THROW(loop.run(try_mail(services, ctx(tenant), "bia@example.com")), Failure);

  EXPECT_THAT(mailer.letters, SizeIs(1));
  ASSERT_THAT(audited(), SizeIs(1));
  EXPECT_THAT(audited()[0], HasSubstr("mail.tested"));
  EXPECT_THAT(audited()[0], HasSubstr("bia@example.com"));
}

INSTANTIATE_ON_ALL_ENGINES(Mails);

TEST(WaitAfter, GrowsToTwoHours) {
  EXPECT_EQ(wait_after(1), 1min);
  EXPECT_EQ(wait_after(2), 5min);
  EXPECT_EQ(wait_after(6), 120min);
  EXPECT_EQ(wait_after(1'000), 120min);
}

}  // namespace
}  // namespace mirante::mails

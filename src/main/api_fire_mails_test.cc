// Mails about fires that did not do all that they were to do, over the whole set of rooms and the
// simulated AWS.
#include <gmock/gmock.h>

#include "main/testing/mailed_office.h"

namespace mirante {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::string_view estate = R"json({
  "panel_account": "111122223333",
  "accounts": [{
    "id": "210987654321", "name": "Aurora Loja",
    "places": [{"region": "sa-east-1", "servers": [
      {"name": "web", "count": 1, "type": "t3.medium", "public_ip": false,
       "tags": {"Papel": "web"}},
      {"name": "banco", "count": 1, "type": "t3.medium", "public_ip": false,
       "protect_stop": true, "tags": {"Papel": "web"}}],
      "databases": [{"name": "pedidos", "engine": "postgres", "tags": {"Papel": "dados"}}]}]
  }]
})json";

class FireMails : public testing::MailedOffice {
 protected:
  FireMails() : MailedOffice(estate) {}

  /// Nobody hears before a stop.
  Json quiet() {
    auto draft = office();
    draft["settings"].erase("notice");
    return draft;
  }
  UserId make_admin(const std::string& email, const std::string& language) {
    const auto id = UserId::make(loop.clock(), rng);
    write([&](sql::Tx& tx) {
      tx.exec(
          "insert into users (id, email, name, language, zone, password_hash, totp_step, "
          "created_at, password_changed_at) values (?, ?, 'Somebody', ?, 'UTC', '', 0, 0, 0)",
          id, email, language);
      tx.exec("insert into memberships (tenant_id, user_id, role, since) values (?, ?, 'admin', 0)",
              first, id);
    });
    return id;
  }
  std::vector<std::string> troubles() const {
    auto all = mails();
    std::erase_if(all, [](const std::string& mail) { return !mail.contains("/schedules/sc_"); });
    return all;
  }
};

TEST_F(FireMails, TellOnceWhichServersFinallyFailedAndWhy) {
  make(office());
  go_to("2026-03-03T02:00:00Z");

  ASSERT_THAT(troubles(), SizeIs(1));
  const auto mail = troubles()[0];
  EXPECT_THAT(mail, HasSubstr("To: ops@example.com"));
  EXPECT_THAT(mail, HasSubstr("banco ("));
  EXPECT_THAT(mail, HasSubstr("a proteção contra parada está ligada"));
  EXPECT_THAT(mail, HasSubstr("02/03/2026, 19:00 (America/Sao_Paulo, UTC-03:00)"));
  EXPECT_THAT(mail, Not(HasSubstr("web (")));
}

TEST_F(FireMails, GoToAdministratorsInTheirLanguageWhereAScheduleTellsNobody) {
  make_admin("ana@example.com", "pt-BR");
  make_admin("joe@example.com", "en");
  make(quiet());
  go_to("2026-03-03T02:00:00Z");

  ASSERT_THAT(troubles(), SizeIs(2));
  const auto joes = troubles()[0].contains("<joe@example.com>") ? 0U : 1U;
  EXPECT_THAT(troubles()[joes], HasSubstr("stop protection is on"));
  EXPECT_THAT(troubles()[1 - joes], HasSubstr("a proteção contra parada está ligada"));
}

TEST_F(FireMails, TellWhatWasHeldAndSayHowItIsApproved) {
  make(office());
  write([](sql::Tx& tx) { tx.exec("update schedules set approved = '[]'"); });
  go_to("2026-03-02T12:00:00Z");  // The window began an hour ago.

  ASSERT_THAT(troubles(), SizeIs(1));
  EXPECT_THAT(troubles()[0], HasSubstr("ainda não foi aprovado para este agendamento"));
  EXPECT_THAT(troubles()[0], HasSubstr("web ("));
}

TEST_F(FireMails, TellWhatWasSkippedBecauseItCameTooLate) {
  auto draft = office();
  draft["rules"] = {{{"point", {{"at", "19:00"}, {"days", "every_day"}, {"action", "stop"}}}}};
  make(draft);
  go_to("2026-03-02T21:50:00Z");
  loop.jump_wall_clock(std::chrono::hours(2));
  loop.run(sleep_for(loop, std::chrono::minutes(30)));

  ASSERT_THAT(troubles(), SizeIs(1));
  EXPECT_THAT(troubles()[0], HasSubstr("Ações puladas porque o painel chegou tarde demais: 1"));
}

TEST_F(FireMails, TellWhyAFireCouldNotBeCarriedOut) {
  make(office());
  make_admin("joe@example.com", "en");
  auto other = quiet();
  other["name"] = "Outro";
  make(other);
  go_to("2026-03-02T21:59:00Z");
  write([](sql::Tx& tx) {
    tx.exec(
        "create trigger broken before insert on decisions begin select raise(abort, 'broken'); "
        "end");
  });
  go_to("2026-03-02T22:30:00Z");

  ASSERT_THAT(troubles(), SizeIs(2));
  const auto joes = troubles()[0].contains("<joe@example.com>") ? 0U : 1U;
  EXPECT_THAT(troubles()[joes], HasSubstr("Outro: failed at 19:00"));
  EXPECT_THAT(troubles()[joes], HasSubstr("The panel could not carry it out:"));
  EXPECT_THAT(troubles()[joes], HasSubstr("broken"));
  EXPECT_THAT(troubles()[1 - joes], HasSubstr("To: ops@example.com"));
  EXPECT_THAT(troubles()[1 - joes],
              HasSubstr("O painel não conseguiu executá-lo: o banco de dados do painel"));
}

TEST_F(FireMails, TellOnceThatAScheduleCannotBeDecided) {
  make(office());
  ask("POST", "/api/v1/calendars",
      {{"name", "Da casa"}, {"dates", {{{"date", "2026-03-03"}, {"name", "Aniversário"}}}}});
  go_to("2026-03-02T21:00:00Z");
  write([](sql::Tx& tx) { tx.exec("update calendars set document = '['"); });
  go_to("2026-03-02T22:30:00Z");

  ASSERT_THAT(troubles(), SizeIs(1));
  EXPECT_THAT(troubles()[0], HasSubstr("calendars"));
}

TEST_F(FireMails, SayNothingOfFiresThatDidAll) {
  make(office());
  go_to("2026-03-02T11:30:00Z");  // All were running when the window began.

  EXPECT_THAT(mails(), SizeIs(0));
}

TEST_F(FireMails, TellThatAwsStartedADatabaseByItselfAndThatItIsStoppedAgain) {
  make_admin("joe@example.com", "en");
  auto draft = quiet();
  draft["rules"] = {{{"point", {{"once", "2026-03-02T19:00"}, {"action", "stop"}}}}};
  draft["targets"] = {
      {"filter", {{"tags", {{{"key", "Papel"}, {"value", "dados"}}}}, {"kinds", {"databases"}}}}};
  make(draft);
  go_to("2026-03-09T22:30:00Z");
  sweep();
  go_to("2026-03-10T12:00:00Z");

  ASSERT_THAT(troubles(), SizeIs(1));
  const auto mail = troubles()[0];
  EXPECT_THAT(mail, HasSubstr("<joe@example.com>"));
  EXPECT_THAT(mail, HasSubstr("Comercial: AWS started 1 database by itself"));
  EXPECT_THAT(mail, HasSubstr("pedidos (db:pedidos, sa-east-1)"));
  EXPECT_THAT(mail, HasSubstr("Nobody asked the panel to start them"));
}

}  // namespace
}  // namespace mirante

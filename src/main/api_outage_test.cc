// Who hears that the panel did not run: every company that had something due meanwhile, once.
#include <gmock/gmock.h>

#include "features/audit/audit.h"
#include "main/testing/mailed_office.h"

namespace mirante {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr std::string_view estate = R"json({
  "panel_account": "111122223333",
  "accounts": [{
    "id": "210987654321", "name": "Aurora Loja",
    "places": [{"region": "sa-east-1", "servers": [
      {"name": "web", "count": 1, "type": "t3.medium", "public_ip": false,
       "tags": {"Papel": "web"}}]}]
  }]
})json";

class Outages : public testing::MailedOffice {
 protected:
  Outages() : MailedOffice(estate) {
    make(office());
    const auto theirs = ask(as(second), "POST", "/api/v1/schedules", without_notices());
    EXPECT_EQ(theirs.status, 201) << theirs.body;
    go_to("2026-03-02T20:00:00Z");  // Both were looked at.
  }

  static Json without_notices() {
    auto draft = office();
    draft["settings"].erase("notice");
    return draft;
  }
  void add_admin(TenantId company, const std::string& email, const std::string& language) {
    const auto id = UserId::make(loop.clock(), rng);
    write([&](sql::Tx& tx) {
      tx.exec(
          "insert into users (id, email, name, language, zone, password_hash, totp_step, "
          "created_at, password_changed_at) values (?, ?, 'Somebody', ?, 'UTC', '', 0, 0, 0)",
          id, email, language);
      tx.exec("insert into memberships (tenant_id, user_id, role, since) values (?, ?, 'admin', 0)",
              company, id);
    });
  }
  /// The panel dies with its last sign of life.
  void die() {
    working = {};
    write([&](sql::Tx& tx) { tx.put("heartbeat", {"id"}, {"beaten_at"}, 1, tx.now()); });
  }
  /// A process that carries things out lives for a while.
  void live_again() {
    auto wished = config();
    wished.heartbeat = heartbeat::HeartbeatConfig{};
    Rooms next(outside(), wished);
    auto life = next.work();
    SimulatedLoop::start(life);
    loop.run(sleep_for(loop, std::chrono::minutes(2)));
    life = {};
  }
  std::vector<std::string> told() const {
    auto all = mails();
    std::erase_if(all, [](const std::string& mail) {
      return !mail.contains("ficou parado") && !mail.contains("was down");
    });
    return all;
  }
  std::size_t records_in(TenantId company) {
    const auto records = loop.run(db->read([&](sql::Snapshot& snapshot) {
      return audit::list(snapshot, company, std::nullopt, 500);
    }));
    return static_cast<std::size_t>(std::ranges::count_if(records, [](const audit::Record& record) {
      return record.content.contains("panel.outage");
    }));
  }
};

TEST_F(Outages, AreToldToEveryCompanyThatHadSomethingDueInTheLanguageOfItsPeople) {
  add_admin(second, "joe@example.com", "en");
  const auto third = TenantId::make(loop.clock(), rng);
  add_admin(third, "rita@example.com", "pt-BR");
  die();
  go_to("2026-03-03T00:00:00Z");  // Over the stop at 19:00 in São Paulo.

  live_again();

  ASSERT_THAT(told(), SizeIs(2));
  const auto joes = told()[0].contains("joe@example.com") ? 0U : 1U;
  EXPECT_THAT(told()[joes],
              AllOf(HasSubstr("the panel was down"), HasSubstr("Comercial: Monday, 2026-03-02, "
                                                               "19:00")));
  EXPECT_THAT(
      told()[1 - joes],
      AllOf(HasSubstr("To: ops@example.com"), HasSubstr("o painel ficou parado"),
            HasSubstr("Comercial: segunda-feira, 02/03/2026, 19:00"), HasSubstr("/schedules")));
  EXPECT_EQ(records_in(first), 1U);
  EXPECT_EQ(records_in(second), 1U);
  EXPECT_EQ(records_in(third), 0U);
}

TEST_F(Outages, AreToldOnce) {
  die();
  go_to("2026-03-03T00:00:00Z");

  live_again();
  live_again();

  EXPECT_THAT(told(), SizeIs(1));
  EXPECT_EQ(records_in(second), 1U);
}

TEST_F(Outages, InWhichAScheduleThatEnforcesWasOnlyToLookConcernWhoRunsTheInstallAlone) {
  auto draft = office();
  draft["mode"] = "enforce";
  draft["name"] = "Sempre assim";
  make(draft);
  go_to("2026-03-02T20:10:00Z");
  die();
  go_to("2026-03-02T21:00:00Z");  // Before the stops at 22:00.

  live_again();

  EXPECT_THAT(told(), SizeIs(0));
  EXPECT_EQ(records_in(first), 1U);
}

TEST_F(Outages, AreToldAlsoWhereWhatWasDueIsDoneAlready) {
  write([](sql::Tx& tx) {
    tx.exec("update schedules set handled_until = due_at, due_at = ?",
            tx.now() + std::chrono::hours(24));
  });
  die();
  go_to("2026-03-03T00:00:00Z");

  live_again();

  EXPECT_THAT(told(), SizeIs(1));
  EXPECT_EQ(records_in(second), 1U);
}

TEST_F(Outages, InWhichNothingWasDueConcernWhoRunsTheInstallAlone) {
  add_admin(second, "joe@example.com", "en");
  die();
  go_to("2026-03-02T21:00:00Z");

  live_again();

  EXPECT_THAT(told(), SizeIs(0));
  EXPECT_EQ(records_in(first), 1U);
  EXPECT_EQ(records_in(second), 0U);
}

}  // namespace
}  // namespace mirante

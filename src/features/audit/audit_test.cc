#include "features/audit/audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "base/task_group.h"
#include "features/audit/append_all.h"
#include "features/audit/read_audit.h"
#include "platform/sql/testing/store_suite.h"
#include "platform/sql/testing/test_mariadb.h"

namespace mirante::audit {
namespace {

using ::testing::HasSubstr;

class AuditChain : public sql::testing::StoreTest {
 protected:
  AuditChain() : StoreTest({migrations()}) {}

  void happens(const std::string& action, const CallContext& who) {
    write([&](sql::Tx& tx) { append(tx, who, loop.clock().now(), action, {{"n", 1}}); });
  }
  void five_things_happen() {
    for (const auto* action : {"one", "two", "three", "four", "five"}) happens(action, ana);
  }
  void somebody_edits(const std::string& statement) {
    write([&](sql::Tx& tx) { tx.exec(statement); });
  }
  Verification verified(const std::optional<Head>& kept = std::nullopt) {
    return read([&](sql::Snapshot& s) { return verify(s, ana.tenant, kept); });
  }
  Verification verified_further(const Verification& found) {
    return read([&](sql::Snapshot& s) { return verify_further(s, ana.tenant, found); });
  }
  /// What is broken.
  std::string glanced() { return loop.run(glance_at_chain(services, ana)).found.broken; }
  /// Of the store, whose clock may be the server's.
  void time_passes(std::chrono::hours time) {
    services.found_whole.at(ana.tenant).all_checked_at -= time;
  }
  Head present_head() {
    return read([&](sql::Snapshot& s) { return head(s, ana.tenant); });
  }
  std::string exported() {
    return read([&](sql::Snapshot& s) {
      std::string text;
      export_lines(s, ana.tenant, [&](const std::string& line) { text += line + "\n"; });
      return text;
    });
  }
  static Verification verified_file(const std::string& text) {
    std::istringstream file(text);
    return verify_file(file);
  }

  SystemRng rng;
  CallContext ana{.tenant = TenantId::make(loop.clock(), rng),
                  .actor = {.kind = Actor::Kind::user, .id = "us_1", .name = "ana@example.com"},
                  .permissions = {}};
  CallContext bia{.tenant = TenantId::make(loop.clock(), rng),
                  .actor = {.kind = Actor::Kind::system, .id = "", .name = ""},
                  .permissions = {}};
  AuditServices services{.db = *db};
};

TEST_P(AuditChain, TellsWhoDidWhatWhenNewestFirst) {
  happens("account.added", ana);
  happens("operation.requested", ana);

  const auto records = read([&](sql::Snapshot& s) { return list(s, ana.tenant, {}, 10); });

  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[1].content,
            R"({"action":"account.added","actor":{"id":"us_1","kind":"user",)"
            R"("name":"ana@example.com"},"at":"2026-01-01T00:00:00Z","detail":{"n":1}})");
  EXPECT_EQ(records[0].seq, 2);
  EXPECT_EQ(records[0].previous, records[1].hash);
}

TEST_P(AuditChain, KeepsTheReasonOfARefusal) {
  write([&](sql::Tx& tx) {
    append_refusal(tx, ana, loop.clock().now(), "account.add",
                   {.kind = ErrorKind::refused, .message = "root keys", .code = "account.root"},
                   {});
  });

  const auto records = read([&](sql::Snapshot& s) { return list(s, ana.tenant, {}, 10); });

  EXPECT_THAT(records.at(0).content,
              HasSubstr(R"("refused":{"code":"account.root","kind":"refused","message":"root)"));
}

TEST_P(AuditChain, IsReadPageByPage) {
  five_things_happen();

  const auto page = read([&](sql::Snapshot& s) { return list(s, ana.tenant, 4, 2); });

  ASSERT_EQ(page.size(), 2u);
  EXPECT_EQ(page[0].seq, 3);
  EXPECT_EQ(page[1].seq, 2);
}

TEST_P(AuditChain, IsWholeWhenNobodyTouchedIt) {
  EXPECT_TRUE(verified().is_whole());

  five_things_happen();

  EXPECT_TRUE(verified().is_whole()) << verified().broken;
  EXPECT_EQ(verified().records, 5);
}

TEST_P(AuditChain, OfOneTenantKnowsNothingOfAnother) {
  happens("one", ana);
  happens("one", bia);

  EXPECT_EQ(verified().records, 1);
  EXPECT_EQ(read([&](sql::Snapshot& s) { return list(s, bia.tenant, {}, 10); }).size(), 1u);
}

TEST_P(AuditChain, TakesManyRecordsOfSeveralTenantsAtOnceInTheirOrder) {
  std::vector<NewRecord> records;
  for (int n = 0; n < 70; ++n) {
    records.push_back(record_of(ana, loop.clock().now(), "hers", {{"n", n}}));
    records.push_back(record_of(bia, loop.clock().now(), "others", {{"n", n}}));
  }
  happens("before", ana);

  write([&](sql::Tx& tx) { append_all(tx, records); });
  happens("after", ana);

  EXPECT_EQ(verified().broken, "");
  EXPECT_EQ(verified().records, 72);
  const auto newest = read([&](sql::Snapshot& s) { return list(s, ana.tenant, {}, 70); });
  EXPECT_THAT(newest.back().content, HasSubstr(R"("n":1})"));
  EXPECT_THAT(newest.at(1).content, HasSubstr(R"("n":69})"));
}

TEST_P(AuditChain, SurvivesBrokenTextFromOutside) {
  write([&](sql::Tx& tx) {
    append(tx, ana, loop.clock().now(), "x", {{"message", "\xff\xfe broken"}});
  });

  EXPECT_TRUE(verified().is_whole()) << verified().broken;
  EXPECT_TRUE(verified_file(exported()).is_whole()) << verified_file(exported()).broken;
}

TEST_P(AuditChain, ShowsAnEditedRecord) {
  five_things_happen();
  somebody_edits("update audit_records set content = '{\"action\":\"nothing\"}' where seq = 3");

  EXPECT_EQ(verified().broken, "record 3 was changed after it was written");
  EXPECT_EQ(verified().broken_pt, "o registro 3 foi alterado depois de escrito");
}

TEST_P(AuditChain, ShowsARecordThatIsMissingInTheMiddle) {
  five_things_happen();
  somebody_edits("delete from audit_records where seq = 2 or seq = 3");

  EXPECT_EQ(verified().broken, "records 2 to 3 are missing");
  EXPECT_EQ(verified().broken_pt, "faltam os registros 2 a 3");
}

TEST_P(AuditChain, ShowsThatItsBeginningWasCutOff) {
  five_things_happen();
  somebody_edits("delete from audit_records where seq = 1");

  EXPECT_EQ(verified().broken, "record 1 is missing");
}

TEST_P(AuditChain, ShowsThatItsEndWasCutOff) {
  five_things_happen();
  somebody_edits("delete from audit_records where seq = 5");

  EXPECT_THAT(verified().broken, HasSubstr("the end was cut off"));
  EXPECT_THAT(verified().broken_pt, HasSubstr("o fim foi cortado"));
}

TEST_P(AuditChain, ShowsRecordsThatWereExchanged) {
  five_things_happen();
  somebody_edits("update audit_records set seq = 99 where seq = 2");
  somebody_edits("update audit_records set seq = 2 where seq = 3");
  somebody_edits("update audit_records set seq = 3 where seq = 99");

  EXPECT_THAT(verified().broken, HasSubstr("record 2 does not follow the one before it"));
}

TEST_P(AuditChain, ShowsARecordThatWasPutBeforeItsBeginning) {
  five_things_happen();
  somebody_edits(
      "insert into audit_records (tenant_id, seq, previous, hash, content) "
      "select tenant_id, 0, previous, hash, content from audit_records where seq = 1");

  EXPECT_THAT(verified().broken, HasSubstr("record 0 stands where record 1 should"));
}

TEST_P(AuditChain, ShowsARecordThatWasPutAtTheEndBesideTheHead) {
  five_things_happen();
  somebody_edits(
      "insert into audit_records (tenant_id, seq, previous, hash, content) "
      "select tenant_id, 6, hash, previous, content from audit_records where seq = 5");

  EXPECT_THAT(verified().broken, HasSubstr("record 6 was changed"));
}

TEST_P(AuditChain, ShowsThatItsHeadWasChanged) {
  five_things_happen();
  somebody_edits("update audit_heads set seq = 4");

  EXPECT_THAT(verified().broken, HasSubstr("the head was changed"));
}

TEST_P(AuditChain, ThatWasWrittenAnewIsFoundByAKeptHead) {
  five_things_happen();
  const auto kept = present_head();
  somebody_edits("delete from audit_records");
  somebody_edits("delete from audit_heads");
  for (const auto* action : {"A", "B", "C", "D", "E", "F"}) happens(action, ana);

  EXPECT_TRUE(verified().is_whole());
  EXPECT_THAT(verified(kept).broken, HasSubstr("was written anew"));
}

TEST_P(AuditChain, ThatIsShorterThanAKeptHeadWasCut) {
  five_things_happen();
  const auto kept = present_head();
  somebody_edits("delete from audit_records");
  somebody_edits("delete from audit_heads");
  happens("A", ana);

  EXPECT_THAT(verified(kept).broken, HasSubstr("the kept head names record 5"));
}

TEST_P(AuditChain, ReadsNoMoreThanWhatCameAfterWhereItIsCheckedFurther) {
  five_things_happen();
  const auto before = verified();
  somebody_edits("update audit_records set content = 'x' where seq = 2");
  happens("six", ana);

  const auto further = verified_further(before);

  EXPECT_TRUE(further.is_whole()) << further.broken;
  EXPECT_EQ(further.records, 6);
  EXPECT_EQ(further.head, present_head());
}

TEST_P(AuditChain, CheckedFurtherShowsWhatWasDoneToTheNewRecords) {
  five_things_happen();
  const auto before = verified();
  for (const auto* action : {"six", "seven", "eight"}) happens(action, ana);
  EXPECT_TRUE(verified_further(before).is_whole());

  somebody_edits("update audit_records set content = 'x' where seq = 7");
  EXPECT_EQ(verified_further(before).broken, "record 7 was changed after it was written");
  somebody_edits("delete from audit_records where seq = 6 or seq = 7");
  EXPECT_EQ(verified_further(before).broken, "records 6 to 7 are missing");
  somebody_edits("delete from audit_records where seq = 8");
  EXPECT_THAT(verified_further(before).broken, HasSubstr("the end was cut off"));
}

TEST_P(AuditChain, CheckedFurtherShowsThatItWasWrittenAnew) {
  five_things_happen();
  const auto before = verified();
  somebody_edits("delete from audit_records");
  somebody_edits("delete from audit_heads");
  for (const auto* action : {"A", "B", "C", "D", "E", "F"}) happens(action, ana);

  EXPECT_FALSE(verified_further(before).is_whole());
}

TEST_P(AuditChain, AtAGlanceIsReadWholeOnceADay) {
  five_things_happen();
  EXPECT_EQ(glanced(), "");
  somebody_edits("update audit_records set content = 'x' where seq = 2");
  happens("six", ana);

  EXPECT_EQ(glanced(), "");
  time_passes(std::chrono::hours(23));
  EXPECT_EQ(glanced(), "");
  time_passes(std::chrono::hours(2));
  EXPECT_EQ(glanced(), "record 2 was changed after it was written");
  EXPECT_EQ(glanced(), "record 2 was changed after it was written");
}

TEST_P(AuditChain, AtAGlanceTellsOfAChainThatWasWrittenAnewInsteadOfTheOneItKnows) {
  five_things_happen();
  EXPECT_EQ(glanced(), "");
  somebody_edits("delete from audit_records");
  somebody_edits("delete from audit_heads");
  for (const auto* action : {"A", "B", "C", "D", "E", "F"}) happens(action, ana);

  EXPECT_THAT(glanced(), HasSubstr("was written anew"));
}

TEST_P(AuditChain, AtAGlanceBelievesAWholeCheckThatSomebodyAskedFor) {
  five_things_happen();
  EXPECT_EQ(loop.run(check_chain(services, ana)).found.broken, "");
  somebody_edits("update audit_records set content = 'x' where seq = 2");

  EXPECT_EQ(glanced(), "");
  EXPECT_NE(loop.run(check_chain(services, ana)).found.broken, "");
  EXPECT_NE(glanced(), "");
}

TEST_P(AuditChain, IsNotWrittenWhenTheActionIsUndone) {
  happens("one", ana);

  EXPECT_THROW(write([&](sql::Tx& tx) {
                 append(tx, ana, loop.clock().now(), "two", {});
                 throw Failure(ErrorKind::refused, "no");
               }),
               Failure);

  EXPECT_EQ(verified().records, 1);
  EXPECT_TRUE(verified().is_whole()) << verified().broken;
}

TEST_P(AuditChain, IsCheckedAsAFileWithoutADatabase) {
  five_things_happen();

  const auto file = verified_file(exported());

  EXPECT_TRUE(file.is_whole()) << file.broken;
  EXPECT_EQ(file.records, 5);
  EXPECT_EQ(file.head, present_head());
}

TEST_P(AuditChain, AsAFileShowsEveryLineThatWasRemovedOrChanged) {
  five_things_happen();
  const auto text = exported();
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);

  for (std::size_t gone = 0; gone < lines.size(); ++gone) {
    std::string without;
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (i != gone) without += lines[i] + "\n";
    EXPECT_FALSE(verified_file(without).is_whole()) << "line " << gone + 1;
  }
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    auto changed = text;
    changed[at] = changed[at] == 'x' ? 'y' : 'x';
    EXPECT_FALSE(verified_file(changed).is_whole()) << "byte " << at;
  }
}

TEST_P(AuditChain, AsAFileOfSomethingElseIsNoAudit) {
  EXPECT_THAT(verified_file("").broken, HasSubstr("line 1 is not a line of an exported audit"));
  EXPECT_THAT(verified_file("hello\n").broken, HasSubstr("line 1 is not"));
  EXPECT_THAT(verified_file(exported() + "{}\n").broken, HasSubstr("line 3 is not"));
}

INSTANTIATE_ON_ALL_ENGINES(AuditChain);

// Two processes write to one store at the same time; each has its own engine with threads.
TEST(AuditOnMariadb, DoesNotForkWhenTwoProcessesWriteAtOnce) {
  sql::testing::TestLoop loop;
  SystemRng rng;
  const CallContext ctx{
      .tenant = TenantId::make(loop.clock(), rng), .actor = {}, .permissions = {}};
  auto config = sql::testing::TestMariadb::shared().fresh_database();
  config.running = sql::Running::threads;
  const auto here = sql::open_mariadb(config);
  const auto there = sql::open_mariadb(config);
  const std::vector<sql::Migrations> rooms{migrations()};
  here->migrate(rooms);
  const auto db_here = here->attach(loop);
  const auto db_there = there->attach(loop);

  loop.run([&]() -> Task<void> {
    TaskGroup group(loop, co_await current_scope());
    const auto writes = [](sql::Database& db, const CallContext& who, Instant now) -> Task<void> {
      for (int i = 0; i < 30; ++i)
        co_await db.write([&](sql::Tx& tx) { append(tx, who, now, "did", {{"i", i}}); });
    };
    for (auto* db : {db_here.get(), db_there.get(), db_here.get(), db_there.get()})
      group.spawn(writes(*db, ctx, loop.clock().now()));
    co_await group.join();
  }());

  const auto found =
      loop.run(db_here->read([&](sql::Snapshot& s) { return verify(s, ctx.tenant); }));
  EXPECT_TRUE(found.is_whole()) << found.broken;
  EXPECT_EQ(found.records, 120);
}

}  // namespace
}  // namespace mirante::audit

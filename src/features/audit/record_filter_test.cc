#include "features/audit/record_filter.h"

#include <gtest/gtest.h>

namespace mirante::audit {
namespace {

constexpr std::string_view content =
    R"({"action":"account.added","actor":{"id":"us_1","kind":"user","name":"Ana"},)"
    R"("at":"2026-03-02T10:00:00Z","detail":{"name":"Loja"}})";

Instant at(std::string_view text) { return *parse_iso8601(text); }

TEST(RecordFilter, NarrowsByEveryMember) {
  EXPECT_TRUE(RecordFilter{}.fits(content));
  EXPECT_TRUE((RecordFilter{.actions = {"operation.requested", "account.added"}}.fits(content)));
  EXPECT_TRUE((RecordFilter{.actions = {"account."}}.fits(content)));
  EXPECT_FALSE((RecordFilter{.actions = {"account"}}.fits(content)));
  EXPECT_TRUE((RecordFilter{.actors = {"Ana"}}.fits(content)));
  EXPECT_TRUE((RecordFilter{.actors = {"us_1"}}.fits(content)));
  EXPECT_FALSE((RecordFilter{.actors = {"An"}}.fits(content)));
  EXPECT_TRUE((RecordFilter{.search = "lOJA"}.fits(content)));
  EXPECT_FALSE((RecordFilter{.actors = {"Bia"}, .search = "loja"}.fits(content)));
}

TEST(RecordFilter, TakesTheBeginOfATimeAndNotItsEnd) {
  EXPECT_TRUE((RecordFilter{.from = at("2026-03-02T10:00:00Z")}.fits(content)));
  EXPECT_FALSE((RecordFilter{.from = at("2026-03-02T10:00:01Z")}.fits(content)));
  EXPECT_TRUE((RecordFilter{.until = at("2026-03-02T10:00:01Z")}.fits(content)));
  EXPECT_FALSE((RecordFilter{.until = at("2026-03-02T10:00:00Z")}.fits(content)));
}

TEST(RecordFilter, ShowsWhatIsNoRecordAnyMoreOnlyWithoutAFilter) {
  EXPECT_TRUE(RecordFilter{}.fits("edited"));
  EXPECT_FALSE((RecordFilter{.search = "edit"}.fits("edited")));
}

}  // namespace
}  // namespace mirante::audit

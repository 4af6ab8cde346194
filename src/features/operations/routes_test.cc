#include "features/operations/routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "features/operations/testing/toy_cloud.h"
#include "platform/events/waker.h"
#include "platform/sql/testing/store_suite.h"

namespace mirante::operations {
namespace {

using namespace std::chrono_literals;
using http::Verb;
using sql::testing::TestLoop;
using testing::Bench;
using ::testing::HasSubstr;

class OperationRoutes : public ::testing::Test {
 protected:
  OperationRoutes() { add_routes(router, services); }

  struct Answer {
    int status = 0;
    Json body;
  };
  Answer ask(Verb verb, const std::string& target) { return ask(bench.ana, verb, target); }
  Answer ask(const CallContext& who, Verb verb, const std::string& target) {
    auto request = http::parse_request(http::to_string(verb), target, {}, "");
    const auto response = bench.run(router.answer(who, or_throw(std::move(request))));
    return {.status = response.status, .body = Json::parse(response.body)};
  }
  static std::string path(OperationId id) { return "/api/v1/operations/" + id.text(); }

  /// Ids of the list, in its order.
  std::vector<std::string> listed(const std::string& query) {
    std::vector<std::string> ids;
    for (const auto& one : ask(Verb::get, "/api/v1/operations" + query).body.at("operations"))
      ids.push_back(one.at("id"));
    return ids;
  }
  void rename_targets(OperationId id, const std::string& name) {
    bench.run(db->write([&](sql::Tx& tx) {
      tx.exec("update operation_targets set name = ? where operation_id = ?", name, id);
    }));
  }

  TestLoop loop;
  std::unique_ptr<sql::Database> db = sql::open_memory(loop, testing::all_migrations());
  Bench bench{*db, loop};
  events::Waker news{loop};
  OperationsServices services{
      .db = *db, .loop = loop, .spine = bench.spine, .news = news, .account_name = [](auto&&...) {
        return std::optional<std::string>("Loja");
      }};
  http::Router router;
};

TEST_F(OperationRoutes, AnEndedOperationShowsWhatWasSeenOfEachTarget) {
  bench.add_toys({"a"});
  const auto id = bench.ask("toys.on", {"a"});
  bench.run_until_ended(id);

  const auto [status, body] = ask(Verb::get, path(id) + "?journal=true");

  EXPECT_EQ(status, 200);
  EXPECT_EQ(body.at("state"), "succeeded");
  EXPECT_EQ(body.at("by").at("name"), "ana");
  const auto& target = body.at("targets").at(0);
  EXPECT_EQ(target.at("id"), "a");
  EXPECT_EQ(target.at("outcome"), "succeeded");
  EXPECT_EQ(target.at("observed_state"), "on");
  EXPECT_EQ(target.at("account_name"), "Loja");
  EXPECT_FALSE(target.contains("reason_code"));
  EXPECT_EQ(body.at("journal").back().at("what"), "ended");
}

TEST_F(OperationRoutes, AListCountsOutcomesAndGoesOnWhereItEnded) {
  bench.add_toys({"a", "b"});
  const auto first = bench.ask("toys.on", {"a"});
  bench.run_until_ended(first);
  const auto second = bench.ask("toys.on", {"a", "b"});

  const auto page = ask(Verb::get, "/api/v1/operations?limit=1").body;
  const auto rest =
      ask(Verb::get, "/api/v1/operations?before=" + page.at("next").get<std::string>()).body;

  ASSERT_EQ(page.at("operations").size(), 1U);
  EXPECT_EQ(page.at("operations").at(0).at("id"), second.text());
  EXPECT_EQ(page.at("operations").at(0).at("outcomes"), (Json{{"pending", 2}}));
  ASSERT_EQ(rest.at("operations").size(), 1U);
  EXPECT_EQ(rest.at("operations").at(0).at("id"), first.text());
  EXPECT_FALSE(rest.contains("next"));
}

TEST_F(OperationRoutes, AListIsSortedByTheServerOverItsPages) {
  bench.add_toys({"a", "b", "c"});
  const auto on_a = bench.ask("toys.on", {"a"});
  loop.fake_clock.advance(1ms);
  const auto off_b = bench.ask("toys.off", {"b"});
  loop.fake_clock.advance(1ms);
  const auto on_c = bench.ask("toys.on", {"c"});
  bench.run(db->write(
      [&](sql::Tx& tx) { tx.exec("update operations set by_name = 'bia' where id = ?", on_a); }));
  const auto all = [&](const std::string& sort) {
    std::vector<std::string> ids;
    for (std::string next; ids.size() < 9;) {
      const auto page = ask(Verb::get, "/api/v1/operations?limit=1&sort=" + sort + next).body;
      for (const auto& one : page.at("operations")) ids.push_back(one.at("id"));
      if (!page.contains("next")) break;
      next = "&before=" + page.at("next").get<std::string>();
    }
    return ids;
  };
  using Ids = std::vector<std::string>;
  const auto a = on_a.text(), b = off_b.text(), c = on_c.text();

  EXPECT_EQ(all("-requested"), (Ids{c, b, a}));
  EXPECT_EQ(all("requested"), (Ids{a, b, c}));
  EXPECT_EQ(all("kind"), (Ids{b, c, a}));
  EXPECT_EQ(all("-kind"), (Ids{c, a, b}));
  EXPECT_EQ(all("by"), (Ids{c, b, a}));
  EXPECT_EQ(all("-by"), (Ids{a, c, b}));
  EXPECT_EQ(ask(Verb::get, "/api/v1/operations?sort=reason").body.at("field"), "sort");
}

TEST_F(OperationRoutes, AListComesAsCsvInWhichNoNameIsAFormula) {
  bench.add_toys({"a"});
  const auto id = bench.ask("toys.on", {"a"});
  bench.run_until_ended(id);
  bench.run(db->write([&](sql::Tx& tx) {
    tx.exec("update operations set by_name = '=HYPERLINK(1)' where id = ?", id);
  }));
  const auto csv = [&](const CallContext& who) {
    auto request = http::parse_request(
        "GET", "/api/v1/operations?format=csv&separator=semicolon&language=pt-BR&limit=1", {}, "");
    return bench.run(router.answer(who, or_throw(std::move(request)))).body;
  };
  auto stranger = bench.ana;
  stranger.tenant = TenantId::make(loop.clock(), bench.rng);

  EXPECT_THAT(csv(bench.ana), HasSubstr("id;tipo;situação;"));
  EXPECT_THAT(csv(bench.ana), HasSubstr(id.text() + ";toys.on;succeeded;"));
  EXPECT_THAT(csv(bench.ana), HasSubstr(";'=HYPERLINK(1);1;1;succeeded: 1;"));
  EXPECT_THAT(csv(stranger), ::testing::Not(HasSubstr("toys.on")));
}

TEST_F(OperationRoutes, AnotherTenantsOperationAnswersAsIfItDidNotExist) {
  bench.add_toys({"a"});
  const auto id = bench.ask("toys.on", {"a"});
  auto stranger = bench.ana;
  stranger.tenant = TenantId::make(loop.clock(), bench.rng);

  const auto shown = ask(stranger, Verb::get, path(id));
  const auto cancelled = ask(stranger, Verb::post, path(id) + "/cancel");

  EXPECT_EQ(shown.status, 404);
  EXPECT_EQ(shown.body.at("code"), "operation.unknown");
  EXPECT_EQ(cancelled.status, 404);
  EXPECT_EQ(ask(Verb::get, path(id)).body.at("state"), "running");
  EXPECT_FALSE(ask(Verb::get, path(id)).body.contains("cancel_at"));
}

TEST_F(OperationRoutes, WhoWaitsIsAnsweredAtTheLatestWhenTheTimeIsUp) {
  bench.add_toys({"a"});
  const auto id = bench.ask("toys.on", {"a"});
  const auto begin = loop.clock().steady();

  const auto waited = ask(Verb::get, path(id) + "?wait_ms=4000");

  EXPECT_EQ(waited.body.at("state"), "running");
  EXPECT_EQ(loop.clock().steady() - begin, 4s);
}

TEST_F(OperationRoutes, CancellingShowsTheOperationWithItsWish) {
  bench.add_toys({"a"});
  const auto id = bench.ask("toys.on", {"a"});

  const auto [status, body] = ask(Verb::post, path(id) + "/cancel");

  EXPECT_EQ(status, 202);
  EXPECT_TRUE(body.contains("cancel_at"));
}

TEST_F(OperationRoutes, AListIsAboutTheTargetThatIsAskedFor) {
  bench.add_toys({"a", "b"});
  const auto first = bench.ask("toys.on", {"a"});
  const auto both = bench.ask("toys.off", {"a", "b"});

  EXPECT_EQ(listed("?target=a"), (std::vector{both.text(), first.text()}));
  EXPECT_EQ(listed("?target=b"), (std::vector{both.text()}));
  EXPECT_EQ(listed("?target=a&target=b&kind=toys.on"), (std::vector{first.text()}));
  EXPECT_EQ(listed("?target=c"), std::vector<std::string>{});
}

TEST_F(OperationRoutes, AListIsSearchedByTextInTheNamesAndIdsOfTargetsWhateverTheCase) {
  bench.add_toys({"a", "b"});
  const auto named = bench.ask("toys.on", {"a"});
  const auto other = bench.ask("toys.on", {"b"});
  rename_targets(named, "Loja_Site 100%");

  EXPECT_EQ(listed("?q=SITE"), (std::vector{named.text()}));
  EXPECT_EQ(listed("?q=100%25"), (std::vector{named.text()}));
  EXPECT_EQ(listed("?q=j%25"), std::vector<std::string>{});  // Stands for itself.
  EXPECT_EQ(listed("?q=B"), (std::vector{other.text()}));    // Its id.
}

TEST_F(OperationRoutes, OneTargetMustHaveAllThatIsAskedFor) {
  bench.add_toys({"a", "b"});
  const auto both = bench.ask("toys.on", {"a", "b"});
  const auto region = ask(Verb::get, path(both)).body["targets"][0]["region"].get<std::string>();
  bench.run(db->write([&](sql::Tx& tx) {
    tx.exec("update operation_targets set region = 'xx-west-1' where resource = 'b'");
  }));

  EXPECT_EQ(listed("?region=" + region), (std::vector{both.text()}));
  EXPECT_EQ(listed("?region=xx-west-1&target=b"), (std::vector{both.text()}));
  EXPECT_EQ(listed("?region=xx-west-1&target=a"), std::vector<std::string>{});
  EXPECT_EQ(listed("?region=xx-west-1&q=a"), std::vector<std::string>{});
}

TEST_F(OperationRoutes, WrongParametersAreNamed) {
  const auto state = ask(Verb::get, "/api/v1/operations?state=done");
  const auto limit = ask(Verb::get, "/api/v1/operations?limit=0");
  const auto other = ask(Verb::get, "/api/v1/operations?page=2");

  EXPECT_EQ(state.status, 400);
  EXPECT_EQ(state.body.at("field"), "state");
  EXPECT_EQ(limit.body.at("field"), "limit");
  EXPECT_EQ(other.body.at("field"), "page");
  EXPECT_THAT(other.body.at("detail"), HasSubstr("until, before, limit"));
}

}  // namespace
}  // namespace mirante::operations

// One reader's stream, over a store in memory and virtual time; `Connection` stands for the socket.
#include "features/live/follow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "features/live/visible.h"
#include "platform/events/sequencer.h"
#include "platform/runtime/simulated_loop.h"
#include "platform/sql/engine.h"

namespace mirante::live {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

/// Takes everything at once.
struct Connection final : Outflow {
  void put(std::string_view bytes) override { text += bytes; }
  Task<void> drained() override { co_return; }

  /// The ids of what was told, other than beats and hello.
  std::vector<std::int64_t> heard() const {
    static const std::regex told("id: ([0-9]+)\n(data|event: reset)");
    std::vector<std::int64_t> ids;
    for (std::sregex_iterator it(text.begin(), text.end(), told), end; it != end; ++it)
      ids.push_back(std::stoll((*it)[1]));
    return ids;
  }
  /// What a browser would say that it has heard last.
  std::optional<std::int64_t> last() const {
    static const std::regex any("id: ([0-9]+)\n");
    std::optional<std::int64_t> id;
    for (std::sregex_iterator it(text.begin(), text.end(), any), end; it != end; ++it)
      id = std::stoll((*it)[1]);
    return id;
  }

  std::string text;
};

/// One process of the installation.
struct Process {
  Process(sql::Database& db, SimulatedLoop& loop, Id16 id)
      : news(loop), sequencer(db, loop, id, news), hub(db, loop, news) {
    SimulatedLoop::start(numbering);
    SimulatedLoop::start(handing_on);
  }

  events::Waker news;
  events::Sequencer sequencer;
  Hub hub;
  Streams streams;
  Task<void> numbering = sequencer.run();
  Task<void> handing_on = hub.run();
};

class Follow : public ::testing::Test {
 protected:
  void happen(TenantId whose, std::string_view kind = "operation.ended", Json body = {}) {
    loop.run(db->write([&](sql::Tx& tx) { events::append(tx, whose, kind, body); }));
  }
  CallContext as(TenantId tenant) const {
    return {.tenant = tenant,
            .actor = {.kind = Actor::Kind::user, .id = "us_ana", .name = "ana"},
            .permissions = all_permissions()};
  }
  using ReachedOf = decltype(LiveServices::reached);
  /// A stream that was begun; dropping it is the reader's leaving.
  Task<void> open(Connection& connection, Process& process, std::optional<std::int64_t> after = {},
                  AskAgain ask_again = {}, std::optional<CallContext> ctx = {},
                  ReachedOf reached = {}) {
    services.push_back(std::make_unique<LiveServices>(LiveServices{.db = *db,
                                                                   .loop = loop,
                                                                   .hub = process.hub,
                                                                   .streams = process.streams,
                                                                   .reached = std::move(reached)}));
    auto task =
        follow(*services.back(), ctx.value_or(as(ana)), after, std::move(ask_again), connection);
    SimulatedLoop::start(task);
    loop.advance(1s);
    return task;
  }

  SimulatedLoop loop{*parse_iso8601("2026-03-02T10:00:00Z")};
  const TenantId ana{{1}}, bia{{2}};
  std::unique_ptr<sql::Database> db = sql::open_memory(loop, {events::migrations()});
  std::vector<std::unique_ptr<LiveServices>> services;
  Process here{*db, loop, Id16{1}};
};

TEST_F(Follow, ANewReaderHearsWhatIsNew) {
  happen(ana);
  loop.advance(1s);
  Connection connection;
  const auto stream = open(connection, here);

  happen(ana, "operation.ended", {{"operation", "op_1"}, {"state", "succeeded"}});
  loop.advance(1s);

  EXPECT_EQ(connection.text,
            "retry: 2000\n\nid: 1\nevent: hello\ndata: {}\n\n"
            "id: 2\ndata: {\"event\":\"operation.ended\",\"operation\":\"op_1\","
            "\"state\":\"succeeded\"}\n\n");
}

TEST_F(Follow, AnotherCompanySeesNothing) {
  Connection of_ana, of_bia;
  const auto first = open(of_ana, here);
  const auto second = open(of_bia, here, {}, {}, as(bia));

  for (int i = 0; i < 5; ++i) happen(ana);
  loop.advance(1s);

  EXPECT_THAT(of_ana.heard(), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(of_bia.heard(), IsEmpty());
  EXPECT_THAT(of_bia.text, Not(HasSubstr("operation")));
}

TEST_F(Follow, ALimitedReaderHearsWhatIsWithinReachAloneNewOrOld) {
  auto limited = as(ana);
  limited.reach = {.is_everything = false};
  for (const auto* account : {"mine", "theirs", "mine"})
    happen(ana, "account.connected", {{"account", account}});
  loop.advance(1s);
  Connection connection, blind;
  const auto stream =
      open(connection, here, 0, {}, limited,
           [](sql::Snapshot&, const CallContext&, const events::Event& event) {
             return event.body["account"] == "mine" ? Reached::whole : Reached::nothing;
           });
  // Without anybody who knows, nothing is within reach.
  const auto nothing = open(blind, here, 0, {}, limited);

  for (const auto* account : {"theirs", "mine"})
    happen(ana, "account.connected", {{"account", account}});
  loop.advance(1s);

  EXPECT_THAT(connection.heard(), ElementsAre(1, 3, 5));
  EXPECT_THAT(blind.heard(), IsEmpty());
  EXPECT_THAT(blind.text, Not(HasSubstr("mine")));
}

TEST_F(Follow, ALimitedReaderHearsNoMoreThanThatItChangedOfWhatTheyReachInPart) {
  auto limited = as(ana);
  limited.reach = {.is_everything = false};
  happen(ana, "operation.ended", {{"operation", "op_1"}, {"state", "failed"}});
  loop.advance(1s);
  Connection connection;

  const auto stream =
      open(connection, here, 0, {}, limited,
           [](sql::Snapshot&, const CallContext&, const events::Event&) { return Reached::part; });

  EXPECT_EQ(connection.text,
            "retry: 2000\n\n"
            "id: 1\ndata: {\"event\":\"operation.changed\",\"operation\":\"op_1\"}\n\n");
}

TEST_F(Follow, AReaderWhoseLimitsChangedIsSentAway) {
  auto now = as(ana);
  Connection connection;
  const auto stream = open(connection, here, {}, [&]() -> Task<CallContext> { co_return now; });

  now.reach = {.is_everything = false};
  loop.advance(1min);

  EXPECT_THAT(connection.text, HasSubstr("event: over"));
}

TEST_F(Follow, AResumedReaderOfAnotherCompanySeesNothingEither) {
  for (int i = 0; i < 5; ++i) happen(ana);
  loop.advance(1s);
  Connection of_bia;

  const auto stream = open(of_bia, here, 0, {}, as(bia));

  EXPECT_EQ(of_bia.text, "retry: 2000\n\n");
}

// Readers leave at any moment and come back to any process with the last id that they heard.
TEST_F(Follow, ResumingLosesAndDoublesNothing) {
  Process there(*db, loop, Id16{2});
  SeededRng rng(11);
  std::vector<std::int64_t> heard, happened;
  std::optional<std::int64_t> last = 0;
  std::int64_t number = 0;
  for (int round = 0; round < 60; ++round) {
    Connection connection;
    {
      const auto stream = open(connection, rng.below(2) == 0 ? here : there, last);
      const auto count = rng.below(250);  // More than one page.
      for (std::uint64_t i = 0; i < count; ++i) {
        const bool is_own = rng.below(3) > 0;
        happen(is_own ? ana : bia);
        ++number;
        if (is_own) happened.push_back(number);
        if (rng.below(20) == 0) loop.advance(std::chrono::milliseconds(rng.below(200)));
      }
      if (rng.below(2) == 0) loop.advance(20s);  // A beat, too.
    }
    for (const auto id : connection.heard()) heard.push_back(id);
    if (const auto now = connection.last()) last = now;
  }
  Connection connection;
  const auto stream = open(connection, there, last);
  for (const auto id : connection.heard()) heard.push_back(id);

  EXPECT_GT(happened.size(), 3'000U);
  EXPECT_EQ(heard, happened);
}

TEST_F(Follow, WhoComesBackTooLateIsToldToReadEverythingAnew) {
  for (int i = 0; i < 5; ++i) happen(ana);
  loop.advance(1s);
  loop.run(db->write([&](sql::Tx& tx) { events::drop_old(tx, loop.clock().now() + 1h, 3); }));
  Connection late, in_time, ahead;

  const auto first = open(late, here, 1);
  const auto second = open(in_time, here, 3);
  const auto third = open(ahead, here, 99);

  EXPECT_THAT(late.text, EndsWith("id: 5\nevent: reset\ndata: {}\n\n"));
  EXPECT_THAT(in_time.heard(), ElementsAre(4, 5));
  EXPECT_THAT(ahead.text, EndsWith("id: 5\nevent: reset\ndata: {}\n\n"));
  happen(ana);
  loop.advance(1s);
  EXPECT_THAT(late.heard(), ElementsAre(5, 6));
}

TEST_F(Follow, ABeatShowsThatTheStreamLivesAndHowFarItIs) {
  Connection connection;
  const auto stream = open(connection, here);
  happen(bia);

  loop.advance(13s);
  EXPECT_THAT(connection.text, Not(HasSubstr(": beat")));
  loop.advance(2s);

  EXPECT_THAT(connection.text, EndsWith(": beat\nid: 1\n\n"));
}

TEST_F(Follow, EndsWithTheSessionAtTheNextBeat) {
  bool is_known = true;
  Connection connection;
  const auto stream = open(connection, here, {}, [&]() -> Task<CallContext> {
    if (is_known) co_return as(ana);
    co_return anonymous();
  });

  is_known = false;
  loop.advance(10s);
  EXPECT_FALSE(SimulatedLoop::is_done(stream));
  loop.advance(5s);

  EXPECT_TRUE(SimulatedLoop::is_done(stream));
  EXPECT_THAT(connection.text, EndsWith("event: over\ndata: {}\n\n"));
  EXPECT_EQ(here.hub.listeners(), 0U);
}

TEST_F(Follow, EndsAtOnceWhenTheRightsOfTheReaderChange) {
  auto now = as(ana);
  Connection connection, of_another;
  const auto ask_again = [&]() -> Task<CallContext> { co_return now; };
  const auto stream = open(connection, here, {}, ask_again);
  auto caio = as(ana);
  caio.actor.id = "us_caio";
  const auto other =
      open(of_another, here, {}, [&]() -> Task<CallContext> { co_return caio; }, caio);

  now.permissions.reset(static_cast<std::size_t>(Permission::server_switch));
  // In another company of the same person: sessions are theirs everywhere.
  happen(bia, identity_changed, {{"user", "us_ana"}});
  loop.advance(1s);

  EXPECT_TRUE(SimulatedLoop::is_done(stream));
  EXPECT_FALSE(SimulatedLoop::is_done(other));
  EXPECT_THAT(of_another.text, Not(HasSubstr("us_ana")));
}

TEST_F(Follow, GoesOnWhereOnlySomethingElseOfThePersonChanged) {
  Connection connection;
  const auto stream = open(connection, here, {}, [&]() -> Task<CallContext> { co_return as(ana); });

  happen(ana, identity_changed, {{"user", "us_ana"}});
  loop.advance(1s);

  EXPECT_FALSE(SimulatedLoop::is_done(stream));
  EXPECT_THAT(connection.text, Not(HasSubstr("over")));
}

TEST_F(Follow, ATokenThatWasTakenBackEndsTheStreamAndAStoreThatIsAwayDropsIt) {
  Connection of_token, of_store;
  ErrorKind kind = ErrorKind::unauthorized;
  int count = 0;
  const auto ask_again = [&]() -> Task<CallContext> {
    if (++count > 2) throw Failure(kind, "no");
    co_return as(ana);
  };
  const auto taken = open(of_token, here, {}, ask_again);
  loop.advance(40s);
  EXPECT_THAT(of_token.text, EndsWith("event: over\ndata: {}\n\n"));

  count = 0;
  kind = ErrorKind::unavailable;
  auto lost = open(of_store, here, {}, ask_again);
  loop.advance(40s);
  ASSERT_TRUE(SimulatedLoop::is_done(lost));
  EXPECT_THROW(lost.handle().promise().take(), Failure);
  EXPECT_THAT(of_store.text, Not(HasSubstr("over")));
}

TEST_F(Follow, NothingIsReadWhileNobodyListens) {
  happen(ana);
  loop.advance(1min);
  Connection connection;
  {
    const auto stream = open(connection, here, 0);
  }
  happen(ana);
  loop.advance(1min);

  EXPECT_THAT(connection.heard(), ElementsAre(1));
  EXPECT_EQ(here.hub.listeners(), 0U);
}

TEST(Streams, LeaveConnectionsToRequestsAndToOtherCompanies) {
  const auto limits = limits_within(19'488);
  EXPECT_EQ(limits.in_all, 15'590U);
  EXPECT_EQ(limits.of_tenant, 11'692U);
  EXPECT_EQ(limits.of_person, StreamLimits().of_person);
  EXPECT_EQ(limits_within(1'000).in_all, StreamLimits().in_all);
  EXPECT_EQ(limits_within(1'000).of_tenant, StreamLimits().of_tenant);
}

TEST(Streams, AreAsManyAsOnePersonOneCompanyAndThePanelMayHave) {
  Streams streams({.of_person = 2, .of_tenant = 3, .in_all = 4});
  const auto of = [](std::uint8_t tenant, const char* person) {
    return CallContext{.tenant = TenantId{{tenant}},
                       .actor = {.kind = Actor::Kind::user, .id = person},
                       .permissions = {}};
  };
  const auto refusal = [&](const CallContext& ctx) {
    try {
      static_cast<void>(streams.open(ctx));
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.error().code, "events.too_many");
      EXPECT_EQ(failure.error().kind, ErrorKind::limit);
      return failure.error().message;
    }
    return std::string();
  };

  auto first = streams.open(of(1, "ana"));
  const auto second = streams.open(of(1, "ana"));
  EXPECT_THAT(refusal(of(1, "ana")), StartsWith("you have 2 streams"));
  const auto third = streams.open(of(1, "bia"));
  EXPECT_THAT(refusal(of(1, "caio")), StartsWith("your company has 3"));
  const auto fourth = streams.open(of(2, "caio"));
  EXPECT_THAT(refusal(of(2, "davi")), StartsWith("this panel has 4"));
  first.reset();
  EXPECT_EQ(streams.count(), 3U);
  EXPECT_EQ(refusal(of(1, "ana")), "");
}

}  // namespace
}  // namespace mirante::live

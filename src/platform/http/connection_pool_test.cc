// Who gets the next connection: bounds, what is kept back for urgent requests, fairness between
// shares, and order.
#include "platform/http/connection_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/runtime/simulated_loop.h"

namespace mirante::http {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PoolOfConnections : public ::testing::Test {
 protected:
  /// A wish for a connection, which is held from when it is granted until `give_back`.
  class Wish {
   public:
    Wish(PoolOfConnections& test, std::string name, std::string host, std::string share,
         bool urgent)
        : task_(hold(test, std::move(name), std::move(host), std::move(share), urgent)) {
      SimulatedLoop::start(task_);
    }
    bool is_done() const { return SimulatedLoop::is_done(task_); }
    /// The error it ended with, if it is done.
    Error error() const {
      try {
        task_.handle().promise().take();
      } catch (const Failure& failure) {
        return failure.error();
      }
      ADD_FAILURE() << "it did not fail";
      return {};
    }

   private:
    Task<void> hold(PoolOfConnections& test, std::string name, std::string host, std::string share,
                    bool urgent) {
      const auto lease = co_await test.pool->lease(std::move(host), std::move(share), urgent);
      test.granted.push_back(name);
      OneShot<void> back;
      test.holders[name] = &back;
      co_await back;
    }

    Task<void> task_;
  };
  enum class Urgency : std::uint8_t { usual, urgent };

  void wish(const std::string& name, const std::string& share = "", const std::string& host = "h",
            Urgency urgency = Urgency::usual) {
    wishes[name] = std::make_unique<Wish>(*this, name, host, share, urgency == Urgency::urgent);
    loop.advance(1us);
  }
  void give_back(const std::string& name) {
    holders.at(name)->set();
    loop.advance(1us);
  }
  /// What was granted since the last call, in order.
  std::vector<std::string> news() { return std::exchange(granted, {}); }
  ConnectionPool& with(HttpClientConfig changed) {
    wishes.clear();
    config = std::move(changed);
    pool = std::make_unique<ConnectionPool>(loop, config);
    return *pool;
  }

  SimulatedLoop loop{from_micros(0)};
  HttpClientConfig config;
  std::unique_ptr<ConnectionPool> pool;
  std::map<std::string, OneShot<void>*> holders;
  std::vector<std::string> granted;
  std::map<std::string, std::unique_ptr<Wish>> wishes;  // Dropped before the pool.
};

TEST_F(PoolOfConnections, GrantsAtMostSoManyForEachHost) {
  with({.connections_per_host = 2, .reserved_per_host = 0});

  wish("a");
  wish("b");
  wish("c");
  wish("other", "", "another host");

  EXPECT_THAT(news(), ElementsAre("a", "b", "other"));
  EXPECT_EQ(pool->leased(), 3U);
  EXPECT_EQ(pool->waiting(), 1U);

  give_back("a");
  EXPECT_THAT(news(), ElementsAre("c"));
  EXPECT_EQ(pool->waiting(), 0U);
}

TEST_F(PoolOfConnections, GrantsAtMostSoManyForAllHostsTogether) {
  with({.connections_per_host = 2, .connections_max = 3, .reserved_per_host = 0, .reserved = 0});

  for (const auto* host : {"h1", "h2", "h3", "h4"}) wish(host, "", host);
  EXPECT_THAT(news(), ElementsAre("h1", "h2", "h3"));

  give_back("h2");
  EXPECT_THAT(news(), ElementsAre("h4"));
  EXPECT_EQ(pool->leased(), 3U);
}

TEST_F(PoolOfConnections, KeepsConnectionsBackForUrgentRequests) {
  with({.connections_per_host = 3, .reserved_per_host = 1});

  for (const auto* name : {"a", "b", "c"}) wish(name);
  EXPECT_THAT(news(), ElementsAre("a", "b"));
  wish("urgent", "", "h", Urgency::urgent);
  EXPECT_THAT(news(), ElementsAre("urgent"));

  // It gave back what was kept back: nobody else gets that.
  give_back("urgent");
  EXPECT_THAT(news(), IsEmpty());
  give_back("a");
  EXPECT_THAT(news(), ElementsAre("c"));
}

TEST_F(PoolOfConnections, KeepsConnectionsOfAllHostsBackForUrgentRequests) {
  with({.connections_max = 3, .reserved = 2});

  wish("a", "", "h1");
  wish("b", "", "h2");
  EXPECT_THAT(news(), ElementsAre("a"));
  wish("u1", "", "h3", Urgency::urgent);
  wish("u2", "", "h2", Urgency::urgent);
  wish("u3", "", "h4", Urgency::urgent);

  EXPECT_THAT(news(), ElementsAre("u1", "u2"));
}

TEST_F(PoolOfConnections, ServesUrgentRequestsFirst) {
  with({.connections_per_host = 1, .reserved_per_host = 0});
  wish("a");
  wish("usual");
  wish("urgent", "", "h", Urgency::urgent);
  news();

  give_back("a");
  EXPECT_THAT(news(), ElementsAre("urgent"));
  give_back("urgent");
  EXPECT_THAT(news(), ElementsAre("usual"));
}

TEST_F(PoolOfConnections, ServesTheShareThatHoldsTheFewest) {
  with({.connections_per_host = 3, .reserved_per_host = 0});
  for (const auto* name : {"big1", "big2", "big3", "big4", "big5"}) wish(name, "big");
  wish("small1", "small");
  wish("small2", "small");
  EXPECT_THAT(news(), ElementsAre("big1", "big2", "big3"));

  give_back("big1");
  EXPECT_THAT(news(), ElementsAre("small1"));  // Two are held by "big", none by "small".
  give_back("big2");
  EXPECT_THAT(news(), ElementsAre("big4"));  // One is held by each: the first that waits.
  give_back("big3");
  EXPECT_THAT(news(), ElementsAre("big5"));
  give_back("small1");
  EXPECT_THAT(news(), ElementsAre("small2"));
}

TEST_F(PoolOfConnections, ServesOneShareInOrder) {
  with({.connections_per_host = 1, .reserved_per_host = 0});
  for (const auto* name : {"1", "2", "3"}) wish(name);

  give_back("1");
  give_back("2");

  EXPECT_THAT(news(), ElementsAre("1", "2", "3"));
}

TEST_F(PoolOfConnections, ServesTheHostThatHoldsTheFewest) {
  with({.connections_per_host = 2, .connections_max = 2, .reserved_per_host = 0, .reserved = 0});
  wish("a1", "", "a");
  wish("a2", "", "a");
  wish("a3", "", "a");
  wish("b1", "", "b");
  news();

  give_back("a1");

  EXPECT_THAT(news(), ElementsAre("b1"));
}

TEST_F(PoolOfConnections, SaysWhenTooManyWait) {
  with({.connections_per_host = 1, .reserved_per_host = 0, .waiting_max = 1});
  wish("a");
  wish("waits");

  wish("too many");

  ASSERT_TRUE(wishes.at("too many")->is_done());
  const auto error = wishes.at("too many")->error();
  EXPECT_EQ(error.kind, ErrorKind::limit);
  EXPECT_EQ(error.code, "http.not_sent");
  EXPECT_THAT(error.message, HasSubstr("1 requests wait"));
  give_back("a");
  EXPECT_THAT(news(), ElementsAre("a", "waits"));
}

TEST_F(PoolOfConnections, ForgetsWishesThatWereDropped) {
  with({.connections_per_host = 1, .reserved_per_host = 0});
  wish("a");
  wish("b");
  wish("c");

  wishes.erase("b");
  EXPECT_EQ(pool->waiting(), 1U);
  wishes.erase("a");  // It held a connection.
  loop.advance(1us);

  EXPECT_THAT(news(), ElementsAre("a", "c"));
  EXPECT_EQ(pool->leased(), 1U);
  EXPECT_EQ(pool->waiting(), 0U);
}

TEST_F(PoolOfConnections, HandsWhatACancelledWishWouldHaveGotToTheNext) {
  with({.connections_per_host = 1, .reserved_per_host = 0});
  wish("a");
  CancelScope scope;
  bool is_cancelled = false;
  auto cancelled = [](ConnectionPool& from, CancelScope& under, bool& heard) -> Task<void> {
    auto lease = from.lease("h", "", false);
    try {
      const auto got = co_await std::move(lease).under(under);
    } catch (const Failure&) {
      heard = true;
    }
  }(*pool, scope, is_cancelled);
  SimulatedLoop::start(cancelled);
  wish("b");

  scope.cancel({.kind = ErrorKind::cancelled, .message = "enough"});
  give_back("a");

  EXPECT_TRUE(is_cancelled);
  EXPECT_THAT(news(), ElementsAre("a", "b"));
}

TEST_F(PoolOfConnections, MayGoWhileItIsAboutToServe) {
  with({.connections_per_host = 1, .reserved_per_host = 0});
  wish("a");
  wish("b");
  wishes.clear();  // Gives back, and posts that somebody is to be served.

  pool.reset();
  loop.advance(1us);

  EXPECT_THAT(news(), ElementsAre("a"));
}

}  // namespace
}  // namespace mirante::http

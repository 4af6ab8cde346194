#include "features/requests/answer_once.h"

#include <gtest/gtest.h>

#include "features/requests/keyed_routes.h"
#include "platform/sql/testing/store_suite.h"

namespace mirante::requests {
namespace {

using namespace std::chrono_literals;

/// A route that makes one more thing each time it is carried out.
class AnswerOnce : public sql::testing::StoreTest {
 protected:
  AnswerOnce() : StoreTest({vault::migrations(), migrations()}) {}

  http::Handler maker() {
    return [this](CallContext, const http::Request&) -> Task<http::Response> {
      ++made;
      if (failure) throw Failure(*failure);
      auto response = http::Response::json(status, {{"token", "mt_" + std::to_string(made)}});
      response.headers.emplace_back("ETag", "\"1\"");
      co_return response;
    };
  }
  http::Response send(const std::string& key, const std::string& body = "{}",
                      const std::string& who = "us_ana") {
    const auto request =
        or_throw(http::parse_request("POST", "/api/v1/tokens", {{"Idempotency-Key", key}}, body));
    return loop.run(
        once({.tenant = tenant, .actor = {.kind = Actor::Kind::user, .id = who}}, request));
  }
  std::string code_of(const std::string& key, const std::string& body = "{}") {
    try {
      send(key, body);
    } catch (const Failure& refused) {
      return refused.error().code;
    }
    return "not refused";
  }

  SystemRng rng;
  TenantId tenant = TenantId::make(loop.clock(), rng);
  vault::Vault vault{crypto::MasterKeys::in_memory(rng), rng};
  RequestsServices services{.db = *db, .loop = loop, .rng = rng, .vault = vault};
  int made = 0, status = 201;
  std::optional<Error> failure;
  http::Handler once = answered_once(services, maker());
};

TEST_P(AnswerOnce, GivesTheFirstAnswerAgainForTheSameRequestWithTheSameKey) {
  const auto first = send("um");
  const auto again = send("um");

  EXPECT_EQ(made, 1);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.headers, first.headers);
}

TEST_P(AnswerOnce, CarriesOutEachRequestWithAKeyOfItsOwnOrNone) {
  send("um");
  send("dois");
  send("");
  send("");

  EXPECT_EQ(made, 4);
}

TEST_P(AnswerOnce, TakesAKeyForOneRequestAlone) {
  send("um", R"({"name": "a"})");

  EXPECT_EQ(code_of("um", R"({"name": "b"})"), "request.key_reused");
  EXPECT_EQ(made, 1);
}

TEST_P(AnswerOnce, TakesTheSameKeyOfSomebodyElseForAnotherOne) {
  const auto anas = send("um");

  EXPECT_NE(send("um", "{}", "us_bia").body, anas.body);
}

TEST_P(AnswerOnce, LetsWhatWasRefusedBeAskedAgainWithTheSameKey) {
  failure = Error{.kind = ErrorKind::invalid, .code = "token.wrong_name"};
  EXPECT_EQ(code_of("um"), "token.wrong_name");
  failure.reset();
  status = 503;
  EXPECT_EQ(send("um").status, 503);
  status = 201;

  EXPECT_EQ(send("um").status, 201);
}

TEST_P(AnswerOnce, RefusesAKeyOfWhichNobodyKnowsWhatCameOfIt) {
  failure = Error{.kind = ErrorKind::unavailable, .code = "sql.unknown_outcome"};
  code_of("um");
  failure.reset();

  EXPECT_EQ(code_of("um"), "request.key_in_use");
  EXPECT_EQ(made, 1);
}

TEST_P(AnswerOnce, RemembersAKeyForADay) {
  send("um");

  loop.fake_clock.advance(24h + 1s);
  send("um");

  EXPECT_EQ(made, 2);
}

TEST_P(AnswerOnce, StoresNoAnswerThatSomebodyCouldRead) {
  send("um");

  const auto stored = read([](sql::Snapshot& s) {
    const auto bytes = s.one("select answer from kept_answers")->bytes(0);
    return std::string(bytes.begin(), bytes.end());
  });

  EXPECT_EQ(stored.find("mt_1"), std::string::npos);
}

TEST_P(AnswerOnce, RefusesAKeyThatIsTooLong) {
  EXPECT_THROW(send(std::string(192, 'x')), Failure);
  EXPECT_EQ(made, 0);
}

INSTANTIATE_ON_ALL_ENGINES(AnswerOnce);

}  // namespace
}  // namespace mirante::requests

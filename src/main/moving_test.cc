#include "main/moving.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "platform/runtime/simulated_loop.h"

namespace mirante {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

http::Response asked(const std::string& method, const std::string& target,
                     const std::string& accept) {
  SimulatedLoop loop(*parse_iso8601("2026-03-02T10:00:00Z"));
  return loop.run(moving_handler()(
      or_throw(http::parse_request(method, target, {{"Accept", accept}}, "")), http::Peer{}));
}

TEST(WhileTheDataMove, ABrowserIsShownAPageInBothLanguagesThatLooksAgain) {
  const auto page = asked("GET", "/servers?q=web", "text/html,application/xhtml+xml,*/*;q=0.8");

  EXPECT_EQ(page.status, 503);
  EXPECT_EQ(http::header_text(page.headers, "Retry-After"), "5");
  EXPECT_EQ(http::header_text(page.headers, "Content-Type"), "text/html; charset=utf-8");
  EXPECT_THAT(page.body, AllOf(HasSubstr("está mudando de banco de dados"),
                               HasSubstr("moving to another database"), HasSubstr("refresh")));
}

TEST(WhileTheDataMove, ProgramsAndOpenPagesAreToldWhyAndWhenToAskAgain) {
  for (const auto& [method, target] : std::vector<std::pair<std::string, std::string>>{
           {"GET", "/api/v1/servers"}, {"POST", "/api/v1/servers/stop"}, {"GET", "/readyz"}}) {
    const auto told = asked(method, target, "*/*");

    EXPECT_EQ(told.status, 503) << target;
    EXPECT_EQ(http::header_text(told.headers, "Retry-After"), "5") << target;
    EXPECT_EQ(Json::parse(told.body)["code"], "state.moving") << target;
    EXPECT_EQ(Json::parse(told.body)["retry_after_ms"], 5'000) << target;
  }
}

TEST(WhileTheDataMove, TheProcessIsSaidToLive) {
  const auto told = asked("GET", "/healthz", "*/*");

  EXPECT_EQ(told.status, 200);
  EXPECT_EQ(Json::parse(told.body)["alive"], true);
}

TEST(WhileTheDataMove, AnAddressOfTheApiIsNoPageWhateverIsAccepted) {
  EXPECT_EQ(Json::parse(asked("GET", "/api/v1/audit", "text/html").body)["code"], "state.moving");
}

}  // namespace
}  // namespace mirante

// Answers that say up to when they hold (http::Response::holds_until): until then time alone must
// not change them, since servers give them again without asking.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "main/testing/two_tenants.h"

namespace mirante {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

class ApiRepeat : public testing::TwoTenants {
 protected:
  ApiRepeat() {
    ended(ask(ana, "POST", "/api/v1/servers/stop", {{"servers", {forno}}}).json);
    const auto until = [this](auto later) { return to_iso8601(loop.clock().now() + later); };
    ask(ana, "POST", "/api/v1/freezes", {{"end", until(1h)}, {"reason", "x"}});
    ask(ana, "POST", "/api/v1/freezes", {{"end", until(48h)}, {"reason", "y"}});
    ask(ana, "POST", "/api/v1/pauses", {{"scope", "account"}, {"id", loja}, {"reason", "z"}});
    ask(ana, "POST", "/api/v1/calendars",
        {{"name", "x"}, {"dates", {{{"yearly", "06-13"}, {"name", "y"}}}}});
    ask(ana, "PUT", "/api/v1/servers/" + web + "/never-switch-off", {{"reason", "x"}});
  }

  http::Response respond(const std::string& target) {
    return loop.run(router.answer(as(first), or_throw(http::parse_request("GET", target, {}, ""))));
  }
  /// Each address that needs nothing but itself.
  std::vector<std::string> targets() const {
    std::vector<std::string> all{"/api/v1/accounts/" + loja};
    for (const auto& route : router.routes())
      if (route.verb == http::Verb::get && !route.pattern.contains('{') &&
          route.pattern != "/api/v1/events")
        all.push_back(route.pattern);
    return all;
  }
};

TEST_F(ApiRepeat, ComeOutTheSameAsLongAsTheySay) {
  std::map<std::string, http::Response> before;
  for (const auto& target : targets())
    if (auto response = respond(target); response.holds_until)
      before.emplace(target, std::move(response));
  std::set<std::string> repeated;
  for (const auto& [target, response] : before) repeated.insert(target);
  EXPECT_EQ(repeated, (std::set<std::string>{
                          "/api/v1/accounts", "/api/v1/accounts/" + loja, "/api/v1/calendars",
                          "/api/v1/customers", "/api/v1/freezes", "/api/v1/maintenance",
                          "/api/v1/never-switch-off", "/api/v1/operations", "/api/v1/pauses"}));

  for (const auto pause : {seconds(1), seconds(3595), seconds(days(1)), seconds(days(3))}) {
    loop.run(sleep_for(loop, pause));
    for (const auto& [target, response] : before)
      if (loop.clock().now() < *response.holds_until)
        EXPECT_EQ(respond(target).body, response.body) << target;
  }
}

TEST_F(ApiRepeat, SaysWhenTheNextFreezeEnds) {
  const auto before = respond("/api/v1/freezes");
  ASSERT_TRUE(before.holds_until);

  loop.run(sleep_until(loop, loop.clock().steady() + (*before.holds_until - loop.clock().now())));

  EXPECT_NE(respond("/api/v1/freezes").body, before.body);
}

}  // namespace
}  // namespace mirante

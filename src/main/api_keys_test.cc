// Creations that are sent again with the same key: each route that makes something makes it once.
#include <gmock/gmock.h>

#include "main/testing/two_tenants.h"

namespace mirante {
namespace {

class ApiKeys : public testing::TwoTenants {
 protected:
  testing::Answer make(const std::string& path, const Json& body, const std::string& key) {
    auto headers = from_our_page(session_of(ana));
    headers.emplace_back("Idempotency-Key", key);
    return send("POST", path, body, std::move(headers));
  }
};

TEST_F(ApiKeys, MakeEachThingOnceHoweverOftenTheRequestIsSent) {
  ask(ana, "DELETE", "/api/v1/accounts/" + loja);  // So that it can be connected once more.
  const auto keys = world.credentials()["accounts"][0]["admin"];
  const auto until = to_iso8601(loop.clock().now() + std::chrono::hours(1));
  const Json server{{"account", padaria}, {"region", "sa-east-1"}, {"server", forno}};
  const auto scheduled =
      ask(ana, "POST", "/api/v1/schedules",
          {{"name", "x"},
           {"zone", "UTC"},
           {"mode", "edges"},
           {"rules", {{{"point", {{"at", "08:00"}, {"days", "every_day"}, {"action", "start"}}}}}},
           {"targets", {{"servers", {server}}}}});
  ASSERT_EQ(scheduled.status, 201) << scheduled.body;
  const std::vector<std::pair<std::string, Json>> creations{
      {"/api/v1/accounts",
       {{"name", "Nova"},
        {"connection", "keys"},
        {"access_key_id", keys["access_key_id"]},
        {"secret_access_key", keys["secret_access_key"]}}},
      {"/api/v1/customers", {{"name", "Norte"}}},
      {"/api/v1/members/" + vera.id.text() + "/new-password", nullptr},
      {"/api/v1/invitations", {{"email", "dora@example.com"}, {"role", "viewer"}}},
      {"/api/v1/tenants", {{"company", "Tres"}, {"email", "caio@example.com"}}},
      {"/api/v1/tokens", {{"name", "x"}, {"role", "viewer"}, {"days", 1}}},
      {"/api/v1/calendars", {{"name", "x"}, {"dates", {{{"yearly", "06-13"}, {"name", "y"}}}}}},
      {"/api/v1/freezes", {{"end", until}, {"reason", "x"}}},
      {"/api/v1/maintenance",
       {{"end", until}, {"reason", "x"}, {"targets", {{"servers", {server}}}}}},
      {"/api/v1/overrides",
       {{"servers", {server}}, {"until", until}, {"state", "stopped"}, {"reason", "x"}}}};

  for (const auto& [path, body] : creations) {
    // A key is of one request, whatever the route.
    const auto first = make(path, body, path);
    const auto again = make(path, body, path);

    EXPECT_LT(first.status, 300) << path << first.body;
    EXPECT_EQ(again.status, first.status) << path;
    EXPECT_EQ(again.body, first.body) << path;
    const auto other = make(path, {{"name", "other"}}, path);
    EXPECT_EQ(other.code(), "request.key_reused") << path << other.body;
  }
}

TEST_F(ApiKeys, OfTheMachineMakeOneTokenForAMember) {
  auto ctx = as(first);
  ctx.actor = {.kind = Actor::Kind::command_line, .id = "1000", .name = "root"};
  const auto path = "/api/v1/members/" + vera.id.text() + "/tokens";
  const Json draft{{"name", "x"}, {"role", "viewer"}, {"days", 1}};
  const auto make_token = [&] {
    return PanelTest::ask(ctx, "POST", path, draft, {{"Idempotency-Key", "um"}});
  };

  const auto made = make_token(), again = make_token();

  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(again.body, made.body);
}

TEST_F(ApiKeys, AreOfOnePersonInOneCompany) {
  const Json norte{{"name", "Norte"}};
  const auto anas = make("/api/v1/customers", norte, "um");
  auto bias = from_our_page(session_of(bia));
  bias.emplace_back("Idempotency-Key", "um");

  const auto other = send("POST", "/api/v1/customers", norte, bias);

  EXPECT_EQ(other.status, anas.status);
  EXPECT_NE(other.body, anas.body);
}

}  // namespace
}  // namespace mirante

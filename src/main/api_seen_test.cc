// Two people who change the same thing at once: one wins, the other is told and overwrites nothing.
#include <gmock/gmock.h>

#include "main/testing/two_tenants.h"

namespace mirante {
namespace {

class ApiSeen : public testing::TwoTenants {
 protected:
  struct Change {
    std::string method, path;
    Json seen;  // As both have read it.
    Json first, second;
    std::string code;
  };

  testing::Answer change(const Change& wished, const Json& body, const std::string& etag) {
    auto headers = from_our_page(session_of(ana));
    if (!etag.empty()) headers.emplace_back("If-Match", etag);
    return send(wished.method, wished.path, body, std::move(headers));
  }
  Json member(const identity::User& user) {
    for (const auto& one : get(ana, "/api/v1/members")["members"])
      if (one["user"]["id"] == user.id.text()) return one;
    return {};
  }
  std::vector<Change> changes() {
    const auto account = "/api/v1/accounts/" + loja;
    const auto credentials = world.credentials()["accounts"][0]["admin"];
    const Json keys{{"access_key_id", credentials["access_key_id"]},
                    {"secret_access_key", credentials["secret_access_key"]}};
    const auto calendar =
        ask(ana, "POST", "/api/v1/calendars",
            {{"name", "Festas"}, {"dates", {{{"yearly", "06-13"}, {"name", "Festa"}}}}});
    EXPECT_EQ(calendar.status, 201) << calendar.body;
    const auto dated = [](const char* name) {
      return Json{{"name", name}, {"dates", {{{"yearly", "06-13"}, {"name", "Festa"}}}}};
    };
    return {{"PATCH",
             "/api/v1/members/" + vera.id.text(),
             member(vera),
             {{"role", "operator"}},
             {{"role", "admin"}},
             "member.changed"},
            {"PATCH",
             "/api/v1/me",
             get(ana, "/api/v1/session")["user"],
             {{"name", "Ana"}},
             {{"zone", "UTC"}},
             "profile.changed"},
            {"PUT",
             account + "/features",
             get(ana, account),
             {{"features", {"see"}}},
             {{"features", {"see", "switch", "costs"}}},
             "account.changed"},
            {"PATCH",
             "/api/v1/customers/" + aurora,
             get(ana, "/api/v1/customers")["customers"][0],
             {{"name", "Aurora SA"}},
             {{"name", "Aurora Ltda"}},
             "customer.changed"},
            {"PUT", "/api/v1/calendars/" + calendar.json["id"].get<std::string>(), calendar.json,
             dated("Feriados"), dated("Datas"), "calendar.changed"},
            // Last, as proving them makes the account another one.
            {"PUT", account + "/keys", nullptr, keys, keys, "account.changed"}};
  }
};

TEST_F(ApiSeen, OneWinsAndTheOtherIsToldAndOverwritesNothing) {
  for (auto& one : changes()) {
    if (one.seen.is_null()) one.seen = get(ana, "/api/v1/accounts/" + loja);
    const auto etag = one.seen["etag"].get<std::string>();

    const auto winner = change(one, one.first, etag);
    const auto loser = change(one, one.second, etag);
    const auto again = change(one, one.second, winner.json["etag"].get<std::string>());

    EXPECT_EQ(winner.status, 200) << one.path << winner.body;
    EXPECT_EQ(http::header_text(winner.headers, "ETag"), winner.json["etag"].get<std::string>())
        << one.path;
    EXPECT_EQ(loser.status, 412) << one.path << loser.body;
    EXPECT_EQ(loser.code(), one.code) << one.path;
    EXPECT_EQ(loser.json.value("field", ""), "If-Match");
    EXPECT_EQ(again.status, 200) << one.path << again.body;
  }
}

TEST_F(ApiSeen, ACalendarThatAnotherHasChangedIsNotTakenAway) {
  const Json dates{{"name", "Festas"}, {"dates", {{{"yearly", "06-13"}, {"name", "Festa"}}}}};
  const auto made = ask(ana, "POST", "/api/v1/calendars", dates);
  const Change remove{.method = "DELETE",
                      .path = "/api/v1/calendars/" + made.json["id"].get<std::string>(),
                      .seen = {},
                      .first = {},
                      .second = {},
                      .code = {}};
  ask(ana, "PUT", remove.path, dates);

  EXPECT_EQ(change(remove, nullptr, made.json["etag"]).code(), "calendar.changed");
  EXPECT_EQ(change(remove, nullptr, "").status, 204);
}

TEST_F(ApiSeen, WhoSaysNothingOfWhatTheySawChangesWhatThereIs) {
  const auto path = "/api/v1/members/" + vera.id.text();

  EXPECT_EQ(ask(ana, "PATCH", path, {{"role", "operator"}}).status, 200);
  EXPECT_EQ(ask(ana, "PATCH", path, {{"role", "viewer"}}).status, 200);
}

TEST_F(ApiSeen, LookingAtAnAccountMakesItNoOther) {
  const auto path = "/api/v1/accounts/" + loja;
  const auto before = get(ana, path)["etag"];

  EXPECT_EQ(ask(ana, "POST", path + "/check").status, 200);

  EXPECT_EQ(get(ana, path)["etag"], before);
}

}  // namespace
}  // namespace mirante

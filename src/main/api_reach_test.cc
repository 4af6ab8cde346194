// What somebody who is limited to some accounts sees of a company: those, and no trace of others.
#include <gmock/gmock.h>

#include "base/outflow.h"
#include "main/testing/two_tenants.h"

namespace mirante {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class Limited : public testing::TwoTenants {
 protected:
  /// Nothing in it is of the account that Lia does not reach.
  void expect_no_trace(const std::string& body, const std::string& where) {
    for (const auto& trace : {padaria, boreal, forno, std::string("Padaria"), std::string("Boreal"),
                              std::string("forno"), std::string("310987654321")})
      EXPECT_THAT(body, Not(HasSubstr(trace))) << where;
  }
  /// What a stream of events tells them of all that has happened.
  std::string told(const identity::User& user) {
    struct Collected final : Outflow {
      void put(std::string_view bytes) override { text += bytes; }
      Task<void> drained() override { co_return; }
      std::string text;
    } out;
    auto request = or_throw(
        http::parse_request("GET", "/api/v1/events?after=0", from_our_page(session_of(user)), ""));
    request.client = {.address = "203.0.113.7"};
    auto ctx = loop.run(identity::web_context(rooms.identity())(request, {})).context;
    const auto response = loop.run(router.answer(std::move(ctx), std::move(request)));
    EXPECT_EQ(response.status, 200) << response.body;
    const auto stream = response.flow(out);
    SimulatedLoop::start(stream);
    loop.run(sleep_for(loop, std::chrono::seconds(1)));
    return out.text;
  }
  Json stop(const identity::User& user, const std::vector<std::string>& servers) {
    return ask(user, "POST", "/api/v1/servers/stop", {{"servers", servers}}).json;
  }
};

TEST_F(Limited, SeesNoTraceOfOtherAccountsAnywhere) {
  ended(stop(ana, {web, forno}));
  ask(ana, "POST", "/api/v1/pauses", {{"scope", "account"}, {"id", padaria}, {"reason", "x"}});
  ask(ana, "POST", "/api/v1/pauses", {{"scope", "customer"}, {"id", boreal}, {"reason", "x"}});
  ask(ana, "PUT", "/api/v1/servers/" + forno + "/never-switch-off", {{"reason", "x"}});
  ask(ana, "POST", "/api/v1/accounts/Padaria/check");
  int looked_at = 0;

  for (const auto& route : router.routes()) {
    if (route.verb != http::Verb::get || route.pattern.contains('{')) continue;
    const auto answer = ask(lia, "GET", route.pattern);
    expect_no_trace(answer.body, route.pattern);
    looked_at += answer.status == 200 ? 1 : 0;
  }

  EXPECT_GT(looked_at, 12);
  for (const auto* target : {"/api/v1/servers?format=csv", "/api/v1/audit?format=csv",
                             "/api/v1/audit?limit=500", "/api/v1/servers?q=o"})
    expect_no_trace(ask(lia, "GET", target).body, target);
}

TEST_F(Limited, SeesAndCountsTheirOwnServers) {
  const auto list = get(lia, "/api/v1/servers");

  EXPECT_THAT(list["servers"], SizeIs(2));
  EXPECT_EQ(list["total"], 2);
  EXPECT_EQ(list["states"], (Json{{"running", 2}}));
  EXPECT_THAT(list["read"], SizeIs(1));
  EXPECT_EQ(get(ana, "/api/v1/servers")["total"], 5);
  EXPECT_THAT(get(lia, "/api/v1/accounts")["accounts"], SizeIs(1));
  EXPECT_EQ(get(lia, "/api/v1/customers")["customers"][0]["name"], "Aurora");
  EXPECT_EQ(get(lia, "/api/v1/session")["limits"]["accounts"], (Json{loja}));
}

TEST_F(Limited, MaySwitchTheirOwnServersAndNoOther) {
  const auto own = ask(lia, "POST", "/api/v1/servers/stop", {{"servers", {web}}});
  const auto mixed = ask(lia, "POST", "/api/v1/servers/start", {{"servers", {web, forno}}});

  EXPECT_EQ(own.status, 202) << own.body;
  EXPECT_EQ(mixed.status, 404);
  EXPECT_EQ(mixed.code(), "server.unknown");
  EXPECT_EQ(mixed.json["field"], "servers[1]");
}

TEST_F(Limited, SeesOfAnOperationTheirOwnTargetsAlone) {
  ask(ana, "PUT", "/api/v1/servers/" + forno + "/never-switch-off", {{"reason", "caixa"}});
  const auto operation = ended(stop(ana, {web, forno}));
  const auto others = ended(stop(ana, {forno}));
  ASSERT_EQ(operation["state"], "partial");
  const auto path = "/api/v1/operations/" + operation["id"].get<std::string>();

  const auto shown = get(lia, path + "?journal=true");
  const auto listed = get(lia, "/api/v1/operations?kind=servers.stop")["operations"];

  EXPECT_EQ(shown["state"], "succeeded");
  EXPECT_EQ(shown["total"], 1);
  EXPECT_EQ(shown["done"], 1);
  ASSERT_THAT(shown["targets"], SizeIs(1));
  EXPECT_EQ(shown["targets"][0]["id"], web);
  expect_no_trace(shown.dump(), path);
  ASSERT_THAT(listed, SizeIs(1));
  EXPECT_EQ(listed[0]["outcomes"], (Json{{"succeeded", 1}}));
  EXPECT_THAT(get(lia, "/api/v1/operations?state=partial")["operations"], SizeIs(0));
  EXPECT_THAT(get(lia, "/api/v1/operations?kind=servers.stop&state=succeeded")["operations"],
              SizeIs(1));
  EXPECT_EQ(ask(lia, "GET", "/api/v1/operations/" + others["id"].get<std::string>()).status, 404);
}

TEST_F(Limited, HearsOfAnOperationNoMoreThanTheySeeOfIt) {
  const auto id_of = [](const Json& operation) { return operation["id"].get<std::string>(); };
  const auto own = id_of(ended(stop(ana, {web})));
  const auto others = id_of(ended(stop(ana, {forno})));
  ended(ask(ana, "POST", "/api/v1/servers/start", {{"servers", {web, forno}}}).json);
  const auto mixed = id_of(ended(stop(ana, {web, forno})));
  const auto end_of = [](const std::string& id) {
    return R"("event":"operation.ended","kind":"servers.stop","operation":")" + id + '"';
  };

  const auto all = told(ana);
  const auto text = told(lia);

  EXPECT_THAT(all, HasSubstr(end_of(mixed)));
  EXPECT_THAT(text, HasSubstr(end_of(own)));
  EXPECT_THAT(text, HasSubstr(R"({"event":"operation.changed","operation":")" + mixed + R"("})"));
  EXPECT_THAT(text, Not(HasSubstr(R"("kind":"servers.stop","operation":")" + mixed)));
  EXPECT_THAT(text, Not(HasSubstr(others)));
  expect_no_trace(text, "the stream");
}

TEST_F(Limited, FindsNoOperationByATargetThatTheyDoNotSee) {
  ended(stop(ana, {web, forno}));
  ended(stop(ana, {forno}));
  const auto found = [&](const identity::User& who, const std::string& filter) {
    return get(who, "/api/v1/operations?kind=servers.stop&" + filter)["operations"].size();
  };

  EXPECT_EQ(found(lia, "target=" + web), 1U);
  EXPECT_EQ(found(lia, "target=" + forno), 0U);
  EXPECT_EQ(found(lia, "q=" + forno), 0U);
  EXPECT_EQ(found(lia, "q=forno"), 0U);
  EXPECT_EQ(found(ana, "target=" + forno), 2U);
  EXPECT_EQ(found(ana, "target=" + web), 1U);
  EXPECT_EQ(found(ana, "q=" + forno), 2U);
}

TEST_F(Limited, GetsAsAFileOfOperationsWhatTheyReachAndInWhateverOrder) {
  ended(stop(ana, {web, forno}));
  ended(stop(ana, {forno}));
  const auto file = [&](const identity::User& who, const std::string& sort) {
    return ask(who, "GET", "/api/v1/operations?kind=servers.stop&format=csv&sort=" + sort).body;
  };

  for (const auto* sort : {"requested", "-requested", "kind", "-by"}) {
    EXPECT_EQ(std::ranges::count(file(ana, sort), '\n'), 3) << sort;
    EXPECT_EQ(std::ranges::count(file(lia, sort), '\n'), 2) << sort;
    EXPECT_THAT(file(lia, sort), HasSubstr("succeeded: 1")) << sort;
  }
}

TEST_F(Limited, HearsOfChangesOfTheirOwnCustomersAlone) {
  const auto rename = [&](const std::string& name, const std::string& wished) {
    for (const auto& customer : get(ana, "/api/v1/customers")["customers"]) {
      if (customer["name"] != name) continue;
      auto headers = from_our_page(session_of(ana));
      headers.emplace_back("If-Match", customer["etag"].get<std::string>());
      const auto path = "/api/v1/customers/" + customer["id"].get<std::string>();
      EXPECT_EQ(send("PATCH", path, {{"name", wished}}, std::move(headers)).status, 200);
    }
  };
  rename("Aurora", "Aurora SA");
  rename("Boreal", "Boreal SA");
  const auto changed = [](const std::string& id) {
    return R"({"customer":")" + id + R"(","event":"customers.changed"})";
  };

  const auto all = told(ana);
  const auto text = told(lia);

  EXPECT_THAT(all, AllOf(HasSubstr(changed(aurora)), HasSubstr(changed(boreal))));
  EXPECT_THAT(text, HasSubstr(changed(aurora)));
  EXPECT_THAT(text, Not(HasSubstr(boreal)));
}

TEST_F(Limited, PagesThroughWhatTheySee) {
  for (int i = 0; i < 3; ++i) {
    ended(stop(ana, {forno}));
    ended(stop(ana, {web}));
  }

  const auto first_page = get(lia, "/api/v1/operations?kind=servers.stop&limit=2");
  const auto rest = get(lia, "/api/v1/operations?kind=servers.stop&limit=2&before=" +
                                 first_page["next"].get<std::string>());

  EXPECT_THAT(first_page["operations"], SizeIs(2));
  EXPECT_THAT(rest["operations"], SizeIs(1));
  EXPECT_FALSE(rest.contains("next"));
}

TEST_F(Limited, PagesThroughStatesOfWhatTheySee) {
  const std::string stops = "/api/v1/operations?kind=servers.stop&state=succeeded&limit=1";
  ended(stop(ana, {web}));
  ended(stop(ana, {forno}));
  ask(ana, "PUT", "/api/v1/servers/" + web + "/never-switch-off", {{"reason", "caixa"}});
  ended(ask(ana, "POST", "/api/v1/servers/start", {{"servers", {web}}}).json);
  ASSERT_EQ(ended(stop(ana, {web}))["state"], "refused");

  const auto page = get(lia, stops);

  ASSERT_THAT(page["operations"], SizeIs(1));
  EXPECT_EQ(page["operations"][0]["outcomes"], (Json{{"succeeded", 1}}));
  EXPECT_FALSE(page.contains("next"));
  EXPECT_THAT(get(lia, "/api/v1/operations?kind=servers.stop&state=refused")["operations"],
              SizeIs(1));
}

TEST_F(Limited, SeeOfASweepTheirOwnAccountsAlone) {
  const auto swept =
      ended(ask(ana, "POST", "/api/v1/sweeps", {{"accounts", {loja, padaria}}}).json);
  const auto path = "/api/v1/operations/" + swept["id"].get<std::string>();

  const auto shown = get(lia, path);

  EXPECT_EQ(swept["params"]["accounts"], (Json{loja, padaria}));
  EXPECT_EQ(shown["params"]["accounts"], (Json{loja}));
  EXPECT_EQ(shown["total"], shown["targets"].size());
  expect_no_trace(shown.dump(), path);
}

TEST_F(Limited, CancelNothingThatIsNotTheirsAlone) {
  const auto mixed = stop(ana, {web, forno})["id"].get<std::string>();

  EXPECT_EQ(ask(lia, "POST", "/api/v1/operations/" + mixed + "/cancel").code(), "reach.limited");
}

TEST_F(Limited, SweepTheirOwnAccounts) {
  const auto asked = ask(lia, "POST", "/api/v1/sweeps", Json::object());
  ASSERT_EQ(asked.status, 202) << asked.body;
  const auto swept = ended(asked.json);

  EXPECT_EQ(swept["params"]["accounts"], (Json{loja}));
  for (const auto& target : swept["targets"]) EXPECT_EQ(target["account"], loja);
  EXPECT_EQ(get(lia, "/api/v1/operations?kind=inventory.sweep")["operations"].size(), 2);
}

TEST_F(Limited, PauseTheirOwnAccountsAndNothingMore) {
  const auto pause = [&](const Json& scope) {
    Json body{{"reason", "x"}};
    body.update(scope);
    return ask(lia, "POST", "/api/v1/pauses", body);
  };

  EXPECT_EQ(pause({{"scope", "everything"}}).code(), "reach.limited");
  EXPECT_EQ(pause({{"scope", "customer"}, {"id", "Aurora"}}).code(), "reach.limited");
  EXPECT_EQ(pause({{"scope", "customer"}, {"id", "Boreal"}}).code(), "customer.unknown");
  EXPECT_EQ(pause({{"scope", "account"}, {"id", "Padaria"}}).code(), "account.unknown");
  EXPECT_EQ(pause({{"scope", "account"}, {"id", "Loja"}}).status, 200);
}

TEST_F(Limited, ReadTheRecordOfTheirAccountsAndOfThemselves) {
  ended(stop(ana, {web, forno}));
  ended(stop(ana, {web}));
  ask(lia, "PATCH", "/api/v1/me", {{"name", "Lia Prado"}});
  ask(ana, "PATCH", "/api/v1/me", {{"name", "Ana Souza"}});

  std::map<std::string, int> actions;
  const auto records = get(lia, "/api/v1/audit?limit=500")["records"];
  for (const auto& record : records) ++actions[record["content"]["action"]];

  EXPECT_EQ(actions["operation.requested"], 1);
  EXPECT_EQ(actions["account.added"], 1);
  EXPECT_EQ(actions["user.profile_changed"], 1);
  EXPECT_EQ(actions["customer.made"], 0);  // Of Aurora they reach one account, not all.
  EXPECT_EQ(ask(lia, "GET", "/api/v1/audit?account=Padaria").code(), "account.unknown");
  const auto of_padaria = get(ana, "/api/v1/audit?limit=500&customer=" + boreal)["records"].dump();
  EXPECT_THAT(of_padaria, HasSubstr(forno));
  EXPECT_THAT(get(ana, "/api/v1/audit?limit=500&account=Loja&action=account.")["records"].dump(),
              Not(HasSubstr(padaria)));
  EXPECT_EQ(ask(lia, "GET", "/api/v1/audit/export").code(), "reach.limited");
  EXPECT_EQ(ask(lia, "GET", "/api/v1/audit/verify").code(), "reach.limited");
}

TEST_F(Limited, FindSchedulesByWhereTheirTargetsAreNow) {
  const auto place = [&](const std::string& account, const std::string& id) {
    return Json{{"account", account}, {"region", "sa-east-1"}, {"server", id}};
  };
  const auto schedule = [&](const std::string& name, const Json& targets) {
    const auto made = ask(
        ana, "POST", "/api/v1/schedules",
        {{"name", name},
         {"zone", "America/Sao_Paulo"},
         {"mode", "edges"},
         {"rules", {{{"window", {{"begin", "08:00"}, {"end", "19:00"}, {"days", "every_day"}}}}}},
         {"targets", targets}});
    EXPECT_EQ(made.status, 201) << made.body;
  };
  schedule("of the shop", {{"servers", {place(loja, web)}}});
  schedule("of the bakery", {{"servers", {place(padaria, forno)}}});
  const auto names = [&](const identity::User& who, const std::string& query) {
    std::vector<std::string> found;
    for (const auto& one : get(who, "/api/v1/schedules?" + query)["schedules"])
      found.push_back(one["name"]);
    return found;
  };

  EXPECT_THAT(names(ana, "account=Loja"), ::testing::ElementsAre("of the shop"));
  EXPECT_THAT(names(ana, "customer=" + boreal), ::testing::ElementsAre("of the bakery"));
  EXPECT_THAT(names(ana, "customer=Aurora&region=us-east-1"), SizeIs(0));
  EXPECT_THAT(names(ana, "region=sa-east-1"), SizeIs(2));
  EXPECT_EQ(ask(lia, "GET", "/api/v1/schedules?account=Padaria").code(), "account.unknown");
}

TEST_F(Limited, ReachesAccountsThatTheirCustomerGetsLater) {
  write([&](sql::Tx& tx) {
    identity::put_membership(tx, {.tenant = first,
                                  .user = lia.id,
                                  .role = identity::Role::operator_,
                                  .reach = {.is_everything = false,
                                            .customers = {or_throw(CustomerId::parse(boreal))}}});
  });

  EXPECT_EQ(get(lia, "/api/v1/servers")["total"], 3);
  const auto made = get(lia, "/api/v1/audit?action=customer.made&limit=500")["records"];
  ASSERT_THAT(made, SizeIs(1));
  EXPECT_EQ(made[0]["content"]["detail"]["customer"], boreal);
  EXPECT_EQ(
      ask(lia, "POST", "/api/v1/pauses", {{"scope", "customer"}, {"id", "Boreal"}, {"reason", "x"}})
          .status,
      200);
  write([&](sql::Tx& tx) {
    tx.exec("update accounts set customer_id = ? where tenant_id = ? and name = 'Loja'",
            or_throw(CustomerId::parse(boreal)), first);
  });
  EXPECT_EQ(get(lia, "/api/v1/servers")["total"], 5);
}

}  // namespace
}  // namespace mirante

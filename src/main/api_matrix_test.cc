// Every route of the program × who asks × whose thing it is about. A route that nobody has said
// here who may use, or with whose ids it was not tried, fails.
#include <gmock/gmock.h>

#include <set>

#include "features/schedules/schedule_ids.h"
#include "main/testing/route_rules.h"
#include "main/testing/two_tenants.h"

namespace mirante {
namespace {

using ::testing::ContainerEq;
using ::testing::HasSubstr;
using testing::Least;
using ::testing::Not;
using testing::Probe;
using testing::probes;
using testing::Rule;
using testing::rules;
using testing::scheduled_for;
using testing::Thing;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

class Matrix : public testing::TwoTenants {
 protected:
  Matrix() {
    operation = ended(ask(ana, "POST", "/api/v1/servers/stop", {{"servers", {forno}}}).json)["id"];
    invitation =
        ask(ana, "POST", "/api/v1/invitations", {{"email", "dora@example.com"}, {"role", "viewer"}})
            .json["id"];
    token = ask(ana, "POST", "/api/v1/tokens", {{"name", "x"}, {"role", "viewer"}, {"days", 1}})
                .json["id"];
    make_schedule_things();
    const auto cookie = session_of(ana);
    for (const auto& one :
         send("GET", "/api/v1/sessions", nullptr, from_our_page(cookie)).json["sessions"])
      if (one["is_this"].get<bool>()) session = one["id"];
  }

  void make_schedule_things() {
    schedule = ask(ana, "POST", "/api/v1/schedules",
                   Json::parse(replaced(scheduled_for("accounts").dump(), "ID", padaria)))
                   .json["id"];
    calendar = ask(ana, "POST", "/api/v1/calendars",
                   {{"name", "x"}, {"dates", {{{"yearly", "06-13"}, {"name", "y"}}}}})
                   .json["id"];
    const auto until = to_iso8601(loop.clock().now() + std::chrono::hours(1));
    freeze = ask(ana, "POST", "/api/v1/freezes", {{"end", until}, {"reason", "x"}}).json["id"];
    maintenance =
        ask(ana, "POST", "/api/v1/maintenance",
            {{"end", until}, {"reason", "x"}, {"targets", {{"filter", {{"accounts", {padaria}}}}}}})
            .json["id"];
    const Json server{{"account", padaria}, {"region", "sa-east-1"}, {"server", forno}};
    override_ =
        ask(ana, "POST", "/api/v1/overrides",
            {{"servers", {server}}, {"until", until}, {"state", "stopped"}, {"reason", "x"}})
            .json["overrides"][0]["id"];
  }

  /// Ana's, out of Lia's reach.
  std::string theirs(Thing thing) const {
    switch (thing) {
      case Thing::account: return padaria;
      case Thing::account_name: return "Padaria";
      case Thing::customer: return boreal;
      case Thing::customer_name: return "Boreal";
      case Thing::server: return forno;
      case Thing::database: return "db:receitas";
      case Thing::operation: return operation;
      case Thing::user: return otto.id.text();
      case Thing::invitation: return invitation;
      case Thing::session: return session;
      case Thing::token: return token;
      case Thing::schedule: return schedule;
      case Thing::calendar: return calendar;
      case Thing::freeze: return freeze;
      case Thing::maintenance: return maintenance;
      case Thing::override_: return override_;
    }
    return {};
  }
  std::string absent(Thing thing) {
    switch (thing) {
      case Thing::account: return AccountId::make(loop.clock(), rng).text();
      case Thing::account_name:
      case Thing::customer_name: return "Ninguem";
      case Thing::customer: return CustomerId::make(loop.clock(), rng).text();
      case Thing::server: return "i-0123456789abcdef0";
      case Thing::database: return "db:nada";
      case Thing::operation: return OperationId::make(loop.clock(), rng).text();
      case Thing::user: return UserId::make(loop.clock(), rng).text();
      case Thing::invitation: return identity::LinkId::make(loop.clock(), rng).text();
      case Thing::session: return identity::SessionId::make(loop.clock(), rng).text();
      case Thing::token: return identity::ApiTokenId::make(loop.clock(), rng).text();
      case Thing::schedule: return schedules::ScheduleId::make(loop.clock(), rng).text();
      case Thing::calendar: return schedules::CalendarId::make(loop.clock(), rng).text();
      case Thing::freeze: return schedules::FreezeId::make(loop.clock(), rng).text();
      case Thing::maintenance: return schedules::MaintenanceId::make(loop.clock(), rng).text();
      case Thing::override_: return schedules::OverrideId::make(loop.clock(), rng).text();
    }
    return {};
  }

  struct Split {
    std::string verb, pattern;
  };
  static Split split(const std::string& route) {
    const auto space = route.find(' ');
    return {route.substr(0, space), route.substr(space + 1)};
  }
  /// The path with this in the place of its one name.
  static std::string path_of(const std::string& pattern, const std::string& id) {
    const auto open = pattern.find('{'), close = pattern.find('}');
    if (open == std::string::npos) return pattern;
    return pattern.substr(0, open) + id + pattern.substr(close + 1);
  }
  std::string answer_to(const identity::User& user, const Probe& probe, const std::string& id) {
    const auto [verb, pattern] = split(probe.route);
    const auto body =
        probe.body.is_null() ? Json() : Json::parse(replaced(probe.body.dump(), "ID", id));
    const auto answer =
        ask(user, verb, path_of(pattern, id) + replaced(probe.query, "ID", id), body);
    return std::to_string(answer.status) + " " + replaced(answer.body, id, "ID");
  }

  /// A route that has a name in its path, tried with something that is not there.
  testing::Answer try_route(const Rule& rule, http::Headers headers) {
    const auto [verb, pattern] = split(rule.route);
    const auto id = pattern.contains("servers")     ? "i-0123456789abcdef0"
                    : pattern.contains("databases") ? "db:nada"
                    : pattern.contains("schedules")
                        ? schedules::ScheduleId::make(loop.clock(), rng).text()
                    : pattern.contains("operations") ? OperationId::make(loop.clock(), rng).text()
                                                     : "nothing";
    return send(verb, path_of(pattern, id), rule.body, std::move(headers));
  }

  std::string operation, invitation, session, token;
  std::string schedule, calendar, freeze, maintenance, override_;
};

TEST_F(Matrix, SaysOfEveryRouteWhoMayUseIt) {
  std::set<std::string> said, there;
  for (const auto& rule : rules()) said.insert(rule.route);
  for (const auto& route : router.routes())
    there.insert(std::string(http::to_string(route.verb)) + " " + route.pattern);

  EXPECT_THAT(there, ContainerEq(said));
}

TEST_F(Matrix, TriesEveryRouteThatNamesAThing) {
  std::set<std::string> tried;
  for (const auto& probe : probes()) tried.insert(probe.route);

  for (const auto& rule : rules())
    if (rule.route.contains('{')) EXPECT_TRUE(tried.contains(rule.route)) << rule.route;
}

TEST_F(Matrix, LetsNobodyDoMoreThanTheirRole) {
  struct Asker {
    std::string name;
    Least has;
    bool is_person;
    std::function<http::Headers()> headers;
  };
  const auto person = [this](const identity::User& user) {
    return [this, &user] { return from_our_page(session_of(user)); };
  };
  const auto program = [this](const identity::User& user, identity::Role role) {
    return [this, &user, role] {
      return http::Headers{{"Authorization", "Bearer " + program_of(user, role)}};
    };
  };
  using enum identity::Role;
  const Asker askers[] = {
      {"viewer", Least::viewer, true, person(vera)},
      {"operator", Least::operator_, true, person(otto)},
      {"limited operator", Least::operator_, true, person(lia)},
      {"admin", Least::admin, true, person(ana)},
      {"an admin's token as viewer", Least::viewer, false, program(ana, viewer)},
      {"a viewer's token as admin", Least::viewer, false, program(vera, admin)},
      {"an admin's token as admin", Least::admin, false, program(ana, admin)},
  };

  for (const auto& rule : rules()) {
    const auto nobody = try_route(rule, {{"Host", "panel"}});
    EXPECT_EQ(nobody.code() == "session.needed", rule.least != Least::nobody)
        << rule.route << nobody.body;
    for (const auto& asker : askers) {
      const auto answer = try_route(rule, asker.headers());
      const bool needs_person = rule.least == Least::person;
      const bool may = needs_person ? asker.is_person : asker.has >= rule.least;
      const bool is_refused = answer.code() == "permission.missing" ||
                              answer.code() == "token.by_program" ||
                              answer.code() == "session.needed";
      EXPECT_EQ(is_refused, !may) << asker.name << ": " << rule.route << " " << answer.body;
      if (is_refused) EXPECT_EQ(answer.status, 403) << asker.name << ": " << rule.route;
    }
  }
}

TEST_F(Matrix, AnswersOfAnotherCompanysThingsAsOfWhatIsNotThere) {
  for (const auto& probe : probes()) {
    const auto foreign = answer_to(bia, probe, theirs(probe.thing));

    EXPECT_THAT(foreign, ::testing::StartsWith("404 ")) << probe.route << probe.query;
    EXPECT_EQ(foreign, answer_to(bia, probe, absent(probe.thing))) << probe.route << probe.query;
  }
}

TEST_F(Matrix, AnswersOfWhatIsOutOfReachAsOfWhatIsNotThere) {
  for (const auto& probe : probes()) {
    // These are the whole company's, and everybody may see them.
    if (probe.thing == Thing::calendar || probe.thing == Thing::freeze) continue;
    const auto beyond = answer_to(lia, probe, theirs(probe.thing));

    EXPECT_THAT(beyond,
                ::testing::AnyOf(::testing::StartsWith("404 "), HasSubstr("permission.missing")))
        << probe.route << probe.query;
    EXPECT_EQ(beyond, answer_to(lia, probe, absent(probe.thing))) << probe.route << probe.query;
  }
}

TEST_F(Matrix, AnswersOfOnesOwnThingsOtherwise) {
  for (const auto& probe : probes())
    // The account is connected by keys; these two are for roles.
    if (probe.route.starts_with("GET ") && !probe.route.ends_with("/instructions") &&
        !probe.route.ends_with("/role-template"))
      EXPECT_THAT(answer_to(ana, probe, theirs(probe.thing)), ::testing::StartsWith("200 "))
          << probe.route << probe.query;
}

TEST_F(Matrix, LeavesTheOtherCompanyAsItWas) {
  const auto before = get(ana, "/api/v1/audit?limit=500")["records"].size();

  for (const auto& probe : probes()) answer_to(bia, probe, theirs(probe.thing));

  EXPECT_EQ(get(ana, "/api/v1/audit?limit=500")["records"].size(), before);
  for (const auto& route : router.routes())
    if (route.verb == http::Verb::get && !route.pattern.contains('{')) {
      const auto body = ask(bia, "GET", route.pattern).body;
      for (const auto& trace : {loja, padaria, web, forno, operation, std::string("210987654321"),
                                std::string("ana@example.com")})
        EXPECT_THAT(body, Not(HasSubstr(trace))) << route.pattern;
    }
}

TEST_F(Matrix, MakesNoTokensThatActAsSomebodyElse) {
  const Json draft{{"name", "x"}, {"role", "viewer"}, {"days", 1}};

  const auto answer = ask(ana, "POST", "/api/v1/members/" + otto.id.text() + "/tokens", draft);

  EXPECT_EQ(answer.code(), "token.of_another");
}

TEST_F(Matrix, LeavesTheInstallToTheFirstCompanysAdministrators) {
  const Json draft{{"company", "Tres"}, {"email", "caio@example.com"}};

  EXPECT_EQ(ask(bia, "GET", "/api/v1/tenants").code(), "permission.missing");
  EXPECT_EQ(ask(bia, "POST", "/api/v1/tenants", draft).code(), "permission.missing");
  EXPECT_EQ(get(ana, "/api/v1/tenants")["tenants"].size(), 2U);
}

TEST_F(Matrix, GivesACompanyThatSomebodyAddsToItsAdministratorAlone) {
  const auto added =
      ask(ana, "POST", "/api/v1/tenants", {{"company", "Tres"}, {"email", "caio@example.com"}});
  ASSERT_EQ(added.status, 201) << added.body;

  const auto path = added.json["invitation"]["path"].get<std::string>();
  const auto joined = send("POST", "/api/v1/links/join",
                           {{"token", path.substr(path.find('#') + 1)},
                            {"name", "Caio"},
                            {"password", "quatro cavalos azuis"},
                            {"language", "en"},
                            {"zone", "UTC"}},
                           {{"Host", "panel"}});

  EXPECT_EQ(joined.json["tenants"].size(), 1U) << joined.body;
  EXPECT_EQ(joined.json["tenant"], added.json["id"]);
  EXPECT_EQ(get(ana, "/api/v1/session")["tenants"].size(), 1U);
  EXPECT_EQ(get(ana, "/api/v1/audit?action=tenant.added")["records"].size(), 1U);
}

TEST_F(Matrix, MovesTheDataForProgramsOnThePanelsMachineAlone) {
  const Json wish{{"to", "mysql://x:y@127.0.0.1:1/z"}};

  EXPECT_EQ(ask(ana, "POST", "/api/v1/state/move", wish).code(), "state.this_machine_only");
  EXPECT_EQ(ask(ana, "GET", "/api/v1/state/move").code(), "state.this_machine_only");
}

TEST_F(Matrix, KeepsRefusalsInTheRecordOnceAMinute) {
  const auto refusals = [this] {
    return get(ana, "/api/v1/audit?action=request.refused&actor=vera@example.com")["records"];
  };
  for (int i = 0; i < 3; ++i) ask(vera, "GET", "/api/v1/members");

  ASSERT_THAT(refusals(), ::testing::SizeIs(1));
  const auto content = refusals()[0]["content"];
  EXPECT_EQ(content["detail"]["route"], "GET /api/v1/members");
  EXPECT_EQ(content["refused"]["code"], "permission.missing");
  ask(vera, "GET", "/api/v1/doctor");
  loop.run(sleep_for(loop, std::chrono::minutes(2)));
  ask(vera, "GET", "/api/v1/members");
  EXPECT_THAT(refusals(), ::testing::SizeIs(3));
}

TEST_F(Matrix, CountsInTheRecordWhoComesWithALinkOrATokenThatIsNone) {
  const http::Headers nobody{{"Host", "panel"}};
  for (int i = 0; i < 3; ++i) {
    send("POST", "/api/v1/links/show", {{"token", "ml_x"}}, nobody);
    send("GET", "/api/v1/servers", nullptr, {{"Authorization", "Bearer mt_x"}});
  }

  loop.run(sleep_for(loop, std::chrono::minutes(2)));

  for (const auto* action : {"link.used", "token.used"}) {
    const auto records = get(ana, std::string("/api/v1/audit?action=") + action)["records"];
    ASSERT_THAT(records, ::testing::SizeIs(1)) << action;
    EXPECT_EQ(records[0]["content"]["detail"]["times"], 3);
    EXPECT_EQ(records[0]["content"]["detail"]["address"], "203.0.113.7");
  }
}

TEST_F(Matrix, ChangesNothingForPagesOfOtherSites) {
  for (const auto& rule : rules()) {
    if (rule.route.starts_with("GET ")) continue;
    auto elsewhere = from_our_page(session_of(ana));
    elsewhere[1].second = "https://evil.example";
    auto silent = from_our_page(session_of(ana));
    silent.erase(silent.begin() + 1);

    EXPECT_EQ(try_route(rule, elsewhere).code(), "request.cross_site") << rule.route;
    EXPECT_EQ(try_route(rule, silent).code(), "request.cross_site") << rule.route;
  }
}

}  // namespace
}  // namespace mirante

// Every route of the program × who asks × whose thing it is about. A route that nobody has said
// here who may use, or with whose ids it was not tried, fails.
#include <gmock/gmock.h>

#include <set>

#include "features/schedules/schedule_ids.h"
#include "main/testing/two_tenants.h"

namespace mirante {
namespace {

using ::testing::ContainerEq;
using ::testing::HasSubstr;
using ::testing::Not;

/// Who may use a route at least. A token stands for its role, and is no person.
enum class Least : std::uint8_t { nobody, anybody, person, viewer, operator_, admin };

struct Rule {
  std::string route;
  Least least;
  Json body = nullptr;  // With which nothing is wrong before it is asked who is there.
};

std::vector<Rule> rules_for_all_roles() {
  using enum Least;
  const Json empty = Json::object();
  return {
      {"GET /healthz", nobody},
      {"GET /readyz", nobody},
      {"GET /api/v1/set-up", nobody},
      {"POST /api/v1/set-up", nobody, empty},
      {"POST /api/v1/session", nobody, empty},
      {"DELETE /api/v1/session", nobody},
      {"POST /api/v1/links/show", nobody, empty},
      {"POST /api/v1/links/join", nobody, empty},
      {"POST /api/v1/links/new-password", nobody, empty},
      {"POST /api/v1/leave-on/show", nobody, empty},
      {"POST /api/v1/leave-on", nobody, empty},
      {"GET /api/v1/about", nobody},
      {"GET /api/v1/session", anybody},
      {"PUT /api/v1/session/tenant", person, {{"tenant", "x"}}},
      {"GET /api/v1/sessions", person},
      {"DELETE /api/v1/sessions", person},
      {"DELETE /api/v1/sessions/{session}", person},
      {"PATCH /api/v1/me", person, empty},
      {"PUT /api/v1/me/password", person, {{"present", "x"}, {"password", "y"}}},
      {"POST /api/v1/me/authenticator", person, {{"password", "x"}}},
      {"PUT /api/v1/me/authenticator", person, {{"code", "123456"}}},
      {"DELETE /api/v1/me/authenticator", person, {{"password", "x"}}},
      {"GET /api/v1/tokens", person},
      {"POST /api/v1/tokens", person, {{"name", "x"}, {"role", "viewer"}, {"days", 1}}},
      {"DELETE /api/v1/tokens/{token}", person},
      {"POST /api/v1/links/accept", person, {{"token", "x"}}},
  };
}

std::vector<Rule> rules_by_role() {
  using enum Least;
  const Json empty = Json::object();
  return {
      {"GET /api/v1/events", viewer},
      {"GET /api/v1/usage", viewer},
      {"GET /api/v1/identity", viewer},
      {"GET /api/v1/permissions-policy", viewer},
      {"GET /api/v1/customers", viewer},
      {"GET /api/v1/accounts", viewer},
      {"GET /api/v1/accounts/{account}", viewer},
      {"POST /api/v1/accounts/{account}/check", viewer},
      {"GET /api/v1/servers", viewer},
      {"GET /api/v1/servers/{id}", viewer},
      {"GET /api/v1/databases", viewer},
      {"GET /api/v1/databases/{id}", viewer},
      {"GET /api/v1/opportunities", viewer},
      {"GET /api/v1/other-switchers", viewer},
      {"GET /api/v1/savings", viewer},
      {"GET /api/v1/server-costs", viewer},
      {"POST /api/v1/schedules/estimate", viewer, empty},
      {"GET /api/v1/never-switch-off", viewer},
      {"GET /api/v1/pauses", viewer},
      {"GET /api/v1/operations", viewer},
      {"GET /api/v1/operations/{id}", viewer},
      {"POST /api/v1/sweeps", operator_, empty},
      {"POST /api/v1/servers/start", operator_, empty},
      {"POST /api/v1/servers/stop", operator_, empty},
      {"POST /api/v1/servers/reboot", operator_, empty},
      {"POST /api/v1/servers/resize", operator_, empty},
      {"GET /api/v1/servers/{id}/types", viewer},
      {"PUT /api/v1/servers/{id}/never-switch-off", operator_, empty},
      {"DELETE /api/v1/servers/{id}/never-switch-off", operator_},
      {"POST /api/v1/databases/start", operator_, empty},
      {"POST /api/v1/databases/stop", operator_, empty},
      {"PUT /api/v1/databases/{id}/never-switch-off", operator_, empty},
      {"DELETE /api/v1/databases/{id}/never-switch-off", operator_},
      {"POST /api/v1/pauses", operator_, empty},
      {"DELETE /api/v1/pauses", operator_},
      {"POST /api/v1/operations/{id}/cancel", operator_},
      {"GET /api/v1/audit", operator_},
      {"GET /api/v1/audit/verify", operator_},
      {"GET /api/v1/audit/export", operator_},
      {"GET /api/v1/schedules", viewer},
      {"GET /api/v1/schedules/{schedule}", viewer},
      {"GET /api/v1/schedules/{schedule}/versions", viewer},
      {"GET /api/v1/schedules/{schedule}/history", viewer},
      {"GET /api/v1/schedules/{schedule}/preflight", viewer},
      {"GET /api/v1/schedules/{schedule}/results", viewer},
      {"POST /api/v1/schedules/{schedule}/retry", operator_, empty},
      {"POST /api/v1/schedules/preview", viewer, empty},
      {"POST /api/v1/schedules/simulate", viewer, empty},
      {"POST /api/v1/schedules/check", viewer, empty},
      {"GET /api/v1/calendars", viewer},
      {"GET /api/v1/calendars/{calendar}/dates", viewer},
      {"GET /api/v1/freezes", viewer},
      {"GET /api/v1/overrides", viewer},
      {"GET /api/v1/servers/{id}/decisions", viewer},
      {"GET /api/v1/databases/{id}/decisions", viewer},
      {"POST /api/v1/schedules", operator_, empty},
      {"PUT /api/v1/schedules/{schedule}", operator_, empty},
      {"DELETE /api/v1/schedules/{schedule}", operator_},
      {"POST /api/v1/schedules/{schedule}/pause", operator_},
      {"POST /api/v1/schedules/{schedule}/resume", operator_},
      {"POST /api/v1/schedules/{schedule}/approve", operator_},
      {"POST /api/v1/schedules/{schedule}/run-now", operator_},
      {"POST /api/v1/calendars", operator_, empty},
      {"PUT /api/v1/calendars/{calendar}", operator_, empty},
      {"DELETE /api/v1/calendars/{calendar}", operator_},
      {"POST /api/v1/freezes", operator_, empty},
      {"DELETE /api/v1/freezes/{freeze}", operator_},
      {"POST /api/v1/overrides", operator_, empty},
      {"DELETE /api/v1/overrides/{override}", operator_},
      {"POST /api/v1/customers", admin, empty},
      {"PATCH /api/v1/customers/{customer}", admin, empty},
      {"PUT /api/v1/accounts/{account}/customer", admin, {{"customer", nullptr}}},
      {"POST /api/v1/accounts", admin, empty},
      {"POST /api/v1/accounts/shared-role", admin, empty},
      {"POST /api/v1/accounts/import", admin, empty},
      {"DELETE /api/v1/accounts/{account}", admin},
      {"POST /api/v1/accounts/{account}/connect", admin, empty},
      {"PUT /api/v1/accounts/{account}/keys", admin, empty},
      {"PUT /api/v1/accounts/{account}/features", admin, {{"features", {"see"}}}},
      {"GET /api/v1/accounts/{account}/instructions", admin},
      {"GET /api/v1/accounts/{account}/role-template", admin},
      {"GET /api/v1/role-template", admin},
      {"GET /api/v1/members", admin},
      {"PATCH /api/v1/members/{user}", admin, empty},
      {"DELETE /api/v1/members/{user}", admin},
      {"POST /api/v1/members/{user}/new-password", admin},
      {"POST /api/v1/members/{user}/tokens",
       admin,
       {{"name", "x"}, {"role", "viewer"}, {"days", 1}}},
      {"GET /api/v1/invitations", admin},
      {"POST /api/v1/invitations", admin, empty},
      {"DELETE /api/v1/invitations/{invitation}", admin},
      {"GET /api/v1/mails", admin},
      {"GET /api/v1/mail", admin},
      {"POST /api/v1/mail/test", admin, empty},
      {"GET /api/v1/doctor", admin},
      {"GET /api/v1/state/move", admin},
      {"POST /api/v1/state/move", admin, empty},
      {"GET /metrics", admin},
  };
}

std::vector<Rule> rules() {
  auto all = rules_for_all_roles();
  const auto others = rules_by_role();
  all.insert(all.end(), others.begin(), others.end());
  return all;
}

enum class Thing : std::uint8_t {
  account,
  account_name,
  customer,
  customer_name,
  server,
  database,
  operation,
  user,
  invitation,
  session,
  token,
  schedule,
  calendar,
  freeze,
  override_,
};

/// One way to name a thing to a route; "ID" stands for its id.
struct Probe {
  std::string route;
  Thing thing;
  std::string query = {};
  Json body = nullptr;
};

/// "ID" as a filter's account or customer.
Json scheduled_for(const char* kind) {
  return {{"name", "x"},
          {"zone", "UTC"},
          {"mode", "edges"},
          {"rules", {{{"point", {{"at", "08:00"}, {"days", "every_day"}, {"action", "start"}}}}}},
          {"targets", {{"filter", {{kind, {"ID"}}}}}}};
}

void add_schedule_probes(std::vector<Probe>& all) {
  using enum Thing;
  const std::string schedules = "/api/v1/schedules", one = schedules + "/{schedule}";
  const Json span{{"id", "ID"}, {"from", "2026-03-02T00:00:00Z"}, {"to", "2026-03-03T00:00:00Z"}};
  const Json dates{{"name", "x"}, {"dates", {{{"yearly", "06-13"}, {"name", "y"}}}}};
  const auto own = scheduled_for("regions");
  for (const auto* verb : {"GET ", "DELETE "}) all.push_back({verb + one, schedule});
  for (const auto* end : {"/versions", "/history", "/preflight"})
    all.push_back({"GET " + one + end, schedule});
  for (const auto* end : {"/pause", "/resume", "/approve", "/run-now"})
    all.push_back({"POST " + one + end, schedule});
  const Json again{{"at", "2026-03-02T11:00:00Z"}, {"reason", "x"}};
  all.insert(all.end(), {{"GET " + one + "/results", schedule, "?at=2026-03-02T11:00:00Z"},
                         {"POST " + one + "/retry", schedule, "", again},
                         {"GET /api/v1/other-switchers", schedule, "?schedule=ID"},
                         {"PUT " + one, schedule, "", own},
                         {"POST " + schedules + "/preview", schedule, "", {{"id", "ID"}}},
                         {"POST " + schedules + "/simulate", schedule, "", span},
                         {"POST " + schedules, account, "", scheduled_for("accounts")},
                         {"POST " + schedules, customer, "", scheduled_for("customers")},
                         {"PUT /api/v1/calendars/{calendar}", calendar, "", dates},
                         {"DELETE /api/v1/calendars/{calendar}", calendar},
                         {"GET /api/v1/calendars/{calendar}/dates", calendar, "?year=2026"},
                         {"DELETE /api/v1/freezes/{freeze}", freeze},
                         {"DELETE /api/v1/overrides/{override}", override_},
                         {"GET /api/v1/servers/{id}/decisions", server}});
}

void add_database_probes(std::vector<Probe>& all) {
  using enum Thing;
  const std::string databases = "/api/v1/databases", one = databases + "/{id}";
  const Json named{{"databases", {"ID"}}};
  for (const auto* end : {"/start", "/stop", "/start?plan=true", "/stop?plan=true"}) {
    const std::string text = end;
    const auto mark = text.find('?');
    all.push_back({"POST " + databases + text.substr(0, mark), database,
                   mark == std::string::npos ? "" : text.substr(mark), named});
  }
  all.insert(all.end(), {{"GET " + one, database},
                         {"GET /api/v1/other-switchers", database, "?server=ID"},
                         {"GET " + one + "/decisions", database},
                         {"GET " + databases, account, "?account=ID"},
                         {"GET " + databases, customer, "?customer=ID"},
                         {"PUT " + one + "/never-switch-off", database, "", {{"reason", "x"}}},
                         {"DELETE " + one + "/never-switch-off", database}});
}

std::vector<Probe> probes() {
  using enum Thing;
  const Json reason{{"reason", "x"}}, servers{{"servers", {"ID"}}};
  const Json resize{{"servers", {"ID"}}, {"type", "m5.large"}};
  const Json keys{{"access_key_id", "AKIA0123456789012345"},
                  {"secret_access_key", "0123456789012345678901234567890123456789"}};
  const Json empty = Json::object(), nobody{{"customer", nullptr}};
  const Json role{{"role_arn", "arn:aws:iam::210987654321:role/x"}};
  std::vector<Probe> all;
  for (const auto thing : {account, account_name}) {
    const std::string one = "/api/v1/accounts/{account}";
    all.insert(all.end(), {{"GET " + one, thing},
                           {"DELETE " + one, thing},
                           {"POST " + one + "/check", thing},
                           {"GET " + one + "/instructions", thing},
                           {"GET " + one + "/role-template", thing},
                           {"PUT " + one + "/features", thing, "", {{"features", {"see"}}}},
                           {"POST " + one + "/connect", thing, "", role},
                           {"PUT " + one + "/keys", thing, "", keys},
                           {"PUT " + one + "/customer", thing, "", nobody},
                           {"GET /api/v1/servers", thing, "?account=ID"},
                           {"GET /api/v1/operations", thing, "?account=ID"},
                           {"GET /api/v1/opportunities", thing, "?account=ID"},
                           {"GET /api/v1/other-switchers", thing, "?account=ID"},
                           {"GET /api/v1/savings", thing, "?account=ID"},
                           {"POST /api/v1/sweeps", thing, "", {{"accounts", {"ID"}}}},
                           {"DELETE /api/v1/pauses", thing, "?scope=account&id=ID"},
                           {"POST /api/v1/pauses",
                            thing,
                            "",
                            {{"scope", "account"}, {"id", "ID"}, {"reason", "x"}}}});
  }
  for (const auto thing : {customer, customer_name})
    all.insert(all.end(), {{"GET /api/v1/servers", thing, "?customer=ID"},
                           {"GET /api/v1/operations", thing, "?customer=ID"},
                           {"GET /api/v1/opportunities", thing, "?customer=ID"},
                           {"GET /api/v1/other-switchers", thing, "?customer=ID"},
                           {"GET /api/v1/savings", thing, "?customer=ID"},
                           {"DELETE /api/v1/pauses", thing, "?scope=customer&id=ID"},
                           {"POST /api/v1/pauses",
                            thing,
                            "",
                            {{"scope", "customer"}, {"id", "ID"}, {"reason", "x"}}}});
  const auto invitation_to = [](const char* kind) {
    return Json{{"email", "x@example.com"}, {"role", "viewer"}, {"limits", {{kind, {"ID"}}}}};
  };
  const auto office_of = [](const Json& targets) {
    const Json window{{"begin", "08:00"}, {"end", "19:00"}, {"days", "every_day"}};
    return Json{{"zone", "America/Sao_Paulo"},
                {"mode", "edges"},
                {"rules", {{{"window", window}}}},
                {"targets", targets}};
  };
  all.insert(all.end(), {{"POST /api/v1/invitations", account, "", invitation_to("accounts")},
                         {"POST /api/v1/invitations", customer, "", invitation_to("customers")},
                         {"PATCH /api/v1/customers/{customer}", customer, "", empty},
                         {"GET /api/v1/servers/{id}", server},
                         {"GET /api/v1/server-costs", server, "?server=ID"},
                         {"GET /api/v1/other-switchers", server, "?server=ID"},
                         {"POST /api/v1/schedules/estimate", account, "",
                          office_of({{"filter", {{"accounts", {"ID"}}}}})},
                         {"POST /api/v1/schedules/estimate", customer, "",
                          office_of({{"filter", {{"customers", {"ID"}}}}})},
                         {"PUT /api/v1/servers/{id}/never-switch-off", server, "", reason},
                         {"DELETE /api/v1/servers/{id}/never-switch-off", server},
                         {"POST /api/v1/servers/start", server, "", servers},
                         {"POST /api/v1/servers/stop", server, "", servers},
                         {"POST /api/v1/servers/reboot", server, "", servers},
                         {"POST /api/v1/servers/start", server, "?plan=true", servers},
                         {"POST /api/v1/servers/stop", server, "?plan=true", servers},
                         {"POST /api/v1/servers/reboot", server, "?plan=true", servers},
                         {"POST /api/v1/servers/resize", server, "", resize},
                         {"POST /api/v1/servers/resize", server, "?plan=true", resize},
                         {"GET /api/v1/servers/{id}/types", server},
                         {"GET /api/v1/operations/{id}", operation, "?journal=true"},
                         {"POST /api/v1/operations/{id}/cancel", operation},
                         {"PATCH /api/v1/members/{user}", user, "", {{"role", "viewer"}}},
                         {"DELETE /api/v1/members/{user}", user},
                         {"POST /api/v1/members/{user}/new-password", user},
                         {"POST /api/v1/members/{user}/tokens",
                          user,
                          "",
                          {{"name", "x"}, {"role", "viewer"}, {"days", 1}}},
                         {"DELETE /api/v1/invitations/{invitation}", invitation},
                         {"DELETE /api/v1/sessions/{session}", session},
                         {"DELETE /api/v1/tokens/{token}", token}});
  add_schedule_probes(all);
  add_database_probes(all);
  return all;
}

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
  std::string schedule, calendar, freeze, override_;
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

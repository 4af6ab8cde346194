// Every route of the program: who may use it, and the ids with which it is tried. What is not said
// here fails the matrix (api_matrix_test.cc). Tables that grow with the routes.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace mirante::testing {

/// Who may use a route at least. A token stands for its role, and is no person.
enum class Least : std::uint8_t { nobody, anybody, person, viewer, operator_, admin };

struct Rule {
  std::string route;
  Least least;
  Json body = nullptr;  // With which nothing is wrong before it is asked who is there.
};

inline std::vector<Rule> rules_for_all_roles() {
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

inline std::vector<Rule> rules_by_role() {
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
      {"GET /api/v1/maintenance", viewer},
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
      {"POST /api/v1/maintenance", operator_, empty},
      {"DELETE /api/v1/maintenance/{maintenance}", operator_},
      {"POST /api/v1/overrides", operator_, empty},
      {"DELETE /api/v1/overrides/{override}", operator_},
      {"PUT /api/v1/demo/clock", operator_, {{"times", 1}}},
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
      {"DELETE /api/v1/members/{user}/authenticator", admin},
      {"POST /api/v1/members/{user}/tokens",
       admin,
       {{"name", "x"}, {"role", "viewer"}, {"days", 1}}},
      {"GET /api/v1/invitations", admin},
      {"POST /api/v1/invitations", admin, empty},
      {"DELETE /api/v1/invitations/{invitation}", admin},
      {"GET /api/v1/tenants", admin},
      {"POST /api/v1/tenants", admin, empty},
      {"GET /api/v1/mails", admin},
      {"GET /api/v1/mail", admin},
      {"POST /api/v1/mail/test", admin, empty},
      {"GET /api/v1/doctor", admin},
      {"GET /api/v1/state/move", admin},
      {"POST /api/v1/state/move", admin, empty},
      {"GET /metrics", admin},
  };
}

inline std::vector<Rule> rules() {
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
  maintenance,
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
inline Json scheduled_for(const char* kind) {
  return {{"name", "x"},
          {"zone", "UTC"},
          {"mode", "edges"},
          {"rules", {{{"point", {{"at", "08:00"}, {"days", "every_day"}, {"action", "start"}}}}}},
          {"targets", {{"filter", {{kind, {"ID"}}}}}}};
}

/// The same for a maintenance window.
inline Json kept_up(const char* kind) {
  return {{"end", "2026-03-02T23:00:00Z"},
          {"reason", "x"},
          {"targets", {{"filter", {{kind, {"ID"}}}}}}};
}

inline void add_schedule_probes(std::vector<Probe>& all) {
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
                         {"DELETE /api/v1/maintenance/{maintenance}", maintenance},
                         {"POST /api/v1/maintenance", account, "", kept_up("accounts")},
                         {"POST /api/v1/maintenance", customer, "", kept_up("customers")},
                         {"DELETE /api/v1/overrides/{override}", override_},
                         {"GET /api/v1/servers/{id}/decisions", server}});
}

inline void add_database_probes(std::vector<Probe>& all) {
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

inline std::vector<Probe> probes() {
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
                         {"DELETE /api/v1/members/{user}/authenticator", user},
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

}  // namespace mirante::testing

#include "main/demo/founding.h"

#include <nlohmann/json.hpp>

namespace mirante::demo {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view zone = "America/Sao_Paulo";

/// The secret behind the # of a link.
std::string token_of(const Json& link) {
  const auto path = link["path"].get<std::string>();
  return path.substr(path.find('#') + 1);
}

void join(Day& day, const Person& person, const std::string& token) {
  day.visitor(person).post("/api/v1/links/join", {{"token", token},
                                                  {"name", person.name},
                                                  {"password", person.password},
                                                  {"language", person.language},
                                                  {"zone", zone}});
}

void invite(Day& day, Visitor& host, const Person& guest, const char* role) {
  const auto link = host.post("/api/v1/invitations", {{"email", guest.email}, {"role", role}});
  day.pass(7min);
  join(day, guest, token_of(link));
}

/// Somebody of the account pastes the wizard's command: the role with that trust and that policy.
std::string make_role(Office& office, const std::string& account, const Json& instructions) {
  const auto role = instructions["role_name"].get<std::string>();
  const auto call = [&](const char* action, const Json& parameters) {
    office.control("calls", {{"account", account},
                             {"service", "iam"},
                             {"action", action},
                             {"as", "arn:aws:iam::" + account + ":user/admin"},
                             {"parameters", parameters}});
  };
  call("CreateRole", {{"RoleName", role},
                      {"Description", "Lets the Mirante panel in"},
                      {"AssumeRolePolicyDocument", instructions["trust_policy"].dump()}});
  call("PutRolePolicy", {{"RoleName", role},
                         {"PolicyName", "mirante"},
                         {"PolicyDocument", instructions["policy"].dump()}});
  return "arn:aws:iam::" + account + ":role/" + role;
}

struct Wanted {
  const char* id;  // Of the AWS account.
  const char* name;
  const char* customer;
  Json features;
};

void connect_by_role(Day& day, Visitor& person, const Wanted& wanted) {
  const auto added = person.post(
      "/api/v1/accounts",
      {{"name", wanted.name}, {"customer", wanted.customer}, {"features", wanted.features}});
  day.pass(3min);
  const auto arn = make_role(day.office(), wanted.id, added["instructions"]);
  const auto one = "/api/v1/accounts/" + added["account"]["id"].get<std::string>();
  person.post(one + "/connect", {{"role_arn", arn}});
  day.pass(2min);
  if (std::string_view(wanted.customer) == "Vale Verde") return;  // Checked when somebody asks.
  person.post(one + "/check", Json::object());
}

Json admin_keys(Day& day, std::string_view account) {
  const auto credentials = day.office().world().credentials();
  for (const auto& one : credentials["accounts"])
    if (one["id"] == account) return one["admin"];
  throw Failure(ErrorKind::internal, "the demo's estate has no such account");
}

void connect_by_keys(Day& day, Visitor& person, const Wanted& wanted) {
  const auto keys = admin_keys(day, wanted.id);
  const auto added =
      person.post("/api/v1/accounts", {{"name", wanted.name},
                                       {"connection", "keys"},
                                       {"customer", wanted.customer},
                                       {"access_key_id", keys["access_key_id"]},
                                       {"secret_access_key", keys["secret_access_key"]}});
  person.post("/api/v1/accounts/" + added["account"]["id"].get<std::string>() + "/check",
              Json::object());
}

}  // namespace

void found_companies(Day& day) {
  auto first = day.visitor(ana);
  first.post("/api/v1/set-up", {{"code", day.rooms().set_up_code().text()},
                                {"company", provider},
                                {"name", ana.name},
                                {"email", ana.email},
                                {"password", ana.password},
                                {"language", ana.language},
                                {"zone", zone}});
  day.pass(4min);
  invite(day, first, carla, "operator");
  invite(day, first, bruno, "viewer");

  const auto added = first.post("/api/v1/tenants", {{"company", company}, {"email", diego.email}});
  day.pass(11min);
  join(day, diego, token_of(added["invitation"]));
  // The provider helps there too.
  auto host = day.come(diego);
  const auto link = host.post("/api/v1/invitations", {{"email", ana.email}, {"role", "admin"}});
  first.post("/api/v1/links/accept", {{"token", token_of(link)}});
}

void connect_accounts(Day& day) {
  const Json see{"see"}, all{"see", "switch"};
  auto person = day.come(ana);
  connect_by_role(day, person, {"210987654321", "Vale Verde Matriz", "Vale Verde", all});
  connect_by_role(day, person, {"220987654321", "Vale Verde Loja", "Vale Verde", all});
  connect_by_role(day, person, {"230987654321", "Clínica São Lucas", "Clínica São Lucas", see});
  connect_by_keys(day, person, {"240987654321", "Transportes Ipê", "Transportes Ipê", all});
  person.log_out();

  auto other = day.come(diego);
  connect_by_role(day, other, {"310987654321", "Aurora Site", "", all});
  connect_by_role(day, other, {"320987654321", "Aurora Data", "", all});
  day.pass(3min);  // The collector looks at what is new.
}

}  // namespace mirante::demo

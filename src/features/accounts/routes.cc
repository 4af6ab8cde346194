#include "features/accounts/routes.h"

#include <nlohmann/json.hpp>

#include "features/accounts/account_json.h"
#include "features/accounts/check_account.h"
#include "features/accounts/connect_account.h"
#include "features/accounts/customer_routes.h"
#include "features/accounts/import_accounts.h"
#include "features/accounts/panel.h"
#include "features/accounts/show_accounts.h"
#include "platform/http/json_body.h"

namespace mirante::accounts {
namespace {

using http::JsonBody;
using http::Request;
using http::Response;
using http::Verb;

std::vector<Feature> features_of(const JsonBody& body) {
  std::vector<Feature> features;
  for (const auto& name : body.texts("features")) features.push_back(or_throw(parse_feature(name)));
  return features;
}

Json shown(const ShownAccount& account, const std::vector<Customer>& customers) {
  return to_json(account.account, account.regions, customers);
}

/// The account as it is now, after something has changed it.
Task<Json> shown_now(AccountsServices& services, CallContext ctx, AccountId id) {
  const auto customers = co_await list_customers(services, ctx);
  co_return shown(co_await show_account(services, ctx, id.text()), customers);
}

Task<Response> list_all(AccountsServices& services, CallContext ctx, const Request& request) {
  request.allow_query({});
  const auto found = co_await list_accounts(services, ctx);
  auto accounts = Json::array();
  for (const auto& account : found.accounts) accounts.push_back(shown(account, found.customers));
  co_return Response::stored({{"accounts", std::move(accounts)}});
}

/// One account, with its entity tag.
Response tagged(Response response, const Json& account) {
  response.headers.emplace_back("ETag", account["etag"].get<std::string>());
  return response;
}

Task<Response> show(AccountsServices& services, CallContext ctx, const Request& request) {
  const auto account = co_await show_account(services, ctx, request.path_parameter("account"));
  auto json = shown(account, co_await list_customers(services, ctx));
  json["check"] = account.last_check ? Json::parse(*account.last_check) : Json();
  co_return tagged(Response::stored(json), json);
}

Task<Response> add_role(AccountsServices& services, CallContext ctx, const JsonBody& body) {
  const auto added = co_await add_by_role(services, ctx,
                                          {.name = body.required_text("name"),
                                           .customer = body.text("customer"),
                                           .features = features_of(body)});
  co_return Response::json(201, {{"account", co_await shown_now(services, ctx, added.account.id)},
                                 {"instructions", to_json(added)}});
}

Task<Response> add_keys(AccountsServices& services, CallContext ctx, const JsonBody& body) {
  KeysDraft draft{
      .name = body.required_text("name"),
      .customer = body.text("customer"),
      .features = features_of(body),
      .access_key_id = body.required_text("access_key_id"),
      .secret_access_key = crypto::Secret::take(body.required_text("secret_access_key"))};
  const auto account = co_await add_by_keys(services, ctx, std::move(draft));
  co_return Response::json(201, {{"account", co_await shown_now(services, ctx, account.id)}});
}

Task<Response> add(AccountsServices& services, CallContext ctx, const Request& request) {
  const JsonBody body(request, {"name", "connection", "customer", "features", "access_key_id",
                                "secret_access_key"});
  const auto connection = body.text("connection");
  if (connection == "role" || connection.empty()) {
    for (const auto* name : {"access_key_id", "secret_access_key"})
      if (!body.text(name).empty()) throw wrong_field(name, "belongs to the connection \"keys\"");
    co_return co_await add_role(services, ctx, body);
  }
  if (connection != "keys") throw wrong_field("connection", "must be role or keys");
  co_return co_await add_keys(services, ctx, body);
}

Task<Response> share(AccountsServices& services, CallContext ctx, const Request& request) {
  const JsonBody body(request, {"features"});
  co_return Response::json(200, to_json(co_await share_role(services, ctx, features_of(body))));
}

Task<Response> import_table(AccountsServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"plan"});
  const JsonBody body(request, {"csv"});
  const auto wish = request.query_flag("plan") ? ImportWish::plan : ImportWish::carry_out;
  const auto rows = co_await import_accounts(services, ctx, body.required_text("csv"), wish);
  co_return Response::json(200, to_json(rows));
}

Task<Response> connect(AccountsServices& services, CallContext ctx, const Request& request) {
  const JsonBody body(request, {"role_arn", "allow_without_external_id"});
  const auto id = co_await resolve_account(services, ctx, request.path_parameter("account"));
  co_await connect_role(services, ctx, id,
                        {.role_arn = body.required_text("role_arn"),
                         .allow_without_external_id = body.text("allow_without_external_id")});
  co_return Response::json(200, co_await shown_now(services, ctx, id));
}

Task<Response> put_keys(AccountsServices& services, CallContext ctx, const Request& request) {
  const JsonBody body(request, {"access_key_id", "secret_access_key"});
  const auto id = co_await resolve_account(services, ctx, request.path_parameter("account"));
  Keys keys{.access_key_id = body.required_text("access_key_id"),
            .secret_access_key = crypto::Secret::take(body.required_text("secret_access_key")),
            .if_match = request.header("If-Match")};
  co_await change_keys(services, ctx, id, std::move(keys));
  const auto json = co_await shown_now(services, ctx, id);
  co_return tagged(Response::json(200, json), json);
}

Task<Response> check(AccountsServices& services, CallContext ctx, const Request& request) {
  const auto id = co_await resolve_account(services, ctx, request.path_parameter("account"));
  const auto checked = co_await check_account(services, ctx, id);
  co_return Response::json(200, {{"account", co_await shown_now(services, ctx, id)},
                                 {"report", to_json(checked.report)}});
}

Task<Response> instructions(AccountsServices& services, CallContext ctx, const Request& request) {
  const auto id = co_await resolve_account(services, ctx, request.path_parameter("account"));
  const auto pending = co_await show_instructions(services, ctx, id);
  co_return Response::json(200, {{"account", co_await shown_now(services, ctx, id)},
                                 {"instructions", to_json(pending)}});
}

Response as_file(const std::string& name, const Json& document) {
  return {.status = 200,
          .headers = {{"Content-Type", "application/json"},
                      {"Content-Disposition", "attachment; filename=\"" + name + "\""}},
          .body = document.dump(2) + "\n"};
}

Task<Response> template_of_account(AccountsServices& services, CallContext ctx,
                                   const Request& request) {
  const auto id = co_await resolve_account(services, ctx, request.path_parameter("account"));
  const auto document = co_await show_role_template(services, ctx, id);
  const auto name = document["Parameters"]["RoleName"]["Default"].get<std::string>();
  co_return as_file(name + ".template.json", document);
}

Task<Response> template_for_all(AccountsServices& services, CallContext ctx, const Request&) {
  co_return as_file("mirante.template.json",
                    co_await show_role_template(services, ctx, std::nullopt));
}

Task<Response> remove(AccountsServices& services, CallContext ctx, const Request& request) {
  const auto id = co_await resolve_account(services, ctx, request.path_parameter("account"));
  co_await remove_account(services, ctx, id);
  co_return Response::no_content();
}

Task<Response> put_features(AccountsServices& services, CallContext ctx, const Request& request) {
  const JsonBody body(request, {"features"});
  auto features = features_of(body);
  if (features.empty())
    throw wrong_field("features", "is required: a list of " + to_text(all_features()));
  const auto id = co_await resolve_account(services, ctx, request.path_parameter("account"));
  co_await choose_features(services, ctx, id, std::move(features), request.header("If-Match"));
  const auto json = co_await shown_now(services, ctx, id);
  co_return tagged(Response::json(200, json), json);
}

/// For what somebody thinks of letting the panel do, before an account is added.
Task<Response> policy(AccountsServices&, CallContext, const Request& request) {
  request.allow_query({"features"});
  std::vector<Feature> features;
  for (const auto& name : request.query_parameters("features"))
    features.push_back(or_throw(parse_feature(name)));
  auto unused = Json::array();
  const auto choice = choice_of(std::move(features));
  for (const auto feature : choice)
    if (!is_used(feature)) unused.push_back(to_string(feature));
  co_return Response::json(
      200, {{"policy", permissions_policy(choice, "aws")}, {"unused", std::move(unused)}});
}

Task<Response> identity(AccountsServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"language"});
  const auto language = request.query_parameter("language");
  if (language && *language != "pt-BR" && *language != "en")
    throw wrong_field("language", "must be pt-BR or en");
  co_return Response::json(200, to_json(co_await who_am_i(services, ctx), language.value_or("")));
}

}  // namespace

void add_routes(http::Router& router, AccountsServices& services) {
  add_customer_routes(router, services);
  http::RoomRoutes routes(router, services);
  const std::string accounts = "/api/v1/accounts", one = accounts + "/{account}";
  const auto read = Permission::account_read, write = Permission::account_write;
  routes.add(Verb::get, "/api/v1/permissions-policy", read, policy);
  routes.add(Verb::get, accounts, read, list_all);
  routes.add(Verb::post, accounts, write, add);
  routes.add(Verb::post, accounts + "/shared-role", write, share);
  routes.add(Verb::post, accounts + "/import", write, import_table);
  routes.add(Verb::get, one, read, show);
  routes.add(Verb::delete_, one, write, remove);
  routes.add(Verb::post, one + "/connect", write, connect);
  routes.add(Verb::put, one + "/keys", write, put_keys);
  routes.add(Verb::put, one + "/features", write, put_features);
  routes.add(Verb::post, one + "/check", read, check);
  routes.add(Verb::get, one + "/instructions", write, instructions);
  routes.add(Verb::get, one + "/role-template", write, template_of_account);
  routes.add(Verb::get, "/api/v1/role-template", write, template_for_all);
  routes.add(Verb::get, "/api/v1/identity", read, identity);
}

}  // namespace mirante::accounts

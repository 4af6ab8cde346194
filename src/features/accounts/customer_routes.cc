#include "features/accounts/customer_routes.h"

#include <nlohmann/json.hpp>

#include "features/accounts/account_json.h"
#include "features/accounts/change_customers.h"
#include "features/accounts/show_accounts.h"
#include "platform/http/json_body.h"

namespace mirante::accounts {
namespace {

using http::JsonBody;
using http::Request;
using http::Response;
using http::Verb;

Json to_json(const KeptCustomer& kept) {
  Json json{
      {"id", kept.customer.id.text()}, {"name", kept.customer.name}, {"etag", entity_tag(kept)}};
  if (kept.archived_at) json["archived_at"] = to_iso8601(*kept.archived_at);
  return json;
}

Response shown(int status, const KeptCustomer& kept) {
  auto response = Response::json(status, to_json(kept));
  response.headers.emplace_back("ETag", entity_tag(kept));
  return response;
}

bool boolean_of(const JsonBody& body, const char* name) {
  const auto* member = body.member(name);
  if (!member->is_boolean()) throw wrong_field(name, "must be true or false");
  return member->get<bool>();
}

Task<Response> list(AccountsServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"archived"});
  const bool with_archived = request.query_flag("archived");
  auto json = Json::array();
  for (const auto& kept : co_await show_customers(services, ctx))
    if (!kept.archived_at || with_archived) json.push_back(to_json(kept));
  co_return Response::stored({{"customers", std::move(json)}});
}

Task<Response> make(AccountsServices& services, CallContext ctx, const Request& request) {
  const JsonBody body(request, {"name"});
  co_return shown(201, co_await make_customer(services, ctx, body.required_text("name")));
}

Task<Response> patch(AccountsServices& services, CallContext ctx, const Request& request) {
  const JsonBody body(request, {"name", "archived"});
  CustomerWish wish{.if_match = request.header("If-Match")};
  if (body.member("name") != nullptr) wish.name = body.required_text("name");
  if (body.member("archived") != nullptr) wish.is_archived = boolean_of(body, "archived");
  co_return shown(200, co_await change_customer(services, ctx, request.path_parameter("customer"),
                                                std::move(wish)));
}

Task<Response> move(AccountsServices& services, CallContext ctx, const Request& request) {
  const JsonBody body(request, {"customer"});
  if (!body.json().contains("customer"))
    throw wrong_field("customer", "name the customer, or give null for none");
  const auto id = co_await move_account(services, ctx, request.path_parameter("account"),
                                        body.text("customer"));
  const auto account = co_await show_account(services, ctx, id.text());
  co_return Response::json(
      200, to_json(account.account, account.regions, co_await list_customers(services, ctx)));
}

}  // namespace

void add_customer_routes(http::Router& router, AccountsServices& services) {
  http::RoomRoutes routes(router, services);
  const auto read = Permission::account_read, write = Permission::account_write;
  routes.add(Verb::get, "/api/v1/customers", read, list);
  routes.add(Verb::post, "/api/v1/customers", write, make);
  routes.add(Verb::patch, "/api/v1/customers/{customer}", write, patch);
  routes.add(Verb::put, "/api/v1/accounts/{account}/customer", write, move);
}

}  // namespace mirante::accounts

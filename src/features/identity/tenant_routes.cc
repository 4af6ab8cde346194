#include "features/identity/tenant_routes.h"

#include <nlohmann/json.hpp>

#include "features/identity/identity_json.h"
#include "features/identity/tenants.h"
#include "platform/http/json_body.h"

namespace mirante::identity {
namespace {

using http::JsonBody;
using http::Request;
using http::Response;
using http::Verb;

Json to_json(const Tenant& tenant) {
  return {{"id", tenant.id.text()},
          {"name", tenant.name},
          {"created_at", to_iso8601(tenant.created_at)}};
}

Task<Response> get_tenants(IdentityServices& services, CallContext ctx, const Request&) {
  auto tenants = Json::array();
  for (const auto& one : co_await list_all_tenants(services, std::move(ctx))) {
    auto json = to_json(one.tenant);
    json["administrators"] = one.administrators;
    tenants.push_back(std::move(json));
  }
  co_return Response::json(200, {{"tenants", std::move(tenants)}});
}

Task<Response> post_tenant(IdentityServices& services, CallContext ctx, const Request& request) {
  const JsonBody body(request, {"company", "email"});
  const auto added = co_await add_tenant(
      services, std::move(ctx),
      {.company = body.required_text("company"), .admin_email = body.required_text("email")});
  auto json = to_json(added.tenant);
  json["administrators"] = added.invitation ? 0 : 1;
  json["invitation"] = added.invitation ? to_json(*added.invitation) : Json();
  co_return Response::json(201, json);
}

}  // namespace

void add_tenant_routes(http::Router& router, IdentityServices& services) {
  http::RoomRoutes routes(router, services);
  const std::string path = "/api/v1/tenants";
  routes.add(Verb::get, path, Permission::install_manage, get_tenants);
  routes.add(Verb::post, path, Permission::install_manage, post_tenant);
}

}  // namespace mirante::identity

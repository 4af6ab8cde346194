#include "main/sweep_routes.h"

#include <nlohmann/json.hpp>

#include "features/accounts/account_store.h"
#include "features/operations/request.h"
#include "features/operations/show_operation.h"
#include "main/sweep_job.h"

namespace mirante {
namespace {

std::string text_of(const Json& body, const char* name) {
  const auto found = body.find(name);
  if (found == body.end()) return {};
  if (!found->is_string())
    throw Failure(fail_field(name, std::string(name) + " must be a text").error());
  return found->get<std::string>();
}

struct SweepWish {
  std::string account;
  std::string region;
  std::string idempotency_key;
};

SweepWish wish_of(const http::Request& request) {
  const auto body = request.json();
  for (const auto& [name, value] : body.items())
    if (name != "account" && name != "region")
      throw Failure(fail_field(name, "is none of account, region").error());
  const auto* key = request.header("idempotency-key");
  return {.account = text_of(body, "account"),
          .region = text_of(body, "region"),
          .idempotency_key = key == nullptr ? "" : *key};
}

Task<http::Response> ask(operations::OperationsServices& services, CallContext ctx,
                         const http::Request& request) {
  const auto wish = wish_of(request);
  const auto asked = co_await services.db.write([&](sql::Tx& tx) {
    inventory::SweepScope scope;
    if (!wish.account.empty())
      scope.accounts = {accounts::must_find(tx, ctx.tenant, wish.account).id};
    if (!wish.region.empty()) scope.regions = {Region{wish.region}};
    return operations::request(tx, ctx, services.spine,
                               {.kind = std::string(sweep_job_name),
                                .params = inventory::to_json(scope),
                                .idempotency_key = wish.idempotency_key});
  });
  co_return http::Response::json(
      202, co_await operations::show_operation(services, ctx, {.id = asked.id}));
}

}  // namespace

void add_sweep_routes(http::Router& router, operations::OperationsServices& services) {
  router.add(http::Verb::post, "/api/v1/sweeps", Permission::inventory_sweep,
             [&services](CallContext ctx, const http::Request& request) {
               return ask(services, std::move(ctx), request);
             });
}

}  // namespace mirante

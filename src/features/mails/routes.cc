#include "features/mails/routes.h"

#include "features/mails/show_mails.h"
#include "platform/http/json_body.h"

namespace mirante::mails {
namespace {

using http::Request;
using http::Response;
using http::Verb;

Task<Response> get_mails(MailsServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"state"});
  const auto state =
      or_throw(parse_mail_state(request.query_parameter("state").value_or("failed")));
  co_return Response::json(200, co_await show_mails(services, ctx, state));
}

Task<Response> get_settings(MailsServices& services, CallContext, const Request&) {
  co_return Response::json(200, co_await show_settings(services));
}

Task<Response> post_test(MailsServices& services, CallContext ctx, const Request& request) {
  const http::JsonBody body(request, {"to"});
  co_return Response::json(200,
                           co_await try_mail(services, std::move(ctx), body.required_text("to")));
}

}  // namespace

void add_routes(http::Router& router, MailsServices& services) {
  http::RoomRoutes routes(router, services);
  routes.add(Verb::get, "/api/v1/mails", Permission::member_manage, get_mails);
  routes.add(Verb::get, "/api/v1/mail", Permission::install_manage, get_settings);
  routes.add(Verb::post, "/api/v1/mail/test", Permission::install_manage, post_test);
}

}  // namespace mirante::mails

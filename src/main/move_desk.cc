#include "main/move_desk.h"

#include <nlohmann/json.hpp>

#include "main/state.h"
#include "platform/crypto/token.h"
#include "platform/http/json_body.h"

namespace mirante {
namespace {

using http::Request;
using http::Response;

Failure conflict(std::string code, std::string message) {
  return Failure(
      Error{.kind = ErrorKind::conflict, .message = std::move(message), .code = std::move(code)});
}

void require_this_machine(const CallContext& ctx) {
  if (ctx.actor.kind == Actor::Kind::command_line) return;
  throw Failure(Error{.kind = ErrorKind::forbidden,
                      .message = "the panel's data are moved from its own machine alone: "
                                 "`mirante state move`",
                      .code = "state.this_machine_only"});
}

Task<Response> ask(MoveDesk& desk, MoveFrom from, Loop& loop, BlockingPool& pool, Rng& rng,
                   CallContext ctx, const Request& request) {
  require_this_machine(ctx);
  const http::JsonBody body(request, {"to"});
  MoveDesk::Wish wish{.id = crypto::random_token(rng), .to = body.required_text("to")};
  if (from.is_simulated)
    throw conflict("state.simulated", "a demo keeps nothing that could be moved: `mirante serve`");
  if (!from.at.database.empty())
    throw conflict("state.shared",
                   "other processes may be at work on this MariaDB: stop all of them, and say "
                   "`mirante state move --database … --to sqlite` then");
  const InstallConfig target{.data = from.at.data, .database = wish.to};
  co_await pool.run(loop, [target] { require_empty_target(target); });
  const auto id = wish.id;
  desk.wish(std::move(wish));
  co_return Response::json(202, {{"id", id}});
}

Task<Response> tell(const MoveDesk& desk, CallContext ctx) {
  require_this_machine(ctx);
  co_return Response::json(200, {{"last", desk.last()}});
}

}  // namespace

void MoveDesk::wish(Wish wish) {
  if (wish_) throw conflict("state.moving", "the data are about to be moved already");
  wish_ = std::move(wish);
  if (end_) end_();
}

void MoveDesk::ended(const Wish& wish, Json told) {
  last_ = std::move(told);
  last_["id"] = wish.id;
}

void add_move_routes(http::Router& router, MoveDesk& desk, MoveFrom from, Loop& loop,
                     BlockingPool& pool, Rng& rng) {
  router.add(
      http::Verb::post, "/api/v1/state/move", Permission::install_manage,
      [&desk, &loop, &pool, &rng, from = std::move(from)](CallContext ctx, const Request& request) {
        return ask(desk, from, loop, pool, rng, std::move(ctx), request);
      });
  router.add(http::Verb::get, "/api/v1/state/move", Permission::install_manage,
             [&desk](CallContext ctx, const Request&) { return tell(desk, std::move(ctx)); });
}

}  // namespace mirante

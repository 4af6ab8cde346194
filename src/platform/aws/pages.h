// A paginated describe operation as a range of its pages: asks for the next page when it is wanted,
// so that a caller stores one while nothing else is held.
//
//   auto pages = gen::ec2::describe_instances_pages(client, ctx, target, {.max_results = 1000});
//   while (auto page = co_await pages.next()) store(page->value);
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include "base/rng.h"
#include "platform/aws/client.h"
#include "platform/aws/wire/item_taker.h"
#include "platform/aws/wire/serialize.h"

namespace mirante::aws {

template <class Request, class Result>
class Pages {
 public:
  /// What generated code knows of the operation.
  struct Ways {
    const wire::Operation& operation;
    Task<Reply<Result>> (*ask)(Client&, CallContext, Target, Request);
    /// Makes of the request the one for the page after this; false: this was the last. Services
    /// continue at a token, at several values, or at a key of the last item.
    bool (*turn)(const Result& page, Request& request);
  };

  /// `client` outlives it.
  Pages(Client& client, CallContext ctx, Target target, Request request, Ways ways)
      : client_(client),
        ctx_(std::move(ctx)),
        target_(std::move(target)),
        request_(std::move(request)),
        ways_(ways) {}

  /// Nullopt after the last page. Throws what the call throws; Failure(corrupt), code
  /// "aws.token_loop", when AWS sends back to a page that was asked for before.
  Task<std::optional<Reply<Result>>> next() {
    if (is_over_) co_return std::nullopt;
    if (asked_.empty()) remember();
    co_return turned(co_await ways_.ask(client_, ctx_, target_, request_));
  }

  /// The same, and `items` takes the page's items while it arrives.
  Task<std::optional<Reply<Result>>> next(wire::ItemTaker& items) {
    if (is_over_) co_return std::nullopt;
    if (asked_.empty()) remember();
    Reply<Result> reply;
    reply.request_id = co_await client_.call(ctx_, target_, ways_.operation, &request_,
                                             Output(&reply.value, &items));
    co_return turned(std::move(reply));
  }

 private:
  Reply<Result> turned(Reply<Result> reply) {
    is_over_ = !ways_.turn(reply.value, request_);
    if (!is_over_ && !remember())
      throw Failure(Error{.kind = ErrorKind::corrupt,
                          .message = "AWS gave the same page token twice; the list would never end",
                          .code = "aws.token_loop",
                          .request_id = reply.request_id});
    return reply;
  }

  /// False: this request was made before. Eight bytes a page.
  bool remember() {
    SeededRng chance(0);  // What lists has no tokens of its own to draw.
    const auto written = or_throw(wire::serialize(ways_.operation, &request_, chance));
    return asked_.insert(std::hash<std::string>{}(written.target + "\n" + written.body)).second;
  }

  Client& client_;
  CallContext ctx_;
  Target target_;
  Request request_;
  Ways ways_;
  std::unordered_set<std::size_t> asked_;
  bool is_over_ = false;
};

}  // namespace mirante::aws

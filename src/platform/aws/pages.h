// A paginated describe operation as a range of its pages: asks for the next page when it is wanted,
// so that a caller stores one while nothing else is held.
//
//   auto pages = gen::ec2::describe_instances_pages(client, ctx, target, {.max_results = 1000});
//   while (auto page = co_await pages.next()) store(page->value);
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "platform/aws/client.h"

namespace mirante::aws {

template <class Result>
class Pages {
 public:
  /// Asks for the page at this token (nullopt: the first).
  using Ask = std::function<Task<Reply<Result>>(std::optional<std::string> token)>;
  /// The token of the page after this one; nullopt or empty: it was the last.
  using TokenOf = std::optional<std::string> (*)(const Result&);

  Pages(Ask ask, TokenOf token_of) : ask_(std::move(ask)), token_of_(token_of) {}

  /// Nullopt after the last page. Throws what the call throws; Failure(corrupt), code
  /// "aws.token_loop", when AWS gives the same token twice in a row.
  Task<std::optional<Reply<Result>>> next() {
    if (is_over_) co_return std::nullopt;
    auto reply = co_await ask_(token_);
    auto token = token_of_(reply.value);
    is_over_ = !token || token->empty();
    if (!is_over_ && token == token_)
      throw Failure(Error{.kind = ErrorKind::corrupt,
                          .message = "AWS gave the same page token twice; the list would never end",
                          .code = "aws.token_loop",
                          .request_id = reply.request_id});
    token_ = std::move(token);
    co_return reply;
  }

 private:
  Ask ask_;
  TokenOf token_of_;
  std::optional<std::string> token_;
  bool is_over_ = false;
};

}  // namespace mirante::aws

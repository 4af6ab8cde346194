#include "platform/aws/text_fetch.h"

namespace mirante::aws {
namespace {

constexpr std::size_t text_max = 64 << 10;
constexpr std::chrono::seconds attempt_timeout{2};
constexpr int attempts_max = 3;
constexpr std::chrono::milliseconds first_delay{100};  // Doubled each time.

class Collecting final : public http::AnswerSink {
 public:
  void head(int status, const http::Headers&) override { text.status = status; }
  void body(std::string_view piece) override {
    if (text.body.size() + piece.size() > text_max)
      throw Failure(Error{.kind = ErrorKind::corrupt,
                          .message = "the answer is larger than 64 KiB",
                          .code = "aws.not_aws"});
    text.body += piece;
  }

  FetchedText text;
};

struct Attempt {
  FetchedText text;
  std::optional<Error> error;
};

Task<Attempt> attempt(Loop& loop, http::Transport& transport, const http::ClientRequest& request,
                      const std::string& what) {
  Attempt made;
  Collecting sink;
  try {
    co_await with_deadline(loop, loop.clock().steady() + attempt_timeout, what,
                           transport.send(request, sink));
    made.text = std::move(sink.text);
  } catch (const Failure& failure) {
    made.error = failure.error();
  }
  // What cancels the caller is not an attempt that failed.
  const auto* scope = co_await current_scope();
  if (made.error && scope != nullptr && scope->reason()) throw Failure(*scope->reason());
  co_return made;
}

bool is_worth_another(const Attempt& made) {
  if (made.error)
    return made.error->kind == ErrorKind::unavailable || made.error->kind == ErrorKind::timeout;
  return made.text.status == 429 || made.text.status >= 500;
}

}  // namespace

http::ClientRequest request_to(const Endpoint& endpoint, std::string method, std::string target,
                               http::Headers headers) {
  headers.insert(headers.begin(), {"Host", endpoint.authority()});
  return {.method = std::move(method),
          .tls = endpoint.tls,
          .host = endpoint.host,
          .port = endpoint.port,
          .target = std::move(target),
          .headers = std::move(headers),
          .urgent = true};  // All calls wait for it.
}

Task<FetchedText> fetch_text(Loop& loop, http::Transport& transport, http::ClientRequest request,
                             std::string what) {
  auto delay = first_delay;
  for (int number = 1;; ++number) {
    auto made = co_await attempt(loop, transport, request, what);
    if (!is_worth_another(made)) {
      if (!made.error) co_return std::move(made.text);
      made.error->message = what + ": " + made.error->message;
      throw Failure(*std::move(made.error));
    }
    if (number >= attempts_max)
      throw Failure(Error{
          .kind = ErrorKind::unavailable,
          .message = what + ": " +
                     (made.error ? made.error->message
                                 : "answered with status " + std::to_string(made.text.status)),
          .code = "aws.no_answer"});
    co_await sleep_for(loop, delay);
    delay *= 2;
  }
}

}  // namespace mirante::aws

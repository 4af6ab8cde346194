// A transport for tests: each request is recorded and answered by a function that the test gives,
// so that a test is the conversation written down. It answers, loses answers, does not send, hangs.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "base/loop.h"
#include "platform/http/transport.h"

namespace mirante::aws::testing {

/// What becomes of one request.
struct Reaction {
  enum class Kind : std::uint8_t {
    answer,
    not_sent,   // "http.not_sent"
    lost,       // Arrived; the answer did not.
    cut_short,  // Half of the body arrives.
    hang,       // Arrived; never answered.
    stuck,      // Never sent, never ended: no connection is free.
  };
  Kind kind = Kind::answer;
  int status = 200;
  http::Headers headers = {{"Content-Type", "text/xml;charset=UTF-8"}};
  std::string body = {};
  std::chrono::milliseconds after{20};
};

class ScriptedTransport final : public http::Transport {
 public:
  using React = std::function<Reaction(const http::ClientRequest& request)>;

  explicit ScriptedTransport(Loop& loop) : loop_(loop) {}

  /// The reactions in order; then what `otherwise` says.
  void next(Reaction reaction) { script_.push_back(std::move(reaction)); }
  void otherwise(React react) { react_ = std::move(react); }

  Task<void> send(const http::ClientRequest& request, http::AnswerSink& sink, bool* sent) override {
    requests.push_back(request);
    const auto reaction = react_to(request);
    const bool leaves =
        reaction.kind != Reaction::Kind::not_sent && reaction.kind != Reaction::Kind::stuck;
    if (sent != nullptr) *sent = leaves;
    co_await sleep_for(loop_, reaction.after);
    co_await finish(reaction, sink);
  }

  std::vector<http::ClientRequest> requests;

 private:
  Reaction react_to(const http::ClientRequest& request) {
    if (script_.empty()) {
      MIRANTE_CHECK(react_ != nullptr);  // The test did not expect this request.
      return react_(request);
    }
    auto reaction = std::move(script_.front());
    script_.pop_front();
    return reaction;
  }

  static Task<void> finish(const Reaction& reaction, http::AnswerSink& sink) {
    using enum Reaction::Kind;
    OneShot<void> for_ever;
    switch (reaction.kind) {
      case not_sent:
        throw Failure(Error{.kind = ErrorKind::unavailable,
                            .message = "connection refused",
                            .code = "http.not_sent"});
      case lost:
        throw Failure(Error{.kind = ErrorKind::unavailable,
                            .message = "connection reset by peer",
                            .code = "http.lost"});
      case hang:
      case stuck: co_await for_ever; break;
      case cut_short:
        sink.head(reaction.status, reaction.headers);
        sink.body(std::string_view(reaction.body).substr(0, reaction.body.size() / 2));
        throw Failure(Error{.kind = ErrorKind::unavailable,
                            .message = "the connection ended inside the answer",
                            .code = "http.lost"});
      case answer:
        sink.head(reaction.status, reaction.headers);
        // In two pieces, as from a network.
        const auto half = reaction.body.size() / 2;
        if (half > 0) sink.body(std::string_view(reaction.body).substr(0, half));
        if (half < reaction.body.size()) sink.body(std::string_view(reaction.body).substr(half));
    }
  }

  Loop& loop_;
  std::deque<Reaction> script_;
  React react_;
};

/// AWS's words in the ec2 protocol.
inline Reaction ec2_error(int status, std::string_view code, std::string_view message) {
  return {.status = status,
          .body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>" +
                  std::string(code) + "</Code><Message>" + std::string(message) +
                  "</Message></Error></Errors><RequestID>req-error</RequestID></Response>"};
}

/// In the query protocol, as STS speaks it.
inline Reaction query_error(int status, std::string_view code, std::string_view message) {
  return {.status = status,
          .body =
              "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>"
              "Sender</Type><Code>" +
              std::string(code) + "</Code><Message>" + std::string(message) +
              "</Message></Error><RequestId>req-error</RequestId></ErrorResponse>"};
}

/// One server, with this id.
inline Reaction described(std::string_view instance) {
  return {.body =
              "<DescribeInstancesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
              "<requestId>req-described</requestId><reservationSet><item><reservationId>r-1"
              "</reservationId><instancesSet><item><instanceId>" +
              std::string(instance) +
              "</instanceId></item></instancesSet></item></reservationSet>"
              "</DescribeInstancesResponse>"};
}

inline Reaction stopping(std::string_view instance) {
  return {.body =
              "<StopInstancesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
              "<requestId>req-stopped</requestId><instancesSet><item><instanceId>" +
              std::string(instance) +
              "</instanceId><currentState><code>64</code><name>stopping</name></currentState>"
              "</item></instancesSet></StopInstancesResponse>"};
}

/// A session whose key is `key`, as this operation of STS answers it.
inline Reaction session(std::string_view key, std::string_view expires = "2026-03-02T11:00:00Z",
                        std::string_view operation = "AssumeRole") {
  const std::string name(operation);
  return {.body = "<" + name + "Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><" +
                  name + "Result><Credentials><AccessKeyId>" + std::string(key) +
                  "</AccessKeyId><SecretAccessKey>session-secret</SecretAccessKey><SessionToken>"
                  "token-of-" +
                  std::string(key) + "</SessionToken><Expiration>" + std::string(expires) +
                  "</Expiration></Credentials></" + name +
                  "Result><ResponseMetadata><RequestId>req-session</RequestId>"
                  "</ResponseMetadata></" +
                  name + "Response>"};
}

}  // namespace mirante::aws::testing

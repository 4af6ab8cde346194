// What tests of this room share: a real loop with a pool, one server on a port of this machine, one
// client, and the story of a request in few words.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "base/loop.h"
#include "platform/http/client.h"
#include "platform/http/server.h"
#include "platform/http/testing/raw_client.h"

namespace mirante::http::testing {

/// An answer as it was heard.
struct Answer final : AnswerSink {
  void head(int heard_status, const Headers& heard_headers) override {
    status = heard_status;
    headers = heard_headers;
  }
  void body(std::string_view piece) override { text += piece; }

  /// "" if it is not there.
  std::string header(std::string_view name) const {
    const auto* found = find_header(headers, name);
    return found == nullptr ? std::string() : *found;
  }

  int status = 0;
  Headers headers;
  std::string text;
};

inline Task<Answer> fetching(Transport& client, ClientRequest request, bool* sent = nullptr) {
  Answer answer;
  co_await client.send(request, answer, sent);
  co_return answer;
}

/// A task that was begun and goes on whenever the loop runs. Dropping it drops the task.
template <class T>
class Begun {
 public:
  explicit Begun(Task<T> task) : task_(std::move(task)) { task_.handle().resume(); }
  bool is_done() const { return task_.handle().done(); }
  /// Its value or exception, once it is done.
  T take() { return task_.handle().promise().take(); }

 private:
  Task<T> task_;
};

/// The error of work that must fail.
template <class Work>
Error error_from(Work work) {
  try {
    static_cast<void>(work());
  } catch (const Failure& failure) {
    return failure.error();
  }
  ADD_FAILURE() << "it did not fail";
  return {};
}

class HttpBench : public ::testing::Test {
 protected:
  /// Answers everything with `handler` from now on, on a new port.
  void serve(RawHandler handler, ServerConfig config = {}) {
    server = std::make_unique<RawServer>(loop, std::move(config), std::move(handler));
    port = server->listen_tcp("127.0.0.1", 0);
  }
  /// Answers everything with this.
  void serve(RawAnswer answer, ServerConfig config = {}) {
    serve([answer](RawRequest) -> Task<RawAnswer> { co_return answer; }, std::move(config));
  }
  void connect_with(HttpClientConfig config) {
    client = std::make_unique<HttpClient>(loop, pool, std::move(config));
  }

  ClientRequest get(std::string target = "/") const {
    return {.method = "GET",
            .tls = false,
            .host = "127.0.0.1",
            .port = port,
            .target = std::move(target),
            .headers = {{"Host", "127.0.0.1"}},
            .body = {}};
  }
  ClientRequest post(std::string body) const {
    auto request = get();
    request.method = "POST";
    request.body = std::move(body);
    return request;
  }

  /// Runs it to its end. What takes a minute fails.
  template <class T>
  T run(Task<T> task) {
    return loop.run(with_deadline(loop, loop.clock().steady() + std::chrono::minutes(1),
                                  "this part of the test", std::move(task)));
  }
  Answer fetch(ClientRequest request) { return run(fetching(*client, std::move(request))); }
  Error fetch_error(ClientRequest request, bool* sent = nullptr) {
    return error_from([&] { return run(fetching(*client, std::move(request), sent)); });
  }
  /// Lets the loop run until then.
  void run_until(std::function<bool()> holds) {
    run([](Loop& on, std::function<bool()> done) -> Task<void> {
      while (!done()) co_await yield(on);
    }(loop, std::move(holds)));
  }
  /// Runs `story(RawClient&)` on a connection to the server while that answers.
  template <class Story>
  auto speak(Story story) {
    return run(pool.run(loop, [to = port, story] {
      RawClient raw(to);
      return story(raw);
    }));
  }
  /// What the server says until it closes, to a client that sends this and then no more.
  std::string say(std::string bytes) {
    return speak([bytes = std::move(bytes)](RawClient& raw) {
      raw.send(bytes);
      raw.end_sending();
      return raw.read_to_end();
    });
  }

  RealLoop loop;
  BlockingPool pool{{.threads = 2}};
  std::uint16_t port = 0;
  std::unique_ptr<RawServer> server;
  std::unique_ptr<HttpClient> client = std::make_unique<HttpClient>(loop, pool);
};

}  // namespace mirante::http::testing

// What tests against another people's server share: the real client over real sockets, sent to the
// server whose address is in the environment. A test without that address is skipped, and
// doubles_test.py counts that as a failure.
#pragma once

#include <gmock/gmock.h>

#include <cstdlib>

#include "platform/aws/client.h"
#include "platform/http/client.h"
#include "platform/runtime/blocking_pool.h"
#include "platform/runtime/real_loop.h"

namespace mirante::doubles {

class Stranger : public ::testing::Test {
 protected:
  /// `variable` holds the server's address: "http://127.0.0.1:9324".
  explicit Stranger(const char* variable, std::string region = "us-east-1")
      : region_(std::move(region)) {
    if (const char* url = std::getenv(variable); url != nullptr)
      client_ = std::make_unique<aws::Client>(
          loop_, rng_, transport_, aws::ClientConfig{.endpoint_url = url, .bucket_share = 1.0});
  }

  void SetUp() override {
    if (client_ == nullptr) GTEST_SKIP() << "the environment names no such server";
  }

  /// The answer to `request`, whose type says which operation it is of.
  template <class Operation, class Request>
  auto ask(Operation operation, Request request) {
    return loop_.run(operation(*client_, ctx_, target(), std::move(request))).value;
  }

  template <class Operation, class Request>
  Error error_of(Operation operation, Request request) {
    try {
      ask(operation, std::move(request));
    } catch (const Failure& failure) {
      return failure.error();
    }
    ADD_FAILURE() << "the call succeeded";
    return {};
  }

  aws::Target target() const {
    return {.credentials = aws::fixed_credentials(
                {.access_key_id = "AKIAIOSFODNN7EXAMPLE",
                 .secret_access_key = crypto::Secret("no-secret-at-all-0000000000000000")}),
            .region = {region_}};
  }

  /// A name that no other test uses.
  static std::string own_name() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    return std::string(test->name()).substr(0, 60);
  }

  RealLoop loop_;
  BlockingPool pool_;
  http::HttpClient transport_{loop_, pool_};
  SystemRng rng_;
  CallContext ctx_;
  std::unique_ptr<aws::Client> client_;

 private:
  std::string region_;
};

}  // namespace mirante::doubles

#include "main/heartbeat_call.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/runtime/simulated_loop.h"

namespace mirante {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Answers each request with one status, and keeps it.
class OneStatus final : public http::Transport {
 public:
  explicit OneStatus(int status) : status_(status) {}
  Task<void> send(const http::ClientRequest& request, http::AnswerSink& sink, bool*) override {
    last = request;
    sink.head(status_, {});
    co_return;
  }

  http::ClientRequest last;

 private:
  int status_;
};

TEST(HeartbeatCall, AsksForTheWholeAddress) {
  SimulatedLoop loop(from_micros(0));
  OneStatus service(204);

  loop.run(heartbeat_call(
      service, or_throw(heartbeat_request("http://alive.example:8080/push/s3cret?status=up")))());

  EXPECT_FALSE(service.last.tls);
  EXPECT_EQ(service.last.host, "alive.example");
  EXPECT_EQ(service.last.port, 8080);
  EXPECT_EQ(service.last.method, "GET");
  EXPECT_EQ(service.last.target, "/push/s3cret?status=up");
  EXPECT_EQ(http::header_text(service.last.headers, "Host"), "alive.example:8080");
}

TEST(HeartbeatCall, TakesAnyOtherAnswerThanSuccessForAFailureAndKeepsTheSecret) {
  SimulatedLoop loop(from_micros(0));
  OneStatus service(302);

  try {
    loop.run(
        heartbeat_call(service, or_throw(heartbeat_request("https://alive.example/s3cret")))());
    FAIL() << "a redirect was taken for success";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, "heartbeat.refused");
    EXPECT_THAT(failure.error().message, HasSubstr("302"));
    EXPECT_THAT(failure.error().message, Not(HasSubstr("s3cret")));
  }
}

TEST(HeartbeatCall, RefusesWhatIsNoAddressAndNamesTheOption) {
  for (const auto* url : {"alive.example", "ftp://alive.example/", "https://", "https://a/?x y",
                          "https://a/?x#y", "https://user:word@a/"}) {
    const auto request = heartbeat_request(url);
    ASSERT_FALSE(request.has_value()) << url;
    EXPECT_EQ(request.error().field, "heartbeat-url") << url;
  }
}

}  // namespace
}  // namespace mirante

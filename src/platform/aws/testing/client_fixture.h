// What tests of the client share: a simulated loop at 10 o'clock, a scripted transport, fixed keys,
// and a meter that remembers each attempt.
#pragma once

#include <gmock/gmock.h>

#include "gen/ec2/describe_instances.h"
#include "gen/ec2/stop_instances.h"
#include "platform/aws/client.h"
#include "platform/aws/meter.h"
#include "platform/aws/testing/scripted_transport.h"
#include "platform/runtime/simulated_loop.h"

namespace mirante::aws::testing {

inline constexpr std::string_view secret_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

class ClientFixture : public ::testing::Test {
 protected:
  Client& client() {
    if (!client_)
      client_ = std::make_unique<Client>(loop, rng, transport, config, [this](const Metered& one) {
        attempts.push_back(one);
        meter.add(one);
      });
    return *client_;
  }

  static std::shared_ptr<CredentialsProvider> keys() {
    return fixed_credentials(
        {.access_key_id = "AKIDEXAMPLE", .secret_access_key = crypto::Secret(secret_key)});
  }
  Target target(std::string region = "sa-east-1") const {
    return {.credentials = keys(), .region = {std::move(region)}, .account = account};
  }

  auto describe() {
    return loop.run(gen::ec2::describe_instances(client(), ctx, target(), {.max_results = 1000}));
  }
  auto stop() {
    return loop.run(gen::ec2::stop_instances(client(), ctx, target(), {.instance_ids = {"i-1"}}));
  }
  /// The error of a call that must fail.
  template <class Work>
  Error error_from(Work work) {
    try {
      work();
    } catch (const Failure& failure) {
      return failure.error();
    }
    ADD_FAILURE() << "the call succeeded";
    return {};
  }
  Error describe_error() {
    return error_from([this] { describe(); });
  }
  Error stop_error() {
    return error_from([this] { stop(); });
  }

  SimulatedLoop loop{*parse_iso8601("2026-03-02T10:00:00Z")};
  const Steady began = loop.clock().steady();
  SeededRng rng{1};
  ScriptedTransport transport{loop};
  ClientConfig config;
  CallContext ctx{.trace = "op_01jq"};
  AccountId account{.bytes = {1}};
  std::vector<Metered> attempts;
  Meter meter;

 private:
  std::unique_ptr<Client> client_;
};

}  // namespace mirante::aws::testing

#include "main/demo/demo_aws.h"

#include <csignal>
#include <nlohmann/json.hpp>

#include "main/demo/estate.h"
#include "main/demo/past.h"
#include "platform/runtime/stop_signals.h"
#include "simcloud/cloud.h"
#include "simcloud/estate.h"

namespace mirante::demo {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t seed = 2026;

/// Somebody else's changes: colleagues who use AWS's own console, a region that one account cannot
/// reach, a machine that fails its checks. "from" are the demo's own moments.
Json somebody_else(Instant opens) {
  const auto weekdays = Json{"mon", "tue", "wed", "thu", "fri"};
  const auto daily = [&](const char* at) {
    return Json{{"at", at}, {"days", weekdays}, {"utc_offset", "-03:00"}};
  };
  const auto call = [](const char* action, const char* servers, const char* who) {
    return Json{{"do", "call"}, {"action", action}, {"servers", servers}, {"as", who}};
  };
  const auto joana = "arn:aws:iam::220987654321:user/joana";
  const auto pedro = "arn:aws:iam::310987654321:user/pedro";
  const auto with = [](Json step, const Json& more) {
    step.update(more);
    return step;
  };
  return Json::array({with(call("StopInstances", "loja-hml-*", joana),
                           {{"every_day", daily("12:10")}, {"jitter_s", 900}, {"share", 0.3}}),
                      with(call("StartInstances", "loja-hml-*", joana),
                           {{"every_day", daily("13:20")}, {"jitter_s", 900}}),
                      with(call("StopInstances", "dev-*", pedro),
                           {{"every_day", daily("18:30")}, {"jitter_s", 1800}, {"share", 0.5}}),
                      with(call("StartInstances", "dev-*", pedro),
                           {{"every_day", daily("09:05")}, {"jitter_s", 600}}),
                      {{"do", "outage"},
                       {"at", to_iso8601(opens - 3h)},
                       {"account", "240987654321"},
                       {"region", "us-west-2"}},
                      {{"do", "checks"},
                       {"at", to_iso8601(opens - 4h)},
                       {"servers", "loja-web-7"},
                       {"system_check", "impaired"}},
                      // While somebody looks.
                      with(call("StopInstances", "dev-*", pedro),
                           {{"at", to_iso8601(opens + 4min)}, {"every_s", 480}, {"share", 0.4}}),
                      with(call("StartInstances", "dev-*", pedro),
                           {{"at", to_iso8601(opens + 8min)}, {"every_s", 480}, {"share", 0.7}})});
}

}  // namespace

aws::Credentials panel_credentials(const simcloud::World& world) {
  const auto keys = world.credentials()["panel"];
  return {.access_key_id = keys["access_key_id"].get<std::string>(),
          .secret_access_key = crypto::Secret(keys["secret_access_key"].get<std::string>())};
}

DemoAws::DemoAws(Instant opens) : world_({.seed = seed, .start = begin_of_past(opens)}) {
  or_throw(world_.settle(or_throw(simcloud::parse_estate(estate))));
  or_throw(world_.add_script(somebody_else(opens)));
}

void DemoAws::hurry(double times) {
  auto& pace = world_.cloud().pace;
  for (auto* time :
       {&pace.pending_least, &pace.pending_most, &pace.stopping_least, &pace.stopping_most,
        &pace.shutting_down_least, &pace.shutting_down_most, &pace.checks_least, &pace.checks_most})
    *time = std::chrono::duration_cast<std::chrono::microseconds>(*time / times);
}

SimulatedAws::Reach DemoAws::begin(RealLoop& loop) {
  // The panel has just begun to hear the signals; one that came shortly before is told again.
  if (const int signal = StopWish::heard()) ::raise(signal);
  server_ = std::make_unique<simcloud::Server>(loop, pool_, world_);
  return {.url = "http://127.0.0.1:" + std::to_string(server_->listen(0)),
          .panel = panel_credentials(world_),
          .home = Region{std::string(home_region)}};
}

}  // namespace mirante::demo

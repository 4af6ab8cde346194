// The simulated AWS of the demo: the estate, what somebody else does in it by plan, and the port on
// this machine at which the panel (and an AWS command line, if somebody points one there) reaches
// it while the demo is open.
#pragma once

#include <memory>
#include <string_view>

#include "main/serve.h"
#include "platform/runtime/blocking_pool.h"
#include "simcloud/server.h"

namespace mirante::demo {

/// Where the panel's own calls are made.
inline constexpr std::string_view home_region = "sa-east-1";

/// Who the panel is in that AWS.
aws::Credentials panel_credentials(const simcloud::World& world);

class DemoAws final : public SimulatedAws {
 public:
  /// Begins at `begin_of_past(opens)`.
  explicit DemoAws(Instant opens);

  simcloud::World& world() { return world_; }
  /// From now on, in the past of the demo too, servers start and stop so many times faster than in
  /// AWS.
  void hurry(double times);

  Reach begin(RealLoop& loop) override;
  Task<void> end() override { return server_->stop(); }

 private:
  simcloud::World world_;
  BlockingPool pool_{{.threads = 1}};
  std::unique_ptr<simcloud::Server> server_;
};

}  // namespace mirante::demo

#include "main/sweep_job.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace mirante {
namespace {

using inventory::Cause;
using inventory::RegionRead;

/// Writes each region's outcome as it comes.
class ReportingWatcher final : public inventory::SweepWatcher {
 public:
  explicit ReportingWatcher(operations::JobContext& job) : job_(job) {}

  void progress(std::int64_t done, std::int64_t total) override { job_.progress(done, total); }
  Task<void> region_read(RegionRead read) override { co_await job_.report({sweep_target(read)}); }

 private:
  operations::JobContext& job_;
};

class SweepJob final : public operations::Job {
 public:
  explicit SweepJob(inventory::SweepServices& services) : services_(services) {}

  std::string_view name() const override { return sweep_job_name; }
  int version() const override { return 1; }
  Permission permission() const override { return Permission::inventory_sweep; }

  Result<Json> check(const Json& params) const override {
    const auto scope = inventory::parse_scope(params);
    if (!scope) return fail(scope.error());
    return inventory::to_json(*scope);
  }

  Task<void> run(operations::JobContext& context, const Json& params) override {
    ReportingWatcher watcher(context);
    co_await inventory::sweep(services_, context.ctx(), or_throw(inventory::parse_scope(params)),
                              watcher);
  }

 private:
  inventory::SweepServices& services_;
};

/// Each reason once: ten kinds of a region that lack one permission each are ten reasons, ten that
/// time out are one.
std::string reasons_of(const RegionRead& read) {
  std::set<std::string> told;
  std::string text;
  for (const auto& failure : read.failures) {
    if (!told.insert(failure.reason).second) continue;
    if (!text.empty()) text += "; ";
    text += failure.reason;
  }
  return text;
}

}  // namespace

std::unique_ptr<operations::Job> make_sweep_job(inventory::SweepServices& services) {
  return std::make_unique<SweepJob>(services);
}

operations::Target sweep_target(const RegionRead& read) {
  operations::Target target{
      .ref = {.account = read.account, .region = read.region, .id = "ec2"},
      .outcome = operations::Outcome::succeeded,
      .observed_state = read.servers ? fmt::format("servers: {}", *read.servers) : "unknown",
      .observed_at = read.read_at};
  if (read.is_not_enabled) {
    target.observed_state = "not_enabled";
    target.reason_code = "region.not_enabled";
    target.reason = read.region.value + " is not switched on in this account";
  } else if (read.is_blocked()) {
    target.observed_state = "blocked";
    target.reason_code = "region.blocked";
    target.reason = reasons_of(read);
  } else if (!read.failures.empty()) {
    target.outcome = operations::Outcome::failed;
    target.reason_code = read.failures.front().code;
    target.reason = reasons_of(read);
  }
  return target;
}

}  // namespace mirante

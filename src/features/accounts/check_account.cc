#include "features/accounts/check_account.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/task_group.h"
#include "features/accounts/access_error.h"
#include "features/accounts/account_access.h"
#include "features/accounts/aws_calls.h"
#include "features/accounts/panel.h"
#include "features/accounts/permissions_policy.h"
#include "features/accounts/reachable_store.h"
#include "features/accounts/read_regions.h"

namespace mirante::accounts {
namespace {

constexpr std::size_t regions_at_once = 16;
constexpr std::size_t actions_at_once = 6;
constexpr std::string_view list_regions_action = "ec2:DescribeRegions";
constexpr std::string_view list_servers_action = "ec2:DescribeInstances";
/// Looks right and is nobody's: AWS gives out ids at random.
constexpr std::string_view made_up_server = "i-00000000000000000";

/// What AWS answered to a call that may fail: nothing, or its error. Cancellation is thrown on.
Task<std::optional<Error>> answer_of(Task<void> call) {
  try {
    co_await std::move(call);
    co_return std::nullopt;
  } catch (const Failure& failure) {
    if (failure.error().kind == ErrorKind::cancelled) throw;
    co_return failure.error();
  }
}

class Check {
 public:
  Check(AccountsServices& services, const CallContext& ctx, Account account,
        std::vector<AccountRegion> known)
      : services_(services), ctx_(ctx), account_(std::move(account)), regions_(std::move(known)) {}

  Task<CheckReport> run() {
    report_.checked_at = services_.loop.clock().now();
    report_.problem = co_await answer_of(prove_credentials());
    if (report_.problem) {
      report_.problem = explain(*report_.problem, "entering \"" + account_.name + "\"");
      nothing_tried(report_.problem->message);
      report_.regions = regions_;
      co_return std::move(report_);
    }
    regions_error_ = co_await answer_of(find_regions());
    co_await for_each_bounded(services_.loop, enabled_regions(), regions_at_once,
                              [this](Region region) { return try_region(std::move(region)); });
    co_await try_actions();
    report_.regions = regions_;
    co_return std::move(report_);
  }

 private:
  Task<aws::Target> target(Region region) {
    co_return co_await services_.access.target(ctx_, account_.id, std::move(region));
  }

  Task<void> prove_credentials() {
    home_ = services_.panel.home_of(partition_of(regions_));
    const auto caller = co_await caller_identity(services_.client, ctx_, co_await target(home_));
    if (caller.account != account_.aws_account)
      throw Failure(ErrorKind::conflict, "the credentials are now those of account " +
                                             caller.account.value + ", not of " +
                                             account_.aws_account.value);
  }

  Task<void> find_regions() {
    const auto listed = co_await list_regions(services_.client, ctx_, co_await target(home_));
    regions_.clear();
    for (const auto& region : listed)
      regions_.push_back(
          {.region = region.region,
           .state = region.is_enabled ? RegionState::enabled : RegionState::not_enabled,
           .checked_at = report_.checked_at});
    std::ranges::sort(regions_, {}, &AccountRegion::region);
  }

  /// Those that AWS lists as switched on; if it does not list them, all that were known.
  std::vector<Region> enabled_regions() const {
    std::vector<Region> enabled;
    for (const auto& region : regions_)
      if (region.state != RegionState::not_enabled) enabled.push_back(region.region);
    return enabled;
  }

  Task<void> ask_region(const Region& region) {
    servers_[region] = co_await some_servers(services_.client, ctx_, co_await target(region));
  }

  Task<void> try_region(Region region) {
    const auto error = co_await answer_of(ask_region(region));
    const auto place = std::ranges::find(regions_, region, &AccountRegion::region);
    *place = judge_region(region, error, report_.checked_at);
    answers_[region] = error;
  }

  /// A region that answers, if possible one with a server to try things on.
  std::optional<Region> region_to_try() const {
    for (const auto& [region, servers] : servers_)
      if (!servers.empty()) return region;
    if (!servers_.empty()) return servers_.begin()->first;
    for (const auto& region : regions_)
      if (region.state == RegionState::enabled) return region.region;
    return std::nullopt;
  }

  Task<void> try_actions() {
    const auto region = region_to_try();
    if (!region) {
      nothing_tried("no region of the account answers");
      co_return;
    }
    nothing_tried("");
    std::vector<std::size_t> positions;
    for (std::size_t i = 0; i < report_.permissions.size(); ++i)
      if (report_.permissions[i].result == PermissionResult::not_tried) positions.push_back(i);
    co_await for_each_bounded(
        services_.loop, std::move(positions), actions_at_once,
        [this, &region](std::size_t position) { return try_one(position, *region); });
  }

  Task<void> try_one(std::size_t position, const Region& region) {
    auto& check = report_.permissions[position];
    if (check.action == list_regions_action) {
      check = judge_try(check.action, TriedOn::nothing, regions_error_);
    } else if (check.action == list_servers_action) {
      check = judge_try(check.action, TriedOn::nothing, answers_[region]);
    } else if (!can_try(check.action)) {
      check.detail = service_of(check.action) == "ce"
                         ? "AWS charges for each question to Cost Explorer, so none is asked only "
                           "to try it"
                         : "cannot be tried without a change; it shows when it is needed";
    } else {
      check = co_await try_call(check.action, region);
    }
  }

  Task<PermissionCheck> try_call(std::string action, const Region& region) {
    const auto found = servers_.find(region);
    const bool is_real = found != servers_.end() && !found->second.empty();
    const InstanceId server =
        is_real ? found->second.front() : InstanceId{std::string(made_up_server)};
    const auto tried_on = !needs_server(action) ? TriedOn::nothing
                          : is_real             ? TriedOn::real_server
                                                : TriedOn::made_up_server;
    const auto error = co_await answer_of(
        try_action(services_.client, ctx_, co_await target(region), action, server));
    co_return judge_try(action, tried_on, error);
  }

  void nothing_tried(const std::string& why) {
    report_.permissions.clear();
    for (const auto& permission : permissions())
      report_.permissions.push_back(is_wanted(permission.feature)
                                        ? not_tried(permission.action, why)
                                        : not_wanted(permission.action));
  }

  bool is_wanted(Feature feature) const {
    return std::ranges::find(account_.features, feature) != account_.features.end();
  }

  AccountsServices& services_;
  const CallContext& ctx_;
  const Account account_;
  std::vector<AccountRegion> regions_;
  Region home_;
  std::optional<Error> regions_error_;
  std::map<Region, std::vector<InstanceId>> servers_;
  std::map<Region, std::optional<Error>> answers_;
  CheckReport report_;
};

}  // namespace

Task<CheckedAccount> check_account(AccountsServices& services, CallContext ctx, AccountId id) {
  require(ctx, Permission::account_read);
  Account account;
  std::vector<AccountRegion> known;
  co_await services.db.read([&](sql::Snapshot& snapshot) {
    account = must_find(snapshot, ctx, id);
    known = regions_of(snapshot, ctx.tenant, id);
  });
  if (account.state == AccountState::pending)
    throw Failure(
        Error{.kind = ErrorKind::conflict,
              .message = "\"" + account.name + "\" is not connected yet; give the role's ARN first",
              .code = "account.pending"});

  Check check(services, ctx, account, std::move(known));
  auto report = co_await check.run();
  const auto document = to_json(report).dump(-1, ' ', false, Json::error_handler_t::replace);
  account.checked_at = report.checked_at;
  co_await services.db.write([&](sql::Tx& tx) {
    if (!find_for_update(tx, ctx.tenant, id)) return;  // Removed meanwhile.
    put_check(tx, ctx.tenant, id, report.checked_at, document);
    put_regions(tx, ctx.tenant, id, report.regions);
  });
  co_return CheckedAccount{.account = std::move(account), .report = std::move(report)};
}

}  // namespace mirante::accounts

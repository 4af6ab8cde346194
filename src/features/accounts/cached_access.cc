#include "features/accounts/cached_access.h"

#include <algorithm>

#include "base/log.h"
#include "features/accounts/panel.h"
#include "features/accounts/read_regions.h"
#include "features/accounts/role_arn.h"
#include "features/accounts/sealed_keys.h"
#include "platform/aws/credentials.h"

namespace mirante::accounts {
namespace {

constexpr std::chrono::hours regions_age_max{24};

/// The account, if it can be entered.
Account connected(sql::Snapshot& snapshot, TenantId tenant, AccountId id) {
  auto account = must_find(snapshot, tenant, id);
  if (account.state == AccountState::connected) return account;
  throw Failure(
      Error{.kind = ErrorKind::conflict,
            .message = "\"" + account.name + "\" is not connected yet; give the role's ARN first",
            .code = "account.pending"});
}

std::vector<Region> enabled_of(const std::vector<AccountRegion>& regions) {
  std::vector<Region> enabled;
  for (const auto& region : regions)
    if (region.state != RegionState::not_enabled) enabled.push_back(region.region);
  return enabled;
}

}  // namespace

Task<aws::Target> CachedAccess::target(CallContext ctx, AccountId account, Region region) {
  const TenantAccount key{.tenant = ctx.tenant, .account = account};
  // Read each time: another process may have changed or removed the connection.
  auto present = co_await services_.db.read(
      [&](sql::Snapshot& snapshot) { return connected(snapshot, ctx.tenant, account); });
  const auto revision = present.revision;
  const auto is_fresh = [&] {
    const auto found = entries_.find(key);
    return found != entries_.end() && found->second.revision == revision;
  };
  if (!is_fresh()) {
    auto credentials = co_await make_credentials(ctx, std::move(present));
    // Others that waited at the same time have made the same: the first one counts, so that a role
    // is assumed once.
    if (!is_fresh()) entries_[key] = {.revision = revision, .credentials = std::move(credentials)};
  }
  co_return aws::Target{.credentials = entries_[key].credentials,
                        .region = std::move(region),
                        .tenant = ctx.tenant,
                        .account = account};
}

Task<CachedAccess::Credentials> CachedAccess::make_credentials(CallContext ctx, Account account) {
  if (account.connection == Connection::keys) {
    auto keys = co_await services_.db.read([&](sql::Snapshot& snapshot) {
      return open_keys(snapshot, services_.vault, ctx.tenant, account.id);
    });
    co_return aws::fixed_credentials({.access_key_id = std::move(keys.access_key_id),
                                      .secret_access_key = std::move(keys.secret)});
  }
  const auto arn = or_throw(parse_role_arn(account.role_arn));
  aws::RoleToAssume role{.arn = account.role_arn,
                         .session_name = services_.panel.session_name(ctx.tenant),
                         .external_id = account.external_id};
  co_return aws::assumed_role(services_.client, services_.loop,
                              services_.panel.target(services_.panel.home_of(arn.partition)),
                              std::move(role));
}

Task<std::vector<Region>> CachedAccess::enabled_regions(CallContext ctx, AccountId account) {
  std::optional<Instant> read_at;
  auto regions = co_await services_.db.read([&](sql::Snapshot& snapshot) {
    read_at = connected(snapshot, ctx.tenant, account).regions_read_at;
    return regions_of(snapshot, ctx.tenant, account);
  });
  const auto now = services_.loop.clock().now();
  if (read_at && now - *read_at < regions_age_max) co_return enabled_of(regions);
  try {
    co_await refresh_regions(ctx, account);
  } catch (const Failure& failure) {
    if (failure.error().kind == ErrorKind::cancelled) throw;
    log::info("account.regions.unread", ctx, log::kv("account", account),
              log::kv("code", failure.error().code));
    co_return enabled_of(regions);
  }
  co_return enabled_of(co_await services_.db.read(
      [&](sql::Snapshot& snapshot) { return regions_of(snapshot, ctx.tenant, account); }));
}

Task<void> CachedAccess::refresh_regions(CallContext ctx, AccountId account) {
  const auto stored = co_await services_.db.read([&](sql::Snapshot& snapshot) {
    connected(snapshot, ctx.tenant, account);
    return regions_of(snapshot, ctx.tenant, account);
  });
  const auto home = services_.panel.home_of(partition_of(stored));
  const auto regions = co_await read_regions(services_.client, services_.loop, ctx,
                                             co_await target(ctx, account, home));
  co_await services_.db.write([&](sql::Tx& tx) {
    auto present = find_for_update(tx, ctx.tenant, account);
    if (!present) return;
    put_regions(tx, ctx.tenant, account, merged(stored, regions));
    present->regions_read_at = services_.loop.clock().now();
    update(tx, ctx.tenant, *present);
  });
}

}  // namespace mirante::accounts

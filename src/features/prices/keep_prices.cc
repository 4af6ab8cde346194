#include "features/prices/keep_prices.h"

#include <algorithm>
#include <map>

#include "base/keep_doing.h"
#include "base/log.h"
#include "features/accounts/access_error.h"
#include "features/accounts/account_access.h"
#include "features/accounts/account_store.h"
#include "features/accounts/panel.h"
#include "features/inventory/resource_store.h"
#include "features/prices/aws_prices.h"
#include "features/prices/aws_reservations.h"
#include "features/prices/aws_savings_plans.h"
#include "features/prices/price_wishes.h"
#include "features/prices/wanted.h"
#include "platform/aws/client.h"

namespace mirante::prices {
namespace {

/// Of the three regions in which AWS tells prices the one that nobody can switch off.
const Region price_list_region{"us-east-1"};
/// More accounts are not tried: if so many may not ask, the policy lacks the line.
constexpr std::size_t readers_max = 20;
/// A turn that outlives its process is taken by another after this. Longer than a call may take.
constexpr std::chrono::minutes turn{3};

bool is_cancellation(const Failure& failure) {
  return failure.error().kind == ErrorKind::cancelled;
}

CallContext context_of(TenantId tenant) {
  return {.tenant = tenant,
          .actor = {.kind = Actor::Kind::system, .id = {}, .name = "prices"},
          .permissions = all_permissions(),
          .trace = "prices"};
}

/// Whether somebody else's credentials may do better.
bool is_about_credentials(const Error& error) {
  using accounts::AccessProblem;
  const auto problem = accounts::problem_of(error);
  return problem == AccessProblem::not_permitted || problem == AccessProblem::blocked ||
         problem == AccessProblem::wrong_credentials || problem == AccessProblem::expired ||
         problem == AccessProblem::region_not_enabled;
}

}  // namespace

Result<KeeperConfig> validate(KeeperConfig config) {
  if (config.poll < std::chrono::seconds(1))
    return fail_field("prices.poll", "must be at least 1 second");
  if (config.age_max < std::chrono::hours(1))
    return fail_field("prices.age_max", "must be at least 1 hour");
  if (config.retry_after < std::chrono::minutes(1))
    return fail_field("prices.retry_after", "must be at least 1 minute");
  return config;
}

PriceKeeper::PriceKeeper(PricesServices services, KeeperConfig config)
    : services_(services), config_(or_throw(validate(config))) {}

Task<void> PriceKeeper::run() {
  return keep_doing(services_.loop, config_.poll, "prices.failed", [this] { return read_due(); });
}

Task<void> PriceKeeper::read_due() {
  if ((co_await due_products()).empty() && (co_await due_places()).empty() &&
      (co_await due_plans()).empty())
    co_return;
  if (!co_await services_.db.write([](sql::Tx& tx) { return take_turn(tx, turn); })) co_return;
  // Another process may have read them meanwhile.
  co_await read(co_await due_products());
  for (auto& due : co_await due_places()) co_await read_reservations(std::move(due));
  for (auto& due : co_await due_plans()) co_await read_plans(std::move(due));
  co_await services_.db.write([](sql::Tx& tx) { end_turn(tx); });
}

Task<std::vector<Product>> PriceKeeper::due_products() {
  const auto now = services_.loop.clock().now();
  co_return co_await services_.db.read([&](sql::Snapshot& snapshot) {
    const auto revision = inventory::revision_of_offerings(snapshot);
    if (revision != revision_) {
      wanted_ = wanted_products(inventory::offerings(snapshot));
      revision_ = revision;
    }
    const auto asked = asked_prices(snapshot);
    auto wanted = wished_products(snapshot, now);
    wanted.insert(wanted_.begin(), wanted_.end());
    std::vector<Product> due;
    for (const auto& product : wanted) {
      const auto found = asked.find(product);
      const auto age =
          found == asked.end() || found->second.is_known ? config_.age_max : config_.retry_after;
      if (found == asked.end() || found->second.at + age <= now) due.push_back(product);
    }
    return due;
  });
}

/// Where there are servers.
Task<std::vector<PriceKeeper::DuePlace>> PriceKeeper::due_places() {
  const auto now = services_.loop.clock().now();
  co_return co_await services_.db.read([&](sql::Snapshot& snapshot) {
    std::vector<DuePlace> due;
    for (const auto& [tenant, accounts_in] : accounts::connected_by_tenant(snapshot)) {
      const auto reads = reservation_reads(snapshot, tenant);
      for (const auto& part : inventory::parts_of(snapshot, tenant, inventory::instance_kind)) {
        if (part.count == 0 || !accounts_in.contains(part.account)) continue;
        const auto found = reads.find({part.account, part.region});
        const auto age = found == reads.end() || !found->second.has_failed ? config_.age_max
                                                                           : config_.retry_after;
        if (found == reads.end() || found->second.asked_at + age <= now)
          due.push_back({.tenant = tenant, .place = {part.account, part.region}});
      }
    }
    return due;
  });
}

Task<void> PriceKeeper::read_reservations(DuePlace due) {
  std::optional<std::vector<Reservation>> found;
  auto why = Unknown::unreachable;
  const auto& [account, region] = due.place;
  try {
    const auto ctx = context_of(due.tenant);
    found = co_await ask_reservations(
        services_.client, ctx, co_await services_.access.target(ctx, account, region), account);
  } catch (const Failure& failure) {
    if (is_cancellation(failure)) throw;
    if (is_about_credentials(failure.error())) why = Unknown::no_permission;
    log::info("prices.reservations.unread", log::kv("tenant", due.tenant),
              log::kv("account", account), log::kv("code", failure.error().code));
  }
  const auto now = services_.loop.clock().now();
  co_await services_.db.write([&](sql::Tx& tx) {
    keep_turn(tx, turn);
    if (found)
      replace_reservations(tx, due.tenant, due.place, *found, now);
    else
      put_unread(tx, due.tenant, due.place, why, now);
  });
}

/// Where there are servers, in whatever region.
Task<std::vector<PriceKeeper::DuePlans>> PriceKeeper::due_plans() {
  const auto now = services_.loop.clock().now();
  co_return co_await services_.db.read([&](sql::Snapshot& snapshot) {
    std::vector<DuePlans> due;
    for (const auto& [tenant, accounts_in] : accounts::connected_by_tenant(snapshot)) {
      const auto reads = plan_reads(snapshot, tenant);
      std::set<AccountId> with_servers;
      for (const auto& part : inventory::parts_of(snapshot, tenant, inventory::instance_kind))
        if (part.count > 0 && accounts_in.contains(part.account)) with_servers.insert(part.account);
      std::vector<AccountId> of_tenant;
      for (const auto& account : with_servers) {
        const auto found = reads.find(account);
        const auto age =
            found == reads.end() || !found->second.problem ? config_.age_max : config_.retry_after;
        if (found == reads.end() || found->second.asked_at + age <= now)
          of_tenant.push_back(account);
      }
      if (of_tenant.empty()) continue;
      const auto servers = server_products(inventory::offerings_of(snapshot, tenant));
      for (const auto& account : of_tenant)
        due.push_back({.tenant = tenant, .account = account, .servers = servers});
    }
    return due;
  });
}

Task<void> PriceKeeper::read_plans(DuePlans due) {
  std::optional<std::vector<SavingsPlan>> found;
  auto why = Unknown::unreachable;
  try {
    const auto ctx = context_of(due.tenant);
    // A service of the whole account, which answers there.
    found = co_await ask_savings_plans(
        services_.client, ctx,
        co_await services_.access.target(ctx, due.account, price_list_region), due.account,
        std::move(due.servers));
  } catch (const Failure& failure) {
    if (is_cancellation(failure)) throw;
    if (is_about_credentials(failure.error())) why = Unknown::no_permission;
    log::info("prices.plans.unread", log::kv("tenant", due.tenant), log::kv("account", due.account),
              log::kv("code", failure.error().code));
  }
  const auto now = services_.loop.clock().now();
  co_await services_.db.write([&](sql::Tx& tx) {
    keep_turn(tx, turn);
    if (found)
      replace_plans(tx, due.tenant, due.account, *found, now);
    else
      put_plans_unread(tx, due.tenant, due.account, why, now);
  });
}

/// The panel itself first, then connected accounts.
Task<std::vector<PriceKeeper::Reader>> PriceKeeper::readers() {
  std::vector<Reader> found;
  if (services_.panel.has_credentials()) found.push_back({.ctx = context_of({}), .account = {}});
  const auto connected = co_await services_.db.read(
      [](sql::Snapshot& snapshot) { return accounts::all_connected(snapshot); });
  for (const auto& [tenant, account] : connected)
    if (found.size() < readers_max)
      found.push_back({.ctx = context_of(tenant), .account = account});
  co_return found;
}

Task<aws::Target> PriceKeeper::target_of(const Reader& reader) {
  if (!reader.account) co_return services_.panel.target(price_list_region);
  co_return co_await services_.access.target(reader.ctx, *reader.account, price_list_region);
}

Task<void> PriceKeeper::read(std::vector<Product> due) {
  std::map<Question, std::vector<Product>> questions;
  for (const auto& product : due) questions[question_of(product)].push_back(product);
  const auto all = co_await readers();
  std::size_t reader = 0;
  for (auto& [question, products] : questions) {
    std::optional<std::vector<Listed>> listed;
    auto why = Unknown::no_permission;
    while (!listed && reader < all.size()) {
      try {
        listed = co_await ask_price_list(services_.client, all[reader].ctx,
                                         co_await target_of(all[reader]), question);
      } catch (const Failure& failure) {
        if (is_cancellation(failure)) throw;
        log::info("prices.refused", log::kv("code", failure.error().code),
                  log::kv("why", failure.error().message));
        if (!is_about_credentials(failure.error())) {
          why = Unknown::unreachable;
          break;
        }
        ++reader;
      }
    }
    if (listed)
      co_await store(std::move(products), *std::move(listed));
    else
      co_await store_unknown(std::move(products), why);
  }
}

Task<void> PriceKeeper::store(std::vector<Product> products, std::vector<Listed> listed) {
  const auto now = services_.loop.clock().now();
  co_await services_.db.write([&](sql::Tx& tx) {
    keep_turn(tx, turn);
    for (const auto& product : products) {
      const auto found = pick(product, listed);
      if (found)
        put_price(tx, product,
                  {.amount = found->price,
                   .unit = found->unit,
                   .effective_at = found->effective_at,
                   .read_at = now},
                  found->sku);
      else
        put_unknown(tx, product, Unknown::not_listed, now);
    }
  });
}

Task<void> PriceKeeper::store_unknown(std::vector<Product> products, Unknown why) {
  const auto now = services_.loop.clock().now();
  co_await services_.db.write([&](sql::Tx& tx) {
    for (const auto& product : products) put_unknown(tx, product, why, now);
  });
}

}  // namespace mirante::prices

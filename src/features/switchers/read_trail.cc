#include "features/switchers/read_trail.h"

#include <algorithm>

#include "base/keep_doing.h"
#include "base/log.h"
#include "features/accounts/access_error.h"
#include "features/accounts/account_access.h"
#include "features/accounts/account_store.h"
#include "features/inventory/resource_store.h"
#include "features/operations/operation_store.h"
#include "features/switchers/aws_trail.h"
#include "platform/aws/client.h"

namespace mirante::switchers {
namespace {

/// A turn that outlives its process is taken by another after this. Longer than a reading takes.
constexpr std::chrono::minutes turn{10};

CallContext context_of(TenantId tenant) {
  return {.tenant = tenant,
          .actor = {.kind = Actor::Kind::system, .id = {}, .name = "switchers"},
          .permissions = all_permissions(),
          .trace = "switchers"};
}

bool is_cancellation(const Failure& failure) {
  return failure.error().kind == ErrorKind::cancelled;
}

Unread reason_of(const Error& error) {
  return accounts::is_about_permission(error) ? Unread::no_permission : Unread::unreachable;
}

/// The panel's own: the operation that the call names is the tenant's. Another panel's is somebody
/// else's.
bool is_ours(sql::Snapshot& snapshot, TenantId tenant, const TrailEvent& event) {
  return event.operation && operations::find(snapshot, tenant, *event.operation).has_value();
}

}  // namespace

Result<TrailConfig> validate(TrailConfig config) {
  if (config.poll < std::chrono::seconds(1))
    return fail_field("switchers.poll", "must be at least 1 second");
  if (config.age_max < std::chrono::minutes(5))
    return fail_field("switchers.age_max", "must be at least 5 minutes");
  if (config.overlap < std::chrono::minutes(15))
    return fail_field("switchers.overlap",
                      "must be at least 15 minutes: CloudTrail tells events so late");
  if (config.pages_max < 1 || config.pages_max > 1000)
    return fail_field("switchers.pages_max", "must be 1 to 1000");
  return config;
}

TrailReader::TrailReader(TrailServices services, TrailConfig config)
    : services_(services), config_(or_throw(validate(config))) {}

Task<void> TrailReader::run() {
  return keep_doing(services_.loop, config_.poll, "switchers.failed",
                    [this] { return read_due(); });
}

Task<void> TrailReader::read_due() {
  for (auto& due : co_await due_places()) {
    const bool is_mine = co_await services_.db.write(
        [&](sql::Tx& tx) { return take_turn(tx, due.tenant, due.place, turn); });
    if (is_mine) co_await read(std::move(due));
  }
}

/// Where there are servers or databases.
Task<std::vector<TrailReader::Due>> TrailReader::due_places() {
  const auto now = services_.loop.clock().now();
  co_return co_await services_.db.read([&](sql::Snapshot& snapshot) {
    std::vector<Due> due;
    for (const auto& [tenant, accounts_in] : accounts::connected_by_tenant(snapshot)) {
      std::map<Place, Due> places;
      for (const auto kind : {inventory::instance_kind, inventory::database_kind})
        for (const auto& part : inventory::parts_of(snapshot, tenant, kind)) {
          if (part.count == 0 || !accounts_in.contains(part.account)) continue;
          auto& place = places[{part.account, part.region}];
          (kind == inventory::instance_kind ? place.has_servers : place.has_databases) = true;
        }
      const auto reads = trail_reads(snapshot, tenant);
      for (auto& [place, one] : places) {
        if (const auto found = reads.find(place); found != reads.end()) one.before = found->second;
        if (one.before.asked_at + config_.age_max > now) continue;
        one.tenant = tenant;
        one.place = place;
        due.push_back(one);
      }
    }
    return due;
  });
}

Task<void> TrailReader::read(Due due) {
  std::optional<TrailFound> found;
  auto why = Unread::unreachable;
  try {
    found = co_await look_up(due);
  } catch (const Failure& failure) {
    if (is_cancellation(failure)) throw;
    why = reason_of(failure.error());
    log::info("switchers.unread", log::kv("tenant", due.tenant),
              log::kv("account", due.place.first), log::kv("code", failure.error().code));
  }
  const auto now = services_.loop.clock().now();
  co_await services_.db.write([&](sql::Tx& tx) {
    if (!found) return put_unread(tx, due.tenant, due.place, why, now);
    std::erase_if(found->events,
                  [&](const TrailEvent& event) { return is_ours(tx, due.tenant, event); });
    put_read(tx, due.tenant, due.place, *found);
  });
}

Task<TrailFound> TrailReader::look_up(const Due& due) {
  const auto ctx = context_of(due.tenant);
  const auto now = services_.loop.clock().now();
  const auto oldest = now - kept;
  const auto& before = due.before.read_at;
  const auto since = before ? std::max(oldest, *before - config_.overlap) : oldest;
  const auto target = co_await services_.access.target(ctx, due.place.first, due.place.second);
  TrailFound found{.known_from = since, .read_at = now, .forget_before = oldest, .events = {}};
  for (std::size_t i = 0; i < switching_calls.size(); ++i) {
    if (i < first_of_databases ? !due.has_servers : !due.has_databases) continue;
    auto pages = co_await look_up_calls(services_.client, ctx, target,
                                        std::string(switching_calls[i]), since, config_.pages_max);
    if (pages.cut_at) found.known_from = std::max(found.known_from, *pages.cut_at);
    std::ranges::move(pages.events, std::back_inserter(found.events));
  }
  // Nothing is missing since then, if what was read reaches back to what was known.
  if (before && due.before.known_from && found.known_from <= *before)
    found.known_from = std::max(oldest, *due.before.known_from);
  co_return found;
}

}  // namespace mirante::switchers

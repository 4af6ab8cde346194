#include "features/heartbeat/keep_heartbeat.h"

#include <nlohmann/json.hpp>
#include <set>

#include "base/keep_doing.h"
#include "base/log.h"
#include "features/audit/audit.h"
#include "features/heartbeat/heartbeat_store.h"

namespace mirante::heartbeat {
namespace {

void record(sql::Tx& tx, TenantId tenant, const Outage& outage) {
  const CallContext ctx{.tenant = tenant,
                        .actor = {.kind = Actor::Kind::system, .id = {}, .name = "heartbeat"},
                        .permissions = all_permissions(),
                        .trace = "heartbeat"};
  audit::append(tx, ctx, outage.ended_at, "panel.outage",
                {{"from", to_iso8601(outage.began_at)}, {"until", to_iso8601(outage.ended_at)}});
}

bool is_cancellation(const Failure& failure) {
  return failure.error().kind == ErrorKind::cancelled;
}

}  // namespace

Heartbeat::Heartbeat(HeartbeatServices services, HeartbeatConfig config)
    : services_(std::move(services)), config_(or_throw(validate(config))) {}

Task<void> Heartbeat::begin() {
  try {
    co_await beat_once();
  } catch (const Failure& failure) {
    if (is_cancellation(failure)) throw;
    log::warning("heartbeat.failed", log::kv("why", failure.error().message));
  }
}

/// In the transaction that ends it.
void Heartbeat::tell(sql::Tx& tx, const Outage& outage) const {
  std::set<TenantId> companies;
  if (services_.tell_people)
    for (const auto& company : services_.tell_people(tx, outage)) companies.insert(company);
  companies.insert(services_.tenant);
  for (const auto& company : companies) record(tx, company, outage);
}

Task<void> Heartbeat::run() {
  return keep_doing(services_.loop, config_.every, "heartbeat.failed", [this]() -> Task<void> {
    co_await beat_once();
    if (services_.call) co_await call();
  });
}

Task<void> Heartbeat::beat_once() {
  const auto outage = co_await services_.db.write([&](sql::Tx& tx) {
    const auto ended = beat(tx, config_.outage_after);
    if (ended) tell(tx, *ended);
    return ended;
  });
  if (outage)
    log::warning("heartbeat.outage", log::kv("from", to_iso8601(outage->began_at)),
                 log::kv("until", to_iso8601(outage->ended_at)));
}

/// A failure here is told where people look (doctor), and is no reason to stop.
Task<void> Heartbeat::call() {
  try {
    co_await with_deadline(services_.loop, services_.loop.clock().steady() + config_.call_timeout,
                           "the call of the heartbeat's address", services_.call());
    calls_ = {.last_answered = services_.loop.clock().now(), .trouble = {}};
  } catch (const Failure& failure) {
    if (is_cancellation(failure)) throw;
    if (calls_.trouble.empty())
      log::warning("heartbeat.call_failed", log::kv("why", failure.error().message));
    calls_.trouble = failure.error().message;
  }
}

}  // namespace mirante::heartbeat

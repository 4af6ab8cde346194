#include "features/identity/turned_away.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/keep_doing.h"
#include "features/audit/audit.h"
#include "features/identity/identity_services.h"
#include "features/identity/signed_in.h"
#include "features/identity/user_store.h"

namespace mirante::identity {
namespace {

constexpr std::size_t remembered_max = 1'000;  // About 1 MB.
constexpr std::chrono::minutes told_every{1};

/// Who it was, and in whose audit that stands.
CallContext context_of(sql::Snapshot& snapshot, const IdentityServices& services,
                       const TurnedAway::Knock& knock) {
  if (const auto user = find_user_by_email(snapshot, knock.email)) {
    const auto belongings = belongings_of(snapshot, user->id);
    const auto home =
        belongings.empty() ? services.first_tenant : belongings.front().membership.tenant;
    return {.tenant = knock.tenant.value_or(home), .actor = actor_of(*user)};
  }
  return {
      .tenant = knock.tenant.value_or(services.first_tenant),
      .actor = {.kind = Actor::Kind::user, .name = knock.email.empty() ? "unknown" : knock.email}};
}

void write_down(sql::Tx& tx, const IdentityServices& services, const TurnedAway::Counted& counted,
                Instant now) {
  for (const auto& one : counted.told)
    audit::append_refusal(tx, context_of(tx, services, one.knock), now, one.knock.action,
                          one.reason,
                          {{"address", one.knock.address},
                           {"times", one.times},
                           {"first_at", to_iso8601(one.first)},
                           {"last_at", to_iso8601(one.last)}});
  if (counted.more_times == 0) return;
  audit::append_refusal(tx, context_of(tx, services, {}), now, "request.refused",
                        {.kind = ErrorKind::limit,
                         .message = "so many were turned away that these are only counted",
                         .code = "refusals.many"},
                        {{"places", counted.more_places}, {"times", counted.more_times}});
}

}  // namespace

void TurnedAway::count(Knock knock, const Error& reason, Instant now) {
  knock.address = network_of(knock.address);
  add({.knock = std::move(knock), .reason = reason, .times = 1, .first = now, .last = now});
}

void TurnedAway::add(Tally tally) {
  Key key{tally.knock.action, tally.reason.code, tally.knock.address, tally.knock.email,
          tally.knock.tenant};
  const auto found = tallies_.find(key);
  if (found != tallies_.end()) {
    auto& known = found->second;
    known.times += tally.times;
    known.first = std::min(known.first, tally.first);
    known.last = std::max(known.last, tally.last);
  } else if (tallies_.size() < remembered_max) {
    tallies_.emplace(std::move(key), std::move(tally));
  } else {
    beyond_ += tally.times;
  }
}

TurnedAway::Counted TurnedAway::take() {
  Counted counted{.more_times = std::exchange(beyond_, 0)};
  if (counted.more_times > 0) counted.more_places = 1;
  for (auto& [key, tally] : std::exchange(tallies_, {})) counted.told.push_back(std::move(tally));
  std::ranges::sort(counted.told, std::ranges::greater(), &Tally::times);
  while (counted.told.size() > told_max) {
    ++counted.more_places;
    counted.more_times += counted.told.back().times;
    counted.told.pop_back();
  }
  return counted;
}

void TurnedAway::put_back(Counted counted) {
  for (auto& tally : counted.told) add(std::move(tally));
  beyond_ += counted.more_times;
}

Task<void> record_turned_away(IdentityServices& services) {
  if (services.turned_away.empty()) co_return;
  auto counted = services.turned_away.take();
  const auto now = services.loop.clock().now();
  try {
    co_await services.db.write([&](sql::Tx& tx) { write_down(tx, services, counted, now); });
  } catch (...) {
    services.turned_away.put_back(std::move(counted));
    throw;
  }
}

Task<void> keep_recording_turned_away(IdentityServices& services) {
  co_await keep_doing(services.loop, told_every, "refusals.not_recorded",
                      [&services] { return record_turned_away(services); });
}

}  // namespace mirante::identity

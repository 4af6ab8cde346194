#include "features/notices/run_preflights.h"

#include <algorithm>
#include <map>

#include "base/log.h"
#include "features/accounts/account_store.h"
#include "features/notices/look_ahead.h"
#include "features/notices/notice_store.h"
#include "features/notices/tell_stops.h"
#include "features/schedules/schedule_store.h"

namespace mirante::notices {
namespace {

using schedules::StoredSchedule;

constexpr int at_once_max = 20;

/// What a check needs to know before AWS is asked.
struct Known {
  std::optional<StoredSchedule> schedule;
  std::vector<Acting> acting;
  std::vector<Trouble> troubles;
  std::map<AccountId, bool> connected;
};

servers::Intended intended_of(const Acting& acting) {
  using What = servers::Intended::What;
  servers::Intended intended{
      .id = acting.server.server.id, .type = acting.type, .is_on = acting.is_on};
  switch (acting.action) {
    case schedules::Action::start: intended.what = What::start; break;
    case schedules::Action::stop: intended.what = What::stop; break;
    case schedules::Action::reboot: intended.what = What::reboot; break;
    case schedules::Action::resize: intended.what = What::resize; break;
  }
  return intended;
}

Known read_known(sql::Snapshot& snapshot, const Preflight& wanted, Instant now) {
  Known known;
  known.schedule = schedules::find(snapshot, wanted.tenant, wanted.schedule);
  if (!known.schedule) return known;
  schedules::RuleReader rules(snapshot, firing::rules_since(now));
  const auto outlook = firing::look_out(snapshot, rules, *known.schedule);
  for (const auto& due : acts_between(outlook, now, wanted.due_at))
    if (due.at == wanted.due_at) known.acting = acting_at(outlook, due, now);
  for (const auto& one : known.acting) {
    const auto id = one.server.server.account;
    const auto account = accounts::find(snapshot, wanted.tenant, id);
    known.connected[id] = account && account->state == accounts::AccountState::connected;
    for (auto& trouble : troubles_of(one, account, now))
      known.troubles.push_back(std::move(trouble));
  }
  return known;
}

void tell(sql::Tx& tx, const NoticesServices& services, const StoredSchedule& schedule,
          const Preflight& done) {
  if (services.outbox == nullptr || !is_mailed(done.problems)) return;
  PreflightFacts facts{.company = services.people.company(tx, schedule.tenant),
                       .schedule = schedule.schedule.name,
                       .zone = schedule.schedule.zone,
                       .due = done.due_at,
                       .page = page_of(services, schedule),
                       .problems = done.problems};
  for (const auto& receiver : people_of(tx, services, schedule)) {
    const Told told{.schedule = schedule.id,
                    .due_at = done.due_at,
                    .topic = Topic::preflight,
                    .receiver = receiver};
    if (!note_told(tx, schedule.tenant, told, services.now())) continue;
    facts.language = language_for(tx, services, schedule.tenant, receiver);
    post(tx, services, schedule, "preflight", receiver, write_preflight(facts), done.due_at);
  }
}

}  // namespace

Task<void> PreflightRunner::run() {
  for (;;) {
    const auto seen = wake_.count();
    bool was_busy = false;
    try {
      was_busy = co_await look();
    } catch (const Failure& failure) {
      if (failure.error().kind == ErrorKind::cancelled) throw;
      log::warning("preflight.failed", log::kv("code", failure.error().code),
                   log::kv("reason", failure.error().message));
    }
    if (was_busy) continue;
    co_await wake_.wait(seen, services_.schedules.loop.clock().steady() + config_.poll);
  }
}

/// Whether all that was wanted was checked.
Task<bool> PreflightRunner::look() {
  const auto now = services_.now();
  const auto wanted = co_await services_.db().read(
      [&](sql::Snapshot& snapshot) { return waiting(snapshot, now, at_once_max); });
  for (const auto& one : wanted) co_await check(one);
  co_return !wanted.empty();
}

Task<void> PreflightRunner::check(Preflight wanted) {
  const auto now = services_.now();
  auto known = co_await services_.db().read(
      [&](sql::Snapshot& snapshot) { return read_known(snapshot, wanted, now); });
  auto done = wanted;
  done.problems = std::move(known.troubles);
  std::map<std::pair<AccountId, Region>, std::vector<Acting>> places;
  for (auto& one : known.acting)
    if (!one.is_paused && known.connected[one.server.server.account])
      places[{one.server.server.account, one.server.server.region}].push_back(one);
  for (auto& [place, acting] : places) {
    auto found = co_await look_at(wanted.tenant, place.first, place.second, std::move(acting));
    for (auto& trouble : found) done.problems.push_back(std::move(trouble));
  }
  done.checked_at = services_.now();
  co_await services_.db().write([&](sql::Tx& tx) {
    if (put_done(tx, done) && known.schedule) tell(tx, services_, *known.schedule, done);
  });
}

Task<std::vector<Trouble>> PreflightRunner::look_at(TenantId tenant, AccountId account,
                                                    Region region, std::vector<Acting> acting) {
  const CallContext ctx{
      .tenant = tenant,
      .actor = {.kind = Actor::Kind::system, .id = {}, .name = "Mirante"},
      .permissions = {},
      .deadline = services_.schedules.loop.clock().steady() + config_.look_timeout};
  std::vector<servers::Intended> intended;
  for (const auto& one : acting) intended.push_back(intended_of(one));
  servers::Obstacles found;
  std::optional<Error> unreachable;
  try {
    found = co_await services_.ask_aws(ctx, account, region, std::move(intended));
  } catch (const Failure& failure) {
    if (failure.error().kind == ErrorKind::cancelled) throw;
    unreachable = failure.error();
  }
  std::vector<Trouble> troubles;
  for (const auto& one : acting) {
    if (unreachable)
      troubles.push_back({.server = one.server,
                          .code = "account.no_answer",
                          .text = "AWS could not be asked: " + unreachable->message,
                          .weight = servers::Weight::unknown});
    for (const auto& [why, weight] : found[one.server.server.id])
      troubles.push_back(
          {.server = one.server, .code = why.code, .text = why.message, .weight = weight});
  }
  co_return troubles;
}

}  // namespace mirante::notices

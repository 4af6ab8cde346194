#include "tests/simulation/seeds/fleet.h"

#include <fmt/format.h>

#include <algorithm>

#include "main/sweep_routes.h"
#include "simcloud/estate.h"

namespace mirante::simulation {
namespace {

using namespace std::chrono_literals;

/// How often a process looks by itself whether something is due.
constexpr auto look_every = 2min;

/// The same in every process, as a file would be.
crypto::MasterKeys key_file() {
  SeededRng rng(99);
  return crypto::MasterKeys::in_memory(rng);
}

/// What only looks in case that a hint was lost does so less often than in production: a seed lives
/// for days.
RoomsConfig config_of(TenantId tenant) {
  RoomsConfig config{.tenant = tenant};
  config.identity.install = "sim";
  config.identity.home = Region{"sa-east-1"};
  config.collector.reset();
  config.sequencer.poll = 5min;
  config.runner.poll = look_every;
  config.scheduler.poll = look_every;
  config.notifier.poll = 5min;
  config.preflight.poll = 5min;
  return config;
}

/// Migrated once for all seeds that a program runs.
std::unique_ptr<sql::Engine> new_store() {
  static const auto empty = [] {
    auto engine = sql::open_sqlite({.path = ":memory:", .running = sql::Running::inline_});
    engine->migrate(all_migrations());
    return engine;
  }();
  return sql::copy_memory(*empty);
}

}  // namespace

PanelProcess::PanelProcess(Outside outside)
    : outside_(std::move(outside)),
      rng_(outside_.seed),
      chance_(outside_.seed ^ 0x5eed),
      plant_chance_(outside_.seed ^ 0xbad),
      loop_(outside_.loop, outside_.ran),
      inner_(outside_.engine.attach(loop_)),
      db_(*inner_, loop_, outside_.everybody, effects_, chance_, outside_.plant, plant_chance_),
      transport_(outside_.world, loop_, {.effects = &effects_, .clock = &outside_.loop.clock()}),
      planted_(transport_, outside_.world, outside_.loop.clock(), plant_chance_, outside_.plant),
      vault_(key_file(), rng_),
      rooms_({.db = db_,
              .loop = loop_,
              .rng = rng_,
              .transport = planted_,
              .vault = vault_,
              .hashing = hashing_},
             config_of(outside_.tenant)),
      working_(rooms_.work()) {
  outside_.everybody.push_back(&loop_);
  rooms_.add_routes(router_);
  add_sweep_routes(router_, rooms_.operations());
  SimulatedLoop::start(working_);
}

PanelProcess::~PanelProcess() {
  std::erase(outside_.everybody, &loop_);
  loop_.die();
  visits_.clear();
  working_ = {};
}

bool PanelProcess::has_ended() const { return SimulatedLoop::is_done(working_); }

void PanelProcess::visit(Task<void> task) {
  std::erase_if(visits_, [](const Task<void>& one) { return SimulatedLoop::is_done(one); });
  visits_.push_back(std::move(task));
  // Not at once: it may be held.
  loop_.post([visit = &visits_.back()] { SimulatedLoop::start(*visit); });
}

Task<Reply> PanelProcess::ask(TenantId tenant, std::string method, std::string target, Json body,
                              http::Headers headers) {
  const CallContext ctx{.tenant = tenant,
                        .actor = {.kind = Actor::Kind::user, .id = "us_1", .name = "ana"},
                        .permissions = all_permissions()};
  auto request = or_throw(
      http::parse_request(method, target, std::move(headers), body.is_null() ? "" : body.dump()));
  const auto answer = co_await router_.answer(ctx, std::move(request));
  co_return Reply{.status = answer.status,
                  .body = Json::parse(answer.body, nullptr, /*allow_exceptions=*/false)};
}

Fleet::Fleet(std::uint64_t seed, std::string_view estate, Instant begin, int tenants, int processes,
             std::optional<Plant> plant)
    : seed_(seed),
      plant_(plant),
      loop_(begin),
      world_({.seed = seed, .start = begin}),
      engine_(new_store()),
      places_(static_cast<std::size_t>(processes)) {
  or_throw(world_.settle(or_throw(simcloud::parse_estate(estate))));
  reader_ = engine_->attach(loop_);
  SeededRng rng(seed);
  for (int i = 0; i < tenants; ++i) tenants_.push_back(TenantId::make(loop_.clock(), rng));
}

Fleet::~Fleet() {
  for (auto& place : places_) place.life.reset();
}

void Fleet::start(int place) {
  auto& at = at_place(place);
  if (at.life) return;
  if (at.lives > 0) at.idle.push_back({.from = at.died_at, .to = now()});
  ++at.lives;
  at.life = std::make_unique<PanelProcess>(PanelProcess::Outside{
      .loop = loop_,
      .engine = *engine_,
      .world = world_,
      .tenant = tenants_.front(),
      .seed = seed_ * 1000 + static_cast<std::uint64_t>(place) * 100 + at.lives,
      .everybody = everybody_,
      .plant = plant_,
      .ran = [this] { look_for_the_dead(); }});
  // The store's own time is right.
  engine_->attach(loop_);
  tell(fmt::format("process {} starts", place));
  look_for_the_dead();
}

/// They are taken away from the top of the loop, as their own work is still running here.
void Fleet::look_for_the_dead() {
  for (int i = 0; i < size(); ++i) {
    auto& place = at_place(i);
    if (!place.life || place.died_at != Instant{} || !place.life->effects().is_crashed()) continue;
    place.died_at = now();
    loop_.post([this, i] { bury(i); });
  }
}

void Fleet::bury(int place) {
  auto& at = at_place(place);
  if (!at.life) return;
  ++counts_.deaths;
  harmed_.push_back({.from = at.died_at, .to = at.died_at + at.back_after});
  tell(fmt::format("process {} has died", place));
  at.life.reset();
  loop_.start_timer(loop_.clock().steady() + (is_healed_ ? 1s : at.back_after), [this, place] {
    start(place);
    at_place(place).died_at = {};
  });
}

void Fleet::kill(int place, std::uint64_t k, std::chrono::microseconds back_after) {
  auto& at = at_place(place);
  if (!at.life || is_healed_) return;
  at.back_after = back_after;
  at.life->effects().crash_at(k);
  look_for_the_dead();
}

void Fleet::hold(int place, std::chrono::microseconds length) {
  auto& at = at_place(place);
  if (!at.life || at.life->loop().is_held() || is_healed_) return;
  ++counts_.holds;
  tell(fmt::format("process {} is held for {} s", place, length / 1s));
  at.life->loop().hold();
  at.held_since = now();
  at.idle.push_back({.from = now(), .to = now() + length});
  harmed_.push_back(at.idle.back());
  const auto life = at.lives;
  loop_.start_timer(loop_.clock().steady() + length, [this, place, life] {
    auto& again = at_place(place);
    if (again.life && again.lives == life) again.life->loop().let_go();
  });
}

void Fleet::jump_clock(int place, std::chrono::microseconds by,
                       std::chrono::microseconds right_after) {
  auto& at = at_place(place);
  if (!at.life || is_healed_) return;
  ++counts_.jumps;
  at.life->loop().jump_clock(by);
  const auto off = at.life->loop().clock_offset();
  clock_error_ = std::max(clock_error_, off < 0us ? -off : off);
  tell(fmt::format("the clock of process {} is off by {} s", place, off / 1s));
  // With a wrong clock it fires nothing.
  at.idle.push_back({.from = now(), .to = now() + right_after});
  harmed_.push_back(at.idle.back());
  const auto life = at.lives;
  loop_.start_timer(loop_.clock().steady() + right_after, [this, place, life, by] {
    auto& again = at_place(place);
    if (again.life && again.lives == life && !is_healed_) again.life->loop().jump_clock(-by);
  });
}

void Fleet::lose_store(int place, std::chrono::microseconds length) {
  auto& at = at_place(place);
  if (!at.life || is_healed_) return;
  ++counts_.store_losses;
  tell(fmt::format("process {} loses the store for {} s", place, length / 1s));
  at.life->db().faults.away_until = now() + length;
  at.idle.push_back({.from = now(), .to = now() + length});
  harmed_.push_back(at.idle.back());
}

void Fleet::fail_writes(int place, int before, int after) {
  auto& at = at_place(place);
  if (!at.life || is_healed_) return;
  counts_.lost_before += before;
  counts_.lost_after += after;
  tell(fmt::format("process {} loses {} writes and {} answers", place, before, after));
  // Whenever it writes next, which it cannot before its store is back.
  const auto writes_from = std::max(now(), at.life->db().faults.away_until);
  harmed_.push_back({.from = now(), .to = writes_from + 45min});
  lost_writes_.push_back({.when = harmed_.back(), .count = before + after});
  at.life->db().faults.lose_before = before;
  at.life->db().faults.lose_after = after;
}

void Fleet::heal() {
  is_healed_ = true;
  for (int i = 0; i < size(); ++i) {
    auto& at = at_place(i);
    if (!at.life) continue;
    at.life->effects().crash_at(std::numeric_limits<std::uint32_t>::max());
    at.life->db().faults = {};
    at.life->loop().jump_clock(-at.life->loop().clock_offset());
  }
}

void Fleet::at(Instant when, std::function<void()> work) {
  loop_.start_timer(loop_.clock().steady() + (when - now()), std::move(work));
}

void Fleet::run_until(Instant when) { loop_.run_until(loop_.clock().steady() + (when - now())); }

Instant Fleet::able(Instant when, std::chrono::microseconds length) const {
  auto best = Instant::max();
  for (const auto& place : places_) {
    auto idle = place.idle;
    if (place.died_at != Instant{}) idle.push_back({.from = place.died_at, .to = Instant::max()});
    std::ranges::sort(idle, {}, &Span::from);
    auto from = when;
    for (const auto& one : idle)
      if (one.to > from && one.from < from + length) from = one.to;
    best = std::min(best, from);
  }
  return best;
}

std::chrono::microseconds Fleet::lost_writing(Instant due, Instant able) const {
  std::chrono::microseconds length{};
  for (const auto& one : lost_writes_)
    if (one.when.from <= able + 45min && one.when.to >= due) length += one.count * look_every;
  return length;
}

bool Fleet::was_harmed(Instant from, Instant to) const {
  return std::ranges::any_of(harmed_,
                             [&](const Span& span) { return span.from <= to && span.to >= from; });
}

}  // namespace mirante::simulation

#include "tests/simulation/machine.h"

#include <nlohmann/json.hpp>

#include "features/accounts/connect_account.h"
#include "main/sweep_routes.h"
#include "simcloud/aws_ids.h"
#include "simcloud/call.h"
#include "simcloud/catalog.h"
#include "simcloud/cloud.h"
#include "simcloud/estate.h"

namespace mirante::simulation {
namespace {

/// The same in every life, as a file would be.
crypto::MasterKeys key_file() {
  SeededRng rng(99);
  return crypto::MasterKeys::in_memory(rng);
}

RoomsConfig config_of(TenantId tenant) {
  RoomsConfig config{.tenant = tenant, .is_alone = true};
  config.identity.install = "sim";
  config.identity.home = Region{"sa-east-1"};
  config.collector.reset();
  // One process alone hears of what it stores; to look ten times a second would only take time.
  config.sequencer.poll = std::chrono::seconds(10);
  return config;
}

}  // namespace

Life::Life(Outside outside, Effects& effects)
    : outside_(outside),
      effects_(effects),
      engine_(sql::open_sqlite({.path = "panel.db",
                                .running = sql::Running::inline_,
                                .disk = &outside.disk,
                                .effects = &effects})),
      db_(engine_->attach(outside.loop)),
      transport_(outside.world, outside.loop, {.effects = &effects}),
      vault_(key_file(), outside.rng),
      rooms_({.db = *db_,
              .loop = outside.loop,
              .rng = outside.rng,
              .transport = transport_,
              .vault = vault_,
              .hashing = hashing_},
             config_of(outside.tenant)),
      working_(rooms_.work()) {
  const auto rooms = all_migrations();
  engine_->migrate(rooms);
  rooms_.add_routes(router_);
  add_sweep_routes(router_, rooms_.operations());
  SimulatedLoop::start(working_);
}

// A death: whatever still runs is dropped where it stands.
Life::~Life() { working_ = {}; }

CallContext Life::ctx() const {
  return {.tenant = outside_.tenant,
          .actor = {.kind = Actor::Kind::user, .id = "us_1", .name = "ana"},
          .permissions = all_permissions()};
}

bool Life::run(Task<void> work) {
  SimulatedLoop::start(work);
  while (!SimulatedLoop::is_done(work)) {
    if (effects_.is_crashed()) return false;
    MIRANTE_CHECK(outside_.loop.turn());
  }
  if (effects_.is_crashed()) return false;
  work.handle().promise().take();
  return true;
}

Task<Json> Life::ask(std::string method, std::string target, Json body) {
  auto request =
      or_throw(http::parse_request(method, target, {}, body.is_null() ? "" : body.dump()));
  const auto answer = co_await router_.answer(ctx(), std::move(request));
  if (answer.status >= 300)
    throw Failure(ErrorKind::internal, method + " " + target + ": " + answer.body);
  co_return Json::parse(answer.body);
}

Machine::Machine(std::uint64_t seed, std::string_view estate)
    : loop(*parse_iso8601("2026-03-02T10:00:00Z")),
      world({.seed = seed, .start = loop.clock().now()}),
      rng_(seed),
      disk_(&first_),
      tenant_(TenantId::make(loop.clock(), rng_)) {
  or_throw(world.settle(or_throw(simcloud::parse_estate(estate))));
}

std::unique_ptr<Life> Machine::start(Effects& effects) {
  return std::make_unique<Life>(
      Life::Outside{.loop = loop, .disk = disk_, .world = world, .rng = rng_, .tenant = tenant_},
      effects);
}

void Machine::survive(sql::SimulatedDisk::Loss loss, Effects& next) {
  disk_.survive(loss, &next, &rng_);
}

void Machine::fill_disk() { disk_.limit_bytes(disk_.bytes_used()); }
void Machine::empty_disk() { disk_.limit_bytes(std::nullopt); }

void Machine::connect() {
  const auto life = start(first_);
  const auto credentials = world.credentials();
  auto connecting = [&]() -> Task<void> {
    for (const auto& account : credentials["accounts"]) {
      const auto& keys = account["admin"];
      accounts::KeysDraft draft{
          .name = account["name"].get<std::string>(),
          .access_key_id = keys["access_key_id"].get<std::string>(),
          .secret_access_key = crypto::Secret(keys["secret_access_key"].get<std::string>())};
      co_await accounts::add_by_keys(life->rooms().accounts(), life->ctx(), std::move(draft));
    }
  };
  MIRANTE_CHECK(life->run(connecting()));
}

namespace {

/// What `tell` says of each server, by id.
template <class Tell>
std::map<std::string, std::string> of_each(const simcloud::World& world, Tell tell) {
  std::map<std::string, std::string> told;
  for (const auto& account : world.cloud().accounts)
    for (const auto& place : account.places) {
      if (place == nullptr) continue;
      for (const auto& [id, instance] : place->instances)
        told[simcloud::format_id("i-", id)] = tell(instance);
    }
  return told;
}

}  // namespace

std::map<std::string, std::string> Machine::states() const {
  return of_each(world, [](const auto& one) { return simcloud::to_string(one.state); });
}

std::map<std::string, std::string> Machine::types() const {
  return of_each(world, [](const auto& one) { return simcloud::type_facts(one.type).name; });
}

std::map<std::string, int> Machine::transitions(std::string_view to) const {
  std::map<std::string, int> counts;
  for (const auto& change : world.cloud().ledger.changes())
    if (change.call != 0 && simcloud::to_string(change.to) == to)
      ++counts[simcloud::format_id("i-", change.instance)];
  return counts;
}

int Machine::calls(std::string_view action) const {
  int count = 0;
  for (const auto& call : world.cloud().ledger.calls())
    if (call.action == action && call.code.empty()) ++count;
  return count;
}

}  // namespace mirante::simulation

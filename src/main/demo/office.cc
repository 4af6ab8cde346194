#include "main/demo/office.h"

#include <nlohmann/json.hpp>

#include "features/identity/routes.h"
#include "main/demo/demo_aws.h"
#include "main/install.h"
#include "main/sweep_routes.h"
#include "platform/aws/credentials.h"

namespace mirante::demo {
namespace {

using namespace std::chrono_literals;

/// The passwords of the demo's people are on its first page. Who logs in when it is open has theirs
/// hashed anew at the full cost.
constexpr crypto::PasswordCost cheap_passwords{.passes = 1, .memory_bytes = 8 * 1024};

/// Each account is looked at once a week. Nobody else writes into the store, so nothing has to
/// be looked for often.
RoomsConfig config_of(const Founded& founded, const simcloud::World& world) {
  RoomsConfig config{.tenant = founded.tenant, .is_alone = true};
  config.identity.install = founded.name;
  config.identity.home = Region{std::string(home_region)};
  config.identity.credentials = aws::fixed_credentials(panel_credentials(world));
  config.passwords = cheap_passwords;
  config.collector->interval = 160h;
  config.prices = {.poll = std::chrono::minutes(1)};
  config.sequencer.poll = 1h;
  config.scheduler.poll = 1h;
  config.notifier.poll = 1h;
  config.preflight.poll = 1h;
  return config;
}

}  // namespace

Office::Office(const std::filesystem::path& data, simcloud::World& world, Instant begin)
    : loop_(begin),
      world_(world),
      folder_(data),
      // Should the machine die meanwhile, the demo is begun anew in another folder.
      engine_(sql::open_sqlite({.path = folder_.database(),
                                .running = sql::Running::inline_,
                                .synced = sql::Synced::never})) {
  const auto rooms = all_migrations();
  engine_->migrate(rooms);
  db_ = engine_->attach(loop_);
  auto keys = loop_.run(db_->read([&](sql::Snapshot& snapshot) {
    return vault::keys_at_start(snapshot, crypto::master_key_file(folder_.path()), rng_);
  }));
  vault_ = std::make_unique<vault::Vault>(std::move(keys), rng_);
  const auto founded = loop_.run(
      db_->write([&](sql::Tx& tx) { return found_install(tx, loop_.clock(), rng_, *vault_); }));
  config_ = config_of(founded, world);
}

Json Office::control(const std::string& path, const Json& body) {
  const auto answer = world_.handle(
      {.method = "POST", .target = "/_simcloud/" + path, .headers = {}, .body = body.dump()},
      loop_.clock().now());
  auto document = Json::parse(answer.body, nullptr, /*allow_exceptions=*/false);
  if (answer.status >= 300 || document.contains("code"))
    throw Failure(ErrorKind::internal, "simulated AWS, " + path + ": " + answer.body);
  return document;
}

Day::Day(Office& office)
    : office_(office),
      transport_(office.world_, office.loop_),
      rooms_({.db = *office.db_,
              .loop = office.loop_,
              .rng = office.rng_,
              .transport = transport_,
              .vault = *office.vault_,
              .hashing = office.hashing_},
             office.config_),
      working_(rooms_.work()) {
  rooms_.add_routes(router_);
  add_sweep_routes(router_, rooms_.operations());
  SimulatedLoop::start(working_);
  pass(2min);  // The first look.
}

Day::~Day() {
  rooms_.stop();
  while (!SimulatedLoop::is_done(working_) && office_.loop_.turn()) continue;
}

Visitor Day::visitor(const Person& person) {
  return Visitor(
      {.loop = office_.loop_, .router = router_, .who = identity::web_context(rooms_.identity())},
      person);
}

Visitor Day::program_of(const Person& person) {
  auto& token = office_.api_tokens_[&person];
  if (token.empty())
    token =
        come(person)
            .post("/api/v1/tokens",
                  {{"name", "rotina de homologação"}, {"role", "operator"}, {"days", 90}})["token"]
            .get<std::string>();
  auto made = visitor(person);
  made.use_api_token(token);
  return made;
}

Visitor Day::come(const Person& person) {
  auto made = visitor(person);
  auto& token = office_.tokens_[&person];
  if (!made.go_on(token)) made.log_in();
  token = made.token();
  return made;
}

}  // namespace mirante::demo

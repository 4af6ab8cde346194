// The whole program in a test: every room and route over a store in memory, the simulated AWS and
// virtual time. What asks without saying who is somebody of the first company who may do all.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/testing/temporary_folder.h"
#include "main/about_routes.h"
#include "main/clock_routes.h"
#include "main/metrics_routes.h"
#include "main/move_desk.h"
#include "main/sweep_routes.h"
#include "platform/mail/folder_mailer.h"
#include "platform/runtime/simulated_loop.h"
#include "platform/sql/engine.h"
#include "simcloud/estate.h"
#include "simcloud/simulated_transport.h"

namespace mirante::testing {

struct PanelWish {
  std::string_view estate = {};  // Of the simulated AWS; empty: nobody has an account there.
  std::string version = "1";
  bool sends_mails = false;       // Into a folder.
  bool sweeps_by_itself = false;  // And not only when it is asked to.
  bool reads_prices = false;
  bool reads_trail = false;
  std::uint64_t seed = 5;
};

struct Answer {
  int status = 0;
  http::Headers headers = {};
  std::string body = {};
  Json json = {};  // Discarded where the body is none.

  std::string code() const { return json.is_object() ? json.value("code", "") : ""; }
};

class PanelTest : public ::testing::Test {
 protected:
  explicit PanelTest(PanelWish wished = {}) : wish(std::move(wished)) {
    if (!wish.estate.empty()) or_throw(world.settle(or_throw(simcloud::parse_estate(wish.estate))));
    router.measure(requests, loop.clock());
    rooms.add_routes(router);
    add_sweep_routes(router, rooms.operations());
    add_about_routes(router, rooms, {.version = wish.version, .is_simulated = true});
    add_clock_routes(router, rooms, /*is_simulated=*/true);
    add_metrics_routes(router, rooms, requests, wish.version);
    add_move_routes(router, moves, {.at = {}, .is_simulated = true}, loop, hashing, rng);
  }
  ~PanelTest() override { working = {}; }

  /// Until then nothing is carried out, mailed or swept.
  void start() {
    working = rooms.work();
    SimulatedLoop::start(working);
  }

  Outside outside() {
    return {.db = *db,
            .loop = loop,
            .rng = rng,
            .transport = transport,
            .vault = vault,
            .hashing = hashing,
            .mailer = wish.sends_mails ? &mailer : nullptr,
            .probe = [this](std::string address, int port) -> Task<bool> {
              probed.insert({address, port});
              co_return open_ports.contains(port);
            }};
  }
  RoomsConfig config() const {
    RoomsConfig made{.tenant = first, .is_alone = true};
    made.identity.install = "test";
    made.identity.home = Region{"sa-east-1"};
    if (!wish.sweeps_by_itself) made.collector.reset();
    // Nobody else writes into the store, so that nothing has to be looked for often; tests live for
    // days.
    made.sequencer.poll = std::chrono::hours(1);
    made.scheduler.poll = std::chrono::minutes(10);
    made.notifier.poll = std::chrono::minutes(10);
    made.preflight.poll = std::chrono::minutes(10);
    made.runner.poll = std::chrono::minutes(10);
    // Rarely looked for, as tests let days pass.
    if (wish.reads_prices) made.prices = prices::KeeperConfig{.poll = std::chrono::minutes(10)};
    if (wish.reads_trail) made.trail = switchers::TrailConfig{.poll = std::chrono::minutes(10)};
    if (wish.sends_mails) {
      made.mail_from = {.name = "Mirante", .email = "panel@example.com"};
      made.panel_address = "https://panel.example.com";
    }
    return made;
  }

  template <class Work>
  auto write(Work work) {
    return loop.run(db->write(std::move(work)));
  }
  CallContext as(TenantId tenant, PermissionSet permissions = all_permissions()) const {
    return {.tenant = tenant,
            .actor = {.kind = Actor::Kind::user, .id = "us_1", .name = "ana"},
            .permissions = permissions};
  }

  static Answer answer_of(http::Response response) {
    auto json = Json::parse(response.body, nullptr, /*allow_exceptions=*/false);
    return {.status = response.status,
            .headers = std::move(response.headers),
            .body = std::move(response.body),
            .json = std::move(json)};
  }
  Answer answer(CallContext ctx, http::Request request) {
    return answer_of(loop.run(router.answer(std::move(ctx), std::move(request))));
  }
  Answer ask(CallContext ctx, const std::string& method, const std::string& target,
             const Json& body = nullptr, http::Headers headers = {}) {
    return answer(std::move(ctx), or_throw(http::parse_request(method, target, std::move(headers),
                                                               body.is_null() ? "" : body.dump())));
  }
  Answer ask(const std::string& method, const std::string& target, const Json& body = nullptr) {
    return ask(as(first), method, target, body);
  }
  Json get(const std::string& target) {
    auto answer = ask("GET", target);
    EXPECT_EQ(answer.status, 200) << target << answer.body;
    return std::move(answer.json);
  }

  /// The operation once it has ended.
  Json ended(Json operation) {
    while (operation["state"] == "running") {
      loop.run(sleep_for(loop, std::chrono::seconds(5)));
      operation = get("/api/v1/operations/" + operation["id"].get<std::string>());
    }
    return operation;
  }
  /// Connects the estate's account at this place, and gives the id that it gets.
  std::string connect(std::size_t place, const std::string& name, const std::string& customer) {
    const auto keys = world.credentials()["accounts"][place]["admin"];
    const auto added = ask("POST", "/api/v1/accounts",
                           {{"name", name},
                            {"connection", "keys"},
                            {"customer", customer},
                            {"access_key_id", keys["access_key_id"]},
                            {"secret_access_key", keys["secret_access_key"]}});
    EXPECT_EQ(added.status, 201) << added.body;
    return added.json["account"]["id"];
  }
  void sweep() {
    const auto swept = ended(ask("POST", "/api/v1/sweeps", {{"regions", {"sa-east-1"}}}).json);
    EXPECT_EQ(swept["state"], "succeeded") << swept.dump();
  }

  const PanelWish wish;
  std::set<int> open_ports;                      // Of every server.
  std::set<std::pair<std::string, int>> probed;  // Which were asked for.
  SimulatedLoop loop{*parse_iso8601("2026-03-02T10:00:00Z")};
  SeededRng rng{wish.seed};
  TenantId first = TenantId::make(loop.clock(), rng);
  TenantId second = TenantId::make(loop.clock(), rng);
  simcloud::World world{{.seed = wish.seed, .start = loop.clock().now()}};
  std::unique_ptr<sql::Database> db = sql::open_memory(loop, all_migrations());
  simcloud::SimulatedTransport transport{world, loop};
  vault::Vault vault{crypto::MasterKeys::in_memory(rng), rng};
  BlockingPool hashing{{.threads = 0}};
  MoveDesk moves;
  TemporaryFolder folder;
  mail::FolderMailer mailer{folder.path() / "mail", loop, hashing};
  Rooms rooms{outside(), config()};
  http::RequestMeter requests;
  http::Router router;
  Task<void> working;
};

}  // namespace mirante::testing

// What schedules really save (P9): estates drawn from seeds, each lived through for some days by
// the whole panel and by a peer, both beside a simulated AWS of which a share of all calls fails,
// with the same seed. What an all-knowing scheduler saves is computed: servers are off exactly
// while no window wants them, from the first end of a window on.
//
// The peer decides as Instance Scheduler on AWS documents it: every five minutes it looks at each
// server of a schedule, and where the state that its periods want is another than the one that it
// wanted before, it starts or stops the server, unless it is so already. What failed it tries again
// at its next turn, which is more than the documentation promises; it calls AWS through the panel's
// own client, with its retries, begins each turn on the minute, and loses no time of its own.
//
// Money is what the simulated AWS charges for the servers' hours and their automatic addresses. Off
// counts from the second in which it charges nothing any more; being off while a window wants the
// server is no saving, and is counted apart.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "base/task_group.h"
#include "gen/ec2/describe_instances.h"
#include "gen/ec2/start_instances.h"
#include "gen/ec2/stop_instances.h"
#include "main/rooms.h"
#include "main/sweep_routes.h"
#include "platform/runtime/simulated_loop.h"
#include "platform/sql/engine.h"
#include "simcloud/aws_ids.h"
#include "simcloud/cloud.h"
#include "simcloud/estate.h"
#include "simcloud/money/prices.h"
#include "simcloud/simulated_transport.h"
#include "tests/simulation/seeds/meaning.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using simulation::Meaning;
using simulation::ScheduleSpec;

constexpr std::string_view account_id = "210987654321";
constexpr std::string_view home = "sa-east-1";
/// A Monday, so that whole weeks are lived through, within one month of bills.
const Instant begin = *parse_iso8601("2026-03-02T00:00:00Z");
/// Estates are swept and schedules made before that.
constexpr auto set_up = 6h;

struct Options {
  std::uint64_t seeds = 1000, from = 1;
  int days = 7;
  double failures = 0.02;
};

struct Server {
  std::string name, group;
  std::string type;
  bool is_windows = false, has_address = false;
};

struct Draw {
  Json estate;
  std::vector<Server> servers;
  std::map<std::string, ScheduleSpec> schedules;  // By group.
};

/// Times as people choose them: most at whole hours, some at halves, some at any minute.
int draw_minute(Rng& rng, int least_hour, int most_hour) {
  const auto hour =
      least_hour + static_cast<int>(rng.below(static_cast<std::uint64_t>(most_hour - least_hour)));
  const auto chance = rng.below(10);
  const auto minute = chance < 6 ? 0 : chance < 8 ? 30 : static_cast<int>(rng.below(60));
  return hour * 60 + minute;
}

ScheduleSpec draw_schedule(Rng& rng, const std::string& group) {
  ScheduleSpec spec{.name = "Agendamento " + group, .tag = "grupo", .value = group};
  spec.zone = static_cast<int>(rng.below(4));
  const auto chance = rng.below(10);
  simulation::WindowSpec window{.begin = draw_minute(rng, 6, 10),
                                .end = draw_minute(rng, 17, 22),
                                .days = chance < 6   ? 31U
                                        : chance < 8 ? 127U
                                                     : 63U};
  if (rng.below(6) == 0) std::swap(window.begin, window.end);  // By night.
  spec.windows.push_back(window);
  return spec;
}

Draw draw(std::uint64_t seed) {
  static constexpr std::array<std::string_view, 6> types{"t3.micro", "t3.medium", "t3.large",
                                                         "m5.large", "c5.xlarge", "r5.large"};
  SeededRng rng(seed);
  Draw drawn;
  auto servers = Json::array();
  const auto groups = 1 + rng.below(3), count = 3 + rng.below(6);
  for (std::uint64_t i = 0; i < count; ++i) {
    Server one{.name = "s" + std::to_string(i),
               .group = "g" + std::to_string(rng.below(groups)),
               .type = std::string(types[rng.below(types.size())]),
               .is_windows = rng.below(5) == 0,
               .has_address = rng.below(3) == 0};
    if (!drawn.schedules.contains(one.group))
      drawn.schedules.emplace(one.group, draw_schedule(rng, one.group));
    servers.push_back({{"name", one.name},
                       {"type", one.type},
                       {"windows", one.is_windows},
                       {"public_ip", one.has_address},
                       {"age_days", 40},
                       {"tags", {{"grupo", one.group}}}});
    drawn.servers.push_back(std::move(one));
  }
  drawn.estate = {{"accounts",
                   {{{"id", account_id},
                     {"name", "Loja"},
                     {"places", {{{"region", home}, {"servers", std::move(servers)}}}}}}}};
  return drawn;
}

/// A simulated AWS of the seed.
std::unique_ptr<simcloud::World> world_of(std::uint64_t seed, const Draw& drawn) {
  auto world =
      std::make_unique<simcloud::World>(simcloud::WorldOptions{.seed = seed, .start = begin});
  or_throw(world->settle(or_throw(simcloud::parse_estate(drawn.estate.dump()))));
  return world;
}

Json control(simcloud::World& world, Instant now, const std::string& method,
             const std::string& path, const Json& body = nullptr) {
  return Json::parse(world
                         .handle({.method = method,
                                  .target = "/_simcloud/" + path,
                                  .headers = {},
                                  .body = body.is_null() ? "" : body.dump()},
                                 now)
                         .body);
}

void fail_some(simcloud::World& world, Instant now, double rate) {
  // Half of what fails was not done, a quarter was, a quarter is told to come later.
  for (const auto& [kind, part] :
       {std::pair{"error_503", 0.5}, std::pair{"lost_answer", 0.25}, std::pair{"throttle", 0.25}})
    control(world, now, "POST", "faults",
            {{"kind", kind}, {"service", "ec2"}, {"rate", rate * part}});
}

double bill_of(simcloud::World& world, Instant now) {
  double sum = 0;
  for (const auto& group :
       control(world, now, "GET", "bill?from=2026-03-01&to=2026-04-01&group=TAG:Name")["groups"])
    sum += std::stod(group["unblended"].get<std::string>());
  return sum;
}

/// What an hour of a server and its address costs, in dollars.
double hourly_of(const Server& server) {
  const auto region = *simcloud::find_region(home);
  const auto price = simcloud::server_price(
      region, *simcloud::find_type(server.type),
      server.is_windows ? simcloud::System::windows : simcloud::System::linux_unix,
      simcloud::Tenancy::shared);
  const auto address = server.has_address ? simcloud::address_price(region) : 0;
  return static_cast<double>(price + address) / 1e9;
}

/// By name: when each was charged for.
using Runs = std::map<std::string, std::vector<std::pair<Instant, Instant>>>;

Runs runs_of(simcloud::World& world, const std::map<std::string, std::string>& names, Instant end) {
  Runs runs;
  std::map<std::string, std::optional<Instant>> since;
  for (const auto& [id, name] : names) since[name] = begin;  // All run at first.
  for (const auto& change : world.cloud().ledger.changes()) {
    const auto found = names.find(simcloud::format_id("i-", change.instance));
    if (found == names.end() || change.at < begin) continue;
    auto& open = since[found->second];
    if (change.to == simcloud::InstanceState::running) {
      if (!open) open = change.at;
    } else if (open) {
      runs[found->second].emplace_back(*open, change.at);
      open.reset();
    }
  }
  for (const auto& [name, open] : since)
    if (open) runs[name].emplace_back(*open, end);
  return runs;
}

struct Outcome {
  double oracle = 0;     // Dollars that an all-knowing scheduler saves.
  double saved = 0;      // Of those.
  double missing_h = 0;  // Hours off while a window wants it on, beyond what a boot takes.
  double wanted_h = 0;   // Hours that windows want.
};

/// What a boot takes at most, until the server is charged for: no scheduler can do without it.
constexpr auto boot = 90s;

Outcome judge(const Draw& drawn, const Runs& runs, Instant end) {
  Outcome outcome;
  const auto minutes = static_cast<int>((end - begin) / 1min);
  std::map<std::string, Meaning> meanings;
  for (const auto& [group, spec] : drawn.schedules)
    meanings.emplace(group, Meaning(spec, {}, begin, minutes));
  for (const auto& server : drawn.servers) {
    const auto& meaning = meanings.at(server.group);
    const auto found = runs.find(server.name);
    const auto on_seconds = [&](Instant from, Instant to) {
      double seconds = 0;
      if (found != runs.end())
        for (const auto& [a, b] : found->second) {
          const auto first = std::max(a, from), last = std::min(b, to);
          if (first < last) seconds += std::chrono::duration<double>(last - first).count();
        }
      return seconds;
    };
    std::optional<Instant> off_since, on_since;
    const auto close = [&](Instant at) {
      if (off_since) {
        const auto all = std::chrono::duration<double>(at - *off_since).count();
        outcome.oracle += all / 3600 * hourly_of(server);
        outcome.saved += (all - on_seconds(*off_since, at)) / 3600 * hourly_of(server);
      }
      if (on_since && at - *on_since > boot) {
        const auto from = *on_since + boot;
        const auto all = std::chrono::duration<double>(at - from).count();
        outcome.wanted_h += all / 3600;
        outcome.missing_h += (all - on_seconds(from, at)) / 3600;
      }
      off_since.reset();
      on_since.reset();
    };
    for (int minute = static_cast<int>(set_up / 1min); minute < minutes; ++minute) {
      const auto at = begin + std::chrono::minutes(minute);
      if (meaning.ends(minute) && !meaning.runs(minute)) {
        close(at);
        off_since = at;
      } else if (meaning.begins(minute)) {
        close(at);
        on_since = at;
      }
    }
    close(end);
  }
  return outcome;
}

// The panel ---------------------------------------------------------------------------------------

std::unique_ptr<sql::Engine> new_store() {
  static const auto empty = [] {
    auto engine = sql::open_sqlite({.path = ":memory:", .running = sql::Running::inline_});
    engine->migrate(all_migrations());
    return engine;
  }();
  return sql::copy_memory(*empty);
}

RoomsConfig config_of(TenantId tenant) {
  RoomsConfig config{.tenant = tenant, .is_alone = true};
  config.identity.install = "p9";
  config.identity.home = Region{std::string(home)};
  config.collector->interval = 1h;
  config.sequencer.poll = 30min;
  config.runner.poll = 10min;
  config.scheduler.poll = 10min;
  config.notifier.poll = 30min;
  config.preflight.poll = 30min;
  config.prices = prices::KeeperConfig{.poll = 10min};
  return config;
}

class Panel {
 public:
  explicit Panel(simcloud::World& world, SimulatedLoop& loop, std::uint64_t seed)
      : world_(world),
        loop_(loop),
        rng_(seed),
        tenant_(TenantId::make(loop.clock(), rng_)),
        engine_(new_store()),
        db_(engine_->attach(loop)),
        transport_(world, loop),
        vault_(crypto::MasterKeys::in_memory(rng_), rng_),
        rooms_({.db = *db_,
                .loop = loop,
                .rng = rng_,
                .transport = transport_,
                .vault = vault_,
                .hashing = hashing_},
               config_of(tenant_)) {
    rooms_.add_routes(router_);
    add_sweep_routes(router_, rooms_.operations());
    working_ = rooms_.work();
    SimulatedLoop::start(working_);
  }
  ~Panel() { working_ = {}; }

  Json ask(const std::string& method, const std::string& target, const Json& body = nullptr) {
    const CallContext ctx{.tenant = tenant_,
                          .actor = {.kind = Actor::Kind::user, .id = "us_1", .name = "ana"},
                          .permissions = all_permissions()};
    const auto answer = loop_.run(router_.answer(
        ctx, or_throw(http::parse_request(method, target, {}, body.is_null() ? "" : body.dump()))));
    if (answer.status >= 300)
      throw Failure(ErrorKind::internal, method + " " + target + ": " + answer.body);
    return Json::parse(answer.body, nullptr, /*allow_exceptions=*/false);
  }
  void sweep() {
    auto operation = ask("POST", "/api/v1/sweeps", {{"regions", {home}}});
    while (operation["state"] == "running") {
      loop_.run(sleep_for(loop_, 5s));
      operation = ask("GET", "/api/v1/operations/" + operation["id"].get<std::string>());
    }
  }
  /// Connects, looks, and makes the schedules. Gives the servers' names by id.
  std::map<std::string, std::string> set_up_for(const Draw& drawn) {
    const auto keys = world_.credentials()["accounts"][0]["admin"];
    ask("POST", "/api/v1/accounts",
        {{"name", "Loja"},
         {"connection", "keys"},
         {"customer", "Aurora"},
         {"access_key_id", keys["access_key_id"]},
         {"secret_access_key", keys["secret_access_key"]}});
    sweep();
    for (const auto& [group, spec] : drawn.schedules)
      ask("POST", "/api/v1/schedules", simulation::to_json(spec, ""));
    std::map<std::string, std::string> names;
    const auto servers = ask("GET", "/api/v1/servers?limit=500");
    for (const auto& one : servers["servers"]) names.emplace(one["id"], one["name"]);
    return names;
  }

 private:
  simcloud::World& world_;
  SimulatedLoop& loop_;
  SeededRng rng_;
  TenantId tenant_;
  std::unique_ptr<sql::Engine> engine_;
  std::unique_ptr<sql::Database> db_;
  simcloud::SimulatedTransport transport_;
  vault::Vault vault_;
  BlockingPool hashing_{{.threads = 0}};
  Rooms rooms_;
  http::Router router_;
  Task<void> working_;
};

struct PanelOutcome {
  Outcome outcome;
  double told = 0;    // That it says it has saved.
  double billed = 0;  // That the bill is less than had nothing been switched.
};

PanelOutcome run_panel(std::uint64_t seed, const Draw& drawn, const Options& options) {
  const auto world = world_of(seed, drawn);
  SimulatedLoop loop(begin);
  Panel panel(*world, loop, seed);
  const auto names = panel.set_up_for(drawn);
  fail_some(*world, loop.clock().now(), options.failures);
  const auto end = begin + std::chrono::days(options.days);
  loop.run(sleep_for(loop, end - loop.clock().now() - 10min));
  control(*world, loop.clock().now(), "DELETE", "faults");
  panel.sweep();
  const auto told = panel.ask("GET", "/api/v1/savings");
  const auto now = loop.clock().now();
  // The same estate, in which nobody has switched anything.
  const auto quiet = world_of(seed, drawn);
  return {.outcome = judge(drawn, runs_of(*world, names, now), now),
          .told = told["saving"].is_object()
                      ? std::stod(told["saving"]["amount"].get<std::string>())
                      : 0,
          .billed = bill_of(*quiet, now) - bill_of(*world, now)};
}

// The peer ----------------------------------------------------------------------------------------

class Peer {
 public:
  Peer(simcloud::World& world, SimulatedLoop& loop, std::uint64_t seed, const Draw& drawn,
       Instant end)
      : loop_(loop),
        rng_(seed),
        transport_(world, loop),
        client_(loop, rng_, transport_),
        end_(end) {
    const auto keys = world.credentials()["accounts"][0]["admin"];
    target_ = {
        .credentials = aws::fixed_credentials(
            {.access_key_id = keys["access_key_id"],
             .secret_access_key = crypto::Secret(keys["secret_access_key"].get<std::string>())}),
        .region = Region{std::string(home)}};
    for (const auto& [group, spec] : drawn.schedules)
      meanings_.emplace(group,
                        Meaning(spec, {}, begin, static_cast<int>((end - begin) / 1min) + 1));
  }

  Task<void> live() {
    for (auto turn = begin + set_up; turn < end_; turn += 5min) {
      co_await sleep_for(loop_, turn - loop_.clock().now());
      for (const auto& [group, meaning] : meanings_) co_await take_turn(group, meaning, turn);
    }
  }
  const std::map<std::string, std::string>& names() const { return names_; }

 private:
  Task<void> take_turn(const std::string& group, const Meaning& meaning, Instant turn) {
    const bool wants_on = meaning.runs(static_cast<int>((turn - begin) / 1min));
    gen::ec2::DescribeInstancesRequest request;
    request.filters.push_back({.name = "tag:grupo", .values = {group}});
    std::vector<std::string> to_switch;
    try {
      const auto reply = co_await gen::ec2::describe_instances(client_, {}, target_, request);
      for (const auto& reservation : reply.value.reservations)
        for (const auto& one : reservation.instances) {
          const auto id = one.instance_id.value_or("");
          for (const auto& tag : one.tags)
            if (tag.key == "Name") names_[id] = tag.value.value_or("");
          const bool is_known = wished_.contains(id);
          if (is_known && wished_[id] == wants_on) continue;
          const auto state = one.state ? one.state->name.value_or("") : "";
          if (state == (wants_on ? "running" : "stopped"))
            wished_[id] = wants_on;
          else if (state == (wants_on ? "stopped" : "running"))
            to_switch.push_back(id);
        }
      if (to_switch.empty()) co_return;
      if (wants_on)
        co_await gen::ec2::start_instances(client_, {}, target_, {.instance_ids = to_switch});
      else
        co_await gen::ec2::stop_instances(client_, {}, target_, {.instance_ids = to_switch});
      for (const auto& id : to_switch) wished_[id] = wants_on;
    } catch (const Failure&) {
      // At the next turn.
    }
  }

  SimulatedLoop& loop_;
  SeededRng rng_;
  simcloud::SimulatedTransport transport_;
  aws::Client client_;
  aws::Target target_;
  const Instant end_;
  std::map<std::string, Meaning> meanings_;
  std::map<std::string, bool> wished_;  // What it wanted before, by id.
  std::map<std::string, std::string> names_;
};

Outcome run_peer(std::uint64_t seed, const Draw& drawn, const Options& options) {
  const auto world = world_of(seed, drawn);
  SimulatedLoop loop(begin);
  const auto end = begin + std::chrono::days(options.days);
  Peer peer(*world, loop, seed, drawn, end);
  loop.run(sleep_for(loop, 1min));
  fail_some(*world, loop.clock().now(), options.failures);
  loop.run(peer.live());
  const auto now = loop.clock().now();
  return judge(drawn, runs_of(*world, peer.names(), now), now);
}

struct Sums {
  Outcome all;
  double worst = 1;

  void add(const Outcome& one) {
    all.oracle += one.oracle;
    all.saved += one.saved;
    all.missing_h += one.missing_h;
    all.wanted_h += one.wanted_h;
    if (one.oracle > 0) worst = std::min(worst, one.saved / one.oracle);
  }
  void print(std::string_view who) const {
    fmt::print(
        "{:<8} saved {:>12.2f} of {:>12.2f}: {:>8.4f} %, worst estate {:>8.4f} %; off while "
        "wanted {:.4f} % of {:.0f} h\n",
        who, all.saved, all.oracle, 100 * all.saved / all.oracle, 100 * worst,
        100 * all.missing_h / all.wanted_h, all.wanted_h);
  }
};

int run(const Options& options) {
  Sums panel, peer;
  double told = 0, billed = 0, worst_told = 0;
  for (std::uint64_t i = 0; i < options.seeds; ++i) {
    const auto seed = options.from + i;
    const auto drawn = draw(seed);
    const auto ours = run_panel(seed, drawn, options);
    panel.add(ours.outcome);
    peer.add(run_peer(seed, drawn, options));
    told += ours.told;
    billed += ours.billed;
    if (ours.billed > 1)
      worst_told = std::max(worst_told, std::abs(ours.told - ours.billed) / ours.billed);
  }
  fmt::print("{} estates, {} days, {} % of calls to EC2 fail\n", options.seeds, options.days,
             100 * options.failures);
  panel.print("panel");
  peer.print("peer");
  const auto off = std::abs(told - billed) / billed;
  fmt::print("told {:.2f}, by the bill {:.2f}: {:.4f} % off, worst estate {:.4f} %\n", told, billed,
             100 * off, 100 * worst_told);
  const bool is_met = panel.all.saved >= 0.995 * panel.all.oracle && off <= 0.005;
  fmt::print("goal (99.5 % of the saving, told within 0.5 %): {}\n", is_met ? "met" : "not met");
  return is_met ? 0 : 1;
}

}  // namespace
}  // namespace mirante

int main(int argc, char** argv) {
  mirante::Options options;
  CLI::App app("What schedules really save (P9).");
  app.add_option("--seeds", options.seeds, "Estates");
  app.add_option("--from", options.from, "The first seed");
  app.add_option("--days", options.days, "Simulated days")->check(CLI::Range(2, 28));
  app.add_option("--failures", options.failures, "Share of calls that fail")
      ->check(CLI::Range(0.0, 1.0));
  CLI11_PARSE(app, argc, argv);
  return mirante::run(options);
}

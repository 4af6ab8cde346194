// Our side of `./dev bench p3`: the role that fires schedules, over a real SQLite on disk in which
// many schedules of many companies are stored, each for a server of its own.
//
//   mirante_p3 --folder DATA_FOLDER --schedules N        prints one line of JSON
//
// Three phases: few instants, each of its own; many schedules due at one instant; all the others
// due at one instant. What is measured is how long after its instant a fire was durable: its row,
// its decision, its operation with target and record are committed and synced, and the process has
// heard so. Events are numbered meanwhile, as in the panel; nothing is sent to AWS, as nobody
// carries the operations out. Afterwards every schedule must have fired once, by one operation.
#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/task_group.h"
#include "features/accounts/account_store.h"
#include "features/audit/audit.h"
#include "features/firing/fire_store.h"
#include "features/firing/scheduler.h"
#include "features/inventory/resource_store.h"
#include "features/operations/kinds.h"
#include "features/operations/operation_store.h"
#include "features/policy/policy_store.h"
#include "features/schedules/schedule_json.h"
#include "features/schedules/schedule_store.h"
#include "features/schedules/surroundings_store.h"
#include "features/servers/switch_kinds.h"
#include "platform/aws/client.h"
#include "platform/events/events.h"
#include "platform/events/sequencer.h"
#include "platform/http/client.h"
#include "platform/sql/engine.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;

struct Wish {
  std::filesystem::path folder;
  std::size_t schedules = 100'000;
  std::size_t few = 600;       // One each `few_apart`.
  std::size_t many = 10'000;   // Due at one instant.
  std::size_t companies = 10;  // And one that has little.
};
constexpr std::size_t little = 100;
constexpr auto few_apart = 50ms;

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// What became of the fires that are awaited.
struct Heard {
  std::vector<microseconds> lateness = {};
  std::optional<microseconds> little_done = {};  // The company that has little has nothing left.
  std::size_t of_little = 0;
};

class Bench {
 public:
  explicit Bench(Wish wish)
      : wish_(std::move(wish)),
        client_(loop_, rng_, transport_, {.endpoint_url = "http://127.0.0.1:9"}),
        engine_(made_in(wish_.folder)),
        db_(engine_->attach(loop_)) {
    servers::add_kinds(kinds_, *db_, {.client = client_, .loop = loop_}, {});
  }

  Json run() { return loop_.run(measure()); }

 private:
  static std::unique_ptr<sql::Engine> made_in(const std::filesystem::path& folder) {
    auto engine = sql::open_sqlite({.path = folder / "mirante.db"});
    const std::vector<sql::Migrations> rooms{events::migrations(),    audit::migrations(),
                                             accounts::migrations(),  policy::migrations(),
                                             inventory::migrations(), operations::migrations(),
                                             schedules::migrations(), firing::migrations()};
    engine->migrate(rooms);
    return engine;
  }

  struct Company {
    TenantId tenant;
    AccountId account;
  };

  Task<Json> measure() {
    const auto before = loop_.clock().steady();
    co_await fill();
    Json told{{"schedules", stored_},
              {"filled_s", std::chrono::duration<double>(loop_.clock().steady() - before).count()}};
    TaskGroup group(loop_, co_await current_scope());
    group.spawn(sequencer_.run());
    group.spawn(scheduler_.run());
    co_await sleep_for(loop_, 2s);
    told["few"] = co_await phase(wish_.few, make_few_due());
    told["many"] = co_await phase(wish_.many, make_due("many", wish_.many));
    const auto rest = stored_ - wish_.few - wish_.many;
    told["all"] = co_await phase(rest, make_due("all", rest));
    group.cancel({.kind = ErrorKind::cancelled, .message = "the measurement ends"});
    try {
      co_await group.join();
    } catch (const Failure& failure) {
      if (failure.error().kind != ErrorKind::cancelled) throw;
    }
    told["wrong"] = co_await wrong();
    co_return told;
  }

  /// Companies of the same size, and one that has little; what is `few` and what `many` is spread
  /// over them.
  Task<void> fill() {
    const auto now = filled_at_ = loop_.clock().now();
    const auto own = wish_.schedules - little;
    for (std::size_t i = 0; i <= wish_.companies; ++i) {
      companies_.push_back({.tenant = TenantId::make(loop_.clock(), rng_),
                            .account = AccountId::make(loop_.clock(), rng_)});
      const auto& company = companies_.back();
      co_await db_->write([&](sql::Tx& tx) {
        accounts::insert(tx, company.tenant,
                         {.id = company.account,
                          .name = "Loja",
                          .state = accounts::AccountState::connected,
                          .connection = accounts::Connection::keys,
                          .aws_account = AwsAccountId{"210987654321"}});
      });
    }
    constexpr std::size_t at_once = 5'000;
    for (std::size_t first = 0; first < wish_.schedules; first += at_once)
      co_await db_->write([&](sql::Tx& tx) {
        for (auto i = first; i < std::min(first + at_once, wish_.schedules); ++i) {
          const char* group = i < wish_.few ? "few" : i < wish_.few + wish_.many ? "many" : "all";
          add(tx, companies_[i < own ? i % wish_.companies : wish_.companies], i, group, now);
        }
      });
    stored_ = wish_.schedules;
  }

  void add(sql::Tx& tx, const Company& company, std::size_t number, const char* group,
           Instant now) {
    const auto server = fmt::format("i-{:017x}", number);
    tx.exec(
        "insert into resources (tenant_id, kind, account_id, region, id, name, state, type, zone, "
        "tags, summary, chunk, place, body_size, ephemeral_size, hash, format, observed_at, "
        "changed_at, first_seen_at, version) values (?, ?, ?, 'sa-east-1', ?, ?, 'running', "
        "'t3.medium', 'sa-east-1a', '{}', '{}', 0, 0, 0, 0, ?, 0, ?, ?, ?, 1)",
        company.tenant, inventory::instance_kind, company.account, server, "web", sql::Bytes{}, now,
        now, now);
    const auto id = schedules::ScheduleId::make(loop_.clock(), rng_);
    // Not for a day, until a phase has it due. What ends with an override is the wish of a window.
    const bool is_few = std::string_view(group) == "few";
    const auto rule =
        is_few ? Json{{"window",
                       {{"begin", text_of(now + 12h)},
                        {"end", text_of(now + 13h)},
                        {"days", "every_day"}}}}
               : Json{{"point",
                       {{"at", text_of(now - 1h)}, {"days", "every_day"}, {"action", "stop"}}}};
    const Json document{{"id", id.text()},
                        {"name", fmt::format("Noite {}", number)},
                        {"zone", "UTC"},
                        {"mode", "edges"},
                        {"rules", {rule}}};
    const schedules::ServerRef ref{
        .account = company.account, .region = Region{"sa-east-1"}, .id = server};
    schedules::insert(tx, {.tenant = company.tenant,
                           .id = id,
                           .schedule = schedules::parse_schedule(schedules::Field(document, "")),
                           .targets = {.servers = {ref}},
                           .approved = {ref},
                           .created_at = now,
                           .updated_at = now,
                           .updated_by = group,
                           .handled_until = now});
    tx.exec("update schedules set due_at = ?, ahead_at = ? where tenant_id = ? and id = ?",
            now + 12h, now + 12h, company.tenant, id);
    if (is_few) few_.push_back({.tenant = company.tenant, .schedule = id, .server = ref});
  }

  static std::string text_of(Instant at) { return to_iso8601(at).substr(11, 5); }

  /// From when on what was made due is due.
  Task<Instant> make_few_due() {
    const auto first = loop_.clock().now() + 3s;
    co_await db_->write([&](sql::Tx& tx) {
      for (std::size_t i = 0; i < few_.size(); ++i) {
        const auto& one = few_[i];
        const auto at = first + few_apart * static_cast<int>(i);
        schedules::insert(
            tx, one.tenant,
            schedules::StoredOverride{.id = schedules::OverrideId::make(loop_.clock(), rng_),
                                      .server = one.server,
                                      .begin = first - 1h,
                                      .end = at,
                                      .reason = "bench",
                                      .made_by = "bench"});
        tx.exec("update schedules set due_at = ? where tenant_id = ? and id = ?", at, one.tenant,
                one.schedule);
      }
    });
    co_return first;
  }

  /// At a whole minute, as people write rules.
  Task<Instant> make_due(std::string group, std::size_t count) {
    const auto old_time = text_of(filled_at_ - 1h);
    const auto at = std::chrono::ceil<std::chrono::minutes>(loop_.clock().now() + 10s +
                                                            100us * static_cast<int>(count));
    co_await db_->write([&](sql::Tx& tx) {
      tx.exec(
          "update schedules set document = replace(document, ?, ?), due_at = ?, handled_until = ? "
          "where updated_by = ?",
          "\"" + old_time + "\"", "\"" + text_of(at) + "\"", at, at - 1min, group);
    });
    if (loop_.clock().now() >= at)
      throw Failure(ErrorKind::internal, "the phase was not prepared before its instant");
    co_return at;
  }

  Task<Json> phase(std::size_t count, Task<Instant> make) {
    heard_ = {};
    const auto from = co_await std::move(make);
    schedule_changes_.wake();
    co_await sleep_for(loop_, from - loop_.clock().now() - 100ms);
    const auto cpu = cpu_seconds();
    std::size_t before = 0;
    // Whatever is not there after a minute without any news is missing.
    for (int quiet = 0; heard_.lateness.size() < count && quiet < 600; ++quiet) {
      co_await sleep_for(loop_, 100ms);
      if (heard_.lateness.size() != std::exchange(before, heard_.lateness.size())) quiet = 0;
    }
    auto all = heard_.lateness;
    std::ranges::sort(all);
    const auto at = [&](double part) {
      return static_cast<double>(
                 all[static_cast<std::size_t>(part * static_cast<double>(all.size() - 1))]
                     .count()) /
             1e3;
    };
    Json told{{"count", all.size()}, {"awaited", count}};
    if (all.empty()) co_return told;
    told["p50_ms"] = at(0.5);
    told["p99_ms"] = at(0.99);
    told["max_ms"] = at(1);
    told["cpu_s"] = cpu_seconds() - cpu;
    if (heard_.little_done)
      told["little_done_ms"] = static_cast<double>(heard_.little_done->count()) / 1e3;
    co_return told;
  }

  void hear(sql::Tx& tx, const schedules::StoredSchedule& schedule, const firing::Fire& fire) {
    tx.after_commit([this, tenant = schedule.tenant, due = fire.due_at] {
      const auto late = loop_.clock().now() - due;
      heard_.lateness.push_back(late);
      if (tenant == companies_.back().tenant && ++heard_.of_little == little)
        heard_.little_done = late;
    });
  }

  /// Schedules that did not fire exactly once by exactly one operation.
  Task<Json> wrong() {
    co_return co_await db_->read([&](sql::Snapshot& snapshot) {
      const auto number = [&](std::string_view statement) {
        return snapshot.one(statement)->integer(0);
      };
      return Json{
          {"fires", number("select count(*) from fires")},
          {"fired_schedules",
           number("select count(*) from (select distinct tenant_id, schedule_id from fires) f")},
          {"requested", number("select count(*) from fires where outcome = 'requested'")},
          {"operations", number("select count(*) from operations")},
          {"servers", number("select count(*) from (select distinct tenant_id, account_id, region, "
                             "resource from operation_targets) t")},
          {"decisions", number("select count(*) from decisions")}};
    });
  }

  struct Few {
    TenantId tenant;
    schedules::ScheduleId schedule;
    schedules::ServerRef server;
  };

  const Wish wish_;
  RealLoop loop_;
  SystemRng rng_;
  BlockingPool pool_{{.threads = 1}};
  http::HttpClient transport_{loop_, pool_};
  aws::Client client_;
  std::unique_ptr<sql::Engine> engine_;
  std::unique_ptr<sql::Database> db_;
  operations::Kinds kinds_;
  const operations::Spine spine_{
      .kinds = kinds_, .clock = loop_.clock(), .rng = rng_, .customer_of = accounts::customer_of};
  events::Waker numbered_{loop_}, schedule_changes_{loop_};
  events::Sequencer sequencer_{*db_, loop_, make_id16(loop_.clock(), rng_), numbered_, {}};
  firing::Scheduler scheduler_{
      {.db = *db_,
       .loop = loop_,
       .spine = spine_,
       .wake = schedule_changes_,
       .on_fire = [this](sql::Tx& tx, const schedules::StoredSchedule& schedule,
                         const firing::Fire& fire) { hear(tx, schedule, fire); }},
      {}};
  Instant filled_at_{};
  std::vector<Company> companies_;
  std::vector<Few> few_;
  std::size_t stored_ = 0;
  Heard heard_;
};

}  // namespace
}  // namespace mirante

int main(int argc, char** argv) {
  mirante::Wish wish;
  CLI::App app("Lateness and throughput of fires (P3).");
  app.add_option("--folder", wish.folder, "Where the store is made")->required();
  app.add_option("--schedules", wish.schedules, "How many are stored");
  app.add_option("--few", wish.few);
  app.add_option("--many", wish.many);
  CLI11_PARSE(app, argc, argv);
  mirante::Bench bench(wish);
  fmt::print("{}\n", bench.run().dump());
}

// Defects that are planted on purpose, to see whether the judge finds them. They sit at the panel's
// ports, between it and its store and between it and AWS, and make it do what a panel with such a
// defect would do; nothing of the panel knows of them.
#pragma once

#include <optional>
#include <set>
#include <string_view>

#include "base/rng.h"
#include "platform/http/transport.h"
#include "platform/sql/sql.h"
#include "simcloud/world.h"

namespace mirante::simulation {

enum class Plant : std::uint8_t {
  lost_fire,           // A schedule moves on, and nothing of its fire is stored.
  doubled_fire,        // A fire asks for its operation twice.
  late_fire,           // What is due is seen twelve minutes later.
  doubled_call,        // A call that AWS has accepted is made again.
  repeated_unknown,    // A call whose answer was lost counts as not sent, and is made again.
  stop_by_nobody,      // Something stops servers that no operation asks for.
  foreign_server,      // A call switches a server of another account.
  untrue_success,      // A server that is on its way counts as arrived.
  ignored_override,    // Overrides are not looked at.
  forgotten_override,  // An override is answered and not stored.
  ignored_freeze,      // Freezes are not looked at.
  ignored_pause,       // Pauses are not looked at.
  ignored_holiday,     // Calendars have no dates.
  ignored_fence,       // A runner writes on after another one took its operation over.
  forgotten_enforce,   // Mode enforce is taken for mode edges.
  forgotten_keep,      // Mode keep_if_on is taken for mode edges.
  ignored_end,         // The last date of a schedule is not looked at.
  mistaken_type,       // Schedules are read with another type than they have.
  untrue_type,         // A server of the old type counts as changed.
  untrue_database,     // A database that is on its way counts as arrived.
  mistaken_order,      // Groups take their turns by another tag.
  ignored_gate,        // The next groups start although one did not pass.
};

std::string_view name_of(Plant plant);
std::optional<Plant> parse_plant(std::string_view name);

/// What the panel reads and writes, with the defect in it. Chance is the plant's own, so that all
/// else of a seed is drawn as without it.
class PlantedSnapshot final : public sql::Snapshot {
 public:
  PlantedSnapshot(sql::Snapshot& inner, Plant plant) : inner_(inner), plant_(plant) {}
  void each(std::string_view statement, sql::Args args,
            const std::function<bool(const sql::Row&)>& take) override;
  Instant now() override { return inner_.now(); }

 private:
  sql::Snapshot& inner_;
  const Plant plant_;
};

class PlantedTx final : public sql::Tx {
 public:
  PlantedTx(sql::Tx& inner, Plant plant, Rng& rng) : inner_(inner), plant_(plant), rng_(rng) {}

  void each(std::string_view statement, sql::Args args,
            const std::function<bool(const sql::Row&)>& take) override;
  Instant now() override { return inner_.now(); }
  std::int64_t execute(std::string_view statement, sql::Args args) override;
  void each_for_update(std::string_view statement, sql::Args args,
                       const std::function<bool(const sql::Row&)>& take) override;
  void upsert(std::string_view table, std::span<const std::string_view> keys,
              std::span<const std::string_view> others, sql::Args values) override;
  void after_commit(std::move_only_function<void()> done) override {
    inner_.after_commit(std::move(done));
  }
  void announce() override { inner_.announce(); }

 private:
  std::int64_t execute_and_lose(std::string_view statement, sql::Args args);
  std::int64_t execute_twice(std::string_view statement, sql::Args args);
  std::int64_t execute_unfenced(std::string_view statement, sql::Args args);

  sql::Tx& inner_;
  const Plant plant_;
  Rng& rng_;
  bool is_losing_ = false;
  std::set<Id16> doubled_;  // The operations that are stored twice.
};

/// What goes to AWS and comes back, with the defect in it.
class PlantedTransport final : public http::Transport {
 public:
  PlantedTransport(http::Transport& inner, simcloud::World& world, const Clock& clock, Rng& rng,
                   std::optional<Plant> plant)
      : inner_(inner), world_(world), clock_(clock), rng_(rng), plant_(plant) {}
  Task<void> send(const http::ClientRequest& request, http::AnswerSink& sink,
                  bool* sent = nullptr) override;

 private:
  Task<void> send_with_defect(const http::ClientRequest& request, http::AnswerSink& sink,
                              bool* sent);
  /// Stops or starts a server with its administrator's key, in any account but this one.
  void switch_some(std::string_view action, std::string_view but_account);

  http::Transport& inner_;
  simcloud::World& world_;
  const Clock& clock_;  // The right one.
  Rng& rng_;
  const std::optional<Plant> plant_;
};

}  // namespace mirante::simulation

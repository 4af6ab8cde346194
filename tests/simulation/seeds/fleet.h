// Several processes of the panel over one store, beside the simulated AWS, in one thread and on one
// virtual clock. Processes die, are held, lose the store, and have clocks that are set wrong; AWS
// and the store live on. The fleet remembers since when which process could work.
#pragma once

#include <algorithm>
#include <list>
#include <nlohmann/json.hpp>

#include "main/rooms.h"
#include "platform/sql/engine.h"
#include "simcloud/simulated_transport.h"
#include "simcloud/world.h"
#include "tests/simulation/seeds/faulty_database.h"

namespace mirante::simulation {

/// What a process answered.
struct Reply {
  int status = 0;
  Json body;
};

/// What lasts from then to then, by the right clock.
struct Span {
  Instant from;
  Instant to;
};

/// One life of one process.
class PanelProcess {
 public:
  struct Outside {
    SimulatedLoop& loop;
    sql::Engine& engine;
    simcloud::World& world;
    TenantId tenant;
    std::uint64_t seed = 0;
    FaultyDatabase::Everybody& everybody;
    std::optional<Plant> plant;
    std::function<void()> ran;
  };
  explicit PanelProcess(Outside outside);
  ~PanelProcess();

  /// Somebody does something here, for as long as this process lives.
  void visit(Task<void> task);
  Task<Reply> ask(TenantId tenant, std::string method, std::string target, Json body = nullptr,
                  http::Headers headers = {});

  ProcessLoop& loop() { return loop_; }
  FaultyDatabase& db() { return db_; }
  Effects& effects() { return effects_; }
  bool has_ended() const;

 private:
  Outside outside_;
  SeededRng rng_, chance_, plant_chance_;
  Effects effects_;
  ProcessLoop loop_;
  std::unique_ptr<sql::Database> inner_;
  FaultyDatabase db_;
  simcloud::SimulatedTransport transport_;
  PlantedTransport planted_;
  vault::Vault vault_;
  BlockingPool hashing_{{.threads = 0}};
  Rooms rooms_;
  http::Router router_;
  std::list<Task<void>> visits_;
  Task<void> working_;
};

class Fleet {
 public:
  /// `plant`: a defect that every process has.
  Fleet(std::uint64_t seed, std::string_view estate, Instant begin, int tenants, int processes,
        std::optional<Plant> plant = {});
  ~Fleet();

  SimulatedLoop& loop() { return loop_; }
  simcloud::World& world() { return world_; }
  const std::vector<TenantId>& tenants() const { return tenants_; }
  int size() const { return static_cast<int>(places_.size()); }
  Instant now() const { return loop_.clock().now(); }

  /// Null while it is dead.
  PanelProcess* process(int place) { return places_[static_cast<std::size_t>(place)].life.get(); }
  void start(int place);
  /// Dies in the middle of the `k`-th effect from now, and is started again so much later.
  void kill(int place, std::uint64_t k, std::chrono::microseconds back_after);
  /// As SIGSTOP and, later, SIGCONT.
  void hold(int place, std::chrono::microseconds length);
  /// Until a time server sets it right, so much later.
  void jump_clock(int place, std::chrono::microseconds by, std::chrono::microseconds right_after);
  void lose_store(int place, std::chrono::microseconds length);
  void fail_writes(int place, int before, int after);
  /// No more harm: all live, and all clocks are right.
  void heal();

  void at(Instant when, std::function<void()> work);
  void run_until(Instant when);
  template <class Work>
  auto read(Work work) {
    return loop_.run(reader_->read(std::move(work)));
  }

  /// The first instant, not before `when`, from which on some process works for `length`.
  Instant able(Instant when, std::chrono::microseconds length) const;
  /// Whether a process died, was held or lost the store in that time, or came back from it.
  bool was_harmed(Instant from, Instant to) const;
  /// How long writes that were lost may have held up what was due and what some process was able to
  /// do from `able` on: it tries again when it looks the next time.
  std::chrono::microseconds lost_writing(Instant due, Instant able) const;
  /// By how much some process's clock was off at most.
  std::chrono::microseconds clock_error() const { return clock_error_; }
  struct Counts {
    int deaths = 0, holds = 0, jumps = 0, store_losses = 0, lost_before = 0, lost_after = 0;
  };
  const Counts& counts() const { return counts_; }
  /// A process has come to its end although nobody asked for that.
  bool has_ended() const {
    return std::ranges::any_of(places_,
                               [](const Place& one) { return one.life && one.life->has_ended(); });
  }
  std::function<void(const std::string&)> tell = [](const std::string&) {};

 private:
  struct Place {
    std::unique_ptr<PanelProcess> life;
    std::chrono::microseconds back_after{};
    std::uint64_t lives = 0;
    Instant died_at{};
    Instant held_since{};
    std::vector<Span> idle;  // When it could not work.
  };
  void look_for_the_dead();
  void bury(int place);
  Place& at_place(int place) { return places_[static_cast<std::size_t>(place)]; }

  const std::uint64_t seed_;
  const std::optional<Plant> plant_;
  SimulatedLoop loop_;
  simcloud::World world_;
  std::unique_ptr<sql::Engine> engine_;
  std::unique_ptr<sql::Database> reader_;
  std::vector<TenantId> tenants_;
  FaultyDatabase::Everybody everybody_;
  std::vector<Place> places_;
  std::vector<Span> harmed_;
  struct LostWrites {
    Span when;
    int count = 0;
  };
  std::vector<LostWrites> lost_writes_;
  std::chrono::microseconds clock_error_{};
  bool is_healed_ = false;
  Counts counts_;
};

}  // namespace mirante::simulation

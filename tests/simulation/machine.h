// A machine on which the panel runs, dies and is started again, beside a simulated AWS that lives
// on. Everything is in memory and in virtual time: disk, network, clock; one seed repeats a run bit
// for bit.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "main/rooms.h"
#include "platform/http/router.h"
#include "platform/runtime/simulated_loop.h"
#include "platform/sql/engine.h"
#include "platform/sql/simulated_disk.h"
#include "simcloud/simulated_transport.h"
#include "simcloud/world.h"

namespace mirante::simulation {

/// One life of the program: from its start to its end or its death.
class Life {
 public:
  /// What is outside of this life and outlives it.
  struct Outside {
    SimulatedLoop& loop;
    sql::SimulatedDisk& disk;
    simcloud::World& world;
    Rng& rng;
    TenantId tenant;
  };
  /// `effects` counts what this life does, and may end it.
  Life(Outside outside, Effects& effects);
  ~Life();

  Rooms& rooms() { return rooms_; }
  CallContext ctx() const;
  /// Runs `work` and everything else of the program until it has ended. False: the process died.
  bool run(Task<void> work);
  /// What the panel's API answers to somebody who may do everything. Throws Failure with what it
  /// says where it refuses.
  Task<Json> ask(std::string method, std::string target, Json body = nullptr);

 private:
  Outside outside_;
  Effects& effects_;
  std::unique_ptr<sql::Engine> engine_;
  std::unique_ptr<sql::Database> db_;
  simcloud::SimulatedTransport transport_;
  vault::Vault vault_;
  BlockingPool hashing_{{.threads = 0}};
  Rooms rooms_;
  http::Router router_;
  Task<void> working_;
};

class Machine {
 public:
  explicit Machine(std::uint64_t seed, std::string_view estate);

  /// Starts the program. Those before must have ended.
  std::unique_ptr<Life> start(Effects& effects);
  /// After a death or an end: what the disk has for the next life, which counts in `next`.
  void survive(sql::SimulatedDisk::Loss loss, Effects& next);

  /// From now on nothing more can be stored.
  void fill_disk();
  void empty_disk();
  /// Connects the estate's accounts by their administrators' keys.
  void connect();

  // What is really so in the simulated AWS.
  std::map<std::string, std::string> states() const;  // State by id.
  std::map<std::string, std::string> types() const;   // Such as "t3.medium", by id.
  /// How often each server went into this state because of a call.
  std::map<std::string, int> transitions(std::string_view to) const;
  int calls(std::string_view action) const;  // Accepted ones.

  SimulatedLoop loop;
  simcloud::World world;

 private:
  SeededRng rng_;
  Effects first_;
  sql::SimulatedDisk disk_;
  TenantId tenant_;
};

}  // namespace mirante::simulation

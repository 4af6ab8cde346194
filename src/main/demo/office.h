// The panel of the two weeks before the demo opens: its store on the data folder, a clock that
// jumps, the simulated AWS in the same process. A working day is one life of the program: it
// starts, looks at AWS, is worked with, and ends.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "main/demo/visitor.h"
#include "main/rooms.h"
#include "platform/sql/data_folder.h"
#include "platform/sql/engine.h"
#include "simcloud/simulated_transport.h"
#include "simcloud/world.h"

namespace mirante::demo {

/// What outlives the days.
class Office {
 public:
  /// Begins an install in the folder. The world outlives it.
  Office(const std::filesystem::path& data, simcloud::World& world, Instant begin);

  SimulatedLoop& loop() { return loop_; }
  simcloud::World& world() { return world_; }
  /// Nobody is there until then.
  void close_until(Instant at) { loop_.advance(at - loop_.clock().now()); }

  /// Asks the world's control API (simcloud/README.md). Throws Failure for what it refuses.
  Json control(const std::string& path, const Json& body);

 private:
  friend class Day;

  SimulatedLoop loop_;
  SystemRng rng_;  // What it draws (keys, tokens) stays in use when the demo is open.
  simcloud::World& world_;
  sql::DataFolder folder_;
  std::unique_ptr<sql::Engine> engine_;
  std::unique_ptr<sql::Database> db_;
  std::unique_ptr<vault::Vault> vault_;
  BlockingPool hashing_{{.threads = 0}};
  RoomsConfig config_;
  std::map<const Person*, std::string> tokens_;      // Of sessions that people left open.
  std::map<const Person*, std::string> api_tokens_;  // Of programs that they wrote.
};

class Day {
 public:
  explicit Day(Office& office);
  /// Ends as a program does that is asked to.
  ~Day();
  Day(const Day&) = delete;
  Day& operator=(const Day&) = delete;

  Office& office() { return office_; }
  Rooms& rooms() { return rooms_; }
  void pass(std::chrono::seconds time) { office_.loop_.advance(time); }

  /// Somebody who has not logged in yet.
  Visitor visitor(const Person& person);
  /// A program of theirs, which gets its API token at its first run.
  Visitor program_of(const Person& person);
  /// Logged in, or still logged in since this morning.
  Visitor come(const Person& person);

 private:
  Office& office_;
  simcloud::SimulatedTransport transport_;
  Rooms rooms_;
  http::Router router_;
  Task<void> working_;
};

}  // namespace mirante::demo

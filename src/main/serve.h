// `mirante serve`: the panel as a process. Holds the data folder, answers the API on the folder's
// socket, serves the web interface beside the API over TCP, carries out operations and sweeps,
// until it is asked to end.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/ids.h"
#include "main/commands/terminal.h"
#include "platform/aws/credentials.h"
#include "platform/http/static_files.h"
#include "platform/runtime/real_loop.h"

namespace mirante {

/// What is part of the program that serves.
struct Program {
  std::string version;
  std::span<const http::StaticFile> web_files;  // The web interface; none: the API alone.
};

/// An AWS that runs in this process, in the place of the real one.
class SimulatedAws {
 public:
  /// Where it answers, and who the panel is in it.
  struct Reach {
    std::string url;
    aws::Credentials panel;
    Region home;
  };

  virtual ~SimulatedAws() = default;
  /// Answers from now on, on this loop. Called once, before the panel begins.
  virtual Reach begin(RealLoop& loop) = 0;
  /// The panel has ended.
  virtual Task<void> end() = 0;
};

/// As `serve` on this folder with SQLite, but in front of that AWS, and it says so (GET about).
struct SimulatedServe {
  std::string data;
  std::string listen;
  SimulatedAws& aws;
};
int serve_simulated(const SimulatedServe& wish, commands::Terminal& terminal,
                    const Program& program);

/// `arguments` are those behind `serve`. Returns the exit code; throws Failure.
int serve(std::vector<std::string> arguments, commands::Terminal& terminal, const Program& program);

}  // namespace mirante

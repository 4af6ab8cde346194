// `mirante serve`: the panel as a process. Holds the data folder, answers the API on the folder's
// socket, serves the web interface beside the API over TCP, carries out operations and sweeps,
// until it is asked to end.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "main/commands/terminal.h"
#include "platform/http/static_files.h"

namespace mirante {

/// What is part of the program that serves.
struct Program {
  std::string version;
  std::span<const http::StaticFile> web_files;  // The web interface; none: the API alone.
};

/// `arguments` are those behind `serve`. Returns the exit code; throws Failure.
int serve(std::vector<std::string> arguments, commands::Terminal& terminal, const Program& program);

}  // namespace mirante

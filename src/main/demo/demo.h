// `mirante demo`: the panel beside a simulated AWS in one process, in companies that have worked
// with it for two weeks. Everything in it can be tried, nothing is real, nothing costs anything.
// This room alone knows both the panel and the simulated AWS.
#pragma once

#include "main/serve.h"

namespace mirante::demo {

/// `arguments` are those behind `demo`. Returns the exit code; throws Failure: conflict
/// "demo.folder_in_use" for a folder that holds something.
int demo(std::vector<std::string> arguments, commands::Terminal& terminal, const Program& program);

}  // namespace mirante::demo

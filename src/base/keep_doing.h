// What the program does again and again by itself, for as long as it runs.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "base/loop.h"
#include "base/task.h"

namespace mirante {

/// Runs `work` now and then `every` so often, counted from its beginnings, until it is cancelled;
/// then throws that Failure. Any other Failure of it is logged as a warning of this name, and it is
/// tried again.
Task<void> keep_doing(Loop& loop, std::chrono::milliseconds every, std::string failed,
                      std::function<Task<void>()> work);

}  // namespace mirante

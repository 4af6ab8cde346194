// An answer that is given again as it is, to exactly the same question: same head, byte for byte,
// from the same address. Whoever made it says whether it would still come out the same.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

#include "base/clock.h"

namespace mirante::http {

/// Of one answer. What it holds on to outlives the server.
struct Repeat {
  /// Asked each time before the answer is given again; once false, it is made anew.
  std::function<bool()> holds = {};
  /// Told each time that it was, and how long that took.
  std::function<void(std::chrono::microseconds)> given = {};

  explicit operator bool() const { return holds != nullptr; }
};

/// What answers are read from: the same value means that nothing of it has changed in between;
/// nullopt that nobody can tell.
using SourceVersion = std::array<std::uint64_t, 6>;

/// How a router's answers may be given again. Without `version` none is.
struct RepeatRules {
  std::function<std::optional<SourceVersion>()> version = {};
  const Clock* clock = nullptr;
};

}  // namespace mirante::http

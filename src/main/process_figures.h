// What the system says of this process (Linux, /proc/self).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace mirante {

/// What cannot be found out is nullopt.
struct ProcessFigures {
  std::optional<std::uint64_t> resident_bytes;
  std::optional<std::uint64_t> open_files;
  std::optional<std::uint64_t> open_files_max;
  std::chrono::microseconds cpu{0};
};

ProcessFigures read_process_figures();

}  // namespace mirante

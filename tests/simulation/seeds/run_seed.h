// One seed from its beginning to its verdict.
#pragma once

#include "tests/simulation/seeds/judge.h"

namespace mirante::simulation {

struct SeedRun {
  Verdict verdict;
  Fleet::Counts harm;
  std::uint64_t trace = 0;
};

/// `tell` hears what happens, if somebody wants to know.
SeedRun run_seed(std::uint64_t seed, const Wished& wished,
                 const std::function<void(const std::string&)>& tell = {});

}  // namespace mirante::simulation

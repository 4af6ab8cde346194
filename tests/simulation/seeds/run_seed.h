// One seed from its beginning to its verdict.
#pragma once

#include "tests/simulation/seeds/judge.h"

namespace mirante::simulation {

struct SeedRun {
  Verdict verdict;
  /// How often what befell it; calls that AWS spoiled begin with "aws.", what people did with
  /// "people.".
  std::map<std::string, int> befell;
  std::uint64_t trace = 0;
};

/// `tell` hears what happens, if somebody wants to know.
SeedRun run_seed(std::uint64_t seed, const Wished& wished,
                 const std::function<void(const std::string&)>& tell = {});

}  // namespace mirante::simulation

// Engines over one store: the processes that call AWS. AWS grants an account so many calls a
// second, whoever makes them; so engines divide the panel's part of each quota evenly. Each writes
// now and then that it is there and counts the others. The parts of all never add up to more than
// 1, save for the moment after one has begun: it takes a tenth of its part until each of the others
// has counted it.
#pragma once

#include <chrono>

#include "base/error.h"
#include "platform/sql/migrations.h"

namespace mirante::engines {

sql::Migrations migrations();

struct EnginesConfig {
  std::chrono::seconds every{10};
  /// Who has not been seen for longer is gone, and its part is the others'. At least three looks.
  std::chrono::seconds gone_after{35};
};

/// Error(invalid) naming the member.
Result<EnginesConfig> validate(EnginesConfig config);

/// What an engine sees when it looks around.
struct Standing {
  int engines = 1;  // It and the others that are alive.
  bool is_counted_by_all = true;

  friend bool operator==(const Standing&, const Standing&) = default;
};

/// Of the panel's part of a quota, in (0, 1].
double part_of(const Standing& standing);

}  // namespace mirante::engines

// Holds what happened against what was to happen: nothing missed, nothing done twice, nothing that
// nobody asked for, and a store that is in order. Where something was late or failed, one of the
// seed's own faults, people or outages must explain it.
#pragma once

#include "tests/simulation/seeds/expect.h"

namespace mirante::simulation {

struct Verdict {
  std::vector<std::string> findings;  // Empty: all is well.
  int demands = 0;                    // Instants at which something had to be decided.
  int excused = 0;                    // Of these, explained by a person, a fault or an outage.
  int operations = 0;
  int calls = 0;  // To AWS that change something, by the panel.
};

Verdict judge(const Scenario& scenario, Fleet& fleet, const People& people, const Records& records);

}  // namespace mirante::simulation

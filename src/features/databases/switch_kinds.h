// Starting and stopping databases as kinds of the operations spine: the rules of switch_rules.h,
// with RDS behind them (aws_databases.h).
#pragma once

#include "features/operations/kinds.h"

namespace mirante::aws {
class Client;
}

namespace mirante::databases {

inline constexpr std::string_view start_kind = "databases.start";
inline constexpr std::string_view stop_kind = "databases.stop";

/// The client outlives the kinds.
void add_kinds(operations::Kinds& kinds, aws::Client& client);

}  // namespace mirante::databases

// Starting, stopping and rebooting servers as kinds of the operations spine: the rules of
// switch_rules.h and judge_switch.h, with AWS behind them (aws_servers.h).
#pragma once

#include <functional>
#include <memory>

#include "features/operations/kinds.h"
#include "features/servers/aws_servers.h"
#include "features/servers/switch_rules.h"
#include "platform/sql/sql.h"

namespace mirante::servers {

inline constexpr std::string_view start_kind = "servers.start";
inline constexpr std::string_view stop_kind = "servers.stop";
inline constexpr std::string_view reboot_kind = "servers.reboot";

/// Whether a TCP port of an address takes connections now; an answer within seconds.
using PortProbe = std::function<Task<bool>(std::string address, int port)>;

/// Store, client and loop outlive the kinds. Without a probe no port ever answers.
void add_kinds(operations::Kinds& kinds, sql::Database& db, AwsCalls calls, OwnServer own,
               PortProbe probe = {});

}  // namespace mirante::servers

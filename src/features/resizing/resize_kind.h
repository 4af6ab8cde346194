// Changing types as a kind of the operations spine: the rules of resize_rules.h, with AWS behind
// them.
#pragma once

#include "features/operations/kinds.h"
#include "features/servers/aws_servers.h"
#include "features/servers/switch_rules.h"
#include "platform/sql/sql.h"

namespace mirante::resizing {

inline constexpr std::string_view resize_kind = "servers.resize";

/// Store, client and loop outlive the kind.
void add_kind(operations::Kinds& kinds, sql::Database& db, servers::AwsCalls calls,
              servers::OwnServer own);

}  // namespace mirante::resizing

// What sorts of servers, volumes and databases there are, of all tenants together: whoever reads
// AWS's prices wants to know what to ask for. It tells of no tenant what it has.
#pragma once

#include <set>
#include <string>
#include <utility>

#include "base/ids.h"
#include "platform/sql/sql.h"

namespace mirante::inventory {

struct ServerOffering {
  Region region;
  std::string type;      // "t3.medium"
  std::string platform;  // "Linux/UNIX"
  std::string tenancy;   // Empty: shared.

  friend auto operator<=>(const ServerOffering&, const ServerOffering&) = default;
};

struct DatabaseOffering {
  Region region;
  std::string type;     // "db.m5.large"
  std::string engine;   // "mysql"
  std::string license;  // "license-included"; may be empty.
  std::string storage;  // "gp3"; may be empty.
  bool is_multi_az = false;

  friend auto operator<=>(const DatabaseOffering&, const DatabaseOffering&) = default;
};

struct Offerings {
  std::set<ServerOffering> servers;
  std::set<std::pair<Region, std::string>> volumes;  // By type.
  std::set<DatabaseOffering> databases;              // Without clusters, whose members they are.
};

/// Crosses tenants on purpose: only the reading of prices calls it.
Offerings offerings(sql::Snapshot& snapshot);

/// Of one tenant.
std::set<ServerOffering> offerings_of(sql::Snapshot& snapshot, TenantId tenant);

/// Another number whenever `offerings` may give something else. Crosses tenants likewise.
std::int64_t revision_of_offerings(sql::Snapshot& snapshot);

}  // namespace mirante::inventory

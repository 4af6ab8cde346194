// What RDS checks of the values that creating, changing and restoring a database share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simcloud/call.h"

namespace mirante::simcloud {

Answered<Done> check_class(const std::string& instance_class);
Answered<Done> check_password(const std::string& password);
/// Fills size and IOPS of `wanted`.
Answered<Done> check_storage(std::int32_t allocated_gib, const std::string& type,
                             std::optional<std::int32_t> iops, Database& wanted);
/// Backup retention and both windows, where given.
Answered<Done> read_windows(std::optional<std::int32_t> backup_days,
                            const std::optional<std::string>& backup_window,
                            const std::optional<std::string>& maintenance_window, Database& wanted);
Answered<std::vector<std::uint64_t>> read_groups(Call& call, const std::vector<std::string>& ids);
/// KMSKeyNotAccessibleFault unless the key can be used; empty: not encrypted.
Answered<Done> check_key(Call& call, const std::string& key_arn);
/// The same for a database that has its grant already: the key must be enabled.
Answered<Done> check_key_enabled(Call& call, const std::string& key_arn);
/// The database is available and the name free.
Answered<Done> check_snapshot_possible(Call& call, const Database& database,
                                       const std::string& name);

}  // namespace mirante::simcloud

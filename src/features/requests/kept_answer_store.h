// The table of answers that are given again to whoever sends the same request with the same key.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "base/instant.h"
#include "platform/sql/migrations.h"
#include "platform/sql/sql.h"

namespace mirante::requests {

sql::Migrations migrations();

using Hash = std::array<std::uint8_t, 32>;

struct KeptAnswer {
  TenantId tenant;
  Hash key{};  // Of who asked and their key.
  Id16 id{};   // The place for which the answer is sealed.
  Hash request{};
  std::optional<std::vector<std::uint8_t>> answer = {};  // Sealed.
  Instant asked_at{};
};

/// Nobody else changes it before the transaction ends.
std::optional<KeptAnswer> find_for_update(sql::Tx& tx, TenantId tenant, const Hash& key);
/// Without its answer. Failure(conflict) "sql.duplicate" where another process was sooner.
void insert(sql::Tx& tx, const KeptAnswer& asked);
void put_answer(sql::Tx& tx, TenantId tenant, const Hash& key,
                const std::vector<std::uint8_t>& sealed);
void remove(sql::Tx& tx, TenantId tenant, const Hash& key);
/// Crosses tenants on purpose: forgets what is old.
void remove_before(sql::Tx& tx, Instant then);

}  // namespace mirante::requests

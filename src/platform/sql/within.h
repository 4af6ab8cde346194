// The condition of whoever may see only some accounts of a tenant. Every list, count and search of
// rows that belong to an account takes one:
//
//   sql::add_within(query, "r.account_id", within);
//
// No value limits nothing; an empty one lets nothing through.
#pragma once

#include <optional>
#include <vector>

#include "base/ids.h"
#include "platform/sql/query.h"

namespace mirante::sql {

using Within = std::optional<std::vector<AccountId>>;

/// " and COLUMN in (…)". `within` outlives the query.
inline void add_within(Query& query, std::string_view column, const Within& within) {
  if (!within) return;
  if (within->empty()) return query.add(" and 1 = 0");
  query.one_of(column, *within);
}

}  // namespace mirante::sql

// What a sweep is asked to read. Values.
#pragma once

#include <vector>

#include "base/ids.h"
#include "base/json.h"

namespace mirante::inventory {

struct SweepScope {
  std::vector<AccountId> accounts = {};  // Empty: every connected account.
  std::vector<Region> regions = {};      // Empty: every region that an account has switched on.

  friend bool operator==(const SweepScope&, const SweepScope&) = default;
};

inline constexpr std::size_t scope_regions_max = 100;

/// {"accounts": ["ac_…"], "regions": ["sa-east-1"]}; both may be missing. An Error names the field.
Result<SweepScope> parse_scope(const Json& json);
Json to_json(const SweepScope& scope);

}  // namespace mirante::inventory

// How far somebody sees inside a tenant: everything, or the accounts of some customers and some
// accounts by themselves. What lies outside does not exist for them. A value; which accounts belong
// to a customer at a moment is known to the store alone (accounts/reachable_store.h).
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/ids.h"

namespace mirante {

struct Reach {
  bool is_everything = true;
  std::set<CustomerId> customers = {};  // All of their accounts, also those that come later.
  std::set<AccountId> accounts = {};

  bool holds(AccountId account, const std::optional<CustomerId>& customer) const;

  friend bool operator==(const Reach&, const Reach&) = default;
};

/// Ids with spaces between them, as it is stored; empty for everything.
std::string to_text(const Reach& reach);
/// Of what `to_text` gave. Error(corrupt) for ids of something else.
Result<Reach> parse_reach(std::string_view text);

}  // namespace mirante

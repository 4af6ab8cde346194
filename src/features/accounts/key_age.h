// Access keys grow old: whoever copied them somewhere once has them still. After 90 days somebody
// is reminded to put new ones in their place.
#pragma once

#include <chrono>
#include <optional>

#include "features/accounts/account.h"

namespace mirante::accounts {

inline constexpr std::chrono::days keys_last{90};

/// Nullopt where the panel gets in by a role, or not yet.
std::optional<std::chrono::days> age_of_keys(const Account& account, Instant now);

}  // namespace mirante::accounts

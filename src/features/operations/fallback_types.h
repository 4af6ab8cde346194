// How many other types a change of type may try, for whoever asks for one and for a schedule, which
// asks for one later.
#pragma once

#include <cstddef>

namespace mirante::operations {

inline constexpr std::size_t fallback_types_max = 5;

}  // namespace mirante::operations

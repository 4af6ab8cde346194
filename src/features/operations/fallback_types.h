// Other types that a change of type, or a start, may try where AWS has no room: what whoever asks
// for one knows of them, and a schedule, which asks for one later.
#pragma once

#include <cstddef>
#include <string_view>

namespace mirante::operations {

inline constexpr std::size_t fallback_types_max = 5;

/// The reason of a target that succeeded with one of them.
inline constexpr std::string_view fell_back_to_type = "server.fallback_type";

}  // namespace mirante::operations

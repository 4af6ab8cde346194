// When a call is made again: rules that the kinds' `judge` functions share. Pure.
#pragma once

#include "features/operations/kind.h"

namespace mirante::operations {

/// After a call AWS may show the old state for seconds (semantics §2.9).
inline constexpr std::chrono::seconds visibility{30};

/// Call again, a while after the last answer: `first`, doubled with each attempt up to two minutes,
/// with full jitter on the upper half so that many do not come together, and not before AWS asked.
/// `error` is why.
Verdict call_after(const Past& past, std::chrono::seconds first, double jitter, const Error& error);

/// What AWS accepted, or may have: the old state is still seen. For calls that may be made twice
/// without harm: one whose answer was lost is made again, but not before AWS would show it.
Verdict not_yet_visible(const Past& past, Instant now);

}  // namespace mirante::operations

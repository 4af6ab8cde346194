// JSON that others wrote: bodies of requests, AWS's answers, policies. Who copies, compares or
// writes a document goes down into it level by level, on the stack, so that what nests without end
// would end the process. Nothing that is meant nests so deep as the limit here.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/json.h"

namespace mirante {

/// The same as for what platform/aws/wire reads.
inline constexpr std::size_t foreign_json_depth_max = 64;

/// Whether a text that is JSON nests deeper than that. Takes no memory; one pass.
bool nests_too_deep(std::string_view text);

/// Discarded (`is_discarded()`) if the text is no JSON or nests too deep.
Json read_foreign_json(std::string_view text);

}  // namespace mirante

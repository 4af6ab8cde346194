// Any generated shape as canonical JSON, through its reflection table: member names as in AWS's
// model, keys sorted, lists in an order of their own (AWS's is not stable, semantics §5.2), absent
// members left out.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace mirante::aws::wire {
struct Shape;
}

namespace mirante::inventory {

/// Members of the outermost structure, or of structures in it, by their way: "ClientToken",
/// "State.Code". Lists are never parted.
using Paths = std::span<const std::string_view>;

/// Appends the structure to `out`, without the members of `left_out`.
void append_canonical(std::string& out, const aws::wire::Shape& shape, const void* structure,
                      Paths left_out);
/// Appends only these members, with what stands around them; "{}" where none of them is there.
void append_canonical_part(std::string& out, const aws::wire::Shape& shape, const void* structure,
                           Paths only);

}  // namespace mirante::inventory

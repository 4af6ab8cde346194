// Any generated shape as canonical JSON, through its reflection table: member names as in AWS's
// model, keys sorted, lists in an order of their own (AWS's is not stable, semantics §5.2), absent
// members left out.
#pragma once

#include <string>

#include "features/inventory/aws_plan.h"

namespace mirante::inventory {

/// The structure as a document; without the members that the plan calls ephemeral, and only these.
/// Stays until the thread's next call.
Written write_structure(const Plan& plan, const void* structure);

/// Appends a scalar's value.
void append_scalar(std::string& out, const aws::wire::Shape& shape, const void* value);

}  // namespace mirante::inventory

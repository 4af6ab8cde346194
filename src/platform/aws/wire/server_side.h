// The other end of the wire, for the simulated AWS: requests of the protocols ec2 and query into
// aggregates, aggregates into their answers.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/aws/wire/operation.h"
#include "platform/aws/wire/shape.h"

namespace mirante::aws::wire {

using Form = std::vector<std::pair<std::string, std::string>>;  // Decoded names and values.

/// Error(invalid) whose field is the parameter's name on the wire: unknown, or a value that does
/// not fit. `Action`, `Version` and what a signature brings along (`X-Amz-…`, `AWSAccessKeyId`) are
/// passed over. Items of lists come in the order of their numbers, which may have gaps.
Result<void> read_form(const Operation& operation, const Form& form, void* input);

/// `output` is of `operation.output`'s type; nullptr where there is none.
std::string write_reply(const Operation& operation, const void* output,
                        std::string_view request_id);

std::string escape_xml(std::string_view text);

}  // namespace mirante::aws::wire

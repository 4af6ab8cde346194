// What a failed call to AWS means for each target of its batch: pure reading of the error. AWS
// fails a whole call for one wrong id; who the guilty ones are stands in the message or has to be
// found by halves (semantics §2.3).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "features/operations/kind.h"

namespace mirante::operations {

/// Positions of the ids that stand as whole words in `message`.
std::vector<std::size_t> ids_named(std::string_view message, std::span<const std::string_view> ids);

/// How an error of an AWS call is read unless a kind knows better:
///   throttled                        later
///   code "aws.not_sent"              later (the client says that nothing left the machine)
///   limit                            group (capacity and account limits)
///   not_found, conflict, invalid     named where the message names ids of the batch, else some
///   forbidden                        some: a policy may forbid one server and allow another
///   unauthorized                     all: the credentials themselves are refused
///   unavailable, timeout, the rest   nobody knows whether it happened
/// A batch of one turns `some` and `group` into `named`.
Rejection usual_rejection(const Error& error, std::span<const Item> items);

}  // namespace mirante::operations

// Operations as the API shows them (api/openapi.yaml: Operation, OperationSummary, JournalEntry).
// What is not known is left out, never shown as empty text or zero.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "features/operations/operation_store.h"

namespace mirante::operations {

/// The name of an account; null or nullopt: left out.
using NameOfAccount = std::function<std::optional<std::string>(AccountId)>;

Json to_json(const Target& target, const NameOfAccount& name_of);
/// With `targets[]`.
Json to_json(const Operation& operation, const std::vector<Target>& targets,
             const NameOfAccount& name_of);
/// For lists: `outcomes` counts the targets instead of naming them.
Json summary_json(const Operation& operation, const OutcomeCounts& outcomes);
Json to_json(const Entry& entry);

}  // namespace mirante::operations

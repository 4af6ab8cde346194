// New rows of operations and their targets, many by few statements. Private to the room.
#pragma once

#include <vector>

#include "features/operations/operation_store.h"

namespace mirante::operations {

struct NewOperation {
  Operation operation;
  std::vector<Target> targets;
};

/// As it is stored.
std::string dumped(const Json& json);

/// All due at `due_at`. Failure(conflict), code "sql.duplicate", for a known key.
void insert_all(sql::Tx& tx, const std::vector<NewOperation>& operations, Instant due_at);

}  // namespace mirante::operations

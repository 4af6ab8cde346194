// What would keep servers from being started or stopped, asked before anybody does it: a look at
// AWS judged by the rules of the operations themselves, and dry runs. Nothing is changed.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/context.h"
#include "base/error.h"
#include "base/task.h"

namespace mirante::aws {
struct Target;
}

namespace mirante::servers {

struct AwsCalls;

/// A server that is to be in another state.
struct Intended {
  std::string id;
  bool is_start = false;  // Else a stop.
};

/// By server; one without obstacles is missing.
using Obstacles = std::map<std::string, std::vector<Error>>;

/// Of servers of one account and region. `own_server`: that of the panel. Throws Failure where AWS
/// gives no answer.
Task<Obstacles> obstacles_of(AwsCalls calls, CallContext ctx, aws::Target target,
                             std::vector<Intended> intended, std::string own_server);

}  // namespace mirante::servers

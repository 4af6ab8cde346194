// Blue/green deployments of RDS, which AWS tells by themselves: neither a database nor a cluster
// says that it is part of one, and none that is can be stopped.
#pragma once

#include <map>
#include <string>

#include "base/context.h"
#include "base/task.h"
#include "features/inventory/resource.h"

namespace mirante::aws {
class Client;
struct Target;
}  // namespace mirante::aws

namespace mirante::inventory {

struct BlueGreen {
  std::string name;
  std::string status;  // "AVAILABLE", …
};
struct BlueGreens {
  /// By the ARN of what is part of one that has not been switched over.
  std::map<std::string, BlueGreen> by_arn = {};
  /// Why the connection may not ask; then AWS says it when somebody stops one.
  std::string unread = {};
};

/// Throws Failure where AWS gives no answer.
Task<BlueGreens> read_blue_greens(aws::Client& client, CallContext ctx, aws::Target target);

/// Adds the member BlueGreenDeployment {Name, Status} to the document of a database or cluster that
/// is part of one.
void put_blue_green(const BlueGreens& deployments, Observed& database);

}  // namespace mirante::inventory

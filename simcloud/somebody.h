// "Somebody else": any call of AWS that is not the client's own, made without a signature by
// whoever drives the World (the control API, a script). The caller may do everything in the
// account; what AWS refuses for other reasons is refused here too.
#pragma once

#include <string>

#include "base/json.h"
#include "simcloud/cloud.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {

struct SomebodysCall {
  Account& account;
  RegionIndex region = 0;
  const Operation& operation;
  /// As in the service's protocol; for query, lists as JSON arrays and structures as objects.
  const Json& parameters;
  std::string as;  // ARN; empty: "…:user/somebody-else".
};

struct SomebodysAnswer {
  std::uint64_t call = 0;  // Its number in the ledger.
  std::string request_id;
  Answered<ServerReply> reply;
};

/// `wire_now`: the clock by which credentials count.
SomebodysAnswer make_call(Cloud& cloud, const SomebodysCall& wanted, Instant wire_now);

}  // namespace mirante::simcloud

// What an operation would do to things in AWS, told before anybody asks for it: what is the same
// for all kinds. Judged from what was last seen and by the brakes; nothing is written and AWS is
// not asked.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/context.h"
#include "base/json.h"
#include "features/inventory/resource.h"
#include "features/operations/request.h"
#include "features/policy/policy.h"
#include "platform/sql/sql.h"

namespace mirante::servers {

struct PlanQuestion {
  std::string kind;  // "servers.stop"
  policy::Action action = policy::Action::change;
  std::string despite_pause = {};
  std::vector<std::string> not_judged = {};  // What only AWS can say.
  Json always = Json::object();              // Members that every target has.
};

/// By the rules of the operation itself, unless the brakes have refused: may set `verdict` to
/// already or refused (`refuse_target`) and add warnings and losses.
using JudgeTarget = std::function<void(Json& target, const inventory::Resource& resource)>;

/// {kind, targets[{id, account, account_name?, region, name, state, observed_at, verdict,
/// reason_code?, reason?, warnings[]}], not_judged[]}; `verdict` is will, already or refused.
Json plan_targets(sql::Snapshot& snapshot, const operations::Spine& spine, const CallContext& ctx,
                  const PlanQuestion& question, const std::vector<inventory::Resource>& resources,
                  const JudgeTarget& judge);

void refuse_target(Json& target, const Error& error);
void warn_of(Json& target, const char* code, const std::string& text);

}  // namespace mirante::servers

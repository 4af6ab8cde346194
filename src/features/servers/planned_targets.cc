#include "features/servers/planned_targets.h"

#include <nlohmann/json.hpp>

#include "features/policy/policy_store.h"
#include "features/servers/listed.h"
#include "features/servers/stored_server.h"

namespace mirante::servers {
namespace {

Json new_target(const inventory::Resource& resource, const Beside& beside, const Json& always) {
  Json json{{"id", resource.ref.id},
            {"account", resource.ref.account.text()},
            {"region", resource.ref.region.value},
            {"name", resource.name.empty() ? Json() : Json(resource.name)},
            {"state", resource.state.empty() ? Json() : Json(resource.state)},
            {"observed_at", to_iso8601(resource.observed_at)},
            {"verdict", "will"},
            {"warnings", Json::array()}};
  if (beside.account != nullptr) json["account_name"] = beside.account->name;
  json.update(always);
  return json;
}

}  // namespace

void refuse_target(Json& target, const Error& error) {
  target["verdict"] = "refused";
  target["reason_code"] = error.code;
  target["reason"] = error.message;
}

void warn_of(Json& target, const char* code, const std::string& text) {
  target["warnings"].push_back({{"code", code}, {"text", text}});
}

Json plan_targets(sql::Snapshot& snapshot, const operations::Spine& spine, const CallContext& ctx,
                  const PlanQuestion& question, const std::vector<inventory::Resource>& resources,
                  const JudgeTarget& judge) {
  std::vector<operations::TargetRef> targets;
  for (const auto& resource : resources) targets.push_back(target_of(resource));
  const auto things = operations::things_of(snapshot, ctx.tenant, spine, targets);
  const auto brakes = policy::load_brakes(snapshot, ctx.tenant, things);
  const policy::Wish wish{.action = question.action,
                          .asked_by = ctx.actor.kind,
                          .despite_pause = question.despite_pause};
  const auto accounts = load_accounts(snapshot, ctx.tenant);
  const Surroundings surroundings(snapshot, ctx.tenant);
  Json json{
      {"kind", question.kind}, {"targets", Json::array()}, {"not_judged", question.not_judged}};
  for (std::size_t i = 0; i < resources.size(); ++i) {
    const auto beside = surroundings.beside(resources[i].ref, accounts);
    auto target = new_target(resources[i], beside, question.always);
    if (const auto refusal = policy::decide(brakes, wish, things[i]))
      refuse_target(target, *refusal);
    else
      judge(target, resources[i]);
    if (beside.operation && target["verdict"] == "will")
      warn_of(
          target, "operation.waits",
          "operation " + beside.operation->text() + " is changing it; this would wait for its end");
    json["targets"].push_back(std::move(target));
  }
  return json;
}

}  // namespace mirante::servers

#include "simcloud/kms/keys.h"

#include <nlohmann/json.hpp>

#include "simcloud/aws_ids.h"
#include "simcloud/cloudtrail/recording.h"

namespace mirante::simcloud {
namespace {

std::string arn_prefix(const Cloud& cloud, const Place& place) {
  return "arn:aws:kms:" + std::string(region_facts(place.region).name) + ":" +
         cloud.accounts[place.account].id + ":";
}

/// AWS's code for why the key cannot be used; empty: it can.
std::string_view refusal_of(Call& call, const std::string& arn) {
  const auto& place = call.place();
  const auto key = place.kms_keys.find(arn);
  if (key == place.kms_keys.end()) return "AccessDenied";  // Another account's.
  if (key->second.state == KmsKey::State::disabled) return "DisabledException";
  if (key->second.state == KmsKey::State::pending_deletion) return "KMSInvalidStateException";
  if (key->second.grants_refused) return "AccessDenied";
  auto context = base_context(call.cloud, call.caller);
  context.set("kms:ViaService", "ec2." + std::string(call.region_name()) + ".amazonaws.com");
  context.set("kms:GrantIsForAWSResource", "true");
  return decide(call.cloud, call.caller, "kms:CreateGrant", arn, context).allowed()
             ? ""
             : "AccessDenied";
}

}  // namespace

std::string default_key_arn(const Cloud& cloud, const Place& place) {
  const auto account = hash_of(cloud.accounts[place.account].id);
  return arn_prefix(cloud, place) + "key/" +
         format_uuid(cloud.draws.at(Purpose::key_pair_id, {account, place.region, 1}),
                     cloud.draws.at(Purpose::key_pair_id, {account, place.region, 2}));
}

std::string key_arn(const Cloud& cloud, const Place& place, std::string_view name) {
  if (name.empty() || name == "alias/aws/ebs") return default_key_arn(cloud, place);
  if (name.starts_with("arn:")) return std::string(name);
  if (name.starts_with("alias/")) return arn_prefix(cloud, place) + std::string(name);
  return arn_prefix(cloud, place) + "key/" + std::string(name);
}

std::string add_key(Cloud& cloud, Place& place, std::string_view name) {
  const auto hash = hash_of(name);
  const auto account = hash_of(cloud.accounts[place.account].id);
  auto arn = arn_prefix(cloud, place) + "key/" +
             format_uuid(cloud.draws.at(Purpose::key_pair_id, {account, hash, place.region, 3}),
                         cloud.draws.at(Purpose::key_pair_id, {account, hash, place.region, 4}));
  place.kms_keys.try_emplace(arn);
  return arn;
}

KeyUse use_of_keys(Call& call, const Instance& instance) {
  const auto own = default_key_arn(call.cloud, call.place());
  auto use = KeyUse::granted;
  for (const auto& held : volumes_of(call.cloud, call.place(), instance)) {
    const auto arn = call.text(call.place().volumes.at(held.volume).kms_key);
    if (arn.empty() || arn == own) continue;
    const auto code = refusal_of(call, arn);
    const Json parameters{{"keyId", arn}, {"instanceId", format_id("i-", instance.id)}};
    call.cloud.ledger.add(CallRecord{
        .at = call.cloud.now,
        .request_id = call.request_id,
        .account = call.account_id(),
        .region = std::string(call.region_name()),
        .service = "kms",
        .action = "CreateGrant",
        .actor = call.caller.arn,
        .access_key = call.caller.access_key,
        .source = "ec2.amazonaws.com",
        .user_agent = "ec2.amazonaws.com",
        .parameters = parameters.dump(),
        .code = std::string(code),
        .message = code.empty() ? "" : "The key of an encrypted volume could not be used",
        .status = code.empty() ? 200 : 400});
    record_forwarded(
        call.cloud,
        {.caller = call.caller,
         .by = "ec2.amazonaws.com",
         .service = "kms",
         .action = "CreateGrant",
         .region = call.region,
         .request = parameters.dump(),
         .error_code = code,
         .error_message = code.empty() ? "" : "The key of an encrypted volume could not be used"});
    if (!code.empty()) use = KeyUse::refused;
  }
  return use;
}

Answered<Done> within_vcpu_limit(Call& call, std::string_view quota_class, std::uint32_t more) {
  const auto& limits = call.place().vcpu_limits;
  const auto limit = limits.find(quota_class);
  if (limit == limits.end()) return Done{};
  if (vcpus_in_use(call.place(), quota_class) + more <= limit->second) return Done{};
  return refuse("VcpuLimitExceeded",
                "You have requested more vCPU capacity than your current vCPU limit of " +
                    std::to_string(limit->second) +
                    " allows for the instance bucket that the specified instance type belongs to. "
                    "Please visit http://aws.amazon.com/contact-us/ec2-request to request an "
                    "adjustment to this limit.");
}

}  // namespace mirante::simcloud

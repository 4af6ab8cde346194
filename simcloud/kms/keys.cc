#include "simcloud/kms/keys.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "simcloud/arn.h"
#include "simcloud/aws_ids.h"
#include "simcloud/cloudtrail/recording.h"
#include "simcloud/iam/resource_policy.h"

namespace mirante::simcloud {
namespace {

constexpr std::string_view own_alias = "alias/aws/";
constexpr std::string_view infrastructure = "assumed-role/aws:ec2-infrastructure/";

std::string arn_prefix(const Cloud& cloud, const Place& place) {
  return "arn:aws:kms:" + std::string(region_facts(place.region).name) + ":" +
         cloud.accounts[place.account].id + ":";
}

/// The account in an ARN; empty for what is none.
std::string account_of(std::string_view arn) {
  const auto parsed = parse_arn(arn);
  return parsed ? parsed->account : "";
}

/// The encryption context of the call, as the keys of its question have it.
std::map<std::string, std::string> context_in(const Call::Keys& keys) {
  constexpr std::string_view prefix = "kms:EncryptionContext:";
  std::map<std::string, std::string> context;
  for (const auto& [name, value] : keys)
    if (name.starts_with(prefix)) context.emplace(name.substr(prefix.size()), value);
  return context;
}

/// Constraints are about what is encrypted, and about nothing else.
bool fits(const KmsGrant& grant, std::string_view operation,
          const std::map<std::string, std::string>& context) {
  if (operation != "Encrypt" && operation != "Decrypt") return true;
  if (!grant.context_equals.empty() && grant.context_equals != context) return false;
  return std::ranges::all_of(grant.context_subset, [&](const auto& wanted) {
    const auto found = context.find(wanted.first);
    return found != context.end() && found->second == wanted.second;
  });
}

/// Whether a grant of the key lets the caller do this.
bool is_granted(const KmsKey& key, const PolicyPrincipal& principal, std::string_view action,
                const Call::Keys& keys) {
  const auto operation = action.substr(action.find(':') + 1);
  return std::ranges::any_of(key.grants, [&](const auto& entry) {
    const auto& grant = entry.second;
    return (grant.grantee == principal.arn || grant.grantee == principal.role_arn) &&
           std::ranges::find(grant.operations, operation) != grant.operations.end() &&
           fits(grant, operation, context_in(keys));
  });
}

/// AWS's code for why the key cannot be used through the service; empty: it can.
std::string_view refusal_of(Call& call, const std::string& arn, std::string_view service) {
  const auto* key = find_key(call, arn);
  if (key == nullptr) return "AccessDenied";
  if (key->of_aws) return "";
  if (key->state == KmsKey::State::disabled) return "DisabledException";
  if (key->state == KmsKey::State::pending_deletion) return "KMSInvalidStateException";
  if (key->grants_refused) return "AccessDenied";
  const Call::Keys keys{{"kms:ViaService", std::string(service) + "." +
                                               std::string(call.region_name()) + ".amazonaws.com"},
                        {"kms:GrantIsForAWSResource", "true"}};
  return decide_on_key(call, "kms:CreateGrant", arn, *key, keys).allowed() ? "" : "AccessDenied";
}

std::string grantee_of(const Call& call, std::uint64_t instance) {
  return "arn:aws:sts::" + call.account_id() + ":" + std::string(infrastructure) +
         format_id("i-", instance);
}

/// The grant by which EC2 decrypts the volumes of a server while it runs.
void grant_to_server(Call& call, const std::string& arn, std::uint64_t instance) {
  auto& key = *find_key(call, arn);
  const auto grantee = grantee_of(call, instance);
  for (const auto& [id, grant] : key.grants)
    if (grant.grantee == grantee) return;
  KmsGrant grant{.grantee = grantee,
                 .issuer = "arn:aws:iam::" + call.account_id() + ":root",
                 .operations = {"Decrypt"},
                 .created = call.cloud.now};
  grant.id = call.cloud.draws.text(64, "0123456789abcdef", Purpose::kms_id,
                                   {hash_of(arn), instance, call.number});
  key.grants.emplace(grant.id, grant);
}

}  // namespace

std::string default_key_arn(const Cloud& cloud, const Place& place, std::string_view service) {
  const auto account = hash_of(cloud.accounts[place.account].id);
  const std::uint64_t salt = service == "ebs" ? 0 : hash_of(service);
  return arn_prefix(cloud, place) + "key/" +
         format_uuid(cloud.draws.at(Purpose::key_pair_id, {account, place.region, 1 + salt}),
                     cloud.draws.at(Purpose::key_pair_id, {account, place.region, 2 + salt}));
}

std::string key_arn(const Cloud& cloud, const Place& place, std::string_view name) {
  const auto prefix = arn_prefix(cloud, place);
  if (name.starts_with(prefix + "alias/")) name.remove_prefix(prefix.size());
  if (name.empty()) return default_key_arn(cloud, place);
  if (name.starts_with(own_alias))
    return default_key_arn(cloud, place, name.substr(own_alias.size()));
  if (name.starts_with("arn:")) return std::string(name);
  if (!name.starts_with("alias/")) return prefix + "key/" + std::string(name);
  const auto alias = place.kms.aliases.find(name);
  return alias == place.kms.aliases.end() ? prefix + std::string(name) : alias->second;
}

std::string add_key(Cloud& cloud, Place& place, std::string_view name) {
  const auto hash = hash_of(name);
  const auto account = hash_of(cloud.accounts[place.account].id);
  auto arn = arn_prefix(cloud, place) + "key/" +
             format_uuid(cloud.draws.at(Purpose::key_pair_id, {account, hash, place.region, 3}),
                         cloud.draws.at(Purpose::key_pair_id, {account, hash, place.region, 4}));
  const auto [key, is_new] = place.kms.keys.try_emplace(arn);
  if (is_new) {
    key->second.created = cloud.now;
    key->second.description = name;
    place.kms.aliases.emplace("alias/" + std::string(name), arn);
  }
  return arn;
}

KmsKey* find_key(Call& call, std::string_view arn) {
  const auto parsed = parse_arn(arn);
  if (!parsed || parsed->service != "kms" || parsed->region != call.region_name()) return nullptr;
  const auto* account = call.cloud.find_account(parsed->account);
  if (account == nullptr) return nullptr;
  auto* place = call.cloud.find_place(account->number, call.region);
  if (place == nullptr) return nullptr;
  forget_keys(call.cloud, *place);
  auto& kms = place->kms;
  if (const auto key = kms.keys.find(arn); key != kms.keys.end()) return &key->second;
  for (const auto* service : {"ebs", "rds"}) {
    if (arn != default_key_arn(call.cloud, *place, service)) continue;
    auto& key = kms.keys[std::string(arn)];
    key.of_aws = true;
    key.created = call.cloud.now;
    key.description =
        "Default key that protects my " +
        std::string(service == std::string_view("ebs") ? "EBS volumes" : "RDS database volumes") +
        " when no other key is defined";
    kms.aliases.emplace(std::string(own_alias) + service, arn);
    return &key;
  }
  return nullptr;
}

void forget_keys(const Cloud& cloud, Place& place) {
  auto& kms = place.kms;
  std::erase_if(kms.keys, [&](const auto& entry) {
    return entry.second.deletion && *entry.second.deletion <= cloud.now;
  });
  std::erase_if(kms.aliases, [&](const auto& entry) { return !kms.keys.contains(entry.second); });
  for (auto& [arn, key] : kms.keys)
    std::erase_if(key.grants, [&](const auto& entry) {
      const auto at = entry.second.grantee.find(infrastructure);
      if (at == std::string::npos) return false;
      const auto* holder = cloud.find_account(account_of(entry.second.grantee));
      const auto* there = holder == nullptr ? nullptr : holder->places[place.region].get();
      if (there == nullptr) return true;
      const auto id = parse_id("i-", entry.second.grantee.substr(at + infrastructure.size()));
      const auto server = there->instances.find(id.value);
      return server == there->instances.end() || server->second.state == InstanceState::stopped ||
             server->second.state == InstanceState::terminated;
    });
}

PolicyRef default_key_policy(std::string_view account) {
  const Json statement{{"Sid", "Enable IAM User Permissions"},
                       {"Effect", "Allow"},
                       {"Principal", {{"AWS", "arn:aws:iam::" + std::string(account) + ":root"}}},
                       {"Action", "kms:*"},
                       {"Resource", "*"}};
  const Json document{
      {"Version", "2012-10-17"}, {"Id", "key-default-1"}, {"Statement", Json::array({statement})}};
  return make_policy(document.dump(2), PolicyKind::resource).value();
}

Decision decide_on_key(Call& call, std::string_view action, const std::string& arn,
                       const KmsKey& key, const Call::Keys& keys) {
  const auto owner = account_of(arn);
  auto all_keys = call.resource_keys(key.tags);
  all_keys.emplace_back("kms:CallerAccount", call.account_id());
  all_keys.insert(all_keys.end(), keys.begin(), keys.end());
  const auto policy = key.policy ? key.policy : default_key_policy(owner);
  const auto decision = decide_on(
      call, action, {.arn = arn, .account = owner, .policy = &policy->policy, .leads_iam = true},
      all_keys);
  const bool silent =
      decision.by == Decision::By::nobody_allows || decision.by == Decision::By::resource_silence;
  return silent && is_granted(key, principal_of(call), action, keys) ? Decision() : decision;
}

bool is_usable_through(Call& call, const std::string& arn, std::string_view service) {
  return refusal_of(call, arn, service).empty();
}

bool is_enabled(Call& call, const std::string& arn) {
  const auto* key = find_key(call, arn);
  return key != nullptr && key->state == KmsKey::State::enabled;
}

KeyUse use_of_keys(Call& call, const Instance& instance) {
  const auto own = default_key_arn(call.cloud, call.place());
  auto use = KeyUse::granted;
  for (const auto& held : volumes_of(call.cloud, call.place(), instance)) {
    const auto arn = call.text(call.place().volumes.at(held.volume).kms_key);
    if (arn.empty() || arn == own) continue;
    const auto code = refusal_of(call, arn, "ec2");
    const Json parameters{{"keyId", arn},
                          {"instanceId", format_id("i-", instance.id)},
                          {"granteePrincipal", grantee_of(call, instance.id)}};
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
    if (code.empty())
      grant_to_server(call, arn, instance.id);
    else
      use = KeyUse::refused;
  }
  return use;
}

}  // namespace mirante::simcloud

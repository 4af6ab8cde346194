// Keys of KMS: naming and finding them, who may do what with them, and what encrypted volumes and
// databases need of them: a server whose volume cannot be decrypted starts, and falls back.
#pragma once

#include "simcloud/call.h"

namespace mirante::simcloud {

/// The key that AWS itself keeps for a service ("ebs", "rds") in this place: everybody in the
/// account may use it through that service.
std::string default_key_arn(const Cloud& cloud, const Place& place,
                            std::string_view service = "ebs");
/// The ARN of a key named by id, ARN, alias or the ARN of an alias; in this place. What is not
/// known gives an ARN that belongs to no key.
std::string key_arn(const Cloud& cloud, const Place& place, std::string_view name);
/// Makes a customer key with an alias of its name, unless it is there; returns its ARN.
std::string add_key(Cloud& cloud, Place& place, std::string_view name);

/// The key with this ARN, of whichever account, in the call's region; null: there is none (any
/// more). AWS's own keys are made when they are first looked at.
KmsKey* find_key(Call& call, std::string_view arn);
/// Takes out keys whose time of deletion has come and grants of servers that do not run.
void forget_keys(const Cloud& cloud, Place& place);

/// The default policy of a key: all is left to the account's IAM.
PolicyRef default_key_policy(std::string_view account);
/// What the key's policy, IAM and the key's grants say together. `action` is "kms:…"; `keys` are
/// added to the context.
Decision decide_on_key(Call& call, std::string_view action, const std::string& arn,
                       const KmsKey& key, const Call::Keys& keys);

/// Whether `service` ("rds") can use the key for the caller, who needs the permission to grant it.
bool is_usable_through(Call& call, const std::string& arn, std::string_view service);
/// Whether the key can be used by those who have a grant already.
bool is_enabled(Call& call, const std::string& arn);

/// Whether all keys of the server's volumes can be used by the caller. Writes the CreateGrant that
/// AWS tries on the caller's behalf into the ledger, and the grants into the keys.
KeyUse use_of_keys(Call& call, const Instance& instance);

}  // namespace mirante::simcloud

// Keys of KMS, as far as encrypted volumes need them: a server whose volume cannot be decrypted
// starts, and falls back.
#pragma once

#include "simcloud/call.h"

namespace mirante::simcloud {

/// The key that AWS itself keeps for volumes of this place: everybody in the account may use it.
std::string default_key_arn(const Cloud& cloud, const Place& place);
/// The ARN of a key named by id, ARN, or "alias/aws/ebs"; in this place.
std::string key_arn(const Cloud& cloud, const Place& place, std::string_view name);
/// Whether a service can use the key for the caller: it is enabled, and the caller may.
bool is_usable_by_services(Call& call, const std::string& arn);
/// Makes a customer key; returns its ARN.
std::string add_key(Cloud& cloud, Place& place, std::string_view name);

/// Whether all keys of the server's volumes can be used by the caller. Writes the CreateGrant that
/// AWS tries on the caller's behalf into the ledger.
KeyUse use_of_keys(Call& call, const Instance& instance);

/// VcpuLimitExceeded if the place has a limit for the class and it does not suffice.
Answered<Done> within_vcpu_limit(Call& call, std::string_view quota_class, std::uint32_t more);

}  // namespace mirante::simcloud

#include "simcloud/kms/calls.h"

#include <initializer_list>

namespace mirante::simcloud {

void add_key_life_calls(Operations& operations);
void add_key_alias_calls(Operations& operations);
void add_key_crypto_calls(Operations& operations);
void add_key_grant_calls(Operations& operations);
void add_key_policy_calls(Operations& operations);

void add_kms_calls(Operations& operations) {
  for (auto* add : {add_key_life_calls, add_key_alias_calls, add_key_crypto_calls,
                    add_key_grant_calls, add_key_policy_calls})
    add(operations);
}

}  // namespace mirante::simcloud

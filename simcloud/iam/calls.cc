#include "simcloud/iam/calls.h"

#include <initializer_list>

namespace mirante::simcloud {

void add_user_calls(Operations& operations);
void add_role_calls(Operations& operations);
void add_policy_calls(Operations& operations);

void add_iam_calls(Operations& operations) {
  for (auto* add : {add_user_calls, add_role_calls, add_policy_calls}) add(operations);
}

}  // namespace mirante::simcloud

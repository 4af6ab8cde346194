#include "simcloud/elbv2/calls.h"

#include <initializer_list>

namespace mirante::simcloud {

void add_balancer_calls(Operations& operations);
void add_target_group_calls(Operations& operations);
void add_target_calls(Operations& operations);
void add_listener_calls(Operations& operations);
void add_balancer_tag_calls(Operations& operations);

void add_elbv2_calls(Operations& operations) {
  for (auto* add : {add_balancer_calls, add_target_group_calls, add_target_calls,
                    add_listener_calls, add_balancer_tag_calls})
    add(operations);
}

}  // namespace mirante::simcloud

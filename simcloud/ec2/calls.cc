#include "simcloud/ec2/calls.h"

#include <initializer_list>

namespace mirante::simcloud {

void add_instance_calls(Operations& operations);
void add_power_calls(Operations& operations);
void add_run_calls(Operations& operations);
void add_attribute_calls(Operations& operations);
void add_tag_calls(Operations& operations);
void add_volume_calls(Operations& operations);
void add_address_calls(Operations& operations);
void add_network_calls(Operations& operations);
void add_group_calls(Operations& operations);
void add_key_calls(Operations& operations);
void add_image_calls(Operations& operations);
void add_region_calls(Operations& operations);
void add_reserved_calls(Operations& operations);
void add_spot_calls(Operations& operations);
void add_placement_calls(Operations& operations);

void add_ec2_calls(Operations& operations) {
  for (auto* add :
       {add_instance_calls, add_power_calls, add_run_calls, add_attribute_calls, add_tag_calls,
        add_volume_calls, add_address_calls, add_network_calls, add_group_calls, add_key_calls,
        add_image_calls, add_region_calls, add_reserved_calls, add_spot_calls, add_placement_calls})
    add(operations);
}

}  // namespace mirante::simcloud

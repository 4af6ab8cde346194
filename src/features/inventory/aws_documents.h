// From AWS's shapes to what the inventory stores. For rooms that look at AWS themselves and hand
// what they saw to `put_observed`.
#pragma once

#include "features/inventory/resource.h"

namespace mirante::gen::ec2 {
struct Instance;
}

namespace mirante::inventory {

Observed observed_instance(const gen::ec2::Instance& instance);

}  // namespace mirante::inventory

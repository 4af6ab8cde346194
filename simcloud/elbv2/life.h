// What happens to simulated load balancers and their targets: making and ending them, and how
// healthy a target is at an instant.
#pragma once

#include <string>
#include <string_view>

#include "simcloud/cloud.h"

namespace mirante::simcloud {

/// A new one is provisioning for one to three minutes.
LoadBalancer& add_balancer(Cloud& cloud, Place& place, LoadBalancer wanted);
/// With its listeners; target groups stay.
void remove_balancer(Place& place, std::uint64_t id);
TargetGroup& add_target_group(Cloud& cloud, Place& place, TargetGroup wanted);
Listener& add_listener(Cloud& cloud, Place& place, Listener wanted);

struct Health {
  std::string_view state;  // "healthy", "initial", …
  std::string_view reason = "";
  std::string_view description = "";
};
/// Of a registered target, now.
Health health_of(const Cloud& cloud, const Place& place, const TargetGroup& group,
                 const RegisteredTarget& target);
/// Forgets targets that have drained and servers that are gone.
void forget_targets(const Cloud& cloud, const Place& place, TargetGroup& group);
/// The server with this id, of those that may be seen; or null.
const Instance* server_named(const Cloud& cloud, const Place& place, std::string_view id);

}  // namespace mirante::simcloud

// The databases and load balancers of an estate, and what all that is settled shares.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "simcloud/cloud.h"
#include "simcloud/estate.h"

namespace mirante::simcloud {

/// `{n}` in the text becomes the number.
std::string numbered(std::string text, std::uint32_t number);
/// The ARN of the key: none for "", AWS's own of the service for "aws", else one of this name.
std::string key_named(Cloud& cloud, Place& place, const std::string& name,
                      std::string_view service);

/// A blue/green deployment has a source and a target. Error(invalid) names one that lacks a side.
Result<void> check_deployments(const std::vector<EstateDatabase>& wanted);
/// Error(invalid) names what cannot be: a name that is taken, a source that is not there.
Result<void> settle_databases(Cloud& cloud, Place& place, const EstateDatabase& wanted);
/// The servers must be there already.
Result<void> settle_balancer(Cloud& cloud, Place& place, const EstateBalancer& wanted);

}  // namespace mirante::simcloud

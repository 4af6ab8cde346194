// What somebody lets the panel do in an account. Seeing is part of every choice; the others are
// chosen one by one, and the policy, the check and the instructions follow the choice.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace mirante::accounts {

enum class Feature : std::uint8_t {
  see,           // List servers, databases and what belongs to them.
  switch_power,  // Start, stop, reboot, change the type.
  backup,        // Make, copy and delete backups, and restore them.
  costs,         // Ask Cost Explorer, which AWS charges for.
  groups,        // Change security groups and their rules.
  dns,           // Read and change DNS records.
};

std::string_view to_string(Feature feature);  // "see", "switch", "backup", …
/// Failure(invalid) "features", naming those that there are.
Result<Feature> parse_feature(std::string_view text);
std::span<const Feature> all_features();

/// Whether this version calls anything of the feature. What it does not use may be allowed ahead.
bool is_used(Feature feature);

/// A choice as it is kept: with `see`, in order, each once. Nothing chosen: seeing and switching.
std::vector<Feature> choice_of(std::vector<Feature> features);

/// As stored: "see,switch".
std::string to_text(std::span<const Feature> choice);
Result<std::vector<Feature>> parse_choice(std::string_view text);

}  // namespace mirante::accounts

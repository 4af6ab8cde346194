#include "features/accounts/feature.h"

#include <algorithm>
#include <array>

namespace mirante::accounts {
namespace {

constexpr std::array<Feature, 6> known{Feature::see,   Feature::switch_power, Feature::backup,
                                       Feature::costs, Feature::groups,       Feature::dns};

}  // namespace

std::string_view to_string(Feature feature) {
  switch (feature) {
    case Feature::see: return "see";
    case Feature::switch_power: return "switch";
    case Feature::backup: return "backup";
    case Feature::costs: return "costs";
    case Feature::groups: return "groups";
    case Feature::dns: return "dns";
  }
  return "see";
}

Result<Feature> parse_feature(std::string_view text) {
  for (const auto feature : known)
    if (text == to_string(feature)) return feature;
  return fail_field("features", "\"" + std::string(text) + "\" is not a feature; there are " +
                                    to_text(all_features()));
}

std::span<const Feature> all_features() { return known; }

bool is_used(Feature feature) {
  return feature == Feature::see || feature == Feature::switch_power;
}

std::vector<Feature> choice_of(std::vector<Feature> features) {
  if (features.empty()) return {Feature::see, Feature::switch_power};
  features.push_back(Feature::see);
  std::ranges::sort(features);
  const auto doubles = std::ranges::unique(features);
  features.erase(doubles.begin(), doubles.end());
  return features;
}

std::string to_text(std::span<const Feature> choice) {
  std::string text;
  for (const auto feature : choice) {
    if (!text.empty()) text += ',';
    text += to_string(feature);
  }
  return text;
}

Result<std::vector<Feature>> parse_choice(std::string_view text) {
  std::vector<Feature> choice;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    auto feature = parse_feature(text.substr(0, comma));
    if (!feature) return std::unexpected(feature.error());
    choice.push_back(*feature);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return choice;
}

}  // namespace mirante::accounts

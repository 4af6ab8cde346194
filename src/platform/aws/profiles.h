// The files in which people keep their settings for AWS: ~/.aws/config and ~/.aws/credentials. Each
// holds named profiles of `key = value` lines; this reads both into one set. What a profile means
// is decided in credentials_chain.cc.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace mirante::aws {

/// Holds secrets: never shown whole.
struct Profile {
  std::map<std::string, std::string, std::less<>> values;  // Keys in lower case.

  /// Empty where it is missing.
  std::string value(std::string_view key) const;
};

using Profiles = std::map<std::string, Profile, std::less<>>;

struct ProfileFile {
  std::string path;  // For messages.
  std::string text;
};

/// Of a profile that is in both, the credentials file's values count. In the config file a
/// profile's heading is "[default]" or "[profile NAME]", in the credentials file "[NAME]"; other
/// headings (sso-session, services) and nested values are passed over. Error(invalid) names file
/// and line and repeats nothing of it.
Result<Profiles> parse_profiles(const std::optional<ProfileFile>& config,
                                const std::optional<ProfileFile>& credentials);

}  // namespace mirante::aws

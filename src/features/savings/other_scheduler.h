// Whether somebody else's scheduler switches a server: told by the tags that such programs read or
// leave behind. Two schedulers of one server fight each other, so the panel says what it sees
// before it proposes anything. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>

namespace mirante::savings {

struct OtherScheduler {
  std::string name;  // "AWS Instance Scheduler"; empty: some program that reads such a tag.
  std::string tag;   // The key.
  std::string value;

  friend bool operator==(const OtherScheduler&, const OtherScheduler&) = default;
};

/// Of several tags the one whose program is known.
std::optional<OtherScheduler> other_scheduler(const std::map<std::string, std::string>& tags);

}  // namespace mirante::savings

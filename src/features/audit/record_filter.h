// Which records of the audit somebody wants to see. Values. Records are stored as the text that was
// hashed, so this looks into them one by one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"

namespace mirante::audit {

/// Empty members do not limit it.
struct RecordFilter {
  std::vector<std::string> actions = {};  // "server.stopped"; with a dot at the end all below it.
  std::vector<std::string> actors = {};   // Ids or names.
  std::optional<Instant> from = {};
  std::optional<Instant> until = {};  // Not itself.
  std::string search = {};            // Anywhere in the record; case of ASCII does not matter.

  bool is_empty() const;
  /// `content`: a record's. One that is no JSON any more was edited; it fits only an empty filter.
  bool fits(std::string_view content) const;

  friend bool operator==(const RecordFilter&, const RecordFilter&) = default;
};

}  // namespace mirante::audit

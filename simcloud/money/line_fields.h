// What lines of a bill can be grouped and filtered by: Cost Explorer's dimensions by their names,
// and tags.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "simcloud/money/line.h"

namespace mirante::simcloud {

struct Cloud;

struct LineField {
  std::string_view dimension;  // "USAGE_TYPE"
  std::string_view none;       // What AWS says for lines without it: "NoUsageType".
  /// Empty for a line without it.
  std::string (*text)(const Cloud&, const Line&);
};

std::span<const LineField> all_line_fields();
/// Null if there is no such dimension.
const LineField* find_line_field(std::string_view dimension);

/// The value of the tag; empty for a line without it.
std::string tag_of(const Cloud& cloud, const Line& line, std::string_view key);

}  // namespace mirante::simcloud

// Ids in the text of a record, wherever they stand.
#pragma once

#include <string>
#include <string_view>

#include "base/ids.h"

namespace mirante::audit {

/// Calls `take` for every id with this tag ("ac_…") that stands anywhere in the text.
template <class Id, class Tag, class Take>
void each_id(std::string_view text, const Take& take) {
  constexpr std::size_t digits = 26;
  const auto mark = std::string(Tag::prefix) + "_";
  for (auto at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1))
    if (const auto id = Id::parse(text.substr(at, mark.size() + digits))) take(*id);
}

}  // namespace mirante::audit

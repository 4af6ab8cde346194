// Markers: where a list that is cut into pages goes on. Opaque to callers, bound to the question
// that they belong to, and nothing has to be remembered for them.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simcloud/call.h"

namespace mirante::simcloud {

/// `last` is the key of the last thing on the page before.
std::string make_marker(const Call& call, std::string_view last, std::uint64_t question);
/// Nothing: the marker is not one of ours, or of another question.
std::optional<std::string> read_marker(const Call& call, std::string_view marker,
                                       std::uint64_t question);

/// Things in the order of their keys.
template <class Shape>
using Keyed = std::vector<std::pair<std::string, Shape>>;

/// Moves those after `marker` into `page`, at most `limit`; gives the marker of the next page.
template <class Shape>
std::optional<std::string> turn_page(const Call& call, Keyed<Shape> all, std::string_view after,
                                     std::size_t limit, std::uint64_t question,
                                     std::vector<Shape>& page) {
  std::ranges::sort(all, {}, [](const auto& entry) -> const std::string& { return entry.first; });
  std::optional<std::string> last;
  for (auto& [key, shape] : all) {
    if (!after.empty() && key <= after) continue;
    if (page.size() == limit) return make_marker(call, *last, question);
    page.push_back(std::move(shape));
    last = key;
  }
  return std::nullopt;
}

}  // namespace mirante::simcloud

// What lists sort by and search in, made from a resource when its row is written: SQL of both
// engines compares bytes, people expect web-2 before web-10 and find "LOJA" by "loja". Values.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "features/inventory/resource.h"

namespace mirante::inventory {

struct Listed {
  std::string name_key;  // Of the name, or of the id where there is none.
  std::string search;    // Name and addresses, a line each, lower case.
  std::optional<Instant> launched_at = {};

  friend bool operator==(const Listed&, const Listed&) = default;
};
Listed listed_of(const Observed& observed);

/// Sorts by bytes as people sort: case does not matter, numbers count as numbers. Cut at 100 bytes.
std::string natural_key(std::string_view text);
/// Lower case of ASCII and of the letters of Western Europe; the rest stays as it is.
std::string lower(std::string_view text);

enum class SortKey : std::uint8_t {
  name,
  id,
  state,
  type,
  account,  // By its name.
  region,
  zone,
  launched,
  changed,
  observed,
};
/// "name", …; nullopt for anything else.
std::optional<SortKey> parse_sort_key(std::string_view text);
std::string_view to_string(SortKey key);

}  // namespace mirante::inventory

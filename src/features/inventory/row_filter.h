// Whether a row of a part fits a filter, as the store's own conditions have it (list_store.cc).
// Private to the room.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "features/inventory/part_rows.h"

namespace mirante::inventory {

/// `*` is any text, `?` one letter of UTF-8; everything else is itself.
bool fits_pattern(std::string_view text, std::string_view pattern);

/// Of everything but accounts, regions and states. Refers to the filter.
class RowFilter {
 public:
  explicit RowFilter(const Filter& filter);

  /// From now on rows of this part are asked about.
  void begin(const PartRows& part);
  bool fits(const PartRows::Row& row) const;

 private:
  bool fits_tags(std::string_view tags) const;

  const Filter& filter_;
  std::vector<std::string> members_;  // Of the tags.
  std::string search_;
  const PartRows* part_ = nullptr;
  std::vector<char> types_, tags_;  // Of each of the part's words: whether it fits.
};

/// Of each of the part's words, whether it is one of these; all are where there are none.
std::vector<char> words_among(const PartRows& part, const std::vector<std::string>& wished);

}  // namespace mirante::inventory

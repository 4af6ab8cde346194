// The rows of one part as lists need them, packed into one text: 100,000 resources in 500 parts
// take some 20 MB. Private to the room.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "features/inventory/resource.h"
#include "platform/sql/sql.h"

namespace mirante::inventory {

/// Made once, then only read, by any thread.
class PartRows {
 public:
  /// Where a text lies.
  struct Place {
    std::uint32_t at = 0;
    std::uint32_t size = 0;
  };
  /// What many rows have alike is a word: a place in `words`.
  using Word = std::uint32_t;
  struct Row {
    Place id, name, name_key, search;
    Word state = 0, type = 0, zone = 0, tags = 0;
    std::int64_t launched_at = 0;  // Microseconds; `never` where it is unknown.
    std::int64_t changed_at = 0;
    std::int64_t observed_at = 0;
  };
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::min();

  /// What is there of a part, by id.
  static PartRows read(sql::Snapshot& snapshot, TenantId tenant, const PartRef& part);

  const std::vector<Row>& rows() const { return rows_; }
  const std::vector<std::string>& words() const { return words_; }
  std::string_view text(Place place) const {
    return std::string_view(text_).substr(place.at, place.size);
  }
  std::string_view word(Word word) const { return words_[word]; }

 private:
  Place add_text(const std::string& text);

  std::vector<Row> rows_;
  std::vector<std::string> words_;
  std::string text_;
};

}  // namespace mirante::inventory

#include "features/inventory/row_filter.h"

#include <algorithm>

#include "features/inventory/list_rules.h"
#include "features/inventory/listing.h"

namespace mirante::inventory {
namespace {

bool contains(const std::vector<std::string>& all, std::string_view one) {
  return std::ranges::find(all, one) != all.end();
}

/// Behind the letter that begins at `at`.
std::size_t after_letter(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
  return at;
}

bool fits_name(std::string_view name, const std::string& wished) {
  if (wished.find_first_of("*?") == std::string::npos) return name == wished;
  return fits_pattern(name, wished);
}

}  // namespace

bool fits_pattern(std::string_view text, std::string_view pattern) {
  std::size_t t = 0;
  std::size_t p = 0;
  // Behind the last star, and where the text goes on if that star takes one letter more.
  std::size_t star = std::string_view::npos;
  std::size_t again = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = ++p;
      again = t;
    } else if (p < pattern.size() && pattern[p] == '?') {
      ++p;
      t = after_letter(text, t);
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star;
      t = again = after_letter(text, again);
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::vector<char> words_among(const PartRows& part, const std::vector<std::string>& wished) {
  std::vector<char> among(part.words().size(), wished.empty() ? 1 : 0);
  if (wished.empty()) return among;
  for (std::size_t word = 0; word < among.size(); ++word)
    among[word] = contains(wished, part.words()[word]) ? 1 : 0;
  return among;
}

RowFilter::RowFilter(const Filter& filter) : filter_(filter), search_(lower(filter.search)) {
  for (const auto& tag : filter.tags) members_.push_back(tag_member(tag));
}

void RowFilter::begin(const PartRows& part) {
  part_ = &part;
  types_ = words_among(part, filter_.types);
  tags_.clear();
  if (members_.empty()) return;
  // Also of words that are no tags; those do no harm.
  for (const auto& word : part.words()) tags_.push_back(fits_tags(word) ? 1 : 0);
}

bool RowFilter::fits_tags(std::string_view tags) const {
  return std::ranges::all_of(members_, [&](const std::string& member) {
    for (auto at = tags.find(member); at != std::string_view::npos; at = tags.find(member, at + 1))
      if ((at == 1 && tags[0] == '{') || (at > 0 && tags[at - 1] == ',')) return true;
    return false;
  });
}

bool RowFilter::fits(const PartRows::Row& row) const {
  if (types_[row.type] == 0 || (!tags_.empty() && tags_[row.tags] == 0)) return false;
  if (!filter_.ids.empty() && !contains(filter_.ids, part_->text(row.id))) return false;
  if (!search_.empty() && part_->text(row.search).find(search_) == std::string_view::npos &&
      part_->text(row.id).find(search_) == std::string_view::npos)
    return false;
  if (filter_.names.empty()) return true;
  const auto name = part_->text(row.name);
  return std::ranges::any_of(filter_.names,
                             [&](const std::string& wished) { return fits_name(name, wished); });
}

}  // namespace mirante::inventory

#include "features/inventory/listing.h"

#include <algorithm>
#include <array>
#include <utility>

#include "features/inventory/json_walk.h"

namespace mirante::inventory {
namespace {

constexpr std::size_t name_key_max = 100;
constexpr std::size_t search_max = 290;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// At most `most` bytes, no letter cut in two.
std::string cut(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  text.resize(most);
  return text;
}

constexpr std::array<std::pair<SortKey, std::string_view>, 10> sort_keys{{
    {SortKey::name, "name"},
    {SortKey::id, "id"},
    {SortKey::state, "state"},
    {SortKey::type, "type"},
    {SortKey::account, "account"},
    {SortKey::region, "region"},
    {SortKey::zone, "zone"},
    {SortKey::launched, "launched"},
    {SortKey::changed, "changed"},
    {SortKey::observed, "observed"},
}};

}  // namespace

std::string lower(std::string_view text) {
  std::string made(text);
  for (std::size_t i = 0; i < made.size(); ++i) {
    const auto byte = static_cast<unsigned char>(made[i]);
    const bool is_plain = byte >= 'A' && byte <= 'Z';
    // À to Þ without ×, as UTF-8 has them.
    const bool is_accented = i > 0 && static_cast<unsigned char>(made[i - 1]) == 0xC3 &&
                             byte >= 0x80 && byte <= 0x9E && byte != 0x97;
    if (is_plain || is_accented) made[i] = static_cast<char>(byte + 0x20);
  }
  return made;
}

std::string natural_key(std::string_view text) {
  const auto small = lower(text);
  std::string key;
  key.reserve(2 * small.size());
  for (std::size_t i = 0; i < small.size();) {
    if (!is_digit(small[i])) {
      key += small[i++];
      continue;
    }
    while (i + 1 < small.size() && small[i] == '0' && is_digit(small[i + 1])) ++i;
    const auto end = static_cast<std::size_t>(
        std::find_if_not(small.begin() + static_cast<std::ptrdiff_t>(i), small.end(), is_digit) -
        small.begin());
    // More digits, larger number.
    key += static_cast<char>('0' + std::min<std::size_t>(end - i, 9));
    key += small.substr(i, end - i);
    i = end;
  }
  return cut(std::move(key), name_key_max);
}

Listed listed_of(const Observed& observed) {
  Listed listed{.name_key = natural_key(observed.name.empty() ? observed.id : observed.name),
                .search = lower(observed.name)};
  each_member(observed.summary, [&](std::string_view name, std::string_view value) {
    if (name == "private_ip" || name == "public_ip") (listed.search += '\n') += text_of(value);
    if (name != "launch_time") return;
    if (const auto at = parse_iso8601(text_of(value))) listed.launched_at = *at;
  });
  listed.search = cut(std::move(listed.search), search_max);
  return listed;
}

std::optional<SortKey> parse_sort_key(std::string_view text) {
  const auto* const found =
      std::ranges::find(sort_keys, text, &decltype(sort_keys)::value_type::second);
  if (found == sort_keys.end()) return std::nullopt;
  return found->first;
}

std::string_view to_string(SortKey key) {
  return std::ranges::find(sort_keys, key, &decltype(sort_keys)::value_type::first)->second;
}

}  // namespace mirante::inventory

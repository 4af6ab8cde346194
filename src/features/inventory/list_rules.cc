#include "features/inventory/list_rules.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>

#include "features/accounts/account_store.h"

namespace mirante::inventory {
namespace {

std::int64_t parse_number(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (wrong != std::errc{} || end != text.data() + text.size())
    throw wrong_field("after", "is no place that a list of this order gave as next");
  return number;
}

/// As the tags column holds it. Text that is no UTF-8 cannot be in it.
std::string json_text(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string tag_member(const Filter::Tag& tag) {
  return json_text(tag.key) + ":" + (tag.value ? json_text(*tag.value) : "");
}

bool is_number(SortKey key) {
  return key == SortKey::account || key == SortKey::launched || key == SortKey::changed ||
         key == SortKey::observed;
}

Ranks ranks_of(sql::Snapshot& snapshot, TenantId tenant) {
  Ranks ranks;
  for (const auto& account : accounts::list(snapshot, tenant))
    ranks.push_back({.id = account.id, .rank = static_cast<int>(ranks.size())});
  std::ranges::sort(ranks, {}, &Rank::id);
  return ranks;
}

std::int64_t launched_never(const PageWish& wish) {
  return wish.is_descending ? -1 : std::numeric_limits<std::int64_t>::max();
}

std::int64_t number_after(const PageWish& wish, const Ranks& ranks) {
  const auto number = parse_number(wish.after->value);
  if (wish.key == SortKey::account)
    for (const auto& rank : ranks)
      if (rank.id == wish.after->ref.account) return rank.rank;
  return number;
}

}  // namespace mirante::inventory

#include "features/inventory/sweep_scope.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace mirante::inventory {
namespace {

constexpr std::size_t accounts_max = 1'000;
constexpr std::size_t region_length_max = 40;

bool fits_region(std::string_view text) {
  return !text.empty() && text.size() <= region_length_max && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

/// The strings of the list at `field`; none if there is no such field.
Result<std::vector<std::string>> texts(const Json& json, const char* field, std::size_t limit) {
  std::vector<std::string> found;
  const auto list = json.find(field);
  if (list == json.end() || list->is_null()) return found;
  if (!list->is_array()) return fail_field(field, "must be a list of texts");
  if (list->size() > limit)
    return fail_field(field, "has more than " + std::to_string(limit) + " entries");
  for (const auto& entry : *list) {
    if (!entry.is_string()) return fail_field(field, "must be a list of texts");
    found.push_back(entry.get<std::string>());
  }
  return found;
}

}  // namespace

Result<SweepScope> parse_scope(const Json& json) {
  if (!json.is_object()) return fail(ErrorKind::invalid, "a sweep's parameters are an object");
  SweepScope scope;
  const auto accounts = texts(json, "accounts", accounts_max);
  if (!accounts) return fail(accounts.error());
  for (const auto& text : *accounts) {
    const auto id = AccountId::parse(text);
    if (!id) return fail_field("accounts", id.error().message);
    scope.accounts.push_back(*id);
  }
  const auto regions = texts(json, "regions", scope_regions_max);
  if (!regions) return fail(regions.error());
  for (const auto& text : *regions) {
    if (!fits_region(text))
      return fail_field("regions", "\"" + text +
                                       "\" is not the name of a region; they look like "
                                       "\"sa-east-1\"");
    scope.regions.push_back(Region{text});
  }
  return scope;
}

Json to_json(const SweepScope& scope) {
  Json json{{"accounts", Json::array()}, {"regions", Json::array()}};
  for (const auto& account : scope.accounts) json["accounts"].push_back(account.text());
  for (const auto& region : scope.regions) json["regions"].push_back(region.value);
  return json;
}

}  // namespace mirante::inventory

#include "features/identity/limits_json.h"

#include <nlohmann/json.hpp>

namespace mirante::identity {
namespace {

constexpr std::size_t ids_max = 1'000;

template <class Id>
Result<void> read_ids(const Json& json, const char* name, std::set<Id>& into) {
  const std::string field = std::string("limits.") + name;
  const auto list = json.find(name);
  if (list == json.end()) return {};
  if (!list->is_array() || list->size() > ids_max)
    return fail_field(field, "must be a list of at most 1000 ids");
  for (const auto& one : *list) {
    if (!one.is_string()) return fail_field(field, "must be a list of ids");
    const auto id = Id::parse(one.template get<std::string>());
    if (!id) return fail_field(field, id.error().message);
    into.insert(*id);
  }
  return {};
}

}  // namespace

Json limits_json(const Reach& reach) {
  if (reach.is_everything) return nullptr;
  Json json{{"customers", Json::array()}, {"accounts", Json::array()}};
  for (const auto& id : reach.customers) json["customers"].push_back(id.text());
  for (const auto& id : reach.accounts) json["accounts"].push_back(id.text());
  return json;
}

Result<Reach> parse_limits(const Json& json) {
  if (json.is_null()) return Reach{};
  if (!json.is_object()) return fail_field("limits", "must be null or {customers, accounts}");
  for (const auto& [name, value] : json.items())
    if (name != "customers" && name != "accounts")
      return fail_field("limits." + name, "is none of customers, accounts");
  Reach reach{.is_everything = false};
  if (const auto read = read_ids(json, "customers", reach.customers); !read)
    return fail(read.error());
  if (const auto read = read_ids(json, "accounts", reach.accounts); !read)
    return fail(read.error());
  return reach;
}

}  // namespace mirante::identity

#include "features/inventory/resource.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace mirante::inventory {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

std::string to_hex(const Hash& hash) {
  std::string text;
  text.reserve(2 * hash.size());
  for (const auto byte : hash) {
    text += hex_digits[byte >> 4];
    text += hex_digits[byte & 0xF];
  }
  return text;
}

std::optional<Hash> from_hex(const std::string& text) {
  Hash hash{};
  if (text.size() != 2 * hash.size()) return std::nullopt;
  for (std::size_t i = 0; i < hash.size(); ++i) {
    const auto high = hex_digits.find(text[2 * i]);
    const auto low = hex_digits.find(text[2 * i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    hash[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return hash;
}

/// The observation's text members and their names in JSON.
constexpr std::array<std::pair<std::string_view, std::string Observed::*>, 9> members{{
    {"id", &Observed::id},
    {"name", &Observed::name},
    {"state", &Observed::state},
    {"type", &Observed::type},
    {"zone", &Observed::zone},
    {"tags", &Observed::tags},
    {"summary", &Observed::summary},
    {"body", &Observed::body},
    {"ephemeral", &Observed::ephemeral},
}};

Json parse_stored(const Resource& resource, const std::string& text) {
  auto json = Json::parse(text, nullptr, false);
  if (!json.is_object())
    throw Failure(ErrorKind::corrupt, "the inventory holds no JSON object for " + resource.ref.id);
  return json;
}

/// Ephemeral members go back to where they were taken from.
void merge(Json& document, const Json& more) {
  for (const auto& [key, value] : more.items()) {
    const auto found = document.find(key);
    if (found != document.end() && found->is_object() && value.is_object())
      merge(*found, value);
    else
      document[key] = value;
  }
}

}  // namespace

Json to_json(const Observed& observed) {
  Json json{{"hash", to_hex(observed.hash)}};
  for (const auto& [name, member] : members) json[name] = observed.*member;
  return json;
}

Result<Observed> observed_from_json(const Json& json) {
  const auto wrong = [] {
    return fail(ErrorKind::corrupt, "this is no observation of a resource");
  };
  if (!json.is_object()) return wrong();
  Observed observed;
  for (const auto& [name, member] : members) {
    const auto found = json.find(name);
    if (found == json.end() || !found->is_string()) return wrong();
    observed.*member = found->get<std::string>();
  }
  const auto hash = json.find("hash");
  if (hash == json.end() || !hash->is_string()) return wrong();
  const auto bytes = from_hex(hash->get<std::string>());
  if (!bytes) return wrong();
  observed.hash = *bytes;
  return observed;
}

std::string_view kind_of_id(std::string_view id) {
  return id.starts_with(database_prefix) || id.starts_with(cluster_prefix) ? database_kind
                                                                           : instance_kind;
}

ResourceRef switchable(AccountId account, Region region, std::string id) {
  const auto kind = kind_of_id(id);
  return {.account = account,
          .region = std::move(region),
          .kind = std::string(kind),
          .id = std::move(id)};
}

std::map<std::string, std::string> tags_of(const Resource& resource) {
  std::map<std::string, std::string> tags;
  const auto json = parse_stored(resource, resource.tags);
  for (const auto& [key, value] : json.items())
    if (value.is_string()) tags.emplace(key, value.get<std::string>());
  return tags;
}

Json document_of(const Resource& resource) {
  auto document = parse_stored(resource, resource.body);
  if (!resource.ephemeral.empty()) merge(document, parse_stored(resource, resource.ephemeral));
  return document;
}

}  // namespace mirante::inventory

#include "features/servers/read_reference.h"

#include <nlohmann/json.hpp>

namespace mirante::servers {
namespace {

std::string text_of(const Json& json, const char* name, const std::string& field) {
  const auto found = json.find(name);
  if (found == json.end() || found->is_null()) return {};
  if (!found->is_string()) throw wrong_field(field, "must be a text");
  return found->get<std::string>();
}

inventory::Reference reference_of(const Json& json, const std::string& field) {
  if (json.is_string()) return {.id = json.get<std::string>()};
  if (!json.is_object()) throw wrong_field(field, "must be an id, or {id, account, region}");
  for (const auto& [name, value] : json.items())
    if (name != "id" && name != "account" && name != "region")
      throw wrong_field(field + "." + name, "is none of id, account, region");
  return {.id = text_of(json, "id", field + ".id"),
          .account = text_of(json, "account", field + ".account"),
          .region = text_of(json, "region", field + ".region")};
}

}  // namespace

std::vector<inventory::Reference> read_references(const Json* list, const std::string& member) {
  if (list == nullptr || !list->is_array()) throw wrong_field(member, "must be a list");
  std::vector<inventory::Reference> references;
  for (const auto& one : *list)
    references.push_back(reference_of(one, member + "[" + std::to_string(references.size()) + "]"));
  return references;
}

}  // namespace mirante::servers

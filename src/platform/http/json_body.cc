#include "platform/http/json_body.h"

#include <algorithm>

namespace mirante::http {

JsonBody::JsonBody(const Request& request, std::initializer_list<std::string_view> names)
    : json_(request.json()) {
  for (const auto& [name, value] : json_.items())
    if (std::ranges::find(names, name) == names.end())
      throw wrong_field(name, "is nothing that this takes");
}

const Json* JsonBody::member(const char* name) const {
  const auto found = json_.find(name);
  return found == json_.end() || found->is_null() ? nullptr : &*found;
}

std::string JsonBody::text(const char* name) const {
  const auto* found = member(name);
  if (found == nullptr) return {};
  if (!found->is_string()) throw wrong_field(name, "must be a text");
  return found->get<std::string>();
}

std::string JsonBody::required_text(const char* name) const {
  auto value = text(name);
  if (value.empty()) throw wrong_field(name, "is missing");
  return value;
}

std::vector<std::string> JsonBody::texts(const char* name) const {
  const auto* found = member(name);
  if (found == nullptr) return {};
  std::vector<std::string> values;
  if (found->is_array())
    for (const auto& one : *found)
      if (one.is_string()) values.push_back(one.get<std::string>());
  if (!found->is_array() || values.size() != found->size())
    throw wrong_field(name, "must be a list of texts");
  return values;
}

}  // namespace mirante::http

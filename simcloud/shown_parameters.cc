#include "simcloud/shown_parameters.h"

#include <nlohmann/json.hpp>

#include "simcloud/cloudtrail/secrets.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t longest_kept = 512;

void clean(Json& json) {
  if (json.is_object()) {
    for (const auto& [name, value] : json.items()) {
      if (is_secret(std::string_view(name).substr(name.rfind('.') + 1)))
        value = secret_removed;
      else
        clean(value);
    }
  } else if (json.is_array()) {
    for (auto& part : json) clean(part);
  } else if (json.is_string() && json.get_ref<const std::string&>().size() > longest_kept) {
    json = json.get_ref<const std::string&>().substr(0, longest_kept) + "…";
  }
}

}  // namespace

std::string shown_parameters(Json parameters) {
  clean(parameters);
  return parameters.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace mirante::simcloud

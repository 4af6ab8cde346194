// Reading what a record says, which is text of this program unless somebody edited the store.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/json.h"

namespace mirante::audit {

/// The text of a member; empty where it is none.
inline std::string text_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace mirante::audit

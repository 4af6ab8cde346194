// The members of a request's JSON body, read strictly: one of a wrong kind is told by its name, and
// so is one that nobody asked for, so that a typing error is heard.
#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/router.h"

namespace mirante::http {

class JsonBody {
 public:
  /// Throws Failure(invalid): no object, or a member that is none of `names`.
  JsonBody(const Request& request, std::initializer_list<std::string_view> names);

  /// Empty where it is missing or null.
  std::string text(const char* name) const;
  /// Throws Failure(invalid) where it is missing or empty.
  std::string required_text(const char* name) const;
  /// Empty where it is missing.
  std::vector<std::string> texts(const char* name) const;
  /// Nullptr where it is missing.
  const Json* member(const char* name) const;
  const Json& json() const { return json_; }

 private:
  Json json_;
};

}  // namespace mirante::http

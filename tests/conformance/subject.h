// One operation of a model in JSON, as the tables that serialisers and parsers read.
#pragma once

#include <optional>

#include "tests/conformance/dynamic.h"

namespace mirante::conformance {

/// Of a model's metadata; nullopt for one that we do not speak.
std::optional<aws::wire::Protocol> protocol_of(const json& metadata);

/// Must stay where it is: the tables point into it.
struct Subject {
  /// `suite` has `metadata` and `shapes`; `given` is an operation as models write it.
  Subject(const json& suite, const json& given, aws::wire::Protocol protocol);
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;

  json shapes;
  Model model;
  aws::wire::Service service;
  aws::wire::Operation operation;
  std::vector<aws::wire::ErrorCode> errors;  // Of the operation.

 private:
  aws::wire::ErrorCode error(const std::string& name);
};

}  // namespace mirante::conformance

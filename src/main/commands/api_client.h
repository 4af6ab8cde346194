// How commands speak to the panel: the same HTTP API as every other face, one call at a time, each
// waiting for its answer. Commands are short-lived processes, so nothing here needs a loop.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"

namespace mirante::commands {

struct ApiRequest {
  std::string method = "GET";
  std::string path;                                             // "/api/v1/servers"; encoded.
  std::vector<std::pair<std::string, std::string>> query = {};  // Not encoded.
  Json body = nullptr;                                          // Null: none.
  std::string idempotency_key = {};                             // Empty: none.
};

class ApiClient {
 public:
  virtual ~ApiClient() = default;

  /// The answer's document; null for an empty one. Throws Failure with the Error that a problem
  /// carries; unavailable "panel.not_running" when nobody answers, "panel.lost" when the answer
  /// broke off: then the request may have been carried out.
  virtual Json send(const ApiRequest& request) = 0;
};

/// Path and query as they stand in the request line.
std::string target_of(const ApiRequest& request);

}  // namespace mirante::commands

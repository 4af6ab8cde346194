#include "main/commands/api_client.h"

#include "base/percent.h"

namespace mirante::commands {

std::string target_of(const ApiRequest& request) {
  auto target = request.path;
  char mark = '?';
  for (const auto& [name, value] : request.query) {
    target += mark + percent_encode(name) + '=' + percent_encode(value);
    mark = '&';
  }
  return target;
}

}  // namespace mirante::commands

#include "features/servers/obstacle.h"

#include <utility>

#include "features/accounts/access_error.h"

namespace mirante::servers {

bool starts(const Intended& one) {
  return one.what == Intended::What::start || (!one.type.empty() && one.is_on);
}

std::string_view to_string(Weight weight) {
  switch (weight) {
    case Weight::prevents: return "prevents";
    case Weight::unknown: return "unknown";
    case Weight::caution: return "caution";
  }
  std::unreachable();
}

void merge(Obstacles& into, Obstacles more) {
  for (auto& [id, obstacles] : more)
    for (auto& one : obstacles) into[id].push_back(std::move(one));
}

Obstacle unknown_to_aws() {
  return {.why = {.kind = ErrorKind::not_found,
                  .message = "AWS knows no such server in this account and region",
                  .code = "server.unknown"}};
}

Obstacle refused_by_rules(const Error& why) {
  return {.why = why,
          .weight = why.code.ends_with(".unchecked") ? Weight::unknown : Weight::prevents};
}

std::optional<Error> refusal_in(const Error& answer) {
  if (answer.code == "DryRunOperation") return std::nullopt;
  if (accounts::is_about_permission(answer)) return answer;
  if (answer.kind == ErrorKind::unavailable || answer.kind == ErrorKind::cancelled)
    throw Failure(answer);
  return std::nullopt;
}

}  // namespace mirante::servers

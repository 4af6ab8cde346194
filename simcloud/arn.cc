#include "simcloud/arn.h"

namespace mirante::simcloud {

std::optional<Arn> parse_arn(std::string_view text) {
  constexpr std::string_view prefix = "arn:aws:";
  if (!text.starts_with(prefix)) return std::nullopt;
  text.remove_prefix(prefix.size());
  Arn arn;
  for (auto* part : {&arn.service, &arn.region, &arn.account}) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    *part = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  arn.resource = text;
  return arn;
}

Place* place_of(Cloud& cloud, const Arn& arn) {
  auto* account = cloud.find_account(arn.account);
  const auto region = find_region(arn.region);
  if (account == nullptr || !region) return nullptr;
  return &cloud.place(*account, *region);
}

}  // namespace mirante::simcloud

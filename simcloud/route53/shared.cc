#include "simcloud/route53/shared.h"

namespace mirante::simcloud {

std::string plain_id(const std::optional<std::string>& id) {
  const auto text = id.value_or("");
  for (const std::string_view before : {"/hostedzone/", "hostedzone/", "/change/", "change/"})
    if (text.starts_with(before)) return text.substr(before.size());
  return text;
}

Answered<HostedZone*> permitted_zone(Call& call, const std::optional<std::string>& given) {
  const auto id = plain_id(given);
  if (auto ok = call.permit(call.permission(), "arn:aws:route53:::hostedzone/" + id, {}); !ok)
    return pass(ok);
  auto& zones = call.account().route53.zones;
  const auto found = zones.find(id);
  if (found == zones.end())
    return refuse("NoSuchHostedZone", "No hosted zone found with ID: " + id, 404);
  return &found->second;
}

}  // namespace mirante::simcloud

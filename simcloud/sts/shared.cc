#include "simcloud/sts/shared.h"

#include <algorithm>

#include "simcloud/caller.h"
#include "simcloud/credentials.h"

namespace mirante::simcloud {

using std::chrono::seconds;

std::unexpected<AwsError> sts_invalid(std::string message) {
  return refuse("ValidationError", std::move(message));
}

Answered<RoleName> read_role_arn(Cloud& cloud, const std::optional<std::string>& arn) {
  if (!arn || arn->size() < 20)
    return sts_invalid(
        "1 validation error detected: Value '" + arn.value_or("") +
        "' at 'roleArn' failed to satisfy constraint: Member must have length greater "
        "than or equal to 20");
  static constexpr std::string_view prefix = "arn:aws:iam::";
  const auto digits = arn->substr(0, prefix.size()) == prefix ? arn->substr(prefix.size(), 12) : "";
  const auto rest = arn->size() > prefix.size() + 12 ? arn->substr(prefix.size() + 12) : "";
  if (digits.size() != 12 || digits.find_first_not_of("0123456789") != std::string::npos ||
      !rest.starts_with(":role/") || rest.size() < 7)
    return sts_invalid(*arn + " is invalid");
  RoleName name{.account = cloud.find_account(digits)};
  if (name.account == nullptr) return name;
  for (auto& [known, role] : name.account->iam.roles) {
    const bool is_known = role.created + cloud.pace.role_delay <= cloud.now;
    if (is_known && role_arn(*name.account, role) == *arn) name.role = &role;
  }
  return name;
}

Answered<Done> check_session_name(const std::optional<std::string>& name) {
  static constexpr std::string_view allowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=,.@-";
  const auto text = name.value_or("");
  if (text.size() >= 2 && text.size() <= 64 && text.find_first_not_of(allowed) == std::string::npos)
    return Done{};
  return sts_invalid("1 validation error detected: Value '" + text +
                     "' at 'roleSessionName' failed to satisfy constraint: Member must satisfy "
                     "regular expression pattern: [\\w+=,.@-]* and have length between 2 and 64");
}

Answered<seconds> read_duration(const IamRole& role, std::optional<std::int32_t> duration) {
  const auto wanted = duration.value_or(3600);
  if (wanted < 900 || wanted > 43'200)
    return sts_invalid(
        "1 validation error detected: Value '" + std::to_string(wanted) +
        "' at 'durationSeconds' failed to satisfy constraint: Member must have "
        "value " +
        (wanted < 900 ? "greater than or equal to 900" : "less than or equal to 43200"));
  if (seconds(wanted) > role.session_max)
    return sts_invalid(
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  return seconds(wanted);
}

gen::sts::Credentials credentials_of(const Session& session) {
  gen::sts::Credentials shape;
  shape.access_key_id = session.key_id;
  shape.secret_access_key = session.secret;
  shape.session_token = session.token;
  shape.expiration = std::chrono::floor<seconds>(session.expires);
  return shape;
}

Answered<RoleTaken> take_role(Call& call, const RoleWanted& wanted) {
  PolicyRef narrowed;
  if (wanted.policy) {
    auto policy = make_policy(*wanted.policy, PolicyKind::identity);
    if (!policy) return refuse("MalformedPolicyDocument", policy.error().message);
    narrowed = *std::move(policy);
  }
  const auto& account = *wanted.name.account;
  auto& role = *wanted.name.role;
  call.note.also_account = account.number;
  role.last_used = call.cloud.now;
  role.last_region = call.region_name();
  const auto& session = add_session(call.cloud, {.account = account.number,
                                                 .role = role.name,
                                                 .name = wanted.session_name,
                                                 .id = role.id + ":" + wanted.session_name,
                                                 .narrowed = std::move(narrowed),
                                                 .issued = call.wire_now,
                                                 .expires = call.wire_now + wanted.duration,
                                                 .global = call.global_endpoint,
                                                 .made_by = call.number});
  RoleTaken taken{.credentials = credentials_of(session)};
  taken.user.assumed_role_id = session.id;
  taken.user.arn = "arn:aws:sts::" + account.id + ":assumed-role/" + role.name + "/" + session.name;
  if (wanted.policy)
    taken.packed_policy_size =
        static_cast<std::int32_t>(std::min<std::size_t>(100, wanted.policy->size() * 100 / 2048));
  return taken;
}

}  // namespace mirante::simcloud

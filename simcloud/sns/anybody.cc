#include "simcloud/sns/anybody.h"

#include <algorithm>

#include "simcloud/arn.h"

namespace mirante::simcloud {

std::optional<Visitor> let_anybody_in(const Cloud& cloud, const Asked& asked,
                                      std::string_view source) {
  const bool confirms = asked.action == "ConfirmSubscription";
  if (asked.service != "sns" || (!confirms && asked.action != "Unsubscribe")) return std::nullopt;
  const auto name = confirms ? "TopicArn" : "SubscriptionArn";
  const auto given = std::ranges::find(asked.form, name, &aws::wire::Form::value_type::first);
  if (given == asked.form.end()) return std::nullopt;
  const auto arn = parse_arn(given->second);
  if (!arn || arn->service != "sns") return std::nullopt;
  const auto account = cloud.accounts_by_id.find(arn->account);
  const auto region = find_region(arn->region);
  if (account == cloud.accounts_by_id.end() || !region) return std::nullopt;
  // The token, or the subscription's id that nobody can guess, is the permission.
  return Visitor{.caller = {.kind = Caller::Kind::control,
                            .account = account->second,
                            .arn = std::string(anybody),
                            .source = std::string(source),
                            .region = arn->region},
                 .region = *region};
}

std::optional<WireAnswer> certificate_answer(Cloud& cloud, const WireRequest& request) {
  if (request.method != "GET" || request.target != cloud.sns_signer.certificate_path())
    return std::nullopt;
  return WireAnswer{.headers = {{"content-type", "application/x-pem-file"}},
                    .body = cloud.sns_signer.certificate()};
}

}  // namespace mirante::simcloud

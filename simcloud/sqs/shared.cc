#include "simcloud/sqs/shared.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "simcloud/iam/resource_policy.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t batch_max = 10;

/// ".../123456789012/name", wherever it points.
std::optional<std::pair<std::string, std::string>> parse_url(const std::string& url) {
  const auto last = url.rfind('/');
  if (last == std::string::npos || last == 0) return std::nullopt;
  const auto before = url.rfind('/', last - 1);
  const auto begin = before == std::string::npos ? 0 : before + 1;
  const auto account = url.substr(begin, last - begin), name = url.substr(last + 1);
  const bool ok =
      account.size() == 12 && !name.empty() &&
      std::ranges::all_of(account, [](unsigned char c) { return std::isdigit(c) != 0; });
  if (!ok) return std::nullopt;
  return std::pair(account, name);
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

}  // namespace

std::unexpected<AwsError> sqs_refuse(std::string_view shape, std::string code,
                                     std::string message) {
  return std::unexpected(AwsError{
      .code = std::move(code), .message = std::move(message), .shape_name = std::string(shape)});
}

std::unexpected<AwsError> no_such_queue() {
  return sqs_refuse("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue",
                    "The specified queue does not exist.");
}

std::unexpected<AwsError> sqs_wrong_value(std::string message) {
  return sqs_refuse("InvalidParameterValueException", "InvalidParameterValue", std::move(message));
}

std::string queue_arn(std::string_view region, std::string_view account, std::string_view name) {
  return "arn:aws:sqs:" + std::string(region) + ":" + std::string(account) + ":" +
         std::string(name);
}

Answered<Done> permit_sqs(Call& call, const std::string& arn, const PolicyRef& policy) {
  auto action = call.permission();
  if (action.ends_with("Batch")) action.resize(action.size() - 5);
  const auto account = arn.substr(arn.rfind(':') - 12, 12);
  const auto decision = decide_on(call, action, {arn, account, policy ? &policy->policy : nullptr});
  if (decision.allowed()) return Done{};
  // SQS names the action in lower case.
  auto error = access_denied(call.caller, lower(action), arn, decision);
  error.shape_name = "AccessDeniedException";
  return std::unexpected(std::move(error));
}

Answered<QueuePlace> permitted_queue(Call& call, const std::optional<std::string>& url) {
  if (!url || url->empty())
    return sqs_refuse("MissingRequiredParameterException", "MissingParameter",
                      "The request must contain the parameter QueueUrl.");
  const auto parsed = parse_url(*url);
  if (!parsed)
    return sqs_refuse("InvalidAddress", "InvalidAddress",
                      "The address " + *url + " is not valid for this endpoint.");
  const auto arn = queue_arn(call.region_name(), parsed->first, parsed->second);
  const auto found = find_queue(call.cloud, arn);
  const auto policy = found.queue == nullptr ? PolicyRef{} : found.queue->policy;
  // AWS does not tell strangers whether a queue is there.
  if (auto ok = permit_sqs(call, arn, policy); !ok) return pass(ok);
  if (found.queue == nullptr) return no_such_queue();
  return found;
}

Answered<Done> check_batch_ids(const std::vector<std::string>& ids) {
  const auto wrong = [](const std::string& shape, std::string message) {
    return sqs_refuse(shape, "AWS.SimpleQueueService." + shape, std::move(message));
  };
  if (ids.empty())
    return wrong("EmptyBatchRequest", "There should be at least one entry in the request.");
  if (ids.size() > batch_max)
    return wrong("TooManyEntriesInBatchRequest",
                 "Maximum number of entries per request are 10. You have sent " +
                     std::to_string(ids.size()) + ".");
  std::set<std::string> seen;
  for (const auto& id : ids) {
    const bool ok = !id.empty() && id.size() <= 80 && std::ranges::all_of(id, [](unsigned char c) {
      return std::isalnum(c) != 0 || c == '-' || c == '_';
    });
    if (!ok)
      return wrong("InvalidBatchEntryId",
                   "A batch entry id can only contain alphanumeric characters, hyphens and "
                   "underscores. It can be at most 80 letters long.");
    if (!seen.insert(id).second)
      return wrong("BatchEntryIdsNotDistinct", "Id " + id + " repeated.");
  }
  return Done{};
}

}  // namespace mirante::simcloud

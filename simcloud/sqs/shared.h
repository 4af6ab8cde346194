// What the handlers of SQS share: finding the queue that a URL names, permission, refusals by both
// of their names.
#pragma once

#include <string>

#include "simcloud/call.h"
#include "simcloud/sqs/queues.h"

namespace mirante::simcloud {

class Operations;

/// `shape` is what JSON calls it, `code` what clients know it by from older protocols.
std::unexpected<AwsError> sqs_refuse(std::string_view shape, std::string code, std::string message);
std::unexpected<AwsError> no_such_queue();
/// "InvalidParameterValue", "MissingParameter"
std::unexpected<AwsError> sqs_wrong_value(std::string message);

/// By identity or by the queue's policy. Batch calls ask for the action of a single one.
Answered<Done> permit_sqs(Call& call, const std::string& arn, const PolicyRef& policy);
/// Well-formed, permitted, there.
Answered<QueuePlace> permitted_queue(Call& call, const std::optional<std::string>& url);
std::string queue_arn(std::string_view region, std::string_view account, std::string_view name);

/// Ids of a batch: 1 to 10, distinct, of letters, digits, - and _.
Answered<Done> check_batch_ids(const std::vector<std::string>& ids);

template <class Entry>
Answered<Done> check_batch(const std::vector<Entry>& entries) {
  std::vector<std::string> ids;
  for (const auto& entry : entries) ids.push_back(entry.id.value_or(""));
  return check_batch_ids(ids);
}

void add_queue_calls(Operations& operations);
void add_message_calls(Operations& operations);
void add_receipt_calls(Operations& operations);

}  // namespace mirante::simcloud

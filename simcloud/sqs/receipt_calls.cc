// The calls of SQS that name a received message by its receipt handle.
#include "gen/sqs/change_message_visibility.h"
#include "gen/sqs/change_message_visibility_batch.h"
#include "gen/sqs/delete_message.h"
#include "gen/sqs/delete_message_batch.h"
#include "simcloud/operations.h"
#include "simcloud/sqs/shared.h"

namespace mirante::simcloud {
namespace {

using std::chrono::seconds;

std::unexpected<AwsError> wrong_handle(const std::string& handle) {
  return sqs_refuse("ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid",
                    "The input receipt handle \"" + handle + "\" is not a valid receipt handle.");
}

/// Deleting what is gone, or by an older handle, is no error. A standard queue takes every handle
/// that it ever gave; a FIFO queue only one whose visibility has not ended.
Answered<Done> remove(Call& call, Queue& queue, const std::optional<std::string>& handle) {
  const auto receipt = parse_receipt(queue, handle.value_or(""));
  if (!receipt) return wrong_handle(handle.value_or(""));
  const auto found = queue.messages.find(receipt->order);
  if (found == queue.messages.end()) return Done{};
  if (queue.is_fifo() && (found->second.receive_count != receipt->receive_count ||
                          found->second.visible_from <= call.cloud.now))
    return sqs_wrong_value("Value " + *handle +
                           " for parameter ReceiptHandle is invalid. Reason: The receipt handle "
                           "has expired.");
  queue.messages.erase(found);
  return Done{};
}

Answered<Done> change_visibility(Call& call, Queue& queue, const std::optional<std::string>& handle,
                                 const std::optional<std::int32_t>& timeout) {
  const auto visibility = timeout.value_or(-1);
  if (visibility < 0 || visibility > 43'200)
    return sqs_wrong_value("Value " + std::to_string(visibility) +
                           " for parameter VisibilityTimeout is invalid. Reason: Must be between 0 "
                           "and 43200.");
  const auto receipt = parse_receipt(queue, handle.value_or(""));
  if (!receipt) return wrong_handle(handle.value_or(""));
  const auto found = queue.messages.find(receipt->order);
  if (found == queue.messages.end())
    return sqs_wrong_value("Value " + *handle +
                           " for parameter ReceiptHandle is invalid. Reason: Message does not "
                           "exist or is not available for visibility timeout change.");
  auto& message = found->second;
  if (message.visible_from <= call.cloud.now || message.receive_count != receipt->receive_count)
    return sqs_refuse("MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight",
                      "The message referred to is not in flight.");
  message.visible_from = call.cloud.now + seconds(visibility);
  return Done{};
}

Answered<Done> delete_message(Call& call, const gen::sqs::DeleteMessageRequest& request) {
  const auto found = permitted_queue(call, request.queue_url);
  if (!found) return pass(found);
  return remove(call, *found->queue, request.receipt_handle);
}

Answered<Done> change_message_visibility(Call& call,
                                         const gen::sqs::ChangeMessageVisibilityRequest& request) {
  const auto found = permitted_queue(call, request.queue_url);
  if (!found) return pass(found);
  return change_visibility(call, *found->queue, request.receipt_handle, request.visibility_timeout);
}

/// Each entry by itself; what fails is told apart.
template <class Result, class Request, class Do>
Answered<Result> each_entry(Call& call, const Request& request, const Do& act) {
  const auto found = permitted_queue(call, request.queue_url);
  if (!found) return pass(found);
  if (auto ok = check_batch(request.entries); !ok) return pass(ok);
  Result result;
  for (const auto& entry : request.entries) {
    const Answered<Done> done = act(*found->queue, entry);
    if (done)
      result.successful.push_back({.id = entry.id});
    else
      result.failed.push_back({.id = entry.id,
                               .sender_fault = true,
                               .code = done.error().code,
                               .message = done.error().message});
  }
  return result;
}

Answered<gen::sqs::DeleteMessageBatchResult> delete_message_batch(
    Call& call, const gen::sqs::DeleteMessageBatchRequest& request) {
  return each_entry<gen::sqs::DeleteMessageBatchResult>(
      call, request,
      [&](Queue& queue, const auto& entry) { return remove(call, queue, entry.receipt_handle); });
}

Answered<gen::sqs::ChangeMessageVisibilityBatchResult> change_message_visibility_batch(
    Call& call, const gen::sqs::ChangeMessageVisibilityBatchRequest& request) {
  return each_entry<gen::sqs::ChangeMessageVisibilityBatchResult>(
      call, request, [&](Queue& queue, const auto& entry) {
        return change_visibility(call, queue, entry.receipt_handle, entry.visibility_timeout);
      });
}

}  // namespace

void add_receipt_calls(Operations& operations) {
  const auto faithful = Fidelity::faithful;
  operations.add<change_message_visibility>("sqs", "ChangeMessageVisibility", faithful);
  operations.add<change_message_visibility_batch>("sqs", "ChangeMessageVisibilityBatch", faithful);
  operations.add<delete_message>("sqs", "DeleteMessage", faithful);
  operations.add<delete_message_batch>("sqs", "DeleteMessageBatch", faithful);
}

}  // namespace mirante::simcloud

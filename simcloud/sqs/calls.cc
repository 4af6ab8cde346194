// SQS: nobody can make a queue yet, so there is none.
#include "simcloud/sqs/calls.h"

#include "gen/sqs/get_queue_url.h"
#include "gen/sqs/list_queues.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

Answered<gen::sqs::ListQueuesResult> list_queues(Call& call, const gen::sqs::ListQueuesRequest&) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  return gen::sqs::ListQueuesResult{};
}

Answered<gen::sqs::GetQueueUrlResult> get_queue_url(Call& call,
                                                    const gen::sqs::GetQueueUrlRequest&) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  return std::unexpected(AwsError{.code = "AWS.SimpleQueueService.NonExistentQueue",
                                  .message = "The specified queue does not exist.",
                                  .shape_name = "QueueDoesNotExist"});
}

}  // namespace

void add_sqs_calls(Operations& operations) {
  operations.add<get_queue_url>("sqs", "GetQueueUrl", Fidelity::partial, "there are no queues");
  operations.add<list_queues>("sqs", "ListQueues", Fidelity::partial, "there are no queues");
}

}  // namespace mirante::simcloud

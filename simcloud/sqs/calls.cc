#include "simcloud/sqs/calls.h"

#include "simcloud/sqs/shared.h"

namespace mirante::simcloud {

void add_sqs_calls(Operations& operations) {
  for (auto* add : {add_queue_calls, add_message_calls, add_receipt_calls}) add(operations);
}

}  // namespace mirante::simcloud

// What CloudTrail writes of a call's parameters and answer: JSON in CloudTrail's manner, made from
// the generated shapes while the call is handled; without secrets.
#pragma once

#include <string>
#include <string_view>

#include "base/instant.h"

namespace mirante::aws::wire {
struct Operation;
struct Shape;
}  // namespace mirante::aws::wire

namespace mirante::simcloud {

struct Call;

/// Filled while a call is handled.
struct TrailNote {
  std::string request, response;  // JSON, or empty.
  // Who called, where only the call itself tells it; JSON, and the name by which he is looked up.
  std::string identity, user_name;
  int also_account = -1;  // Number of another account in which the call is recorded as well.
};

/// Whether a call of this name changes nothing.
bool only_reads(std::string_view action);

/// Whether CloudTrail's event history has calls of this kind: data events it has not.
bool is_management_event(std::string_view service, std::string_view action);

void note_request(Call& call, const aws::wire::Operation& operation, const void* request);
void note_response(Call& call, const aws::wire::Operation& operation, const void* response);

}  // namespace mirante::simcloud

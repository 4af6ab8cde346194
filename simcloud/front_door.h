// The front door of the simulated AWS: which service and region a request is for, who signed it,
// and what AWS answers to those it does not let in. Each service refuses in its own words.
#pragma once

#include <optional>
#include <string>

#include "simcloud/asked.h"
#include "simcloud/aws_error.h"
#include "simcloud/caller.h"
#include "simcloud/signature.h"
#include "simcloud/world.h"

namespace mirante::simcloud {

struct Visitor {
  Caller caller;
  RegionIndex region = 0;
};

/// Checks the signature and finds its maker; counts credentials by `wire_now`.
Answered<Visitor> let_in(Cloud& cloud, const WireRequest& request, const Signature& signature,
                         Instant wire_now);

/// JSON services have other names for what every service may refuse: AccessDeniedException.
AwsError in_words_of(aws::wire::Protocol protocol, AwsError error);

WireAnswer error_answer(const Asked& asked, const AwsError& error, std::string_view request_id);

/// What AWS says when it asks callers to slow down, and when it is broken.
AwsError throttled(std::string_view service);
AwsError broken(std::string_view service, int status);

}  // namespace mirante::simcloud

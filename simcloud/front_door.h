// The front door of the simulated AWS: which service and region a request is for, who signed it,
// and what AWS answers to those it does not let in. Each service refuses in its own words.
#pragma once

#include <optional>
#include <string>

#include "simcloud/aws_error.h"
#include "simcloud/caller.h"
#include "simcloud/signature.h"
#include "simcloud/world.h"

namespace mirante::simcloud {

/// How errors are written for a request: EC2's XML, that of the other query services, JSON, or the
/// XML of REST services.
enum class ErrorStyle : std::uint8_t { ec2, query, json, rest_xml };

struct Visitor {
  Caller caller;
  RegionIndex region = 0;
};

/// Checks the signature and finds its maker; counts credentials by `wire_now`.
Answered<Visitor> let_in(Cloud& cloud, const WireRequest& request, const Signature& signature,
                         Instant wire_now);

/// The style in which the client will understand an error.
ErrorStyle error_style(const WireRequest& request, std::string_view service);

WireAnswer error_answer(ErrorStyle style, std::string_view service, const AwsError& error,
                        std::string_view request_id);

/// What AWS says when it asks callers to slow down, and when it is broken.
AwsError throttled(std::string_view service);
AwsError broken(std::string_view service, int status);

}  // namespace mirante::simcloud

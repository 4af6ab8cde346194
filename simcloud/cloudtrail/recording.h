// Writes events into the trail: who called, from where, what was asked and answered; and what
// services do by themselves.
#pragma once

#include <string>
#include <string_view>

#include "simcloud/caller.h"
#include "simcloud/cloud.h"
#include "simcloud/cloudtrail/notes.h"

namespace mirante::simcloud {

struct RecordedCall {
  const Caller& caller;
  std::string_view service;  // As the table of operations names it: "cloudwatch".
  std::string_view action;
  RegionIndex region = 0;
  std::string_view request_id;
  bool global_endpoint = false;
  std::string_view error_code = {}, error_message = {};
};

/// Does nothing for data events.
void record_call(Cloud& cloud, const RecordedCall& call, const TrailNote& note);

/// A call that AWS makes for a customer: "ec2.amazonaws.com" uses a key for him who starts a
/// server.
struct ForwardedCall {
  const Caller& caller;
  std::string_view by;       // "ec2.amazonaws.com"
  std::string_view service;  // "kms"
  std::string_view action;
  RegionIndex region = 0;
  std::string request;  // JSON
  std::string_view error_code = {}, error_message = {};
};
void record_forwarded(Cloud& cloud, const ForwardedCall& call);

/// Something that a service did without a call.
struct ServiceEvent {
  std::uint16_t account = 0;
  RegionIndex region = 0;
  std::string_view source;  // "ec2.amazonaws.com"
  std::string_view name;    // "BidEvictedEvent"
  std::string details;      // JSON
};
void record_service_event(Cloud& cloud, const ServiceEvent& event);

/// A call that a service of AWS makes with the role that is linked to it.
struct LinkedCall {
  std::uint16_t account = 0;
  RegionIndex region = 0;
  std::string_view role;    // "AWSServiceRoleForAutoScaling"
  std::string_view by;      // "autoscaling.amazonaws.com"
  std::string_view source;  // "ec2.amazonaws.com"
  std::string_view action;
  std::string request;  // JSON
};
void record_linked(Cloud& cloud, const LinkedCall& call);

/// The whole event as JSON text, in CloudTrail's record format.
std::string record_text(const Cloud& cloud, const TrailEvent& event, std::uint16_t account,
                        RegionIndex region);

}  // namespace mirante::simcloud

// What the simulated Elastic Load Balancing remembers of one account in one region: load balancers,
// their listeners, target groups and the targets in them. How healthy a target is follows from when
// it was registered and from the life of its server: it is computed when it is read.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "simcloud/tags.h"

namespace mirante::simcloud {

struct LoadBalancer {
  std::uint64_t id = 0;  // The last part of its ARN.
  std::string name;
  std::string type;    // "application", "network"
  std::string scheme;  // "internet-facing", "internal"
  std::string address_type = "ipv4";
  std::uint16_t vpc = 0;
  std::vector<std::uint16_t> subnets;  // Numbers in Place::subnets; one a zone.
  std::vector<std::uint64_t> groups;
  Instant created;
  Instant active;  // Provisioning until then.
  Tags tags;
};

/// What a listener does with a request: a target group for `forward`, other texts for the rest.
struct ListenerAction {
  std::string type;                          // "forward", "redirect", "fixed-response"
  std::vector<std::uint64_t> target_groups;  // With their weights, for "forward".
  std::vector<std::int32_t> weights;
  std::string protocol, port, host, path, query;  // Of a redirect.
  std::string status;                             // Of a redirect or a fixed response.
  std::string body, content_type;                 // Of a fixed response.
};

struct Listener {
  std::uint64_t id = 0;
  std::uint64_t balancer = 0;
  std::string protocol;
  std::int32_t port = 0;
  std::string ssl_policy;
  std::vector<std::string> certificates;
  std::vector<ListenerAction> actions;
  Tags tags;
};

struct RegisteredTarget {
  std::string id;  // A server's id, or an address, or an ARN, by the group's type.
  std::int32_t port = 0;
  std::string zone;  // Only for addresses.
  Instant since;
  std::optional<Instant> gone;  // Deregistered; drains until then.
};

struct TargetGroup {
  std::uint64_t id = 0;
  std::string name;
  std::string type;  // "instance", "ip", "lambda", "alb"
  std::string protocol;
  std::string protocol_version;
  std::int32_t port = 0;
  std::uint16_t vpc = 0;
  std::string check_protocol, check_port, check_path, check_matcher;
  bool check_enabled = true;
  std::int32_t check_interval_s = 30;
  std::int32_t check_timeout_s = 5;
  std::int32_t healthy_count = 5;
  std::int32_t unhealthy_count = 2;
  Instant created;
  std::vector<RegisteredTarget> targets;
  Tags tags;
};

struct Balancers {
  std::map<std::uint64_t, LoadBalancer> balancers;
  std::map<std::uint64_t, TargetGroup> groups;
  std::map<std::uint64_t, Listener> listeners;
};

}  // namespace mirante::simcloud

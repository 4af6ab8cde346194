// What the simulated CloudTrail keeps: the events of all accounts, each in its account and region,
// in order of time. An event becomes visible minutes after it happened. Bounded: events older than
// 90 days go, and so do the oldest when all together hold more than `bytes_max`; that is some
// 50,000 calls of usual size.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/instant.h"
#include "simcloud/catalog.h"

namespace mirante::simcloud {

struct TrailResource {
  std::string type;  // "AWS::EC2::Instance"
  std::string name;
  friend bool operator==(const TrailResource&, const TrailResource&) = default;
};

struct TrailEvent {
  std::uint64_t number = 0;  // From 1, over all accounts.
  Instant at;
  Instant visible;
  std::string id;      // Looks like AWS's event ids.
  std::string source;  // "ec2.amazonaws.com"
  std::string name;    // "StopInstances"
  std::string user_name;
  std::string access_key;
  std::string identity;  // JSON, as userIdentity.
  std::string address;
  std::string user_agent;
  std::string request_id;
  std::string request, response;  // JSON; empty: none.
  std::string details;            // JSON, of events that a service made by itself.
  std::string error_code, error_message;
  std::string shared_id;  // The same for the events of one call in two accounts.
  std::vector<TrailResource> resources;
  bool read_only = true;
  bool by_service = false;  // AwsServiceEvent: nobody called.

  std::size_t bytes() const;
};

class Trail {
 public:
  static constexpr std::size_t bytes_max = 64 * 1024 * 1024;
  static constexpr auto kept = std::chrono::days(90);

  using Place = std::pair<std::uint16_t, RegionIndex>;  // Account and region.

  /// The number that the next event will have.
  std::uint64_t next_number() const { return count_ + 1; }
  void add(Place place, TrailEvent event);
  /// Oldest first.
  const std::deque<TrailEvent>& events(Place place) const;
  std::size_t bytes() const { return bytes_; }

 private:
  void drop_oldest();

  std::map<Place, std::deque<TrailEvent>> places_;
  std::deque<Place> order_;  // Of all events, oldest first.
  std::uint64_t count_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace mirante::simcloud

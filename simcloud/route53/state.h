// What the simulated Route 53 remembers of an account: zones, their records, changes under way.
// Records stand in AWS's order: by name with its labels reversed (com.example.www), then by type,
// then by set identifier.
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"

namespace mirante::simcloud {

struct RecordKey {
  std::string reversed;  // "com.example.www." of the name in lower case.
  std::string type;
  std::string set_identifier;

  friend auto operator<=>(const RecordKey&, const RecordKey&) = default;
};

struct RecordAlias {
  std::string zone, name;
  bool evaluates_health = false;

  friend bool operator==(const RecordAlias&, const RecordAlias&) = default;
};

/// A record set as it was given; names as AWS writes them: lower case, with a dot at the end.
struct RecordSet {
  std::string name;
  std::string type;
  std::string set_identifier;
  std::optional<std::int64_t> ttl;
  std::vector<std::string> values;
  std::optional<RecordAlias> alias;
  std::optional<std::int64_t> weight;
  std::string failover, region, health_check;
  std::string continent, country, subdivision;
  std::optional<bool> multi_value;

  friend bool operator==(const RecordSet&, const RecordSet&) = default;
};

struct HostedZone {
  std::string id;    // "Z…"
  std::string name;  // "example.com."
  std::string caller_reference;
  std::string comment;
  bool is_private = false;
  std::vector<std::pair<std::string, std::string>> vpcs;  // Region and id.
  std::vector<std::string> name_servers;                  // Of public zones.
  std::map<std::string, std::string> tags;
  std::map<RecordKey, RecordSet> records;
};

struct DnsChange {
  std::string id;  // "C…"
  std::string comment;
  Instant submitted;
  Instant in_sync_from;
};

struct Route53 {
  std::map<std::string, HostedZone, std::less<>> zones;  // By id.
  std::map<std::string, DnsChange, std::less<>> changes;
  std::uint64_t made = 0;
};

}  // namespace mirante::simcloud

// Zones of the simulated Route 53 apart from its calls: making them, their changes, and pages in
// AWS's order.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simcloud/cloud.h"

namespace mirante::simcloud {

struct NewZone {
  std::string name;  // normal_name
  std::string caller_reference, comment;
  std::optional<std::pair<std::string, std::string>> vpc;  // Region and id; makes it private.
};
/// With the NS and SOA records that AWS gives it.
HostedZone& make_zone(Cloud& cloud, Account& account, NewZone zone);

/// A change that reaches AWS's name servers after a drawn time (Pace::dns_least to dns_most).
const DnsChange& submit_change(Cloud& cloud, Account& account, std::string comment);
/// "PENDING" or "INSYNC"
std::string_view status_of(const Cloud& cloud, const DnsChange& change);

/// Where a page begins: at this name; with it, at this type; with both, at this identifier.
struct RecordStart {
  std::string name;  // normal_name
  std::string type, set_identifier;
};
struct RecordPage {
  std::vector<const RecordSet*> records;
  const RecordSet* next = nullptr;  // The first one that is not in the page.
};
RecordPage page_of_records(const HostedZone& zone, const std::optional<RecordStart>& start,
                           std::size_t most);

/// By name as AWS sorts it, then by id.
std::vector<const HostedZone*> zones_by_name(const Account& account);

}  // namespace mirante::simcloud

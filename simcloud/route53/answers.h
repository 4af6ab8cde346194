// What the name servers of a zone answer to a question. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "simcloud/route53/state.h"

namespace mirante::simcloud {

struct DnsAnswer {
  std::string code = "NOERROR";  // "NXDOMAIN": the name is not there; "REFUSED": not in the zone.
  std::vector<std::string> data = {};
};

/// `name` is a normal_name. `chance` chooses among weighted records; the primary one, the default
/// place and the first region answer of the others.
DnsAnswer answer_of(const HostedZone& zone, std::string_view name, std::string_view type,
                    std::uint64_t chance);

}  // namespace mirante::simcloud

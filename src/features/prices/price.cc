#include "features/prices/price.h"

#include <algorithm>
#include <array>

namespace mirante::prices {
namespace {

/// AWS's table of platform details and usage operations: what a server's platform is called in the
/// price list.
struct Platform {
  std::string_view details;
  std::string_view operation;
  Grain grain = Grain::second;
};
constexpr std::array<Platform, 19> platforms{{
    {"Linux/UNIX", "RunInstances"},
    {"Windows", "RunInstances:0002"},
    {"Windows BYOL", "RunInstances:0800"},
    {"Windows with SQL Server Standard", "RunInstances:0006"},
    {"Windows with SQL Server Web", "RunInstances:0202"},
    {"Windows with SQL Server Enterprise", "RunInstances:0102"},
    {"SQL Server Standard", "RunInstances:0004"},
    {"SQL Server Web", "RunInstances:0200"},
    {"SQL Server Enterprise", "RunInstances:0100"},
    {"Red Hat Enterprise Linux", "RunInstances:0010"},
    {"Red Hat Enterprise Linux with HA", "RunInstances:1010"},
    {"Red Hat Enterprise Linux with SQL Server Standard", "RunInstances:0014"},
    {"Red Hat Enterprise Linux with SQL Server Web", "RunInstances:0210"},
    {"Red Hat Enterprise Linux with SQL Server Enterprise", "RunInstances:0110"},
    {"Red Hat Enterprise Linux with SQL Server Standard and HA", "RunInstances:1014"},
    {"Red Hat Enterprise Linux with SQL Server Enterprise and HA", "RunInstances:1110"},
    {"Red Hat BYOL Linux", "RunInstances:00g0"},
    {"Ubuntu Pro", "RunInstances:0g00"},
    {"SUSE Linux", "RunInstances:000g", Grain::hour},
}};

const Platform* find_platform(std::string_view details) {
  const auto found = std::ranges::find(platforms, details, &Platform::details);
  return found == platforms.end() ? nullptr : &*found;
}

constexpr std::array<std::string_view, 6> unknowns{"not_read",   "no_permission", "unreachable",
                                                   "not_listed", "not_sold",      "by_use"};

}  // namespace

std::optional<Product> server_product(const Region& region, std::string_view type,
                                      std::string_view platform, std::string_view tenancy) {
  const auto* known = find_platform(platform);
  const bool is_shared = tenancy.empty() || tenancy == "default";
  if (known == nullptr || type.empty() || (!is_shared && tenancy != "dedicated"))
    return std::nullopt;
  return Product{.region = region,
                 .code = "server:" + std::string(type) + ":" + std::string(known->operation) +
                         (is_shared ? ":Shared" : ":Dedicated")};
}

Product volume_product(const Region& region, std::string_view type) {
  return {.region = region, .code = "volume:" + std::string(type)};
}
Product iops_product(const Region& region, std::string_view type) {
  return {.region = region, .code = "volume-iops:" + std::string(type)};
}
Product throughput_product(const Region& region, std::string_view type) {
  return {.region = region, .code = "volume-throughput:" + std::string(type)};
}
Product address_product(const Region& region) { return {.region = region, .code = "address"}; }

Grain grain_of(std::string_view platform) {
  const auto* known = find_platform(platform);
  return known == nullptr ? Grain::hour : known->grain;
}

std::string_view to_string(Unknown why) { return unknowns[static_cast<std::size_t>(why)]; }

Result<Unknown> parse_unknown(std::string_view text) {
  const auto found = std::ranges::find(unknowns, text);
  if (found == unknowns.end())
    return fail(ErrorKind::corrupt, "\"" + std::string(text) + "\" is no reason of a price");
  return static_cast<Unknown>(found - unknowns.begin());
}

}  // namespace mirante::prices

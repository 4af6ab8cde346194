// What AWS offers everywhere, as the simulated AWS knows it: regions with their zones, server
// types, public images. Constant for the life of the program. Facts are AWS's published ones as of
// 2026; prices and capacities live elsewhere.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mirante::simcloud {

using RegionIndex = std::uint8_t;

struct RegionFacts {
  std::string_view name;       // "sa-east-1"
  std::string_view zone_code;  // "sae1": zone ids are "sae1-az1"
  std::string_view zones;      // One letter each: "abc"
  bool opt_in;                 // Must be enabled by the account first.
  std::string_view long_name;  // "South America (Sao Paulo)"
};

std::span<const RegionFacts> all_regions();
std::optional<RegionIndex> find_region(std::string_view name);
inline const RegionFacts& region_facts(RegionIndex region) { return all_regions()[region]; }
/// "sa-east-1a"; `zone` counts from 0.
std::string zone_name(RegionIndex region, std::uint8_t zone);
std::string zone_id(RegionIndex region, std::uint8_t zone);
std::optional<std::uint8_t> find_zone(RegionIndex region, std::string_view name);

using TypeIndex = std::uint16_t;

enum class Architecture : std::uint8_t { i386_and_x86_64, x86_64, arm64 };

struct TypeFacts {
  std::string name;    // "m5.large"
  std::string family;  // "m5"
  Architecture architecture = Architecture::x86_64;
  std::uint16_t vcpus = 0;
  std::uint16_t cores = 0;
  std::uint32_t memory_mib = 0;
  std::uint32_t instance_store_gb = 0;  // 0: none.
  std::uint8_t instance_store_disks = 0;
  bool nvme_store = false;
  bool nitro = true;  // Else Xen: no ENA needed, no NVMe.
  bool burstable = false;
  bool current_generation = true;
  bool hibernation = false;
  bool instance_store_root = false;  // Can start from an instance-store image.
  bool bare_metal = false;
  std::string network;             // "Up to 10 Gigabit"
  std::string_view quota_class;    // "standard", "g", "p": counted against one vCPU limit each.
  std::uint8_t zones_missing = 0;  // Offered in all zones but this many (the last ones).
};

const std::vector<TypeFacts>& all_types();
std::optional<TypeIndex> find_type(std::string_view name);
inline const TypeFacts& type_facts(TypeIndex type) { return all_types()[type]; }
/// Whether the region and the zone (counted from 0) offer the type.
bool is_offered(TypeIndex type, RegionIndex region, std::uint8_t zone);
bool is_offered(TypeIndex type, RegionIndex region);

/// Whether servers of the type may be in a placement group of this strategy.
bool may_be_in_group(const TypeFacts& type, std::string_view strategy);

struct ImageFacts {
  std::string_view name;
  std::string_view description;
  std::string_view owner;        // 12 digits
  std::string_view owner_alias;  // "amazon" or empty
  Architecture architecture;
  bool windows;
  bool instance_store;
  std::uint32_t root_gib;
  std::string_view root_device;       // "/dev/xvda"
  std::string_view platform_details;  // "Linux/UNIX"
  std::string_view usage_operation;   // "RunInstances"
  std::string_view created;           // "2026-01-10T00:00:00.000Z"
};

/// Public images, the same in each region; their ids differ by region.
std::span<const ImageFacts> all_images();

}  // namespace mirante::simcloud

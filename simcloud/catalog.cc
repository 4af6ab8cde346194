#include "simcloud/catalog.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace mirante::simcloud {
namespace {

constexpr RegionFacts regions[] = {
    {"us-east-1", "use1", "abcdef", false, "US East (N. Virginia)"},
    {"us-east-2", "use2", "abc", false, "US East (Ohio)"},
    {"us-west-1", "usw1", "ac", false, "US West (N. California)"},
    {"us-west-2", "usw2", "abcd", false, "US West (Oregon)"},
    {"ap-south-1", "aps1", "abc", false, "Asia Pacific (Mumbai)"},
    {"ap-northeast-1", "apne1", "acd", false, "Asia Pacific (Tokyo)"},
    {"ap-northeast-2", "apne2", "abcd", false, "Asia Pacific (Seoul)"},
    {"ap-northeast-3", "apne3", "abc", false, "Asia Pacific (Osaka)"},
    {"ap-southeast-1", "apse1", "abc", false, "Asia Pacific (Singapore)"},
    {"ap-southeast-2", "apse2", "abc", false, "Asia Pacific (Sydney)"},
    {"ca-central-1", "cac1", "abd", false, "Canada (Central)"},
    {"eu-central-1", "euc1", "abc", false, "Europe (Frankfurt)"},
    {"eu-north-1", "eun1", "abc", false, "Europe (Stockholm)"},
    {"eu-west-1", "euw1", "abc", false, "Europe (Ireland)"},
    {"eu-west-2", "euw2", "abc", false, "Europe (London)"},
    {"eu-west-3", "euw3", "abc", false, "Europe (Paris)"},
    {"sa-east-1", "sae1", "abc", false, "South America (Sao Paulo)"},
    {"af-south-1", "afs1", "abc", true, "Africa (Cape Town)"},
    {"ap-east-1", "ape1", "abc", true, "Asia Pacific (Hong Kong)"},
    {"ap-east-2", "ape2", "abc", true, "Asia Pacific (Taipei)"},
    {"ap-south-2", "aps2", "abc", true, "Asia Pacific (Hyderabad)"},
    {"ap-southeast-3", "apse3", "abc", true, "Asia Pacific (Jakarta)"},
    {"ap-southeast-4", "apse4", "abc", true, "Asia Pacific (Melbourne)"},
    {"ap-southeast-5", "apse5", "abc", true, "Asia Pacific (Malaysia)"},
    {"ap-southeast-6", "apse6", "abc", true, "Asia Pacific (New Zealand)"},
    {"ap-southeast-7", "apse7", "abc", true, "Asia Pacific (Thailand)"},
    {"ca-west-1", "caw1", "abc", true, "Canada West (Calgary)"},
    {"eu-central-2", "euc2", "abc", true, "Europe (Zurich)"},
    {"eu-south-1", "eus1", "abc", true, "Europe (Milan)"},
    {"eu-south-2", "eus2", "abc", true, "Europe (Spain)"},
    {"il-central-1", "ilc1", "abc", true, "Israel (Tel Aviv)"},
    {"me-central-1", "mec1", "abc", true, "Middle East (UAE)"},
    {"me-south-1", "mes1", "abc", true, "Middle East (Bahrain)"},
    {"mx-central-1", "mxc1", "abc", true, "Mexico (Central)"},
};

struct Family {
  std::string_view name;
  Architecture architecture;
  std::uint16_t gib_per_vcpu;  // For sizes from "large" on.
  std::uint32_t store_gb_per_vcpu;
  bool nitro;
  bool current;
  std::string_view sizes;  // Space between.
  std::string_view quota_class;
  std::uint8_t zones_missing;
};

constexpr auto x86 = Architecture::x86_64;
constexpr auto arm = Architecture::arm64;
constexpr std::string_view small_sizes = "large xlarge 2xlarge 4xlarge 8xlarge";

constexpr Family families[] = {
    {"m4", x86, 4, 0, false, false, "large xlarge 2xlarge 4xlarge", "standard", 1},
    {"m5", x86, 4, 0, true, true, "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 24xlarge",
     "standard", 0},
    {"m5a", x86, 4, 0, true, true, small_sizes, "standard", 1},
    {"m5d", x86, 4, 37, true, true, small_sizes, "standard", 0},
    {"m6i", x86, 4, 0, true, true, small_sizes, "standard", 0},
    {"m6a", x86, 4, 0, true, true, small_sizes, "standard", 1},
    {"m6g", arm, 4, 0, true, true, "medium large xlarge 2xlarge 4xlarge 8xlarge", "standard", 0},
    {"m7i", x86, 4, 0, true, true, small_sizes, "standard", 1},
    {"m7g", arm, 4, 0, true, true, "medium large xlarge 2xlarge 4xlarge 8xlarge", "standard", 1},
    {"c4", x86, 2, 0, false, false, "large xlarge 2xlarge 4xlarge", "standard", 1},
    {"c5", x86, 2, 0, true, true, "large xlarge 2xlarge 4xlarge 9xlarge", "standard", 0},
    {"c5d", x86, 2, 25, true, true, "large xlarge 2xlarge 4xlarge", "standard", 0},
    {"c6i", x86, 2, 0, true, true, small_sizes, "standard", 0},
    {"c6g", arm, 2, 0, true, true, "medium large xlarge 2xlarge 4xlarge 8xlarge", "standard", 0},
    {"c7g", arm, 2, 0, true, true, "medium large xlarge 2xlarge 4xlarge 8xlarge", "standard", 1},
    {"r5", x86, 8, 0, true, true, "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge", "standard", 0},
    {"r6i", x86, 8, 0, true, true, small_sizes, "standard", 0},
    {"r6g", arm, 8, 0, true, true, "medium large xlarge 2xlarge 4xlarge 8xlarge", "standard", 0},
    {"i3", x86, 8, 237, true, true, small_sizes, "standard", 0},
    {"d2", x86, 8, 1500, false, false, "xlarge 2xlarge 4xlarge", "standard", 1},
    {"g4dn", x86, 4, 31, true, true, "xlarge 2xlarge 4xlarge 8xlarge", "g", 1},
    {"g5", x86, 4, 62, true, true, "xlarge 2xlarge 4xlarge", "g", 1},
    {"p3", x86, 8, 0, false, true, "2xlarge 8xlarge", "p", 2},
};

struct Burstable {
  std::string_view family;
  Architecture architecture;
  bool nitro;
  bool current;
};

constexpr Burstable burstables[] = {{"t2", Architecture::i386_and_x86_64, false, true},
                                    {"t3", x86, true, true},
                                    {"t3a", x86, true, true},
                                    {"t4g", arm, true, true}};

struct BurstableSize {
  std::string_view name;
  std::uint16_t vcpus;
  std::uint32_t memory_mib;
};

constexpr BurstableSize burstable_sizes[] = {
    {"nano", 2, 512},   {"micro", 2, 1024},   {"small", 2, 2048},    {"medium", 2, 4096},
    {"large", 2, 8192}, {"xlarge", 4, 16384}, {"2xlarge", 8, 32768},
};

std::uint16_t vcpus_of(std::string_view size) {
  if (size == "medium") return 1;
  if (size == "large") return 2;
  if (size == "xlarge") return 4;
  std::uint16_t times = 0;
  for (const char c : size)
    if (c >= '0' && c <= '9') times = static_cast<std::uint16_t>(times * 10 + (c - '0'));
  return static_cast<std::uint16_t>(4 * times);
}

std::string_view network_of(const Family& family, std::uint16_t vcpus) {
  if (!family.nitro) return vcpus <= 4 ? "Moderate" : "High";
  if (vcpus <= 16) return "Up to 10 Gigabit";
  return vcpus <= 32 ? "10 Gigabit" : "25 Gigabit";
}

void add_family(std::vector<TypeFacts>& types, const Family& family) {
  for (std::size_t begin = 0; begin < family.sizes.size();) {
    const auto end = std::min(family.sizes.find(' ', begin), family.sizes.size());
    const auto size = family.sizes.substr(begin, end - begin);
    const auto vcpus = vcpus_of(size);
    const auto store = family.store_gb_per_vcpu * vcpus;
    types.push_back(
        {.name = std::string(family.name) + "." + std::string(size),
         .family = std::string(family.name),
         .architecture = family.architecture,
         .vcpus = vcpus,
         .cores = family.architecture == arm ? vcpus : static_cast<std::uint16_t>((vcpus + 1) / 2),
         .memory_mib = std::uint32_t{1024} * family.gib_per_vcpu * vcpus,
         .instance_store_gb = store,
         .instance_store_disks = static_cast<std::uint8_t>(store == 0 ? 0 : (vcpus > 16 ? 2 : 1)),
         .nvme_store = family.nitro && store > 0,
         .nitro = family.nitro,
         .current_generation = family.current,
         .hibernation = store == 0 && vcpus <= 48 && family.quota_class == "standard",
         .instance_store_root = family.name == "d2",
         .network = std::string(network_of(family, vcpus)),
         .quota_class = family.quota_class,
         .zones_missing = family.zones_missing});
    begin = end + 1;
  }
}

std::vector<TypeFacts> make_types() {
  std::vector<TypeFacts> types;
  for (const auto& family : burstables)
    for (const auto& size : burstable_sizes) {
      const bool single = family.family == "t2" && size.memory_mib <= 2048;
      const auto vcpus = static_cast<std::uint16_t>(single ? 1 : size.vcpus);
      types.push_back({.name = std::string(family.family) + "." + std::string(size.name),
                       .family = std::string(family.family),
                       .architecture = family.architecture,
                       .vcpus = vcpus,
                       .cores = family.architecture == arm || !family.nitro
                                    ? vcpus
                                    : static_cast<std::uint16_t>(vcpus / 2),
                       .memory_mib = size.memory_mib,
                       .nitro = family.nitro,
                       .burstable = true,
                       .current_generation = family.current,
                       .hibernation = true,
                       .network = family.nitro ? "Up to 5 Gigabit" : "Low to Moderate",
                       .quota_class = "standard"});
    }
  for (const auto& family : families) add_family(types, family);
  types.push_back({.name = "m1.small",
                   .family = "m1",
                   .architecture = Architecture::i386_and_x86_64,
                   .vcpus = 1,
                   .cores = 1,
                   .memory_mib = 1740,
                   .instance_store_gb = 160,
                   .instance_store_disks = 1,
                   .nitro = false,
                   .current_generation = false,
                   .instance_store_root = true,
                   .network = "Low",
                   .quota_class = "standard",
                   .zones_missing = 1});
  types.push_back({.name = "m5.metal",
                   .family = "m5",
                   .vcpus = 96,
                   .cores = 48,
                   .memory_mib = 384 * 1024,
                   .bare_metal = true,
                   .network = "25 Gigabit",
                   .quota_class = "standard"});
  return types;
}

constexpr ImageFacts images[] = {
    {"al2023-ami-2023.9.20260914.0-kernel-6.12-x86_64", "Amazon Linux 2023 (kernel 6.12)",
     "137112412989", "amazon", x86, false, false, 8, "/dev/xvda", "Linux/UNIX", "RunInstances",
     "2026-09-14T21:04:11.000Z"},
    {"al2023-ami-2023.9.20260914.0-kernel-6.12-arm64", "Amazon Linux 2023 (kernel 6.12)",
     "137112412989", "amazon", arm, false, false, 8, "/dev/xvda", "Linux/UNIX", "RunInstances",
     "2026-09-14T21:04:12.000Z"},
    {"ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20260903",
     "Canonical, Ubuntu, 24.04 LTS, amd64 noble image", "099720109477", "", x86, false, false, 8,
     "/dev/sda1", "Linux/UNIX", "RunInstances", "2026-09-03T06:12:40.000Z"},
    {"ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-20260903",
     "Canonical, Ubuntu, 24.04 LTS, arm64 noble image", "099720109477", "", arm, false, false, 8,
     "/dev/sda1", "Linux/UNIX", "RunInstances", "2026-09-03T06:12:41.000Z"},
    {"Windows_Server-2022-English-Full-Base-2026.09.10",
     "Microsoft Windows Server 2022 Full Locale English AMI", "801119661308", "amazon", x86, true,
     false, 30, "/dev/sda1", "Windows", "RunInstances:0002", "2026-09-10T17:30:02.000Z"},
    {"amzn-ami-minimal-hvm-2018.03.0.20231218.0-x86_64-s3",
     "Amazon Linux AMI 2018.03.0 x86_64 Minimal HVM instance store", "137112412989", "amazon", x86,
     false, true, 0, "/dev/sda1", "Linux/UNIX", "RunInstances", "2023-12-18T20:01:33.000Z"},
};

}  // namespace

std::span<const RegionFacts> all_regions() { return regions; }

std::optional<RegionIndex> find_region(std::string_view name) {
  const auto found = std::ranges::find(regions, name, &RegionFacts::name);
  if (found == std::end(regions)) return std::nullopt;
  return static_cast<RegionIndex>(found - std::begin(regions));
}

std::string zone_name(RegionIndex region, std::uint8_t zone) {
  return std::string(regions[region].name) + regions[region].zones[zone];
}

std::string zone_id(RegionIndex region, std::uint8_t zone) {
  return std::string(regions[region].zone_code) + "-az" + std::to_string(zone + 1);
}

std::optional<std::uint8_t> find_zone(RegionIndex region, std::string_view name) {
  const auto& facts = regions[region];
  if (name.size() != facts.name.size() + 1 || !name.starts_with(facts.name)) return std::nullopt;
  const auto place = facts.zones.find(name.back());
  if (place == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint8_t>(place);
}

const std::vector<TypeFacts>& all_types() {
  static const auto types = make_types();
  return types;
}

std::optional<TypeIndex> find_type(std::string_view name) {
  static const auto index = [] {
    std::unordered_map<std::string_view, TypeIndex> by_name;
    for (std::size_t i = 0; i < all_types().size(); ++i)
      by_name[all_types()[i].name] = static_cast<TypeIndex>(i);
    return by_name;
  }();
  const auto found = index.find(name);
  if (found == index.end()) return std::nullopt;
  return found->second;
}

bool is_offered(TypeIndex type, RegionIndex region, std::uint8_t zone) {
  const auto zones = regions[region].zones.size();
  return zone + type_facts(type).zones_missing < zones;
}

bool is_offered(TypeIndex type, RegionIndex region) { return is_offered(type, region, 0); }

std::span<const ImageFacts> all_images() { return images; }

bool may_be_in_group(const TypeFacts& type, std::string_view strategy) {
  return strategy != "cluster" || !type.burstable;
}

}  // namespace mirante::simcloud

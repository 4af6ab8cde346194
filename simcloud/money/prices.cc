#include "simcloud/money/prices.h"

#include <algorithm>

namespace mirante::simcloud {
namespace {

constexpr Nanos micro = 1'000;           // A millionth of a dollar.
constexpr Nanos step = 100'000;          // Prices are whole hundredths of a cent.
constexpr Nanos reservation_step = one;  // Upfront fees are whole dollars.

struct SystemFacts {
  std::string_view name, platform, operation;
};
constexpr SystemFacts systems[] = {{"Linux", "Linux/UNIX", ""},
                                   {"Windows", "Windows", ":0002"},
                                   {"RHEL", "Red Hat Enterprise Linux", ":0010"},
                                   {"SUSE", "SUSE Linux", ":000g"}};

constexpr std::string_view payments[] = {"No Upfront", "Partial Upfront", "All Upfront"};

/// A size "large" of the family in us-east-1 for an hour, in millionths of a dollar.
struct FamilyPrice {
  std::string_view family;
  std::int64_t large;
};
constexpr FamilyPrice family_prices[] = {
    {"t2", 92'800},    {"t3", 83'200},   {"t3a", 75'200},  {"t4g", 67'200},  {"m1", 175'000},
    {"m4", 100'000},   {"m5", 96'000},   {"m5a", 86'000},  {"m5d", 113'000}, {"m6i", 96'000},
    {"m6a", 86'400},   {"m6g", 77'000},  {"m7i", 100'800}, {"m7g", 81'600},  {"c4", 100'000},
    {"c5", 85'000},    {"c5d", 96'000},  {"c6i", 85'000},  {"c6g", 68'000},  {"c7g", 72'500},
    {"r5", 126'000},   {"r6i", 126'000}, {"r6g", 100'800}, {"i3", 156'000},  {"d2", 345'000},
    {"g4dn", 263'000}, {"g5", 503'000},  {"p3", 765'000}};

/// Prices of a region against those of us-east-1, in thousandths, and how its usage types begin.
struct RegionPrice {
  std::string_view region;
  std::int64_t per_mille;
  std::string_view prefix;
};
constexpr RegionPrice region_prices[] = {
    {"us-east-1", 1000, ""},           {"us-east-2", 1000, "USE2-"},
    {"us-west-1", 1170, "USW1-"},      {"us-west-2", 1000, "USW2-"},
    {"ap-south-1", 1050, "APS3-"},     {"ap-northeast-1", 1290, "APN1-"},
    {"ap-northeast-2", 1230, "APN2-"}, {"ap-northeast-3", 1290, "APN3-"},
    {"ap-southeast-1", 1250, "APS1-"}, {"ap-southeast-2", 1250, "APS2-"},
    {"ca-central-1", 1115, "CAN1-"},   {"eu-central-1", 1200, "EUC1-"},
    {"eu-north-1", 1060, "EUN1-"},     {"eu-west-1", 1115, "EU-"},
    {"eu-west-2", 1160, "EUW2-"},      {"eu-west-3", 1165, "EUW3-"},
    {"sa-east-1", 1600, "SAE1-"},      {"af-south-1", 1330, "AFS1-"},
    {"ap-east-1", 1380, "APE1-"},      {"ap-east-2", 1300, "APE2-"},
    {"ap-south-2", 1050, "APS5-"},     {"ap-southeast-3", 1250, "APS4-"},
    {"ap-southeast-4", 1250, "APS6-"}, {"ap-southeast-5", 1180, "APS7-"},
    {"ap-southeast-6", 1290, "APS8-"}, {"ap-southeast-7", 1200, "APS9-"},
    {"ca-west-1", 1115, "CAN2-"},      {"eu-central-2", 1320, "EUC2-"},
    {"eu-south-1", 1165, "EUS1-"},     {"eu-south-2", 1115, "EUS2-"},
    {"il-central-1", 1170, "ILC1-"},   {"me-central-1", 1230, "MEC1-"},
    {"me-south-1", 1230, "MES1-"},     {"mx-central-1", 1050, "MXC1-"}};

const RegionPrice& price_of(RegionIndex region) {
  static const auto in_order = [] {
    std::vector<const RegionPrice*> found;
    for (const auto& facts : all_regions()) {
      const auto* known = std::ranges::find(region_prices, facts.name, &RegionPrice::region);
      MIRANTE_CHECK(known != std::end(region_prices));
      found.push_back(known);
    }
    return found;
  }();
  return *in_order[region];
}

Nanos to_step(Nanos amount) { return share(amount, 1, step) * step; }

/// A price of us-east-1, in millionths of a dollar, in another region.
Nanos local(RegionIndex region, std::int64_t micros) {
  return to_step(share(micros * micro, price_of(region).per_mille, 1000));
}

Nanos dedicated(Nanos price, Tenancy tenancy) {
  return tenancy == Tenancy::dedicated ? to_step(share(price, 110, 100)) : price;
}

/// The machine alone.
Nanos machine_price(RegionIndex region, TypeIndex type, Tenancy tenancy) {
  const auto* family =
      std::ranges::find(family_prices, type_facts(type).family, &FamilyPrice::family);
  MIRANTE_CHECK(family != std::end(family_prices));
  return dedicated(local(region, share(family->large, quarters_of(type), 16)), tenancy);
}

/// What the licence adds, the same in all regions.
Nanos licence_price(TypeIndex type, System system) {
  const auto& facts = type_facts(type);
  switch (system) {
    case System::linux_unix: return 0;
    case System::windows: return facts.vcpus * (facts.burstable ? 9'200 : 46'000) * micro;
    case System::rhel: return (facts.vcpus <= 4 ? 60'000 : 130'000) * micro;
    case System::suse: return 100'000 * micro;
  }
  return 0;
}

/// What a commitment takes off the price of the machine, in thousandths; older ones give less.
std::int64_t discount(TypeIndex type, Term term, Payment payment, std::int64_t least) {
  const std::int64_t longer = term.years == 3 ? 200 : 0;
  const std::int64_t earlier = 30 * static_cast<std::int64_t>(payment);
  return least + longer + earlier - (type_facts(type).current_generation ? 0 : 50);
}

constexpr std::int64_t reserved_least = 370, compute_plan_least = 270, instance_plan_least = 360;

Nanos committed_price(RegionIndex region, TypeIndex type, System system, Tenancy tenancy,
                      std::int64_t per_mille_off) {
  return to_step(share(machine_price(region, type, tenancy), 1000 - per_mille_off, 1000)) +
         licence_price(type, system);
}

struct VolumePrice {
  std::int64_t storage, iops;
};
/// By VolumeType, in millionths of a dollar.
constexpr VolumePrice volume_prices[] = {{100'000, 0},      {80'000, 5'000}, {125'000, 65'000},
                                         {125'000, 65'000}, {45'000, 0},     {15'000, 0},
                                         {50'000, 0}};

}  // namespace

std::string_view to_string(System system) { return systems[static_cast<std::size_t>(system)].name; }
std::string_view platform_of(System system) {
  return systems[static_cast<std::size_t>(system)].platform;
}
std::string operation_of(System system) {
  return "RunInstances" + std::string(systems[static_cast<std::size_t>(system)].operation);
}

std::string_view to_string(Payment payment) { return payments[static_cast<std::size_t>(payment)]; }
std::optional<Payment> parse_payment(std::string_view text) {
  const auto* found = std::ranges::find(payments, text);
  if (found == std::end(payments)) return std::nullopt;
  return static_cast<Payment>(found - std::begin(payments));
}

std::string_view to_string(PlanKind kind) {
  return kind == PlanKind::compute ? "ComputeSavingsPlans" : "EC2InstanceSavingsPlans";
}

std::string usage_prefix(RegionIndex region) { return std::string(price_of(region).prefix); }

std::int64_t quarters_of(TypeIndex type) {
  const auto& name = type_facts(type).name;
  const auto size = std::string_view(name).substr(name.find('.') + 1);
  static constexpr std::pair<std::string_view, std::int64_t> sizes[] = {
      {"nano", 1}, {"micro", 2}, {"small", 4}, {"medium", 8}, {"large", 16}, {"xlarge", 32}};
  for (const auto& [known, quarters] : sizes)
    if (size == known) return quarters;
  if (size == "metal") return std::int64_t{type_facts(type).vcpus} * 8;
  std::int64_t times = 0;
  for (const char c : size)
    if (c >= '0' && c <= '9') times = times * 10 + (c - '0');
  return 32 * times;
}

Nanos server_price(RegionIndex region, TypeIndex type, System system, Tenancy tenancy) {
  return machine_price(region, type, tenancy) + licence_price(type, system);
}

Nanos spot_price(RegionIndex region, TypeIndex type, System system) {
  return to_step(share(machine_price(region, type, Tenancy::shared), 3, 10)) +
         licence_price(type, system);
}

ReservationPrice reservation_price(RegionIndex region, TypeIndex type, System system,
                                   Tenancy tenancy, Term term, Payment payment) {
  const auto hourly =
      committed_price(region, type, system, tenancy, discount(type, term, payment, reserved_least));
  const auto whole = [&](std::int64_t part, std::int64_t of) {
    return share(hourly * term.hours(), part, of * reservation_step) * reservation_step;
  };
  switch (payment) {
    case Payment::no_upfront: return {0, hourly};
    case Payment::partial_upfront: return {whole(1, 2), to_step(share(hourly, 1, 2))};
    case Payment::all_upfront: return {whole(1, 1), 0};
  }
  return {};
}

Nanos plan_price(RegionIndex region, TypeIndex type, System system, Tenancy tenancy,
                 PlanOffer offer) {
  const auto least = offer.kind == PlanKind::compute ? compute_plan_least : instance_plan_least;
  return committed_price(region, type, system, tenancy,
                         discount(type, offer.term, offer.payment, least));
}

Nanos volume_price(RegionIndex region, VolumeType type) {
  return local(region, volume_prices[static_cast<std::size_t>(type)].storage);
}
Nanos iops_price(RegionIndex region, VolumeType type) {
  return local(region, volume_prices[static_cast<std::size_t>(type)].iops);
}
Nanos throughput_price(RegionIndex region) { return local(region, 40'960'000); }
Nanos snapshot_price(RegionIndex region) { return local(region, 50'000); }
Nanos address_price(RegionIndex) { return 5'000 * micro; }
Nanos load_balancer_price(RegionIndex region) { return local(region, 22'500); }
Nanos transfer_out_price(RegionIndex region) { return local(region, 90'000); }
Nanos database_price(RegionIndex region, TypeIndex type) {
  return to_step(share(machine_price(region, type, Tenancy::shared), 17, 10));
}
Nanos database_storage_price(RegionIndex region) { return local(region, 115'000); }

}  // namespace mirante::simcloud

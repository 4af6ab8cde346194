// What things cost in the simulated AWS. The prices are simulated: they are made by the rules of
// prices.cc, from a base price of each family and a factor of each region, so that they look like
// a cloud's prices and are easy to check by hand. They are not AWS's prices, and nobody should plan
// with them. What is AWS's is the way they are quoted: usage types, units, offer terms.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "simcloud/catalog.h"
#include "simcloud/ec2/state.h"
#include "simcloud/money/amounts.h"

namespace mirante::simcloud {

/// The operating system, as far as it costs. Servers of the World run Linux or Windows; the others
/// stand in the price list only.
enum class System : std::uint8_t { linux_unix, windows, rhel, suse };
inline constexpr std::array all_systems{System::linux_unix, System::windows, System::rhel,
                                        System::suse};
std::string_view to_string(System system);    // "Linux", "RHEL"
std::string_view platform_of(System system);  // "Linux/UNIX", "Red Hat Enterprise Linux"
std::string operation_of(System system);      // "RunInstances:0010"

enum class Tenancy : std::uint8_t { shared, dedicated };
inline constexpr std::array all_tenancies{Tenancy::shared, Tenancy::dedicated};

enum class Payment : std::uint8_t { no_upfront, partial_upfront, all_upfront };
inline constexpr std::array all_payments{Payment::no_upfront, Payment::partial_upfront,
                                         Payment::all_upfront};
std::string_view to_string(Payment payment);  // "No Upfront"
std::optional<Payment> parse_payment(std::string_view text);

/// How long a commitment binds: 1 or 3 years of 365 days.
struct Term {
  int years = 1;
  std::int64_t hours() const { return std::int64_t{years} * 365 * 24; }
  friend bool operator==(const Term&, const Term&) = default;
};
inline constexpr std::array all_terms{Term{1}, Term{3}};

enum class PlanKind : std::uint8_t { compute, ec2_instance };
std::string_view to_string(PlanKind kind);  // "ComputeSavingsPlans"

/// "" in us-east-1, "SAE1-" in sa-east-1: what usage types of the region begin with.
std::string usage_prefix(RegionIndex region);

/// How big a type is beside others of its family, in quarters: nano 1, micro 2, small 4, large 16.
std::int64_t quarters_of(TypeIndex type);

/// An hour of a server.
Nanos server_price(RegionIndex region, TypeIndex type, System system, Tenancy tenancy);
Nanos spot_price(RegionIndex region, TypeIndex type, System system);

/// What reserving one server costs.
struct ReservationPrice {
  Nanos upfront = 0;
  Nanos hourly = 0;
};
ReservationPrice reservation_price(RegionIndex region, TypeIndex type, System system,
                                   Tenancy tenancy, Term term, Payment payment);

/// An hour of a server under a savings plan.
struct PlanOffer {
  PlanKind kind = PlanKind::compute;
  Term term;
  Payment payment = Payment::no_upfront;
};
Nanos plan_price(RegionIndex region, TypeIndex type, System system, Tenancy tenancy,
                 PlanOffer offer);

/// A gigabyte for a month.
Nanos volume_price(RegionIndex region, VolumeType type);
/// An I/O operation a second for a month; 0 where they are in the price of the volume.
Nanos iops_price(RegionIndex region, VolumeType type);
/// A gibibyte a second for a month, gp3 only.
Nanos throughput_price(RegionIndex region);
/// What a gp3 volume has without paying for more.
inline constexpr std::uint32_t iops_included = 3000;
inline constexpr std::uint32_t throughput_included_mibps = 125;

Nanos snapshot_price(RegionIndex region);       // A gigabyte for a month.
Nanos address_price(RegionIndex region);        // An hour of a public IPv4 address, used or idle.
Nanos load_balancer_price(RegionIndex region);  // An hour.
Nanos transfer_out_price(RegionIndex region);   // A gigabyte to the internet.
/// An hour of a database server of a class ("m5.large" of "db.m5.large"), one zone.
Nanos database_price(RegionIndex region, TypeIndex type);
Nanos database_storage_price(RegionIndex region);  // A gigabyte of gp3 for a month.

}  // namespace mirante::simcloud

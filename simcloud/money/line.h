// One line of a bill: what one thing cost in one hour (or day) at one price. Lines are numbers; the
// words that AWS has for them are in line_words.h.
#pragma once

#include <cstdint>

#include "simcloud/catalog.h"
#include "simcloud/ec2/state.h"
#include "simcloud/money/amounts.h"
#include "simcloud/money/meter.h"
#include "simcloud/money/prices.h"

namespace mirante::simcloud {

enum class Charge : std::uint8_t {
  usage,
  discounted_usage,     // Covered by reserved instances.
  plan_covered_usage,   // Covered by a savings plan, at the price without it …
  plan_negation,        // … which this takes off again.
  plan_fee,             // The hourly fee of a savings plan.
  plan_upfront,         // What a savings plan costs at once.
  reservation_fee,      // The month's fee of reserved instances; grows day by day.
  reservation_upfront,  // What reserved instances cost at once.
  reservation_unused,   // Costs nothing; carries what was reserved in vain, amortized.
  support,
  credit,
  refund,
  tax,
};

enum class Item : std::uint8_t {
  none,
  server,
  spot_server,
  volume_storage,
  volume_iops,
  volume_throughput,
  address_in_use,
  address_idle,
};

inline constexpr std::uint8_t no_zone = 0xff;
inline constexpr std::uint32_t no_commitment = 0xffffffff;

/// All but the amounts: lines that agree in it may be added up.
struct LineKey {
  std::uint16_t account = 0;
  RegionIndex region = 0;
  Charge charge = Charge::usage;
  Item item = Item::none;
  Metered thing_kind = Metered::server;
  std::uint8_t zone = no_zone;
  TypeIndex type = 0;
  VolumeType volume_type = VolumeType::gp3;
  System system = System::linux_unix;
  std::uint32_t tags = 0;
  /// Number in Billing::reserved, plans or adjustments, whichever the charge comes from.
  std::uint32_t commitment = no_commitment;
  std::uint64_t thing = 0;
  auto operator<=>(const LineKey&) const = default;
};

struct Amounts {
  Nanos unblended = 0;
  Nanos amortized = 0;
  Nanos list = 0;        // What it would have cost without any commitment.
  Nanos quantity = 0;    // Billionths of the unit.
  Nanos normalized = 0;  // Billionths of a normalized hour ("small"); servers only.
  Amounts& operator+=(const Amounts& more) {
    unblended += more.unblended;
    amortized += more.amortized;
    list += more.list;
    quantity += more.quantity;
    normalized += more.normalized;
    return *this;
  }
  friend bool operator==(const Amounts&, const Amounts&) = default;
};

struct Line {
  Second begin = 0;  // Of its hour, or of its day.
  LineKey key;
  Amounts amounts;
};

}  // namespace mirante::simcloud

// What the simulated AWS remembers of money: the meters, what customers have committed themselves
// to (reserved instances, savings plans), what was given back, and how bills are made up. Part of
// the Cloud; bills themselves are computed from it (bill.h).
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "simcloud/money/line.h"
#include "simcloud/money/meter.h"
#include "simcloud/money/prices.h"

namespace mirante::simcloud {

/// Bought together: `count` servers' worth of one type, in one region or one zone of it.
struct ReservedInstances {
  std::string id;  // "f127bd27-…"
  std::uint16_t account = 0;
  RegionIndex region = 0;
  std::optional<std::uint8_t> zone;  // Zonal ones keep capacity, and cover that zone only.
  TypeIndex type = 0;
  System system = System::linux_unix;
  Tenancy tenancy = Tenancy::shared;
  std::uint32_t count = 1;
  Term term;
  Payment payment = Payment::no_upfront;
  Second begin = 0;        // A whole hour.
  ReservationPrice price;  // Of one.
  Second end() const { return begin + term.hours() * 3600; }
  /// Regional ones for Linux on shared machines cover any size of their family.
  bool size_flexible() const {
    return !zone && system == System::linux_unix && tenancy == Tenancy::shared;
  }
};

struct SavingsPlan {
  std::string id;  // "1f0c…-…"
  std::uint16_t account = 0;
  PlanOffer offer;
  RegionIndex region = 0;  // Of an EC2 instance plan.
  std::string family;      // Likewise: "m5".
  Nanos commitment = 0;    // An hour of it.
  Second begin = 0;        // A whole hour.
  Second end() const { return begin + offer.term.hours() * 3600; }
  /// What is paid at once; the fees of the hours are the rest of the commitment.
  Nanos upfront() const;
  Nanos hourly_fee(Second hour) const;
  std::string arn(const std::string& account_id) const {
    return "arn:aws:savingsplans::" + account_id + ":savingsplan/" + id;
  }
};

/// Money that AWS gives back: one line of the bill, at its hour.
struct Adjustment {
  enum class Kind : std::uint8_t { credit, refund };
  Kind kind = Kind::credit;
  std::uint16_t account = 0;
  Nanos amount = 0;  // Over 0; the line has it with a minus.
  Second at = 0;
  std::string description;
};

/// Whether an account may ask Cost Explorer.
enum class CostExplorerState : std::uint8_t { enabled, not_enabled, preparing, denied };
struct CostExplorerAccess {
  CostExplorerState state = CostExplorerState::enabled;
  Second since = 0;
};

struct Billing {
  Meter meter;
  std::vector<ReservedInstances> reserved;
  std::vector<SavingsPlan> plans;
  std::vector<Adjustment> adjustments;
  std::int64_t tax_basis_points = 0;      // Of all that an account is charged in a month.
  std::int64_t support_basis_points = 0;  // Of its use in a month.
  std::map<std::uint16_t, CostExplorerAccess> cost_explorer;  // Missing: enabled.

  /// Days that are over do not change, so their lines are kept while there is room; see bill.cc.
  struct KeptDay {
    Second day = 0;
    std::shared_ptr<const std::vector<Line>> lines;  // Shared with whoever is reading them.
  };
  std::list<KeptDay> kept_days;  // The last used first.
  std::size_t kept_lines = 0;
  void forget_days() {
    kept_days.clear();
    kept_lines = 0;
  }
};

}  // namespace mirante::simcloud

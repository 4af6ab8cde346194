// What an estate or the control API says about money: commitments to have, money given back, shares
// for support and tax. Read from JSON here, put into the Cloud by the `settle_…` functions.
#pragma once

#include <string>
#include <vector>

#include "simcloud/json_reading.h"
#include "simcloud/money/billing.h"

namespace mirante::simcloud {

struct WantedReservedInstances {
  RegionIndex region = 0;
  std::string zone;  // One letter; empty: for the whole region.
  TypeIndex type = 0;
  std::uint32_t count = 1;
  bool windows = false;
  Payment payment = Payment::no_upfront;
  Term term;
  double age_days = 0;
};

struct WantedSavingsPlan {
  PlanOffer offer;
  RegionIndex region = 0;
  std::string family;
  Nanos commitment = 0;
  double age_days = 0;
};

struct WantedAdjustment {
  Adjustment::Kind kind = Adjustment::Kind::credit;
  Nanos amount = 0;
  std::string description;
  double age_days = 0;
};

struct WantedMoney {
  std::vector<WantedReservedInstances> reserved;
  std::vector<WantedSavingsPlan> plans;
  std::vector<WantedAdjustment> adjustments;
  CostExplorerState cost_explorer = CostExplorerState::enabled;
};

/// Each reads the members of its kind; the caller `finish`es the reader.
Result<WantedReservedInstances> read_reserved_instances(JsonReader& read);
Result<WantedSavingsPlan> read_savings_plan(JsonReader& read);
Result<WantedAdjustment> read_adjustment(JsonReader& read);
Result<CostExplorerState> read_cost_explorer(JsonReader& read);
/// "13.65" → 1365; at most a hundred percent.
Result<std::int64_t> read_basis_points(JsonReader& read, std::string_view name,
                                       std::int64_t otherwise);

/// They begin at a whole hour, `age_days` ago.
ReservedInstances& settle_reserved_instances(Cloud& cloud, std::uint16_t account,
                                             const WantedReservedInstances& wanted);
SavingsPlan& settle_savings_plan(Cloud& cloud, std::uint16_t account,
                                 const WantedSavingsPlan& wanted);
void settle_adjustment(Cloud& cloud, std::uint16_t account, const WantedAdjustment& wanted);
void settle_money(Cloud& cloud, std::uint16_t account, const WantedMoney& wanted);

}  // namespace mirante::simcloud

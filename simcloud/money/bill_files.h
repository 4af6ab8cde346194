// Bill files of one month, as AWS's data exports write them: FOCUS 1.0, and a cost and usage report
// with the columns that most programs read. Their rows are the lines of the World's bill, so the
// cost of all rows is what Cost Explorer says of the month to the account that pays.
#pragma once

#include <string>

#include "simcloud/money/bill.h"

namespace mirante::simcloud {

struct BillFile {
  Month month;
  Grain grain = Grain::daily;
  Second known = 0;
  std::uint16_t payer = 0;  // Whose bill it is: the lines of all accounts that it pays for.
};

/// What is missing is NULL, as in the files that FOCUS's authors publish. `BilledCost` is the
/// unblended, `EffectiveCost` the amortized cost.
std::string focus_csv(Cloud& cloud, const BillFile& file);
/// With a column `resourceTags/user:KEY` for each key that any row has.
std::string cur_csv(Cloud& cloud, const BillFile& file);

}  // namespace mirante::simcloud

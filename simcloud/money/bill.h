// The World's own bill: every line of any span of time, computed from the meters when somebody
// asks. Cost Explorer, the bill files and the control API all read it here, so their totals agree
// to the last digit.
//
// A month also has lines of its own, at its first hour: the fees of reserved instances, support and
// tax. They are computed from what is known of the month so far, so they grow until it is over.
#pragma once

#include <functional>

#include "simcloud/money/calendar.h"
#include "simcloud/money/line.h"

namespace mirante::simcloud {

struct Cloud;

enum class Grain : std::uint8_t { hourly, daily };

struct BillSpan {
  Second begin = 0;  // Whole hours; whole days for daily lines.
  Second end = 0;
  Grain grain = Grain::daily;
  Second known = 0;  // Nothing later is looked at; at most now.
};

/// Calls `use` with each line, in order of time.
void read_bill(Cloud& cloud, const BillSpan& span, const std::function<void(const Line&)>& use);

/// AWS tells of an hour a day after it was over: up to here is known to Cost Explorer and stands in
/// bill files.
Second published(const Cloud& cloud);
/// A month is estimated, and its fees, support and tax are restated, until four days after its end.
bool is_final(const Cloud& cloud, Second second);

/// Who gets the account's bill: the management account of its organization, or itself outside of
/// any. Accounts with the same payer share their commitments.
std::uint16_t payer_of(const Cloud& cloud, std::uint16_t account);

}  // namespace mirante::simcloud

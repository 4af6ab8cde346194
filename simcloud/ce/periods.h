// What all questions to Cost Explorer begin with: whether the account may ask, and for which span
// of time, cut into months, days or hours. Ends are exclusive; everything is in UTC.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gen/ce/get_cost_and_usage.h"
#include "simcloud/call.h"
#include "simcloud/money/bill.h"

namespace mirante::simcloud {

std::unexpected<AwsError> invalid(std::string message);  // ValidationException
AwsError wrong_page_token();

/// Permission first, then whether Cost Explorer is on for the account.
Answered<Done> enter_cost_explorer(Call& call);

enum class Granularity : std::uint8_t { monthly, daily, hourly };

struct BillPeriod {
  Second begin = 0;
  Second end = 0;
};

struct Span {
  Granularity granularity = Granularity::daily;
  BillPeriod whole;
  std::vector<BillPeriod> parts;
};

/// As ValidationException says it: order, format, not older than 14 months (14 days by the hour),
/// not beyond the end of the month. Without a granularity it is `otherwise`.
Answered<Span> read_span(const Call& call, const std::optional<gen::ce::DateInterval>& interval,
                         const std::optional<std::string>& granularity, Granularity otherwise);
/// For how far commitments reach or are used: by day or month, or in groups, then of the whole.
Answered<Span> read_commitment_span(const Call& call,
                                    const std::optional<gen::ce::DateInterval>& interval,
                                    const std::optional<std::string>& granularity, bool grouped);
/// For what is to come: from today on, at most 18 months.
Answered<Span> read_future_span(const Call& call,
                                const std::optional<gen::ce::DateInterval>& interval,
                                const std::optional<std::string>& granularity);

gen::ce::DateInterval to_gen(const Span& span, const BillPeriod& period);

/// A share of a whole as a percentage: "33.333333333"; "0" of nothing.
std::string percentage(Nanos part, Nanos whole);

}  // namespace mirante::simcloud

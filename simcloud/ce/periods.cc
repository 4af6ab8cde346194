#include "simcloud/ce/periods.h"

#include <algorithm>

#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

constexpr int history_months = 13;  // Besides the current one.
constexpr int future_months = 18;
constexpr Second hourly_history = 14 * seconds_of_day;

/// The first second of the month that is so many months away.
Second month_begin(Second second, int months) {
  auto begin = month_of(second).begin;
  for (; months > 0; --months) begin = month_of(begin).end;
  for (; months < 0; ++months) begin = month_of(begin - 1).begin;
  return begin;
}

Answered<Granularity> read_granularity(const std::optional<std::string>& text,
                                       Granularity otherwise) {
  if (!text) return otherwise;
  if (*text == "MONTHLY") return Granularity::monthly;
  if (*text == "DAILY") return Granularity::daily;
  if (*text == "HOURLY") return Granularity::hourly;
  return invalid("Invalid granularity: " + *text +
                 ". The granularity must be one of DAILY, MONTHLY, HOURLY");
}

Answered<BillPeriod> read_period(const std::optional<gen::ce::DateInterval>& interval,
                                 Granularity granularity) {
  if (!interval || !interval->start || !interval->end)
    return invalid("TimePeriod needs a Start and an End");
  BillPeriod period;
  for (const auto& [text, second] :
       {std::pair(&*interval->start, &period.begin), std::pair(&*interval->end, &period.end)}) {
    const bool hourly = granularity == Granularity::hourly;
    const auto read = hourly == (text->size() > 10) ? parse_hour(*text)
                                                    : Result<Second>(fail(ErrorKind::invalid, ""));
    if (!read)
      return invalid(std::string("Invalid date \"") + *text +
                     "\": for this granularity it must be " +
                     (hourly ? "yyyy-MM-ddTHH:00:00Z" : "yyyy-MM-dd"));
    *second = *read;
  }
  if (period.begin >= period.end)
    return invalid("Start date (and hour) should be before end date (and hour)");
  return period;
}

std::vector<BillPeriod> cut(const BillPeriod& period, Granularity granularity) {
  std::vector<BillPeriod> parts;
  for (auto begin = period.begin; begin < period.end;) {
    auto end = begin + (granularity == Granularity::daily ? seconds_of_day : seconds_of_hour);
    if (granularity == Granularity::monthly) end = month_of(begin).end;
    parts.push_back({begin, std::min(end, period.end)});
    begin = end;
  }
  return parts;
}

}  // namespace

std::unexpected<AwsError> invalid(std::string message) {
  return refuse("ValidationException", std::move(message));
}

AwsError wrong_page_token() {
  return {"InvalidNextTokenException", "The pagination token is invalid"};
}

Answered<Done> enter_cost_explorer(Call& call) {
  if (auto ok = call.permit(); !ok) return ok;
  const auto& states = call.cloud.billing.cost_explorer;
  const auto found = states.find(call.caller.account);
  if (found == states.end()) return Done{};
  switch (found->second.state) {
    case CostExplorerState::enabled: return Done{};
    case CostExplorerState::not_enabled:
      return refuse("AccessDeniedException", "User not enabled for cost explorer access");
    case CostExplorerState::denied:
      return refuse("AccessDeniedException",
                    "Linked account doesn't have access to cost explorer.");
    case CostExplorerState::preparing:
      if (to_second(call.cloud.now) >= found->second.since + seconds_of_day) return Done{};
      return refuse("DataUnavailableException",
                    "Data is not available. Please try to adjust the time period. If just enabled "
                    "Cost Explorer, data might not be ingested yet");
  }
  return Done{};
}

Answered<Span> read_span(const Call& call, const std::optional<gen::ce::DateInterval>& interval,
                         const std::optional<std::string>& text, Granularity otherwise) {
  const auto granularity = read_granularity(text, otherwise);
  if (!granularity) return pass(granularity);
  const auto period = read_period(interval, *granularity);
  if (!period) return pass(period);
  const auto now = to_second(call.cloud.now);
  if (period->begin > now) return invalid("Start date cannot be in the future");
  if (period->end > month_of(now).end) return invalid("end date past the beginning of next month");
  if (period->begin < month_begin(now, -history_months))
    return invalid("You haven't enabled historical data beyond 14 months");
  if (*granularity == Granularity::hourly && period->begin < hour_of(now) - hourly_history)
    return invalid(
        "Start date is more than 14 days ago for hourly granularity. Please adjust start date as "
        "we "
        "support only 14 days of data at hourly granularity.");
  return Span{*granularity, *period, cut(*period, *granularity)};
}

Answered<Span> read_commitment_span(const Call& call,
                                    const std::optional<gen::ce::DateInterval>& interval,
                                    const std::optional<std::string>& granularity, bool grouped) {
  if (grouped && granularity) return invalid("GroupBy and Granularity exclude each other");
  auto span = read_span(call, interval, granularity, Granularity::daily);
  if (!span) return span;
  if (span->granularity == Granularity::hourly)
    return invalid("Granularity must be DAILY or MONTHLY");
  if (grouped) span->parts = {span->whole};
  return span;
}

Answered<Span> read_future_span(const Call& call,
                                const std::optional<gen::ce::DateInterval>& interval,
                                const std::optional<std::string>& text) {
  const auto granularity = read_granularity(text, Granularity::monthly);
  if (!granularity) return pass(granularity);
  if (*granularity == Granularity::hourly) return invalid("Forecasts are DAILY or MONTHLY");
  const auto period = read_period(interval, *granularity);
  if (!period) return pass(period);
  const auto today = day_of(to_second(call.cloud.now));
  if (period->begin < today) return invalid("Start date must be today or later");
  if (period->end > month_begin(today, future_months))
    return invalid("End date must be within 18 months");
  return Span{*granularity, *period, cut(*period, *granularity)};
}

gen::ce::DateInterval to_gen(const Span& span, const BillPeriod& period) {
  const bool hourly = span.granularity == Granularity::hourly;
  const auto text = hourly ? time_text : date_text;
  return {.start = text(period.begin), .end = text(period.end)};
}

std::string percentage(Nanos part, Nanos whole) {
  return whole <= 0 ? "0" : decimal_text(share(100 * one, part, whole));
}

}  // namespace mirante::simcloud

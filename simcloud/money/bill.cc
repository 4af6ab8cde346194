#include "simcloud/money/bill.h"

#include <algorithm>
#include <map>

#include "simcloud/cloud.h"
#include "simcloud/money/rating.h"

namespace mirante::simcloud {
namespace {

/// About 50 MB.
constexpr std::size_t kept_lines_max = 600'000;
constexpr std::int64_t all_basis_points = 10'000;

using Lines = std::shared_ptr<const std::vector<Line>>;  // Shared with the days that are kept.

Lines lines_of_day(Cloud& cloud, Second day, Second known) {
  auto& billing = cloud.billing;
  const auto end = day + seconds_of_day;
  const auto kept = std::ranges::find(billing.kept_days, day, &Billing::KeptDay::day);
  if (end <= known && kept != billing.kept_days.end()) {
    billing.kept_days.splice(billing.kept_days.begin(), billing.kept_days, kept);
    return billing.kept_days.front().lines;
  }
  auto lines = std::make_shared<const std::vector<Line>>(
      merged(rate_hours(cloud, day, std::min(end, known), to_second(cloud.now)), day));
  if (end > known) return lines;
  billing.kept_days.push_front({day, lines});
  billing.kept_lines += lines->size();
  while (billing.kept_lines > kept_lines_max && billing.kept_days.size() > 1) {
    billing.kept_lines -= billing.kept_days.back().lines->size();
    billing.kept_days.pop_back();
  }
  return lines;
}

void add_reservation_fees(const Cloud& cloud, Month month, Second known, std::vector<Line>& lines) {
  const auto& reserved = cloud.billing.reserved;
  for (std::uint32_t i = 0; i < reserved.size(); ++i) {
    const auto begin = std::max(month.begin, reserved[i].begin);
    const auto hours = (std::min({month.end, reserved[i].end(), known}) - begin) / seconds_of_hour;
    if (hours <= 0) continue;
    const auto units = hours * reserved[i].count;
    lines.push_back(
        {.begin = begin,
         .key = {.account = reserved[i].account,
                 .region = reserved[i].region,
                 .charge = Charge::reservation_fee,
                 .item = Item::server,
                 .zone = reserved[i].zone.value_or(no_zone),
                 .type = reserved[i].type,
                 .system = reserved[i].system,
                 .commitment = i},
         .amounts = {.unblended = reserved[i].price.hourly * units, .quantity = one * units}});
  }
}

/// Support and tax are shares of what each account was charged in the month so far.
void add_shares(Cloud& cloud, Month month, Second known, std::vector<Line>& lines) {
  const auto& billing = cloud.billing;
  if (billing.support_basis_points == 0 && billing.tax_basis_points == 0) return;
  std::map<std::uint16_t, Nanos> used, charged;
  const auto count = [&](const Line& line) {
    const bool given_back = line.key.charge == Charge::credit || line.key.charge == Charge::refund;
    if (!given_back) used[line.key.account] += line.amounts.unblended;
    charged[line.key.account] += line.amounts.unblended;
  };
  for (const auto& line : lines) count(line);
  for (auto day = month.begin; day < std::min(month.end, known); day += seconds_of_day)
    for (const auto& line : *lines_of_day(cloud, day, known)) count(line);
  const auto add = [&](std::uint16_t account, Charge charge, Nanos of, std::int64_t basis_points) {
    const auto amount = share(of, basis_points, all_basis_points);
    if (amount <= 0) return Nanos{0};
    lines.push_back({.begin = month.begin,
                     .key = {.account = account, .charge = charge},
                     .amounts = {.unblended = amount, .amortized = amount, .list = amount}});
    return amount;
  };
  for (auto& [account, amount] : used)
    charged[account] += add(account, Charge::support, amount, billing.support_basis_points);
  for (const auto& [account, amount] : charged)
    add(account, Charge::tax, amount, billing.tax_basis_points);
}

std::vector<Line> lines_of_month(Cloud& cloud, Month month, Second known) {
  std::vector<Line> lines;
  if (known <= month.begin) return lines;
  add_reservation_fees(cloud, month, known, lines);
  add_shares(cloud, month, known, lines);
  return lines;
}

}  // namespace

void read_bill(Cloud& cloud, const BillSpan& span, const std::function<void(const Line&)>& use) {
  std::vector<Line> of_month;
  Month month;
  const auto end = std::min(span.end, span.known);
  const auto step = span.grain == Grain::daily ? seconds_of_day : seconds_of_hour;
  for (auto at = span.begin; at < end; at += step) {
    if (at >= month.end) {
      month = month_of(at);
      of_month = lines_of_month(cloud, month, span.known);
    }
    for (auto line : of_month) {
      if (line.begin < at || line.begin >= at + step) continue;
      line.begin = at;
      use(line);
    }
    if (span.grain == Grain::daily) {
      const auto lines = lines_of_day(cloud, at, span.known);
      for (const auto& line : *lines) use(line);
    } else {
      const auto until = std::min(at + seconds_of_hour, end);
      for (const auto& line : merged(rate_hours(cloud, at, until, to_second(cloud.now)), at))
        use(line);
    }
  }
}

Second published(const Cloud& cloud) { return hour_of(to_second(cloud.now)) - seconds_of_day; }

bool is_final(const Cloud& cloud, Second second) {
  static constexpr Second days_to_close = 4;
  return to_second(cloud.now) >= month_of(second).end + days_to_close * seconds_of_day;
}

std::uint16_t payer_of(const Cloud& cloud, std::uint16_t account) {
  const auto& organization = cloud.organization;
  if (!organization.is_member(cloud.accounts[account].id)) return account;
  return cloud.find_account(organization.management)->number;
}

}  // namespace mirante::simcloud

#include "simcloud/money/rating.h"

#include <algorithm>

#include "simcloud/cloud.h"
#include "simcloud/money/bill.h"

namespace mirante::simcloud {
namespace {

constexpr std::int64_t hour_seconds = 3600;
constexpr std::int64_t second_micros = 1'000'000;
constexpr std::int64_t hour_micros = hour_seconds * second_micros;

/// What one server used in one hour and is not yet covered. Use is metered in seconds; it is split
/// in millionths of them, so that the last use that a plan covers takes just what is left of it.
struct Use {
  LineKey key;
  std::int64_t micros = 0;
  Nanos price = 0;  // Of an hour.
  std::int64_t quarters = 0;
};

Amounts amounts_of(const Use& use, std::int64_t micros) {
  const auto cost = share(use.price, micros, hour_micros);
  return {.unblended = cost,
          .amortized = cost,
          .list = cost,
          .quantity = share(one, micros, hour_micros),
          .normalized = share(one * use.quarters, micros, hour_micros * 4)};
}

/// Deals out a whole in parts by weight so that nothing is lost: each part is the difference of two
/// rounded sums.
class Dealer {
 public:
  Dealer(Nanos whole, std::int64_t weights) : whole_(whole), weights_(weights) {}
  Nanos deal(std::int64_t weight) {
    dealt_weight_ += weight;
    const auto until = share(whole_, dealt_weight_, weights_);
    const auto part = until - dealt_;
    dealt_ = until;
    return part;
  }
  Nanos rest() const { return whole_ - dealt_; }

 private:
  Nanos whole_;
  std::int64_t weights_;
  std::int64_t dealt_weight_ = 0;
  Nanos dealt_ = 0;
};

class Hour {
 public:
  Hour(const Cloud& cloud, Second begin, Second end, std::vector<Line>& lines)
      : cloud_(cloud), begin_(begin), end_(end), lines_(lines) {}

  void add(const Run& run) {
    const auto from = std::max(run.begin, begin_), until = std::min(run.end, end_);
    if (from >= until) return;
    LineKey key{.account = run.thing.account,
                .region = run.thing.region,
                .thing_kind = run.thing.kind,
                .zone = run.facts.zone,
                .tags = run.facts.tags,
                .thing = run.thing.id};
    switch (run.thing.kind) {
      case Metered::server: add_server(key, run.facts, until - from); break;
      case Metered::volume: add_volume(key, run.facts, until - from); break;
      case Metered::automatic_address:
      case Metered::elastic_address:
        key.zone = no_zone;
        key.item = run.facts.idle ? Item::address_idle : Item::address_in_use;
        put(key, amounts_of({.price = address_price(key.region)}, (until - from) * second_micros));
        break;
    }
  }

  void finish() {
    std::ranges::sort(uses_, [](const Use& a, const Use& b) {
      return a.key != b.key ? a.key < b.key : a.micros < b.micros;
    });
    const auto& billing = cloud_.billing;
    for (const bool zonal : {true, false})
      for (std::uint32_t i = 0; i < billing.reserved.size(); ++i)
        if (billing.reserved[i].zone.has_value() == zonal) apply(billing.reserved[i], i);
    for (const auto kind : {PlanKind::ec2_instance, PlanKind::compute})
      for (std::uint32_t i = 0; i < billing.plans.size(); ++i)
        if (billing.plans[i].offer.kind == kind) apply(billing.plans[i], i);
    for (const auto& use : uses_)
      if (use.micros > 0) put(use.key, amounts_of(use, use.micros));
    for (std::uint32_t i = 0; i < billing.adjustments.size(); ++i) add(billing.adjustments[i], i);
  }

 private:
  void put(const LineKey& key, const Amounts& amounts) {
    lines_.push_back({.begin = begin_, .key = key, .amounts = amounts});
  }

  void add_server(LineKey key, const MeteredFacts& facts, std::int64_t seconds) {
    key.type = facts.type;
    key.system = facts.windows ? System::windows : System::linux_unix;
    key.item = facts.spot ? Item::spot_server : Item::server;
    Use use{.key = key, .micros = seconds * second_micros, .quarters = quarters_of(facts.type)};
    if (facts.spot) {
      use.price = spot_price(key.region, key.type, key.system);
      put(key, amounts_of(use, use.micros));
    } else {
      use.price = server_price(key.region, key.type, key.system, Tenancy::shared);
      uses_.push_back(use);
    }
  }

  void add_volume(LineKey key, const MeteredFacts& facts, std::int64_t seconds) {
    const auto month = month_of(begin_);
    const auto add_part = [&](Item item, std::int64_t units, Nanos price, std::int64_t scale) {
      key.item = item;
      key.volume_type = facts.volume_type;
      const auto part = units * seconds;
      const auto cost = share(price, part, month.seconds() * scale);
      put(key, {.unblended = cost,
                .amortized = cost,
                .list = cost,
                .quantity = share(one, part, month.seconds() * scale)});
    };
    const auto type = facts.volume_type;
    add_part(Item::volume_storage, facts.size_gib, volume_price(key.region, type), 1);
    if (type == VolumeType::io1 || type == VolumeType::io2)
      add_part(Item::volume_iops, facts.iops, iops_price(key.region, type), 1);
    if (type != VolumeType::gp3) return;
    if (facts.iops > iops_included)
      add_part(Item::volume_iops, facts.iops - iops_included, iops_price(key.region, type), 1);
    if (facts.throughput_mibps > throughput_included_mibps)
      add_part(Item::volume_throughput, facts.throughput_mibps - throughput_included_mibps,
               throughput_price(key.region), 1024);
  }

  /// The uses that a commitment may cover, its own account's first.
  template <class Fits, class Order>
  std::vector<Use*> candidates(std::uint16_t owner, Fits fits, Order order) {
    std::vector<Use*> found;
    const auto payer = payer_of(cloud_, owner);
    for (auto& use : uses_)
      if (use.micros > 0 && fits(use) && payer_of(cloud_, use.key.account) == payer)
        found.push_back(&use);
    std::ranges::sort(found, [&](const Use* a, const Use* b) {
      const bool a_own = a->key.account == owner, b_own = b->key.account == owner;
      if (a_own != b_own) return a_own;
      if (order(*a, *b) || order(*b, *a)) return order(*a, *b);
      return a < b;  // As they stand in `uses_`.
    });
    return found;
  }

  void apply(const ReservedInstances& reserved, std::uint32_t number) {
    if (begin_ < reserved.begin || begin_ >= reserved.end()) return;
    const bool any_size = reserved.size_flexible();
    const auto& family = type_facts(reserved.type).family;
    auto found = candidates(
        reserved.account,
        [&](const Use& use) {
          if (use.key.region != reserved.region || use.key.system != reserved.system) return false;
          if (reserved.zone && use.key.zone != *reserved.zone) return false;
          return any_size ? type_facts(use.key.type).family == family
                          : use.key.type == reserved.type;
        },
        [](const Use& a, const Use& b) { return a.quarters < b.quarters; });
    const auto upfront = reserved.price.upfront * reserved.count;
    if (begin_ == reserved.begin && upfront > 0)
      put(key_of(reserved, number, Charge::reservation_upfront),
          {.unblended = upfront, .quantity = one * reserved.count});
    const auto quarters = quarters_of(reserved.type) * reserved.count;
    const auto whole = quarters * hour_micros;
    const auto hour_cost = reserved.price.hourly * reserved.count +
                           hourly_part(upfront, reserved.term, reserved.begin, begin_);
    Dealer dealer(hour_cost, whole);
    auto left = whole;
    for (auto* use : found) {
      const auto micros = std::min(use->micros, left / use->quarters);
      if (micros == 0) continue;
      const auto weight = micros * use->quarters;
      auto amounts = amounts_of(*use, micros);
      amounts.unblended = 0;
      amounts.amortized = dealer.deal(weight);
      auto key = use->key;
      key.charge = Charge::discounted_usage;
      key.commitment = number;
      put(key, amounts);
      use->micros -= micros;
      left -= weight;
    }
    // The hour under way is not reserved in vain before it is over.
    if (end_ - begin_ < hour_seconds || left == 0) return;
    put(key_of(reserved, number, Charge::reservation_unused),
        {.amortized = dealer.rest(),
         .quantity = share(one, left, hour_micros * quarters_of(reserved.type)),
         .normalized = share(one, left, hour_micros * 4)});
  }

  static LineKey key_of(const ReservedInstances& reserved, std::uint32_t number, Charge charge) {
    return {.account = reserved.account,
            .region = reserved.region,
            .charge = charge,
            .item = Item::server,
            .zone = reserved.zone.value_or(no_zone),
            .type = reserved.type,
            .system = reserved.system,
            .commitment = number};
  }

  void apply(const SavingsPlan& plan, std::uint32_t number) {
    if (begin_ < plan.begin || begin_ >= plan.end()) return;
    const auto plan_rate = [&](const Use& use) {
      return plan_price(use.key.region, use.key.type, use.key.system, Tenancy::shared, plan.offer);
    };
    auto found = candidates(
        plan.account,
        [&](const Use& use) {
          return plan.offer.kind == PlanKind::compute ||
                 (use.key.region == plan.region && type_facts(use.key.type).family == plan.family);
        },
        // The highest saving in percent first: the lowest ratio of the two prices.
        [&](const Use& a, const Use& b) {
          const auto left = static_cast<__int128>(plan_rate(a)) * b.price;
          const auto right = static_cast<__int128>(plan_rate(b)) * a.price;
          return left != right ? left < right : plan_rate(a) < plan_rate(b);
        });
    auto left = plan.commitment;
    for (auto* use : found) {
      if (left <= 0) break;
      cover(*use, plan_rate(*use), number, left);
    }
    LineKey key{.account = plan.account,
                .region = plan.region,
                .charge = Charge::plan_upfront,
                .commitment = number};
    if (begin_ == plan.begin && plan.upfront() > 0)
      put(key, {.unblended = plan.upfront(), .quantity = one});
    key.charge = Charge::plan_fee;
    if (end_ - begin_ < hour_seconds) return;  // Charged when the hour is over.
    put(key, {.unblended = plan.hourly_fee(begin_), .amortized = left, .quantity = one});
  }

  /// Takes the use off the commitment, or as much of it as there is room for.
  void cover(Use& use, Nanos rate, std::uint32_t number, Nanos& left) {
    auto micros = use.micros;
    auto cost = share(rate, micros, hour_micros);
    if (cost > left) {
      micros = static_cast<std::int64_t>(static_cast<__int128>(left) * hour_micros / rate);
      cost = left;
    }
    auto amounts = amounts_of(use, micros);
    amounts.amortized = cost;
    auto key = use.key;
    key.charge = Charge::plan_covered_usage;
    key.commitment = number;
    put(key, amounts);
    key.charge = Charge::plan_negation;
    put(key, {.unblended = -amounts.unblended});
    left -= cost;
    use.micros -= micros;
  }

  void add(const Adjustment& adjustment, std::uint32_t number) {
    if (adjustment.at < begin_ || adjustment.at >= end_) return;
    const bool credit = adjustment.kind == Adjustment::Kind::credit;
    put({.account = adjustment.account,
         .charge = credit ? Charge::credit : Charge::refund,
         .commitment = number},
        {.unblended = -adjustment.amount, .amortized = -adjustment.amount});
  }

  const Cloud& cloud_;
  Second begin_, end_;
  std::vector<Line>& lines_;
  std::vector<Use> uses_;
};

/// Nothing begins or ends in the hour or in the one before, so both have the same lines.
bool is_like_the_hour_before(const Cloud& cloud, const std::vector<Run>& runs, Second hour,
                             Second end) {
  const auto before = hour - hour_seconds, after = hour + hour_seconds;
  if (after > end) return false;
  const auto is_within = [&](Second second) { return second > before && second < after; };
  if (std::ranges::any_of(
          runs, [&](const Run& run) { return is_within(run.begin) || is_within(run.end); }))
    return false;
  const auto changes = [&](const auto& commitment, Nanos upfront, Term term) {
    if (commitment.begin >= before && commitment.begin < after) return true;
    if (commitment.end() >= before && commitment.end() < after) return true;
    if (commitment.begin > hour || commitment.end() <= hour) return false;
    return hourly_part(upfront, term, commitment.begin, before) !=
           hourly_part(upfront, term, commitment.begin, hour);
  };
  const auto& billing = cloud.billing;
  return std::ranges::none_of(billing.reserved,
                              [&](const ReservedInstances& reserved) {
                                return changes(reserved, reserved.price.upfront * reserved.count,
                                               reserved.term);
                              }) &&
         std::ranges::none_of(billing.plans,
                              [&](const SavingsPlan& plan) {
                                return changes(plan, plan.upfront(), plan.offer.term);
                              }) &&
         std::ranges::none_of(billing.adjustments, [&](const Adjustment& adjustment) {
           return adjustment.at >= before && adjustment.at < after;
         });
}

}  // namespace

Nanos hourly_part(Nanos upfront, Term term, Second begin, Second hour) {
  const auto number = (hour - begin) / hour_seconds;
  return share(upfront, number + 1, term.hours()) - share(upfront, number, term.hours());
}

std::vector<Line> rate_hours(const Cloud& cloud, Second begin, Second end, Second now) {
  std::vector<Run> runs;
  cloud.billing.meter.for_each_run(begin, end, [&](const Run& run) {
    runs.push_back(run);
    runs.back().end = run.end == not_yet ? now : run.end;
  });
  std::vector<Line> lines, of_hour;
  for (auto hour = begin; hour < end; hour += hour_seconds) {
    if (hour > begin && is_like_the_hour_before(cloud, runs, hour, end)) {
      auto total = lines.end() - static_cast<std::ptrdiff_t>(of_hour.size());
      for (const auto& line : of_hour) (total++)->amounts += line.amounts;
      continue;
    }
    of_hour.clear();
    Hour rated(cloud, hour, std::min(hour + hour_seconds, end), of_hour);
    for (const auto& run : runs) rated.add(run);
    rated.finish();
    lines.insert(lines.end(), of_hour.begin(), of_hour.end());
  }
  return lines;
}

std::vector<Line> merged(std::vector<Line> lines, Second day) {
  std::ranges::sort(lines, {}, &Line::key);
  std::size_t used = 0;
  for (auto& line : lines) {
    line.begin = day;
    if (used > 0 && lines[used - 1].key == line.key)
      lines[used - 1].amounts += line.amounts;
    else
      lines[used++] = line;
  }
  lines.resize(used);
  lines.shrink_to_fit();
  return lines;
}

}  // namespace mirante::simcloud

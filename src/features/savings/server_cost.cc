#include "features/savings/server_cost.h"

#include <algorithm>
#include <array>

#include "features/savings/opportunity.h"

namespace mirante::savings {
namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, 6> things{"server", "address",    "storage",
                                                 "iops",   "throughput", "database"};
/// What gp3 has without paying for more.
constexpr std::int64_t gp3_iops = 3'000, gp3_mibps = 125;
/// Beyond it AWS has other prices for io2, which are not read.
constexpr std::int64_t io2_first_step = 32'000;
/// What gp3 of RDS may have without paying for more, at most; how much depends on size and engine.
constexpr std::int64_t database_gp3_iops = 12'000;
constexpr std::int64_t mib_per_gib = 1'024;
constexpr auto slack = 1min;

bool is_by_the_hour(Thing thing) {
  return thing == Thing::server || thing == Thing::address || thing == Thing::database;
}

std::optional<Money> sum(const std::optional<Money>& a, const std::optional<Money>& b) {
  if (!a || !b) return std::nullopt;
  return or_throw(add(*a, *b));
}

Part beyond(Thing thing, const VolumeFacts& volume, std::int64_t quantity, prices::Quote price,
            std::int64_t per_price = 1) {
  return {.thing = thing,
          .id = volume.id,
          .quantity = quantity,
          .per_price = per_price,
          .price = std::move(price)};
}

void add_volume(std::vector<Part>& parts, const Region& region, const VolumeFacts& volume,
                const prices::PriceBook& book) {
  parts.push_back(beyond(Thing::storage, volume, volume.size_gib,
                         book.of(prices::volume_product(region, volume.type))));
  const bool is_gp3 = volume.type == "gp3";
  const auto iops = volume.iops.value_or(0) - (is_gp3 ? gp3_iops : 0);
  if ((is_gp3 || volume.type == "io1" || volume.type == "io2") && iops > 0) {
    const bool is_in_steps = volume.type == "io2" && iops > io2_first_step;
    parts.push_back(beyond(Thing::iops, volume, iops,
                           is_in_steps ? std::unexpected(prices::Unknown::not_listed)
                                       : book.of(prices::iops_product(region, volume.type))));
  }
  const auto mibps = volume.throughput_mibps.value_or(0) - gp3_mibps;
  if (is_gp3 && mibps > 0)
    parts.push_back(beyond(Thing::throughput, volume, mibps,
                           book.of(prices::throughput_product(region, volume.type)), mib_per_gib));
}

prices::Quote quote_of(const prices::PriceBook& book, const std::optional<prices::Product>& product,
                       prices::Unknown otherwise) {
  return product ? book.of(*product) : prices::Quote(std::unexpected(otherwise));
}

ServerCost cost_of_databases(const CostFacts& facts, const prices::PriceBook& book) {
  using prices::Unknown;
  ServerCost cost{.grain = prices::Grain::ten_minutes, .parts = {}};
  for (const auto& one : facts.databases)
    cost.parts.push_back({.thing = Thing::database,
                          .id = one.id,
                          .ends_when_off = true,
                          .price = quote_of(book, prices::database_product(facts.region, one.sort),
                                            one.sort.type == "db.serverless" ? Unknown::by_use
                                                                             : Unknown::not_sold)});
  // A cluster whose members nobody has seen.
  if (cost.parts.empty()) cost.parts.push_back({.thing = Thing::database, .ends_when_off = true});
  bool has_shared_storage = false;
  for (const auto& one : facts.databases) {
    if (one.sort.engine.starts_with("aurora")) {
      has_shared_storage = true;
      continue;
    }
    cost.parts.push_back(
        {.thing = Thing::storage,
         .id = one.id,
         .quantity = one.size_gib,
         .price = quote_of(book, prices::database_storage_product(facts.region, one.sort),
                           Unknown::not_listed)});
    const bool is_extra = one.sort.storage == "gp3" && one.iops > database_gp3_iops;
    if (one.iops > 0 && (is_extra || one.sort.storage.starts_with("io")))
      cost.parts.push_back(
          {.thing = Thing::iops,
           .id = one.id,
           .quantity = one.iops,
           .price = quote_of(book, prices::database_iops_product(facts.region, one.sort),
                             Unknown::not_listed)});
  }
  if (has_shared_storage)
    cost.parts.push_back({.thing = Thing::storage, .price = std::unexpected(Unknown::by_use)});
  return cost;
}

}  // namespace

std::string_view to_string(Thing thing) { return things[static_cast<std::size_t>(thing)]; }

std::optional<Money> Part::per_hour() const {
  if (!price) return std::nullopt;
  return price->amount;
}

std::optional<Money> Part::per_month() const {
  if (!price) return std::nullopt;
  if (is_by_the_hour(thing)) return at_hourly(price->amount, month_seconds);
  return or_throw(share(price->amount, quantity, per_price));
}

std::optional<Money> ServerCost::hourly() const {
  std::optional<Money> total = Money{};
  for (const auto& part : parts)
    if (part.ends_when_off) total = sum(total, part.per_hour());
  return total;
}

std::optional<Money> ServerCost::stays_per_month() const {
  std::optional<Money> total = Money{};
  for (const auto& part : parts)
    if (!part.ends_when_off) total = sum(total, part.per_month());
  return total;
}

std::optional<Money> ServerCost::always_on_per_month() const {
  std::optional<Money> total = Money{};
  for (const auto& part : parts) total = sum(total, part.per_month());
  return total;
}

ServerCost cost_of(const CostFacts& facts, const prices::PriceBook& book) {
  if (facts.is_database) return cost_of_databases(facts, book);
  ServerCost cost{.grain = prices::grain_of(facts.platform), .parts = {}};
  cost.parts.push_back({.thing = Thing::server,
                        .ends_when_off = true,
                        .price = facts.is_spot ? std::unexpected(prices::Unknown::not_sold)
                                               : book.of_server(facts.region, facts.type,
                                                                facts.platform, facts.tenancy)});
  if (facts.address != servers::PublicAddress::none)
    cost.parts.push_back({.thing = Thing::address,
                          .ends_when_off = facts.address == servers::PublicAddress::automatic,
                          .price = book.of(prices::address_product(facts.region))});
  for (const auto& volume : facts.volumes) add_volume(cost.parts, facts.region, volume, book);
  return cost;
}

std::vector<Span> stopped_by(const RunHistory& history, const std::vector<Span>& switches) {
  std::vector<Span> found;
  for (const auto& off : outside({history.known}, history.runs))
    if (std::ranges::any_of(switches, [&](const Span& one) {
          return one.begin - slack <= off.begin && off.begin <= one.end + slack;
        }))
      found.push_back(off);
  return found;
}

std::int64_t saved_seconds(const RunHistory& history, const std::vector<Span>& off, Span window,
                           prices::Grain grain) {
  std::vector<Span> began;
  for (const auto& run : history.runs)
    if (window.begin <= run.begin && run.begin < window.end && run.begin > history.known.begin &&
        run.end < history.known.end)
      began.push_back(run);
  const auto beyond = billed_seconds(began, grain) - seconds_of(began);
  return std::max<std::int64_t>(0, seconds_of(cut(off, window)) - beyond);
}

}  // namespace mirante::savings

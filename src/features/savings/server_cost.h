// What a server costs while it runs and what goes on costing while it is off, part by part: hours
// of the server and of an address that AWS gives it for each run end with the run; volumes and
// Elastic IP addresses do not. Each part has its price with its date, or the reason why that is
// unknown; a sum is known only where all of its parts are. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/prices/database_product.h"
#include "features/prices/price_store.h"
#include "features/savings/run_history.h"
#include "features/servers/server_facts.h"

namespace mirante::savings {

enum class Thing : std::uint8_t { server, address, storage, iops, throughput, database };
std::string_view to_string(Thing thing);

struct Part {
  Thing thing = Thing::server;
  std::string id = {};  // Of the volume or the database.
  bool ends_when_off = false;
  std::int64_t quantity = 1;   // GiB, operations a second, MiB a second; 1 for hours.
  std::int64_t per_price = 1;  // So many of these are what the price is for.
  prices::Quote price = std::unexpected(prices::Unknown::not_read);

  /// Nullopt where the price is unknown.
  std::optional<Money> per_hour() const;  // Of parts by the hour.
  std::optional<Money> per_month() const;
};

struct VolumeFacts {
  std::string id;
  std::string type;
  std::int64_t size_gib = 0;
  std::optional<std::int64_t> iops = {};
  std::optional<std::int64_t> throughput_mibps = {};
};

struct DatabaseUse {
  std::string id;
  prices::DatabaseSort sort;
  std::int64_t size_gib = 0;
  std::int64_t iops = 0;  // As it was bought; 0: none.
};

struct CostFacts {
  Region region;
  std::string type;
  std::string platform;
  std::string tenancy = {};
  bool is_spot = false;
  servers::PublicAddress address = servers::PublicAddress::none;  // While it runs.
  std::vector<VolumeFacts> volumes = {};
  bool is_database = false;
  std::vector<DatabaseUse> databases = {};  // Of a database itself, of a cluster its members.
};

struct ServerCost {
  prices::Grain grain = prices::Grain::second;
  std::vector<Part> parts;  // The server or database first; never empty.

  /// All that ends when it is off, for an hour; nullopt where one is unknown.
  std::optional<Money> hourly() const;
  /// What goes on costing while it is off, for a month.
  std::optional<Money> stays_per_month() const;
  std::optional<Money> always_on_per_month() const;
};
ServerCost cost_of(const CostFacts& facts, const prices::PriceBook& book);

/// Spans of being off that began with one of these switches: [requested, seen], a minute to either
/// side.
std::vector<Span> stopped_by(const RunHistory& history, const std::vector<Span>& switches);

/// What being off in these spans of `window` saved against staying on: their seconds, less what AWS
/// bills for starts in it beyond the seconds that ran. Never below nothing.
std::int64_t saved_seconds(const RunHistory& history, const std::vector<Span>& off, Span window,
                           prices::Grain grain);

}  // namespace mirante::savings

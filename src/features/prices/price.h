// What a price is of, and what is known of it. AWS sells the same thing everywhere at a price of
// its own, so a *product* has a region: an hour of a server (by type, operating system and
// tenancy), a gigabyte of a volume for a month, what a volume was bought to do beyond that, an hour
// of a public IPv4 address. Prices are the public on-demand ones; a price that nobody read is
// unknown, with the reason, and never guessed. Values and rules.
#pragma once

#include <compare>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/instant.h"
#include "base/money.h"

namespace mirante::prices {

/// `code` is one word for what is sold: "server:t3.medium:RunInstances:Shared", "volume:gp3",
/// "volume-iops:gp3", "volume-throughput:gp3", "address"; of databases as database_product.h says.
struct Product {
  Region region;
  std::string code;

  friend auto operator<=>(const Product&, const Product&) = default;
};

/// An hour of an on-demand server. `platform` is as EC2 names it ("Linux/UNIX"), `tenancy`
/// "default" (also where it is empty) or "dedicated". Nullopt for what is not sold by the hour of a
/// server: a platform that is not AWS's own, a host of one's own.
std::optional<Product> server_product(const Region& region, std::string_view type,
                                      std::string_view platform, std::string_view tenancy);
/// A gigabyte for a month.
Product volume_product(const Region& region, std::string_view type);
/// An I/O operation a second for a month.
Product iops_product(const Region& region, std::string_view type);
/// A gibibyte a second for a month; gp3 only.
Product throughput_product(const Region& region, std::string_view type);
/// An hour of a public IPv4 address in use.
Product address_product(const Region& region);

/// Whether each second of a server is billed (with a minimum for each start), or each hour that was
/// begun. AWS bills Linux, Windows, Red Hat and Ubuntu Pro by the second, others by the hour;
/// databases by the second, at least ten minutes for each start.
enum class Grain : std::uint8_t { second, hour, ten_minutes };
Grain grain_of(std::string_view platform);

struct Price {
  Money amount;
  std::string unit;        // AWS's: "Hrs", "GB-Mo".
  Instant effective_at{};  // Since when AWS sells at it.
  Instant read_at{};       // When it was read.

  friend bool operator==(const Price&, const Price&) = default;
};

/// Why a price is unknown.
enum class Unknown : std::uint8_t {
  not_read,       // Nobody has asked yet.
  no_permission,  // No credentials may ask: pricing:GetProducts.
  unreachable,    // The price list did not answer.
  not_listed,     // The price list has no such product, or not one price for it.
  not_sold,       // It has no on-demand price for a server: a Spot server, a host of one's own, …
  by_use,         // It is billed by what is used of it, which is not known here: Aurora's storage.
};
std::string_view to_string(Unknown why);
Result<Unknown> parse_unknown(std::string_view text);

using Quote = std::expected<Price, Unknown>;

}  // namespace mirante::prices

// The table of prices, which belong to no tenant: AWS's price list is public, and the same for all.
#pragma once

#include <chrono>
#include <map>

#include "features/prices/price.h"
#include "platform/sql/migrations.h"
#include "platform/sql/sql.h"

namespace mirante::prices {

sql::Migrations migrations();

/// What is known of prices, in memory.
class PriceBook {
 public:
  PriceBook() = default;
  explicit PriceBook(std::map<Product, Quote> quotes) : quotes_(std::move(quotes)) {}

  /// Nobody has asked for what it does not hold.
  Quote of(const Product& product) const;
  /// As `server_product`; what is not sold by the hour of a server is not_sold.
  Quote of_server(const Region& region, std::string_view type, std::string_view platform,
                  std::string_view tenancy) const;

 private:
  std::map<Product, Quote> quotes_;
};
PriceBook load_prices(sql::Snapshot& snapshot);

struct Asked {
  Instant at;
  bool is_known = false;  // The last reading gave a price.
};
std::map<Product, Asked> asked_prices(sql::Snapshot& snapshot);

void put_price(sql::Tx& tx, const Product& product, const Price& price, std::string_view sku);
/// What was read before stays, with its date; for `not_listed` nothing stays.
void put_unknown(sql::Tx& tx, const Product& product, Unknown why, Instant at);

/// Whether it is this process's turn to read prices, for so long. False: another's.
bool take_turn(sql::Tx& tx, std::chrono::seconds length);
/// So long from now, for whoever has it.
void keep_turn(sql::Tx& tx, std::chrono::seconds length);
void end_turn(sql::Tx& tx);

}  // namespace mirante::prices

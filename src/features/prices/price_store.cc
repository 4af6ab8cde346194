#include "features/prices/price_store.h"

namespace mirante::prices {
namespace {

/// All that is read; the column is there for the price lists that have another.
const std::string currency(to_string(Currency::usd));

Quote read_quote(const sql::Row& row) {
  if (!row.is_null(2))
    return Price{.amount = {.nanos = row.integer(2), .currency = Currency::usd},
                 .unit = row.text(3),
                 .effective_at = row.instant(4),
                 .read_at = row.instant(5)};
  return std::unexpected(or_throw(parse_unknown(row.text(6))));
}

}  // namespace

Quote PriceBook::of(const Product& product) const {
  const auto found = quotes_.find(product);
  return found == quotes_.end() ? Quote(std::unexpected(Unknown::not_read)) : found->second;
}

Quote PriceBook::of_server(const Region& region, std::string_view type, std::string_view platform,
                           std::string_view tenancy) const {
  const auto product = server_product(region, type, platform, tenancy);
  return product ? of(*product) : Quote(std::unexpected(Unknown::not_sold));
}

PriceBook load_prices(sql::Snapshot& snapshot) {
  std::map<Product, Quote> quotes;
  for (const auto& row :
       snapshot.all("select region, product, nanos, unit, effective_at, read_at, problem "
                    "from prices where currency = ?",
                    currency))
    quotes.emplace(Product{.region = {row.text(0)}, .code = row.text(1)}, read_quote(row));
  return PriceBook(std::move(quotes));
}

std::map<Product, Asked> asked_prices(sql::Snapshot& snapshot) {
  std::map<Product, Asked> asked;
  for (const auto& row : snapshot.all(
           "select region, product, asked_at, problem from prices where currency = ?", currency))
    asked.emplace(Product{.region = {row.text(0)}, .code = row.text(1)},
                  Asked{.at = row.instant(2), .is_known = row.text(3).empty()});
  return asked;
}

void put_price(sql::Tx& tx, const Product& product, const Price& price, std::string_view sku) {
  tx.put("prices", {"currency", "region", "product"},
         {"nanos", "unit", "sku", "effective_at", "read_at", "asked_at", "problem"}, currency,
         product.region, product.code, price.amount.nanos, price.unit, sku, price.effective_at,
         price.read_at, price.read_at, "");
}

void put_unknown(sql::Tx& tx, const Product& product, Unknown why, Instant at) {
  if (why != Unknown::not_listed &&
      tx.exec("update prices set asked_at = ?, problem = ? "
              "where currency = ? and region = ? and product = ?",
              at, to_string(why), currency, product.region, product.code) > 0)
    return;
  tx.put("prices", {"currency", "region", "product"},
         {"nanos", "unit", "sku", "effective_at", "read_at", "asked_at", "problem"}, currency,
         product.region, product.code, nullptr, "", "", nullptr, nullptr, at, to_string(why));
}

bool take_turn(sql::Tx& tx, std::chrono::seconds length) {
  const auto row = tx.one_for_update("select until_at from price_turn where id = 1");
  if (row && row->instant(0) > tx.now()) return false;
  keep_turn(tx, length);
  return true;
}

void keep_turn(sql::Tx& tx, std::chrono::seconds length) {
  tx.put("price_turn", {"id"}, {"until_at"}, 1, tx.now() + length);
}

void end_turn(sql::Tx& tx) { tx.put("price_turn", {"id"}, {"until_at"}, 1, 0); }

}  // namespace mirante::prices

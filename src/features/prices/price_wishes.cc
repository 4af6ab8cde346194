#include "features/prices/price_wishes.h"

namespace mirante::prices {

void wish_for(sql::Tx& tx, const Region& region, const std::vector<std::string>& types,
              std::string_view platform, std::string_view tenancy, Instant now) {
  tx.exec("delete from price_wishes where until_at <= ?", now);
  for (const auto& type : types)
    if (const auto product = server_product(region, type, platform, tenancy))
      tx.put("price_wishes", {"region", "product"}, {"until_at"}, product->region, product->code,
             now + wish_lasts);
}

std::set<Product> wished_products(sql::Snapshot& snapshot, Instant now) {
  std::set<Product> wished;
  for (const auto& row :
       snapshot.all("select region, product from price_wishes where until_at > ?", now))
    wished.insert({.region = {row.text(0)}, .code = row.text(1)});
  return wished;
}

}  // namespace mirante::prices

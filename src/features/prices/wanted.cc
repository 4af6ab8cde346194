#include "features/prices/wanted.h"

#include "features/prices/database_product.h"

namespace mirante::prices {

std::set<Product> server_products(const std::set<inventory::ServerOffering>& servers) {
  std::set<Product> found;
  for (const auto& server : servers)
    if (auto product = server_product(server.region, server.type, server.platform, server.tenancy))
      found.insert(*std::move(product));
  return found;
}

std::set<Product> wanted_products(const inventory::Offerings& offerings) {
  auto wanted = server_products(offerings.servers);
  for (const auto& server : offerings.servers) wanted.insert(address_product(server.region));
  for (const auto& [region, type] : offerings.volumes) {
    wanted.insert(volume_product(region, type));
    if (type == "gp3" || type == "io1" || type == "io2") wanted.insert(iops_product(region, type));
    if (type == "gp3") wanted.insert(throughput_product(region, type));
  }
  for (const auto& one : offerings.databases) {
    const DatabaseSort sort{.type = one.type,
                            .engine = one.engine,
                            .license = one.license,
                            .storage = one.storage,
                            .is_multi_az = one.is_multi_az};
    for (auto& product :
         {database_product(one.region, sort), database_storage_product(one.region, sort),
          database_iops_product(one.region, sort)})
      if (product) wanted.insert(*product);
  }
  return wanted;
}

}  // namespace mirante::prices

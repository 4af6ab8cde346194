#include "features/prices/wanted.h"

namespace mirante::prices {

std::set<Product> wanted_products(const inventory::Offerings& offerings) {
  std::set<Product> wanted;
  for (const auto& server : offerings.servers) {
    wanted.insert(address_product(server.region));
    if (auto product = server_product(server.region, server.type, server.platform, server.tenancy))
      wanted.insert(*std::move(product));
  }
  for (const auto& [region, type] : offerings.volumes) {
    wanted.insert(volume_product(region, type));
    if (type == "gp3" || type == "io1" || type == "io2") wanted.insert(iops_product(region, type));
    if (type == "gp3") wanted.insert(throughput_product(region, type));
  }
  return wanted;
}

}  // namespace mirante::prices

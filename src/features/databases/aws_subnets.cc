#include "features/databases/aws_subnets.h"

#include "gen/ec2/describe_subnets.h"
#include "platform/aws/client.h"

namespace mirante::databases {

Task<std::map<std::string, int>> free_addresses(aws::Client& client, CallContext ctx,
                                                aws::Target target,
                                                std::vector<std::string> subnets) {
  std::map<std::string, int> left;
  // A filter: one unknown id would fail the whole call.
  gen::ec2::Filter filter{.name = "subnet-id", .values = std::move(subnets)};
  auto pages = gen::ec2::describe_subnets_pages(client, std::move(ctx), std::move(target),
                                                {.filters = {std::move(filter)}});
  while (const auto page = co_await pages.next())
    for (const auto& subnet : page->value.subnets)
      left[subnet.subnet_id.value_or("")] = subnet.available_ip_address_count.value_or(0);
  co_return left;
}

}  // namespace mirante::databases

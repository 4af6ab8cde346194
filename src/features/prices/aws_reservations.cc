#include "features/prices/aws_reservations.h"

#include "gen/ec2/describe_reserved_instances.h"
#include "platform/aws/client.h"

namespace mirante::prices {
namespace {

constexpr std::string_view classic_suffix = " (Amazon VPC)";

std::string platform_of(std::string description) {
  if (description.ends_with(classic_suffix))
    description.resize(description.size() - classic_suffix.size());
  return description;
}

}  // namespace

Task<std::vector<Reservation>> ask_reservations(aws::Client& client, CallContext ctx,
                                                aws::Target target, AccountId account) {
  const auto region = target.region;
  gen::ec2::DescribeReservedInstancesRequest request;
  request.filters.push_back({.name = "state", .values = {"active"}});
  auto reply = co_await gen::ec2::describe_reserved_instances(
      client, std::move(ctx), std::move(target), std::move(request));
  std::vector<Reservation> found;
  for (auto& one : reply.value.reserved_instances) {
    if (!one.reserved_instances_id || !one.instance_type || !one.start || !one.end) continue;
    const auto tenancy = one.instance_tenancy.value_or("default");
    found.push_back({.account = account,
                     .region = region,
                     .id = *std::move(one.reserved_instances_id),
                     .zone = one.availability_zone.value_or(""),
                     .type = *std::move(one.instance_type),
                     .platform = platform_of(one.product_description.value_or("")),
                     .tenancy = tenancy == "default" ? std::string() : tenancy,
                     .servers = one.instance_count.value_or(1),
                     .begins_at = *one.start,
                     .ends_at = *one.end});
  }
  co_return found;
}

}  // namespace mirante::prices

#include "features/inventory/aws_kinds.h"

#include "features/accounts/account_access.h"
#include "features/inventory/aws_documents.h"
#include "gen/ec2/describe_addresses.h"
#include "gen/ec2/describe_images.h"
#include "gen/ec2/describe_instances.h"
#include "gen/ec2/describe_key_pairs.h"
#include "gen/ec2/describe_security_groups.h"
#include "gen/ec2/describe_subnets.h"
#include "gen/ec2/describe_volumes.h"
#include "gen/ec2/describe_vpcs.h"
#include "platform/aws/pages.h"

namespace mirante::inventory {
namespace {

namespace ec2 = gen::ec2;

constexpr std::int32_t page_size = 1'000;  // The most that EC2 gives.

struct Source {
  aws::Client& client;
  accounts::AccountAccess& access;
  const Clock& clock;
};

/// Every page of a paginated call, stored while the next one is not yet asked for.
template <class Pages, class Take>
Task<void> read_pages(const Source& source, Pages pages, PageSink& sink, Take take) {
  auto asked_at = source.clock.now();
  while (auto page = co_await pages.next()) {
    std::vector<Observed> seen;
    take(page->value, seen);
    co_await sink.page(std::move(seen), asked_at);
    asked_at = source.clock.now();
  }
}

/// Calls without pages.
template <class Call, class Take>
Task<void> read_once(const Source& source, Call call, PageSink& sink, Take take) {
  const auto asked_at = source.clock.now();
  const auto reply = co_await std::move(call);
  std::vector<Observed> seen;
  take(reply.value, seen);
  co_await sink.page(std::move(seen), asked_at);
}

Task<void> instances(Source source, CallContext ctx, aws::Target target, PageSink& sink) {
  co_await read_pages(
      source, ec2::describe_instances_pages(source.client, ctx, target, {.max_results = page_size}),
      sink, [](const ec2::DescribeInstancesResult& page, std::vector<Observed>& seen) {
        for (const auto& reservation : page.reservations)
          for (const auto& instance : reservation.instances)
            seen.push_back(observed_instance(instance));
      });
}

Task<void> volumes(Source source, CallContext ctx, aws::Target target, PageSink& sink) {
  co_await read_pages(
      source, ec2::describe_volumes_pages(source.client, ctx, target, {.max_results = page_size}),
      sink, [](const ec2::DescribeVolumesResult& page, std::vector<Observed>& seen) {
        for (const auto& volume : page.volumes) seen.push_back(observed_volume(volume));
      });
}

Task<void> addresses(Source source, CallContext ctx, aws::Target target, PageSink& sink) {
  co_await read_once(source, ec2::describe_addresses(source.client, ctx, target, {}), sink,
                     [](const ec2::DescribeAddressesResult& reply, std::vector<Observed>& seen) {
                       for (const auto& address : reply.addresses)
                         seen.push_back(observed_address(address));
                     });
}

Task<void> security_groups(Source source, CallContext ctx, aws::Target target, PageSink& sink) {
  co_await read_pages(
      source,
      ec2::describe_security_groups_pages(source.client, ctx, target, {.max_results = page_size}),
      sink, [](const ec2::DescribeSecurityGroupsResult& page, std::vector<Observed>& seen) {
        for (const auto& group : page.security_groups)
          seen.push_back(observed_security_group(group));
      });
}

Task<void> subnets(Source source, CallContext ctx, aws::Target target, PageSink& sink) {
  co_await read_pages(
      source, ec2::describe_subnets_pages(source.client, ctx, target, {.max_results = page_size}),
      sink, [](const ec2::DescribeSubnetsResult& page, std::vector<Observed>& seen) {
        for (const auto& subnet : page.subnets) seen.push_back(observed_subnet(subnet));
      });
}

Task<void> vpcs(Source source, CallContext ctx, aws::Target target, PageSink& sink) {
  co_await read_pages(
      source, ec2::describe_vpcs_pages(source.client, ctx, target, {.max_results = page_size}),
      sink, [](const ec2::DescribeVpcsResult& page, std::vector<Observed>& seen) {
        for (const auto& vpc : page.vpcs) seen.push_back(observed_vpc(vpc));
      });
}

Task<void> key_pairs(Source source, CallContext ctx, aws::Target target, PageSink& sink) {
  co_await read_once(source, ec2::describe_key_pairs(source.client, ctx, target, {}), sink,
                     [](const ec2::DescribeKeyPairsResult& reply, std::vector<Observed>& seen) {
                       for (const auto& pair : reply.key_pairs)
                         seen.push_back(observed_key_pair(pair));
                     });
}

Task<void> images(Source source, CallContext ctx, aws::Target target, PageSink& sink) {
  // Without an owner AWS lists every public image there is.
  co_await read_pages(source,
                      ec2::describe_images_pages(source.client, ctx, target, {.owners = {"self"}}),
                      sink, [](const ec2::DescribeImagesResult& page, std::vector<Observed>& seen) {
                        for (const auto& image : page.images) seen.push_back(observed_image(image));
                      });
}

using Read = Task<void> (*)(Source, CallContext, aws::Target, PageSink&);

struct Row {
  std::string_view name;
  std::string_view action;
  Read read;
};

constexpr Row rows[] = {
    {"instance", "ec2:DescribeInstances", instances},
    {"volume", "ec2:DescribeVolumes", volumes},
    {"address", "ec2:DescribeAddresses", addresses},
    {"security_group", "ec2:DescribeSecurityGroups", security_groups},
    {"subnet", "ec2:DescribeSubnets", subnets},
    {"vpc", "ec2:DescribeVpcs", vpcs},
    {"key_pair", "ec2:DescribeKeyPairs", key_pairs},
    {"image", "ec2:DescribeImages", images},
};

/// One kind there. A free function: its coroutine holds what it needs by value.
Task<void> read_kind(Source source, Read read, CallContext ctx, AccountId account, Region region,
                     PageSink& sink) {
  auto target = co_await source.access.target(ctx, account, std::move(region));
  co_await read(source, std::move(ctx), std::move(target), sink);
}

}  // namespace

std::vector<SweepKind> aws_kinds(aws::Client& client, accounts::AccountAccess& access,
                                 const Clock& clock) {
  std::vector<SweepKind> kinds;
  for (const auto& row : rows)
    kinds.push_back({.name = row.name,
                     .action = row.action,
                     .read = [source = Source{client, access, clock}, read = row.read](
                                 const CallContext& ctx, AccountId account, const Region& region,
                                 PageSink& sink) {
                       return read_kind(source, read, ctx, account, region, sink);
                     }});
  return kinds;
}

}  // namespace mirante::inventory

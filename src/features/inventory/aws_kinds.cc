#include "features/inventory/aws_kinds.h"

#include "features/accounts/account_access.h"
#include "features/inventory/aws_blue_green.h"
#include "features/inventory/aws_documents.h"
#include "gen/ec2/describe_addresses.h"
#include "gen/ec2/describe_images.h"
#include "gen/ec2/describe_instances.h"
#include "gen/ec2/describe_key_pairs.h"
#include "gen/ec2/describe_security_groups.h"
#include "gen/ec2/describe_subnets.h"
#include "gen/ec2/describe_volumes.h"
#include "gen/ec2/describe_vpcs.h"
#include "gen/rds/describe_db_clusters.h"
#include "gen/rds/describe_db_instances.h"
#include "platform/aws/pages.h"
#include "platform/aws/wire/item_taker.h"

namespace mirante::inventory {
namespace {

namespace ec2 = gen::ec2;
namespace rds = gen::rds;

constexpr std::int32_t page_size = 1'000;    // The most that EC2 gives.
constexpr std::int32_t rds_page_size = 100;  // The most that RDS gives.

struct Source {
  aws::Client& client;
  accounts::AccountAccess& access;
  const Clock& clock;
};

/// Every page of a paginated call, stored while the next one is not yet asked for.
template <class Item, class Pages>
Task<void> read_pages(const Source& source, Pages pages, PageSink& sink) {
  std::vector<Observed> seen;
  const auto items = taker_of<Item>(seen);
  auto asked_at = source.clock.now();
  while (co_await pages.next(*items)) {
    co_await sink.page(std::exchange(seen, {}), asked_at);
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
  co_await read_pages<ec2::Instance>(
      source, ec2::describe_instances_pages(source.client, ctx, target, {.max_results = page_size}),
      sink);
}

Task<void> volumes(Source source, CallContext ctx, aws::Target target, PageSink& sink) {
  co_await read_pages<ec2::Volume>(
      source, ec2::describe_volumes_pages(source.client, ctx, target, {.max_results = page_size}),
      sink);
}

Task<void> addresses(Source source, CallContext ctx, aws::Target target, PageSink& sink) {
  co_await read_once(source, ec2::describe_addresses(source.client, ctx, target, {}), sink,
                     [](const ec2::DescribeAddressesResult& reply, std::vector<Observed>& seen) {
                       for (const auto& address : reply.addresses)
                         seen.push_back(observed_address(address));
                     });
}

Task<void> security_groups(Source source, CallContext ctx, aws::Target target, PageSink& sink) {
  co_await read_pages<ec2::SecurityGroup>(
      source,
      ec2::describe_security_groups_pages(source.client, ctx, target, {.max_results = page_size}),
      sink);
}

Task<void> subnets(Source source, CallContext ctx, aws::Target target, PageSink& sink) {
  co_await read_pages<ec2::Subnet>(
      source, ec2::describe_subnets_pages(source.client, ctx, target, {.max_results = page_size}),
      sink);
}

Task<void> vpcs(Source source, CallContext ctx, aws::Target target, PageSink& sink) {
  co_await read_pages<ec2::Vpc>(
      source, ec2::describe_vpcs_pages(source.client, ctx, target, {.max_results = page_size}),
      sink);
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
  co_await read_pages<ec2::Image>(
      source, ec2::describe_images_pages(source.client, ctx, target, {.owners = {"self"}}), sink);
}

/// Tells databases from which deployment they are, which is asked once there are databases at all.
class WithBlueGreen final : public PageSink {
 public:
  WithBlueGreen(const Source& source, const CallContext& ctx, const aws::Target& target,
                PageSink& sink)
      : source_(source), ctx_(ctx), target_(target), sink_(sink) {}

  Task<void> page(std::vector<Observed> seen, Instant asked_at) override {
    if (!seen.empty() && !deployments_)
      deployments_ = co_await read_blue_greens(source_.client, ctx_, target_);
    for (auto& database : seen) put_blue_green(*deployments_, database);
    co_await sink_.page(std::move(seen), asked_at);
  }

 private:
  const Source& source_;
  const CallContext& ctx_;
  const aws::Target& target_;
  PageSink& sink_;
  std::optional<BlueGreens> deployments_;
};

/// RDS answers Neptune's and DocumentDB's as well; they are stopped and started in the same way.
Task<void> databases(Source source, CallContext ctx, aws::Target target, PageSink& given) {
  WithBlueGreen sink(source, ctx, target, given);
  co_await read_pages<rds::DBInstance>(
      source,
      rds::describe_db_instances_pages(source.client, ctx, target, {.max_records = rds_page_size}),
      sink);
  co_await read_pages<rds::DBCluster>(
      source,
      rds::describe_db_clusters_pages(source.client, ctx, target, {.max_records = rds_page_size}),
      sink);
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
    {database_kind, "rds:DescribeDBInstances", databases},
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

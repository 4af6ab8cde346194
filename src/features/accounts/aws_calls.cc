#include "features/accounts/aws_calls.h"

#include <algorithm>
#include <array>

#include "gen/cloudtrail/lookup_events.h"
#include "gen/ec2/describe_addresses.h"
#include "gen/ec2/describe_availability_zones.h"
#include "gen/ec2/describe_images.h"
#include "gen/ec2/describe_instance_attribute.h"
#include "gen/ec2/describe_instance_status.h"
#include "gen/ec2/describe_instance_type_offerings.h"
#include "gen/ec2/describe_instance_types.h"
#include "gen/ec2/describe_instances.h"
#include "gen/ec2/describe_key_pairs.h"
#include "gen/ec2/describe_placement_groups.h"
#include "gen/ec2/describe_regions.h"
#include "gen/ec2/describe_reserved_instances.h"
#include "gen/ec2/describe_security_group_rules.h"
#include "gen/ec2/describe_security_groups.h"
#include "gen/ec2/describe_spot_instance_requests.h"
#include "gen/ec2/describe_subnets.h"
#include "gen/ec2/describe_volumes.h"
#include "gen/ec2/describe_vpcs.h"
#include "gen/ec2/modify_instance_attribute.h"
#include "gen/ec2/reboot_instances.h"
#include "gen/ec2/start_instances.h"
#include "gen/ec2/stop_instances.h"
#include "gen/kms/describe_key.h"
#include "gen/pricing/get_products.h"
#include "gen/rds/describe_blue_green_deployments.h"
#include "gen/rds/describe_db_clusters.h"
#include "gen/rds/describe_db_instances.h"
#include "gen/rds/describe_db_snapshots.h"
#include "gen/route53/list_hosted_zones.h"
#include "gen/savingsplans/describe_savings_plans.h"
#include "gen/sts/assume_role.h"
#include "gen/sts/get_caller_identity.h"
#include "platform/aws/client.h"

namespace mirante::accounts {
namespace {

namespace ec2 = gen::ec2;
namespace rds = gen::rds;
namespace sts = gen::sts;

constexpr std::int32_t small_page = 5;  // The least that EC2 takes.

/// One way to try an action; `server` is empty for those that need none.
struct Try {
  std::string_view action;
  bool needs_server;
  Task<void> (*call)(aws::Client&, CallContext, aws::Target, std::string server);
};

/// A describe call with a small page.
template <auto call, class Request>
Task<void> look(aws::Client& client, CallContext ctx, aws::Target target, std::string) {
  Request request;
  if constexpr (requires { request.max_results; }) request.max_results = small_page;
  co_await call(client, ctx, target, std::move(request));
}

/// A dry run on one server.
template <auto call, class Request>
Task<void> dry_run(aws::Client& client, CallContext ctx, aws::Target target, std::string server) {
  Request request{.instance_ids = {std::move(server)}};
  request.dry_run = true;
  co_await call(client, ctx, target, std::move(request));
}

Task<void> look_at_images(aws::Client& client, CallContext ctx, aws::Target target, std::string) {
  // Without an owner AWS lists every public image there is.
  co_await ec2::describe_images(client, ctx, target, {.owners = {"self"}});
}

Task<void> look_at_status(aws::Client& client, CallContext ctx, aws::Target target, std::string) {
  co_await ec2::describe_instance_status(client, ctx, target, {.max_results = small_page});
}

Task<void> dry_run_attribute(aws::Client& client, CallContext ctx, aws::Target target,
                             std::string server) {
  co_await ec2::describe_instance_attribute(
      client, ctx, target,
      {.dry_run = true, .instance_id = std::move(server), .attribute = "disableApiTermination"});
}

Task<void> dry_run_type(aws::Client& client, CallContext ctx, aws::Target target,
                        std::string server) {
  ec2::ModifyInstanceAttributeRequest request;
  request.dry_run = true;
  request.instance_id = std::move(server);
  request.instance_type = ec2::AttributeValue{.value = "t3.micro"};
  co_await ec2::modify_instance_attribute(client, std::move(ctx), std::move(target),
                                          std::move(request));
}

/// Prices are told in few regions.
Task<void> look_at_prices(aws::Client& client, CallContext ctx, aws::Target target, std::string) {
  target.region = Region{"us-east-1"};
  gen::pricing::GetProductsRequest request{.service_code = "AmazonEC2"};
  request.max_results = 1;
  co_await gen::pricing::get_products(client, std::move(ctx), std::move(target),
                                      std::move(request));
}

Task<void> look_at_trail(aws::Client& client, CallContext ctx, aws::Target target, std::string) {
  gen::cloudtrail::LookupEventsRequest request;
  request.max_results = 1;
  co_await gen::cloudtrail::lookup_events(client, std::move(ctx), std::move(target),
                                          std::move(request));
}

Task<void> look_at_plans(aws::Client& client, CallContext ctx, aws::Target target, std::string) {
  target.region = Region{"us-east-1"};
  gen::savingsplans::DescribeSavingsPlansRequest request;
  request.max_results = 1;
  co_await gen::savingsplans::describe_savings_plans(client, std::move(ctx), std::move(target),
                                                     std::move(request));
}

/// AWS has this key in each account.
Task<void> look_at_key(aws::Client& client, CallContext ctx, aws::Target target, std::string) {
  co_await gen::kms::describe_key(client, std::move(ctx), std::move(target),
                                  {.key_id = "alias/aws/ebs"});
}

constexpr std::array<Try, 29> tries{{
    {"ec2:DescribeInstanceStatus", false, look_at_status},
    {"ec2:DescribeInstanceAttribute", true, dry_run_attribute},
    {"ec2:DescribeInstanceTypes", false,
     look<ec2::describe_instance_types, ec2::DescribeInstanceTypesRequest>},
    {"ec2:DescribeInstanceTypeOfferings", false,
     look<ec2::describe_instance_type_offerings, ec2::DescribeInstanceTypeOfferingsRequest>},
    {"ec2:DescribeSpotInstanceRequests", false,
     look<ec2::describe_spot_instance_requests, ec2::DescribeSpotInstanceRequestsRequest>},
    {"ec2:DescribeAvailabilityZones", false,
     look<ec2::describe_availability_zones, ec2::DescribeAvailabilityZonesRequest>},
    {"ec2:DescribeVolumes", false, look<ec2::describe_volumes, ec2::DescribeVolumesRequest>},
    {"ec2:DescribeAddresses", false, look<ec2::describe_addresses, ec2::DescribeAddressesRequest>},
    {"ec2:DescribeSecurityGroups", false,
     look<ec2::describe_security_groups, ec2::DescribeSecurityGroupsRequest>},
    {"ec2:DescribeSubnets", false, look<ec2::describe_subnets, ec2::DescribeSubnetsRequest>},
    {"ec2:DescribeVpcs", false, look<ec2::describe_vpcs, ec2::DescribeVpcsRequest>},
    {"ec2:DescribeKeyPairs", false, look<ec2::describe_key_pairs, ec2::DescribeKeyPairsRequest>},
    {"ec2:DescribeImages", false, look_at_images},
    {"ec2:DescribePlacementGroups", false,
     look<ec2::describe_placement_groups, ec2::DescribePlacementGroupsRequest>},
    {"ec2:DescribeReservedInstances", false,
     look<ec2::describe_reserved_instances, ec2::DescribeReservedInstancesRequest>},
    {"rds:DescribeDBInstances", false,
     look<rds::describe_db_instances, rds::DescribeDBInstancesMessage>},
    {"rds:DescribeDBClusters", false,
     look<rds::describe_db_clusters, rds::DescribeDBClustersMessage>},
    {"rds:DescribeBlueGreenDeployments", false,
     look<rds::describe_blue_green_deployments, rds::DescribeBlueGreenDeploymentsRequest>},
    {"kms:DescribeKey", false, look_at_key},
    {"rds:DescribeDBSnapshots", false,
     look<rds::describe_db_snapshots, rds::DescribeDBSnapshotsMessage>},
    {"ec2:DescribeSecurityGroupRules", false,
     look<ec2::describe_security_group_rules, ec2::DescribeSecurityGroupRulesRequest>},
    {"route53:ListHostedZones", false,
     look<gen::route53::list_hosted_zones, gen::route53::ListHostedZonesRequest>},
    {"pricing:GetProducts", false, look_at_prices},
    {"savingsplans:DescribeSavingsPlans", false, look_at_plans},
    {"cloudtrail:LookupEvents", false, look_at_trail},
    {"ec2:StartInstances", true, dry_run<ec2::start_instances, ec2::StartInstancesRequest>},
    {"ec2:StopInstances", true, dry_run<ec2::stop_instances, ec2::StopInstancesRequest>},
    {"ec2:ModifyInstanceAttribute", true, dry_run_type},
    {"ec2:RebootInstances", true, dry_run<ec2::reboot_instances, ec2::RebootInstancesRequest>},
}};

const Try* find_try(std::string_view action) {
  const auto found = std::ranges::find(tries, action, &Try::action);
  return found == tries.end() ? nullptr : &*found;
}

/// What AWS must have answered.
template <class T>
T must(std::optional<T> member, std::string_view what) {
  if (member) return *std::move(member);
  throw Failure(Error{.kind = ErrorKind::corrupt,
                      .message = "the answer holds no " + std::string(what),
                      .code = "aws.not_aws"});
}

}  // namespace

Task<CallerIdentity> caller_identity(aws::Client& client, CallContext ctx, aws::Target target) {
  auto reply = co_await sts::get_caller_identity(client, ctx, target, {});
  auto account = parse_aws_account(must(std::move(reply.value.account), "account"));
  if (!account)
    throw Failure(Error{
        .kind = ErrorKind::corrupt, .message = account.error().message, .code = "aws.not_aws"});
  co_return CallerIdentity{.arn = must(std::move(reply.value.arn), "ARN"), .account = *account};
}

Task<aws::Credentials> assume_role(aws::Client& client, CallContext ctx, aws::Target target,
                                   RoleToAssume role) {
  sts::AssumeRoleRequest request{.role_arn = std::move(role.role_arn),
                                 .role_session_name = std::move(role.session_name)};
  request.duration_seconds = static_cast<std::int32_t>(role.duration.count());
  if (!role.external_id.empty()) request.external_id = std::move(role.external_id);
  auto reply = co_await sts::assume_role(client, ctx, target, std::move(request));
  auto session = must(std::move(reply.value.credentials), "credentials");
  co_return aws::Credentials{
      .access_key_id = must(std::move(session.access_key_id), "access key id"),
      .secret_access_key =
          crypto::Secret::take(must(std::move(session.secret_access_key), "secret access key")),
      .session_token =
          crypto::Secret::take(must(std::move(session.session_token), "session token")),
      .expires_at = session.expiration};
}

Task<std::vector<ListedRegion>> list_regions(aws::Client& client, CallContext ctx,
                                             aws::Target target) {
  auto reply = co_await ec2::describe_regions(client, ctx, target, {.all_regions = true});
  std::vector<ListedRegion> regions;
  for (auto& region : reply.value.regions)
    if (region.region_name)
      regions.push_back({.region = {*std::move(region.region_name)},
                         .is_enabled = region.opt_in_status != "not-opted-in"});
  if (regions.empty())
    throw Failure(Error{.kind = ErrorKind::corrupt,
                        .message = "the answer lists no regions",
                        .code = "aws.not_aws"});
  co_return regions;
}

Task<std::vector<InstanceId>> some_servers(aws::Client& client, CallContext ctx,
                                           aws::Target target) {
  auto reply = co_await ec2::describe_instances(client, ctx, target, {.max_results = small_page});
  std::vector<InstanceId> servers;
  for (auto& reservation : reply.value.reservations)
    for (auto& instance : reservation.instances)
      if (instance.instance_id && !(instance.state && instance.state->name == "terminated"))
        servers.push_back({*std::move(instance.instance_id)});
  co_return servers;
}

Task<void> try_action(aws::Client& client, CallContext ctx, aws::Target target, std::string action,
                      InstanceId server) {
  const auto* way = find_try(action);
  MIRANTE_CHECK(way != nullptr);
  co_await way->call(client, std::move(ctx), std::move(target), std::move(server.value));
}

bool can_try(std::string_view action) { return find_try(action) != nullptr; }

bool needs_server(std::string_view action) {
  const auto* way = find_try(action);
  return way != nullptr && way->needs_server;
}

}  // namespace mirante::accounts

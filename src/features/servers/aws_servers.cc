#include "features/servers/aws_servers.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/task_group.h"
#include "features/accounts/access_error.h"
#include "features/inventory/aws_documents.h"
#include "gen/ec2/describe_instance_attribute.h"
#include "gen/ec2/describe_instance_status.h"
#include "gen/ec2/describe_instance_types.h"
#include "gen/ec2/describe_instances.h"
#include "gen/ec2/describe_spot_instance_requests.h"
#include "gen/ec2/reboot_instances.h"
#include "gen/ec2/start_instances.h"
#include "gen/ec2/stop_instances.h"
#include "platform/aws/client.h"

namespace mirante::servers {
namespace {

namespace ec2 = gen::ec2;

constexpr std::size_t ids_in_filter = 200;   // The most values that a filter of EC2 takes.
constexpr std::size_t types_in_call = 100;   // The most that DescribeInstanceTypes takes.
constexpr std::size_t checks_in_call = 100;  // The most ids that DescribeInstanceStatus takes.
constexpr std::size_t attributes_at_once = 6;

using Servers = std::map<std::string, ServerFacts>;

StatusChecks checks_of(const ec2::InstanceStatus& status) {
  auto checks = StatusChecks::passed;
  for (const auto* part : {&status.system_status, &status.instance_status}) {
    const auto said = *part ? (*part)->status.value_or("") : std::string();
    if (said == "impaired") return StatusChecks::impaired;
    if (said != "ok") checks = StatusChecks::initializing;
  }
  return checks;
}

ServerFacts facts_of(const ec2::Instance& instance) {
  ServerFacts facts{.observed = inventory::observed_instance(instance)};
  facts.state = facts.observed.state;
  facts.type = facts.observed.type;
  facts.zone = facts.observed.zone;
  facts.launch_time = instance.launch_time;
  facts.is_spot = instance.instance_lifecycle == "spot";
  facts.has_instance_store_root = instance.root_device_type == "instance-store";
  facts.public_address = public_address_of(Json::parse(facts.observed.body));
  facts.can_hibernate =
      instance.hibernation_options && instance.hibernation_options->configured.value_or(false);
  if (instance.state_reason) {
    facts.reason_code = instance.state_reason->code.value_or("");
    facts.reason = instance.state_reason->message.value_or("");
  }
  for (const auto& tag : instance.tags)
    if (tag.key == scaling_group_tag) facts.scaling_group = tag.value.value_or("");
  if (instance.operator_ && instance.operator_->managed.value_or(false))
    facts.manager = instance.operator_->principal.value_or("a service of AWS");
  return facts;
}

/// Pieces of at most `size`.
std::vector<std::vector<std::string>> pieces(const std::vector<std::string>& all,
                                             std::size_t size) {
  std::vector<std::vector<std::string>> parts;
  for (std::size_t at = 0; at < all.size(); at += size)
    parts.emplace_back(all.begin() + static_cast<std::ptrdiff_t>(at),
                       all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), at + size)));
  return parts;
}

/// Reads what a stop would do. What may not be read stays unknown, with the reason.
class StopReader {
 public:
  StopReader(AwsCalls calls, const CallContext& ctx, const aws::Target& target, Servers& servers)
      : calls_(calls), ctx_(ctx), target_(target), servers_(servers) {}

  Task<void> run() {
    std::vector<std::string> ids;
    for (auto& [id, server] : servers_) {
      server.stop = StopFacts{.is_one_time_spot =
                                  server.is_spot ? std::optional<bool>() : std::optional(false)};
      ids.push_back(id);
    }
    co_await for_each_bounded(calls_.loop, std::move(ids), attributes_at_once,
                              [this](std::string id) { return read_attributes(std::move(id)); });
    co_await read_types();
    co_await read_spot_requests();
  }

 private:
  /// Runs a call; a missing permission is noted with these servers instead of thrown.
  Task<void> read(std::string_view action, std::vector<std::string> ids, Task<void> call) {
    try {
      co_await std::move(call);
    } catch (const Failure& failure) {
      const auto why = accounts::why_not_allowed(failure.error(), action);
      for (const auto& id : ids) servers_[id].stop->unchecked = why;
    }
  }

  Task<void> read_attributes(std::string id) {
    std::vector<std::string> ids(1, id);
    co_await read("ec2:DescribeInstanceAttribute", std::move(ids), read_both(id));
  }

  Task<void> read_both(const std::string& id) {
    auto& stop = *servers_[id].stop;
    const auto protection = co_await ec2::describe_instance_attribute(
        calls_.client, ctx_, target_, {.instance_id = id, .attribute = "disableApiStop"});
    const auto& flag = protection.value.disable_api_stop;
    stop.is_protected = flag && flag->value.value_or(false);
    const auto behavior = co_await ec2::describe_instance_attribute(
        calls_.client, ctx_, target_,
        {.instance_id = id, .attribute = "instanceInitiatedShutdownBehavior"});
    const auto& text = behavior.value.instance_initiated_shutdown_behavior;
    stop.terminates_on_shutdown = text && text->value == "terminate";
  }

  Task<void> read_types() {
    std::set<std::string> types;
    std::vector<std::string> ids;
    for (const auto& [id, server] : servers_) {
      types.insert(server.type);
      ids.push_back(id);
    }
    std::vector<std::string> wanted(types.begin(), types.end());
    co_await read("ec2:DescribeInstanceTypes", std::move(ids), read_type_pieces(wanted));
  }

  Task<void> read_type_pieces(const std::vector<std::string>& types) {
    std::map<std::string, bool> has_store;
    for (auto& piece : pieces(types, types_in_call)) {
      // A filter: a type that this region does not know must not fail the others.
      ec2::Filter filter{.name = "instance-type", .values = std::move(piece)};
      const auto reply = co_await ec2::describe_instance_types(calls_.client, ctx_, target_,
                                                               {.filters = {std::move(filter)}});
      for (const auto& type : reply.value.instance_types)
        has_store[type.instance_type.value_or("")] =
            type.instance_storage_supported.value_or(false);
    }
    for (auto& [id, server] : servers_)
      if (const auto known = has_store.find(server.type); known != has_store.end())
        server.stop->has_instance_store = known->second;
  }

  Task<void> read_spot_requests() {
    std::vector<std::string> ids;
    for (const auto& [id, server] : servers_)
      if (server.is_spot) ids.push_back(id);
    if (ids.empty()) co_return;
    auto wanted = ids;
    co_await read("ec2:DescribeSpotInstanceRequests", std::move(wanted), read_spot_pieces(ids));
  }

  Task<void> read_spot_pieces(const std::vector<std::string>& ids) {
    for (auto& piece : pieces(ids, ids_in_filter)) {
      ec2::Filter filter{.name = "instance-id", .values = std::move(piece)};
      const auto reply = co_await ec2::describe_spot_instance_requests(
          calls_.client, ctx_, target_, {.filters = {std::move(filter)}});
      for (const auto& request : reply.value.spot_instance_requests) {
        const auto server = servers_.find(request.instance_id.value_or(""));
        if (server != servers_.end())
          server->second.stop->is_one_time_spot = request.type != "persistent";
      }
    }
  }

  AwsCalls calls_;
  const CallContext& ctx_;
  const aws::Target& target_;
  Servers& servers_;
};

}  // namespace

Task<Servers> describe_servers(AwsCalls calls, CallContext ctx, aws::Target target,
                               std::vector<std::string> ids) {
  Servers servers;
  for (auto& piece : pieces(ids, ids_in_filter)) {
    // A filter and not InstanceIds: one unknown id would fail the whole call.
    ec2::Filter filter{.name = "instance-id", .values = std::move(piece)};
    ec2::DescribeInstancesRequest request{.filters = {std::move(filter)}};
    auto pages = ec2::describe_instances_pages(calls.client, ctx, target, std::move(request));
    while (const auto page = co_await pages.next())
      for (const auto& reservation : page->value.reservations)
        for (const auto& instance : reservation.instances)
          servers[instance.instance_id.value_or("")] = facts_of(instance);
  }
  co_return servers;
}

Task<void> read_stop_facts(AwsCalls calls, CallContext ctx, aws::Target target, Servers& servers) {
  StopReader reader(calls, ctx, target, servers);
  co_await reader.run();
}

Task<void> read_status_checks(AwsCalls calls, CallContext ctx, aws::Target target,
                              Servers& servers) {
  std::vector<std::string> ids;
  for (const auto& [id, server] : servers)
    if (server.state == "running") ids.push_back(id);
  for (auto& piece : pieces(ids, checks_in_call)) {
    auto pages =
        ec2::describe_instance_status_pages(calls.client, ctx, target, {.instance_ids = piece});
    while (const auto page = co_await pages.next())
      for (const auto& status : page->value.instance_statuses)
        if (const auto server = servers.find(status.instance_id.value_or(""));
            server != servers.end())
          server->second.checks = checks_of(status);
  }
}

Task<std::string> start_servers(AwsCalls calls, CallContext ctx, aws::Target target,
                                std::vector<std::string> ids) {
  ec2::StartInstancesRequest request{.instance_ids = std::move(ids)};
  co_return (co_await ec2::start_instances(calls.client, ctx, target, std::move(request)))
      .request_id;
}

Task<std::string> stop_servers(AwsCalls calls, CallContext ctx, aws::Target target,
                               std::vector<std::string> ids, Manner manner) {
  ec2::StopInstancesRequest request{.instance_ids = std::move(ids)};
  if (manner == Manner::forced) request.force = true;
  if (manner == Manner::hibernating) request.hibernate = true;
  co_return (co_await ec2::stop_instances(calls.client, ctx, target, std::move(request)))
      .request_id;
}

Task<std::string> reboot_servers(AwsCalls calls, CallContext ctx, aws::Target target,
                                 std::vector<std::string> ids) {
  ec2::RebootInstancesRequest request{.instance_ids = std::move(ids)};
  co_return (co_await ec2::reboot_instances(calls.client, ctx, target, std::move(request)))
      .request_id;
}

}  // namespace mirante::servers

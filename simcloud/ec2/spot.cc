// Spot requests, as far as servers carry theirs.
#include <algorithm>

#include "gen/ec2/describe_spot_instance_requests.h"
#include "simcloud/aws_ids.h"
#include "simcloud/ec2/queries.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

using C = const Cloud&;
using I = const Instance&;
template <auto Value>
constexpr auto is = &field_matches<Instance, Value>;

std::string_view type_of(const Instance& instance) {
  return instance.extras->spot == Spot::persistent ? "persistent" : "one-time";
}

/// A persistent request whose server is stopped is disabled; one whose server is gone, closed.
std::string_view state_of(const Instance& instance) {
  switch (instance.state) {
    case InstanceState::stopping:
    case InstanceState::stopped: return "disabled";
    case InstanceState::shutting_down:
    case InstanceState::terminated: return "closed";
    default: return "active";
  }
}

constexpr FilterField<Instance> fields[] = {
    {"instance-id", is<[](I i) { return format_id("i-", i.id); }>},
    {"spot-instance-request-id",
     is<[](C c, I i) { return std::string(c.texts.view(i.extras->spot_request)); }>},
    {"state", is<[](I i) { return std::string(state_of(i)); }>},
    {"type", is<[](I i) { return std::string(type_of(i)); }>},
};

Answered<gen::ec2::DescribeSpotInstanceRequestsResult> describe_spot_requests(
    Call& call, const gen::ec2::DescribeSpotInstanceRequestsRequest& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  const auto filters = FilterSet<Instance>::make(request.filters, fields);
  if (!filters) return pass(filters);
  const auto& place = call.place();
  const auto& wanted = request.spot_instance_request_ids;
  gen::ec2::DescribeSpotInstanceRequestsResult result;
  for (const auto& [id, instance] : place.instances) {
    if (!instance.extras || instance.extras->spot == Spot::none) continue;
    if (instance.visible_from > call.cloud.now) continue;
    const std::string name(call.text(instance.extras->spot_request));
    if (!wanted.empty() && std::ranges::find(wanted, name) == wanted.end()) continue;
    if (!filters->accepts(call.cloud, place, instance)) continue;
    gen::ec2::SpotInstanceRequest shape;
    shape.instance_id = format_id("i-", instance.id);
    shape.spot_instance_request_id = name;
    shape.state = state_of(instance);
    shape.type = type_of(instance);
    result.spot_instance_requests.push_back(std::move(shape));
  }
  for (const auto& name : wanted)
    if (std::ranges::none_of(place.instances, [&](const auto& entry) {
          const auto& extras = entry.second.extras;
          return extras && extras->spot != Spot::none && call.text(extras->spot_request) == name;
        }))
      return refuse("InvalidSpotInstanceRequestID.NotFound",
                    "The spot instance request ID '" + name + "' does not exist");
  return result;
}

}  // namespace

void add_spot_calls(Operations& operations) {
  operations.add<describe_spot_requests>(
      "ec2", "DescribeSpotInstanceRequests", Fidelity::partial,
      "the requests of servers that were started; one page, no prices and status codes");
}

}  // namespace mirante::simcloud

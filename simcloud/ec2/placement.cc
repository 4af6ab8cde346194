// Placement groups, as far as servers are in them.
#include <algorithm>

#include "gen/ec2/describe_placement_groups.h"
#include "simcloud/ec2/queries.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

struct GroupRow {
  std::string name, strategy;
};
using G = const GroupRow&;
template <auto Value>
constexpr auto is = &field_matches<GroupRow, Value>;

constexpr FilterField<GroupRow> fields[] = {
    {"group-name", is<[](G g) { return g.name; }>},
    {"strategy", is<[](G g) { return g.strategy; }>},
    {"state", is<[]() { return "available"; }>},
};

Answered<gen::ec2::DescribePlacementGroupsResult> describe_groups(
    Call& call, const gen::ec2::DescribePlacementGroupsRequest& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  const auto filters = FilterSet<GroupRow>::make(request.filters, fields);
  if (!filters) return pass(filters);
  const auto& groups = call.place().placement_groups;
  for (const auto& name : request.group_names)
    if (!groups.contains(name))
      return refuse("InvalidPlacementGroup.Unknown",
                    "The Placement Group '" + name + "' is unknown.");
  gen::ec2::DescribePlacementGroupsResult result;
  for (const auto& [name, strategy] : groups) {
    const auto& wanted = request.group_names;
    if (!wanted.empty() && std::ranges::find(wanted, name) == wanted.end()) continue;
    if (!filters->accepts(call.cloud, call.place(), {.name = name, .strategy = strategy})) continue;
    gen::ec2::PlacementGroup shape;
    shape.group_name = name;
    shape.strategy = strategy;
    shape.state = "available";
    result.placement_groups.push_back(std::move(shape));
  }
  return result;
}

}  // namespace

void add_placement_calls(Operations& operations) {
  operations.add<describe_groups>("ec2", "DescribePlacementGroups", Fidelity::partial,
                                  "the groups of the estate; no ids, tags and partitions");
}

}  // namespace mirante::simcloud

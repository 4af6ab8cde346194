// DescribeBlueGreenDeployments: those of the estate, all ready to be switched over.
#include <algorithm>

#include "gen/rds/describe_blue_green_deployments.h"
#include "simcloud/operations.h"
#include "simcloud/rds/shared.h"

namespace mirante::simcloud {
namespace {

/// ARNs of what is part of each deployment, by its name; the first is the source.
std::map<std::string, std::vector<std::string>> members_of(Call& call) {
  std::map<std::string, std::vector<std::string>> members;
  const auto& there = call.place().databases;
  for (const auto& [name, cluster] : there.clusters)
    if (!cluster.blue_green.empty())
      members[cluster.blue_green].push_back(call.arn("cluster:" + name));
  for (const auto& [name, database] : there.databases)
    if (!database.blue_green.empty())
      members[database.blue_green].push_back(call.arn("db:" + name));
  return members;
}

Answered<gen::rds::DescribeBlueGreenDeploymentsResponse> describe(
    Call& call, const gen::rds::DescribeBlueGreenDeploymentsRequest& request) {
  const auto filters = DatabaseFilters::read(
      request.filters,
      {"blue-green-deployment-identifier", "blue-green-deployment-name", "source", "target"});
  if (!filters) return pass(filters);
  const auto page = start_page(call, request.max_records, request.marker, request.filters,
                               request.blue_green_deployment_identifier.value_or(""));
  if (!page) return pass(page);
  const auto wanted = request.blue_green_deployment_identifier.value_or("");
  if (auto ok = permit_on(call, "deployment", wanted, nullptr); !ok) return pass(ok);
  Keyed<gen::rds::BlueGreenDeployment> found;
  for (const auto& [name, members] : members_of(call)) {
    gen::rds::BlueGreenDeployment shape;
    shape.blue_green_deployment_identifier = "bgd-" + name;
    shape.blue_green_deployment_name = name;
    shape.source = members.front();
    // Clusters come before their instances.
    shape.target = members[std::min<std::size_t>(1, members.size() - 1)];
    shape.status = "AVAILABLE";
    for (std::size_t i = 0; i < members.size(); i += 2)
      shape.switchover_details.push_back(
          {.source_member = members[i],
           .target_member = members[std::min(i + 1, members.size() - 1)],
           .status = "AVAILABLE"});
    const bool is_wanted = wanted.empty() || wanted == *shape.blue_green_deployment_identifier;
    if (is_wanted &&
        filters->accepts("blue-green-deployment-identifier",
                         *shape.blue_green_deployment_identifier) &&
        filters->accepts("blue-green-deployment-name", name) &&
        filters->accepts("source", *shape.source) && filters->accepts("target", *shape.target))
      found.emplace_back(name, std::move(shape));
  }
  if (!wanted.empty() && found.empty())
    return refuse("BlueGreenDeploymentNotFoundFault",
                  "The specified blue/green deployment doesn't exist.", 404);
  gen::rds::DescribeBlueGreenDeploymentsResponse result;
  result.marker = turn_page(call, std::move(found), page->after, page->limit, page->question,
                            result.blue_green_deployments);
  return result;
}

}  // namespace

void add_blue_green_calls(Operations& operations) {
  operations.add<describe>("rds", "DescribeBlueGreenDeployments", Fidelity::partial,
                           "the deployments of the estate, always ready; no tasks and times");
}

}  // namespace mirante::simcloud

#include "features/inventory/aws_blue_green.h"

#include <nlohmann/json.hpp>

#include "features/accounts/access_error.h"
#include "features/inventory/canonical.h"
#include "gen/rds/describe_blue_green_deployments.h"
#include "platform/aws/client.h"

namespace mirante::inventory {
namespace {

namespace rds = gen::rds;

constexpr std::int32_t page_size = 100;  // The most that RDS gives.

void note(BlueGreens& found, const rds::BlueGreenDeployment& deployment) {
  const auto status = deployment.status.value_or("");
  if (status == "SWITCHOVER_COMPLETED") return;  // Both sides go their own ways.
  const BlueGreen one{.name = deployment.blue_green_deployment_name.value_or(
                          deployment.blue_green_deployment_identifier.value_or("")),
                      .status = status};
  const auto add = [&](const std::optional<std::string>& arn) {
    if (arn && !arn->empty()) found.by_arn.insert_or_assign(*arn, one);
  };
  add(deployment.source);
  add(deployment.target);
  for (const auto& pair : deployment.switchover_details) {
    add(pair.source_member);
    add(pair.target_member);
  }
}

}  // namespace

Task<BlueGreens> read_blue_greens(aws::Client& client, CallContext ctx, aws::Target target) {
  BlueGreens found;
  try {
    auto pages = rds::describe_blue_green_deployments_pages(
        client, std::move(ctx), std::move(target), {.max_records = page_size});
    while (const auto page = co_await pages.next())
      for (const auto& one : page->value.blue_green_deployments) note(found, one);
  } catch (const Failure& failure) {
    found.unread = accounts::why_not_allowed(failure.error(), "rds:DescribeBlueGreenDeployments");
  }
  co_return found;
}

void put_blue_green(const BlueGreens& deployments, Observed& database) {
  if (deployments.by_arn.empty()) return;
  auto body = Json::parse(database.body);
  const auto arn = body.value("DBInstanceArn", body.value("DBClusterArn", ""));
  const auto found = deployments.by_arn.find(arn);
  if (found == deployments.by_arn.end()) return;
  body["BlueGreenDeployment"] = {{"Name", found->second.name}, {"Status", found->second.status}};
  database.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  database.hash = hash_of(database.body);
}

}  // namespace mirante::inventory

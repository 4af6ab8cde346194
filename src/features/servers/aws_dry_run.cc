#include "features/servers/aws_dry_run.h"

#include <algorithm>

#include "gen/ec2/reboot_instances.h"
#include "gen/ec2/start_instances.h"
#include "gen/ec2/stop_instances.h"
#include "platform/aws/client.h"

namespace mirante::servers {
namespace {

namespace ec2 = gen::ec2;

constexpr std::size_t ids_in_call = 50;

Task<void> ask(AwsCalls calls, const CallContext& ctx, const aws::Target& target, DryRun action,
               std::vector<std::string> ids) {
  switch (action) {
    case DryRun::start: {
      ec2::StartInstancesRequest request{.instance_ids = std::move(ids)};
      request.dry_run = true;
      co_await ec2::start_instances(calls.client, ctx, target, std::move(request));
      co_return;
    }
    case DryRun::stop: {
      ec2::StopInstancesRequest request{.instance_ids = std::move(ids)};
      request.dry_run = true;
      co_await ec2::stop_instances(calls.client, ctx, target, std::move(request));
      co_return;
    }
    case DryRun::reboot: {
      ec2::RebootInstancesRequest request{.instance_ids = std::move(ids)};
      request.dry_run = true;
      co_await ec2::reboot_instances(calls.client, ctx, target, std::move(request));
      co_return;
    }
  }
}

/// A dry run that would go through is answered with an error as well.
Task<std::optional<Error>> refusal_of(AwsCalls calls, const CallContext& ctx,
                                      const aws::Target& target, DryRun action,
                                      std::vector<std::string> ids) {
  try {
    co_await ask(calls, ctx, target, action, std::move(ids));
  } catch (const Failure& failure) {
    co_return refusal_in(failure.error());
  }
  co_return std::nullopt;
}

}  // namespace

Task<std::map<std::string, Error>> refused_by_dry_run(AwsCalls calls, CallContext ctx,
                                                      aws::Target target, DryRun action,
                                                      std::vector<std::string> ids) {
  std::map<std::string, Error> refused;
  for (std::size_t first = 0; first < ids.size(); first += ids_in_call) {
    const auto begin = ids.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end =
        ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), first + ids_in_call));
    const std::vector<std::string> some(begin, end);
    if (!co_await refusal_of(calls, ctx, target, action, some)) continue;
    // One of them is enough to fail the call for all.
    for (const auto& id : some)
      if (const auto why =
              co_await refusal_of(calls, ctx, target, action, std::vector<std::string>(1, id)))
        refused[id] = *why;
  }
  co_return refused;
}

}  // namespace mirante::servers

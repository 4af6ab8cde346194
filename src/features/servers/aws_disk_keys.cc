#include "features/servers/aws_disk_keys.h"

#include <algorithm>

#include "features/accounts/access_error.h"
#include "gen/cloudtrail/lookup_events.h"
#include "gen/ec2/describe_volumes.h"
#include "gen/kms/describe_key.h"
#include "gen/sts/get_caller_identity.h"
#include "platform/aws/client.h"

namespace mirante::servers {
namespace {

namespace ec2 = gen::ec2;

constexpr std::size_t ids_in_filter = 200;  // The most values that a filter of EC2 takes.
// CloudTrail answers twice a second, to all who ask in a region.
constexpr int trail_pages_max = 6;

class Reader {
 public:
  Reader(aws::Client& client, const CallContext& ctx, const aws::Target& target)
      : client_(client), ctx_(ctx), target_(target) {}

  Task<DiskKeys> run(std::vector<std::string> servers) {
    for (const auto& id : servers) keys_.of_server[id];
    try {
      co_await read_disks(servers);
    } catch (const Failure& failure) {
      keys_.unread_disks = accounts::why_not_allowed(failure.error(), "ec2:DescribeVolumes");
    }
    co_await read_keys();
    if (!wants_grants(keys_)) co_return std::move(keys_);
    try {
      co_await read_grants();
    } catch (const Failure& failure) {
      keys_.unread_starts = accounts::why_not_allowed(failure.error(), "cloudtrail:LookupEvents");
    }
    co_return std::move(keys_);
  }

  Task<DiskKeys> run_for(std::map<std::string, std::string> things) {
    for (const auto& [id, arn] : things) {
      keys_.of_server[id].insert(arn);
      keys_.keys[arn].needs_no_grant = true;
    }
    co_await read_keys();
    co_return std::move(keys_);
  }

 private:
  Task<void> read_keys() {
    for (auto& [arn, key] : keys_.keys) co_await read_key(arn, key);
  }

  Task<void> read_disks(const std::vector<std::string>& servers) {
    for (std::size_t first = 0; first < servers.size(); first += ids_in_filter) {
      ec2::Filter filter{.name = "attachment.instance-id"};
      const auto last = std::min(servers.size(), first + ids_in_filter);
      for (auto i = first; i < last; ++i) filter.values.push_back(servers[i]);
      auto pages =
          ec2::describe_volumes_pages(client_, ctx_, target_, {.filters = {std::move(filter)}});
      while (const auto page = co_await pages.next())
        for (const auto& volume : page->value.volumes) note(volume);
    }
  }

  void note(const ec2::Volume& volume) {
    const auto arn = volume.kms_key_id.value_or("");
    if (arn.empty()) return;
    for (const auto& held : volume.attachments)
      if (const auto server = keys_.of_server.find(held.instance_id.value_or(""));
          server != keys_.of_server.end()) {
        server->second.insert(arn);
        keys_.keys[arn];
      }
  }

  Task<void> read_key(const std::string& arn, DiskKey& key) {
    try {
      const auto reply = co_await gen::kms::describe_key(client_, ctx_, target_, {.key_id = arn});
      const auto& known = reply.value.key_metadata;
      key.said = known ? known->key_state.value_or("") : "";
      if (known && known->key_manager == "AWS") key.needs_no_grant = true;
      key.state = key.said == "Enabled"           ? KeyState::usable
                  : key.said == "Disabled"        ? KeyState::disabled
                  : key.said == "PendingDeletion" ? KeyState::pending_deletion
                                                  : KeyState::other;
    } catch (const Failure& failure) {
      const auto& error = failure.error();
      if (error.kind == ErrorKind::not_found)
        key.state = KeyState::missing;
      else
        key.said = accounts::why_not_allowed(error, "kms:DescribeKey");
    }
  }

  Task<void> read_grants() {
    const auto self = co_await gen::sts::get_caller_identity(client_, ctx_, target_, {});
    gen::cloudtrail::LookupEventsRequest request;
    request.lookup_attributes.push_back(
        {.attribute_key = "EventName", .attribute_value = "CreateGrant"});
    request.max_results = 50;  // The most that it gives.
    auto pages = gen::cloudtrail::lookup_events_pages(client_, ctx_, target_, std::move(request));
    for (int read = 0; wants_grants(keys_); ++read) {
      if (read == trail_pages_max) {
        keys_.unread_starts = "there are too many in AWS's record to read them all";
        co_return;
      }
      const auto page = co_await pages.next();
      if (!page) co_return;
      for (const auto& event : page->value.events)
        if (event.cloud_trail_event)
          note_grant(keys_, *event.cloud_trail_event, self.value.arn.value_or(""));
    }
  }

  aws::Client& client_;
  const CallContext& ctx_;
  const aws::Target& target_;
  DiskKeys keys_;
};

}  // namespace

Task<DiskKeys> read_disk_keys(aws::Client& client, CallContext ctx, aws::Target target,
                              std::vector<std::string> servers) {
  Reader reader(client, ctx, target);
  co_return co_await reader.run(std::move(servers));
}

Task<DiskKeys> read_keys_of(aws::Client& client, CallContext ctx, aws::Target target,
                            std::map<std::string, std::string> things) {
  Reader reader(client, ctx, target);
  co_return co_await reader.run_for(std::move(things));
}

}  // namespace mirante::servers

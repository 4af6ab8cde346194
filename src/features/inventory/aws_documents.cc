#include "features/inventory/aws_documents.h"

#include <algorithm>
#include <array>

#include "features/inventory/aws_json.h"
#include "features/inventory/canonical.h"
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

namespace mirante::inventory {
namespace {

namespace ec2 = gen::ec2;
namespace rds = gen::rds;

/// Members that change without the resource having changed: kept, never compared (semantics §5.2).
/// The high byte of a state's code is AWS's own business.
constexpr std::array<std::string_view, 4> of_instances{"AmiLaunchIndex", "ClientToken",
                                                       "State.Code", "UsageOperationUpdateTime"};
constexpr std::array<std::string_view, 1> of_subnets{"AvailableIpAddressCount"};
constexpr std::array<std::string_view, 2> of_databases{"LatestRestorableTime", "PercentProgress"};
constexpr std::array<std::string_view, 5> of_clusters{"BacktrackConsumedChangeRecords", "Capacity",
                                                      "EarliestRestorableTime",
                                                      "LatestRestorableTime", "PercentProgress"};

template <class T>
Observed document(const T& thing, std::string id, Paths ephemeral = {}) {
  const auto& shape = aws::wire::shape_of<T>();
  Observed observed{.id = std::move(id)};
  // Grown once a thread; the observation gets a copy of the right size.
  thread_local std::string written;
  written.clear();
  append_canonical(written, shape, &thing, ephemeral);
  observed.body = written;
  if (!ephemeral.empty()) append_canonical_part(observed.ephemeral, shape, &thing, ephemeral);
  if (observed.ephemeral == "{}") observed.ephemeral.clear();
  observed.hash = hash_of(observed.body);
  return observed;
}

/// Of a key that stands twice the last value counts.
template <class Tag>
void put_tags(Observed& observed, const std::vector<Tag>& tags) {
  std::vector<const Tag*> sorted;
  sorted.reserve(tags.size());
  for (const auto& tag : tags)
    if (tag.key) sorted.push_back(&tag);
  std::ranges::sort(sorted, [](const Tag* a, const Tag* b) {
    const auto order = *a->key <=> *b->key;
    return order != 0 ? order < 0 : a < b;  // Of equal keys the one that stands first.
  });
  thread_local std::string written;
  written = "{";
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const auto& tag = *sorted[i];
    if (i + 1 < sorted.size() && *sorted[i + 1]->key == *tag.key) continue;
    if (written.size() > 1) written += ',';
    append_json_text(written, *tag.key);
    written += ':';
    append_json_text(written, tag.value ? *tag.value : std::string_view());
    if (*tag.key == "Name") observed.name = tag.value.value_or("");
  }
  written += '}';
  observed.tags = written;
}

/// What lists show besides; absent members are left out. Written at once: they must be added in the
/// order of their names.
class Summary {
 public:
  Summary& add(std::string_view name, const std::optional<std::string>& text) {
    if (text && !text->empty()) append_json_text(begin(name), *text);
    return *this;
  }
  Summary& add(std::string_view name, const std::optional<std::int32_t>& number) {
    if (number) begin(name) += std::to_string(*number);
    return *this;
  }
  Summary& add(std::string_view name, const std::optional<bool>& flag) {
    if (flag) begin(name) += *flag ? "true" : "false";
    return *this;
  }
  Summary& add(std::string_view name, const std::optional<Instant>& instant) {
    if (instant) append_json_text(begin(name), to_iso8601(*instant));
    return *this;
  }
  Summary& add(std::string_view name, const std::optional<Summary>& more) {
    if (more) begin(name) += more->text();
    return *this;
  }
  Summary& put(std::string_view name, std::string_view text) {
    append_json_text(begin(name), text);
    return *this;
  }
  std::string text() const { return text_ + '}'; }

 private:
  std::string& begin(std::string_view name) {
    MIRANTE_CHECK(last_ < name);
    last_ = name;
    if (text_.size() > 1) text_ += ',';
    append_json_text(text_, name);
    return text_ += ':';
  }

  std::string text_ = "{";
  std::string_view last_;
};

std::optional<Summary> state_reason(const ec2::Instance& instance) {
  if (!instance.state_reason || !instance.state_reason->code) return std::nullopt;
  Summary reason;
  reason.put("code", *instance.state_reason->code)
      .put("message", instance.state_reason->message.value_or(""));
  return reason;
}

/// Nearly all run on shared machines, which need not be said.
std::optional<std::string> other_tenancy(const ec2::Instance& instance) {
  if (!instance.placement || instance.placement->tenancy == "default") return std::nullopt;
  return instance.placement->tenancy;
}

std::string instance_summary(const ec2::Instance& instance) {
  return Summary()
      .add("key_name", instance.key_name)
      .add("launch_time", instance.launch_time)
      .add("lifecycle", instance.instance_lifecycle)
      .add("platform", instance.platform_details)
      .add("private_ip", instance.private_ip_address)
      .add("public_ip", instance.public_ip_address)
      .add("state_reason", state_reason(instance))
      .add("subnet", instance.subnet_id)
      .add("tenancy", other_tenancy(instance))
      .add("vpc", instance.vpc_id)
      .text();
}

}  // namespace

Observed observed_instance(const ec2::Instance& instance) {
  auto observed = document(instance, instance.instance_id.value_or(""), of_instances);
  put_tags(observed, instance.tags);
  if (instance.state) observed.state = instance.state->name.value_or("");
  observed.type = instance.instance_type.value_or("");
  if (instance.placement) observed.zone = instance.placement->availability_zone.value_or("");
  observed.summary = instance_summary(instance);
  return observed;
}

Observed observed_volume(const ec2::Volume& volume) {
  auto observed = document(volume, volume.volume_id.value_or(""));
  put_tags(observed, volume.tags);
  observed.state = volume.state.value_or("");
  observed.type = volume.volume_type.value_or("");
  observed.zone = volume.availability_zone.value_or("");
  Summary summary;
  summary.add("encrypted", volume.encrypted);
  if (!volume.attachments.empty()) summary.add("instance", volume.attachments.front().instance_id);
  observed.summary = summary.add("iops", volume.iops)
                         .add("kms_key", volume.kms_key_id)
                         .add("size_gib", volume.size)
                         .add("throughput", volume.throughput)
                         .text();
  return observed;
}

Observed observed_address(const ec2::Address& address) {
  // Addresses of EC2-Classic had no allocation; their number is their name.
  auto observed = document(
      address, address.allocation_id ? *address.allocation_id : address.public_ip.value_or(""));
  put_tags(observed, address.tags);
  observed.state = address.association_id ? "associated" : "free";
  observed.summary = Summary()
                         .add("instance", address.instance_id)
                         .add("private_ip", address.private_ip_address)
                         .add("public_ip", address.public_ip)
                         .text();
  return observed;
}

Observed observed_security_group(const ec2::SecurityGroup& group) {
  auto observed = document(group, group.group_id.value_or(""));
  put_tags(observed, group.tags);
  observed.name = group.group_name.value_or(observed.name);
  observed.summary =
      Summary().add("description", group.description).add("vpc", group.vpc_id).text();
  return observed;
}

Observed observed_subnet(const ec2::Subnet& subnet) {
  auto observed = document(subnet, subnet.subnet_id.value_or(""), of_subnets);
  put_tags(observed, subnet.tags);
  observed.state = subnet.state.value_or("");
  observed.zone = subnet.availability_zone.value_or("");
  observed.summary = Summary().add("cidr", subnet.cidr_block).add("vpc", subnet.vpc_id).text();
  return observed;
}

Observed observed_vpc(const ec2::Vpc& vpc) {
  auto observed = document(vpc, vpc.vpc_id.value_or(""));
  put_tags(observed, vpc.tags);
  observed.state = vpc.state.value_or("");
  observed.summary = Summary().add("cidr", vpc.cidr_block).add("is_default", vpc.is_default).text();
  return observed;
}

Observed observed_key_pair(const ec2::KeyPairInfo& pair) {
  auto observed = document(pair, pair.key_pair_id.value_or(""));
  put_tags(observed, pair.tags);
  observed.name = pair.key_name.value_or(observed.name);
  observed.type = pair.key_type.value_or("");
  observed.summary = Summary().add("fingerprint", pair.key_fingerprint).text();
  return observed;
}

Observed observed_image(const ec2::Image& image) {
  auto observed = document(image, image.image_id.value_or(""));
  put_tags(observed, image.tags);
  if (image.name) observed.name = *image.name;
  observed.state = image.state.value_or("");
  observed.summary = Summary()
                         .add("architecture", image.architecture)
                         .add("created", image.creation_date)
                         .add("root_device_type", image.root_device_type)
                         .text();
  return observed;
}

Observed observed_database(const rds::DBInstance& database) {
  const auto name = database.db_instance_identifier.value_or("");
  auto observed = document(database, std::string(database_prefix) + name, of_databases);
  put_tags(observed, database.tag_list);
  observed.name = name;
  observed.state = database.db_instance_status.value_or("");
  observed.type = database.db_instance_class.value_or("");
  observed.zone = database.availability_zone.value_or("");
  std::optional<std::string> endpoint;
  if (database.endpoint) endpoint = database.endpoint->address;
  observed.summary = Summary()
                         .add("allocated_gib", database.allocated_storage)
                         .add("automatic_restart_time", database.automatic_restart_time)
                         .add("cluster", database.db_cluster_identifier)
                         .add("endpoint", endpoint)
                         .add("engine", database.engine)
                         .add("engine_version", database.engine_version)
                         .add("iops", database.iops)
                         .add("license", database.license_model)
                         .add("multi_az", database.multi_az)
                         .add("replica_of", database.read_replica_source_db_instance_identifier)
                         .add("storage_type", database.storage_type)
                         .text();
  return observed;
}

Observed observed_cluster(const rds::DBCluster& cluster) {
  const auto name = cluster.db_cluster_identifier.value_or("");
  auto observed = document(cluster, std::string(cluster_prefix) + name, of_clusters);
  put_tags(observed, cluster.tag_list);
  observed.name = name;
  observed.state = cluster.status.value_or("");
  observed.type = cluster.db_cluster_instance_class.value_or("");
  observed.summary =
      Summary()
          .add("automatic_restart_time", cluster.automatic_restart_time)
          .add("endpoint", cluster.endpoint)
          .add("engine", cluster.engine)
          .add("engine_version", cluster.engine_version)
          .add("members",
               std::optional(static_cast<std::int32_t>(cluster.db_cluster_members.size())))
          .add("multi_az", cluster.multi_az)
          .text();
  return observed;
}

}  // namespace mirante::inventory

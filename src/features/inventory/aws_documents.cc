#include "features/inventory/aws_documents.h"

#include <algorithm>
#include <array>

#include "features/inventory/aws_items.h"
#include "features/inventory/aws_json.h"
#include "features/inventory/canonical.h"
#include "features/inventory/json_walk.h"
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
Field field(std::string_view name) {
  return field_of(aws::wire::shape_of<T>(), name);
}

struct Tag {
  std::string_view key, value;  // As JSON.
};

bool is_before(const Tag& a, const Tag& b) {
  if (a.key == b.key) return a.value < b.value;
  // Without escapes, and without the quotes, JSON sorts as what it says.
  const auto has_escape = [](std::string_view json) { return json.find('\\') != json.npos; };
  const auto inner = [](std::string_view json) { return json.substr(1, json.size() - 2); };
  if (has_escape(a.key) || has_escape(b.key)) return text_of(a.key) < text_of(b.key);
  return inner(a.key) < inner(b.key);
}

/// Of a key that stands twice the greatest value counts: AWS's order means nothing.
void put_tags(Observed& observed, std::string_view list) {
  thread_local std::vector<Tag> tags;
  tags.clear();
  each_item(list, [&](std::string_view item) {
    Tag tag{.key = {}, .value = R"("")"};
    each_member(item, [&](std::string_view name, std::string_view value) {
      (name == "Key" ? tag.key : tag.value) = value;
    });
    if (!tag.key.empty()) tags.push_back(tag);
  });
  // The documents of tags are sorted, and so their keys are, nearly always.
  if (!std::ranges::is_sorted(tags, is_before)) std::ranges::sort(tags, is_before);
  observed.tags.clear();
  observed.tags.reserve(list.size());
  observed.tags += '{';
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const auto& tag = tags[i];
    if (i + 1 < tags.size() && tags[i + 1].key == tag.key) continue;
    if (observed.tags.size() > 1) observed.tags += ',';
    observed.tags.append(tag.key).append(1, ':').append(tag.value);
    if (tag.key == R"("Name")") observed.name = text_of(tag.value);
  }
  observed.tags += '}';
}

/// What lists show besides; what is absent or empty is left out. Written at once: members must be
/// added in the order of their names.
class Summary {
 public:
  explicit Summary(std::string& text) : text_(text) {
    text_.reserve(usual_bytes);
    text_ = "{";
  }
  ~Summary() { text_ += '}'; }
  Summary(const Summary&) = delete;
  Summary& operator=(const Summary&) = delete;

  /// `json`: a value of the document.
  Summary& add(std::string_view name, std::string_view json) {
    if (json.empty() || json == R"("")") return *this;
    MIRANTE_CHECK(last_ < name);
    last_ = name;
    if (text_.size() > 1) text_ += ',';
    text_.append(1, '"').append(name).append("\":").append(json);
    return *this;
  }
  /// Documents have three digits of a second's fraction, or none; here zeros at the end are left
  /// out.
  Summary& add_instant(std::string_view name, std::string_view json) {
    if (json.find('.') == std::string_view::npos) return add(name, json);
    return add(name, '"' + to_iso8601(or_throw(parse_iso8601(text_of(json)))) + '"');
  }

 private:
  static constexpr std::size_t usual_bytes = 384;

  std::string& text_;
  std::string_view last_;
};

std::string state_reason(std::string_view reason) {
  const auto code = member_of(reason, "Code");
  if (code.empty()) return {};
  const auto message = member_of(reason, "Message");
  std::string text = R"({"code":)";
  text.append(code).append(R"(,"message":)").append(message.empty() ? R"("")" : message);
  return text += '}';
}

/// What the columns of one kind are made of. `fill` is given everything but the document itself.
struct Way {
  const aws::wire::Shape& shape;
  Paths ephemeral;
  void (*fill)(Observed& observed, const Written& document);

  const Plan& plan() const { return plan_of(shape, ephemeral); }
};

void fill_instance(Observed& observed, const Written& document) {
  using T = ec2::Instance;
  static const auto id = field<T>("InstanceId"), tags = field<T>("Tags"), state = field<T>("State"),
                    type = field<T>("InstanceType"), placement = field<T>("Placement"),
                    key_name = field<T>("KeyName"), launch_time = field<T>("LaunchTime"),
                    lifecycle = field<T>("InstanceLifecycle"),
                    platform = field<T>("PlatformDetails"),
                    private_ip = field<T>("PrivateIpAddress"),
                    public_ip = field<T>("PublicIpAddress"), reason = field<T>("StateReason"),
                    subnet = field<T>("SubnetId"), vpc = field<T>("VpcId");
  observed.id = text_of(document[id]);
  put_tags(observed, document[tags]);
  observed.state = text_of(member_of(document[state], "Name"));
  observed.type = text_of(document[type]);
  std::string_view tenancy;
  each_member(document[placement], [&](std::string_view name, std::string_view value) {
    if (name == "AvailabilityZone") observed.zone = text_of(value);
    if (name == "Tenancy") tenancy = value;
  });
  // Nearly all run on shared machines, which need not be said.
  if (tenancy == R"("default")") tenancy = {};
  Summary(observed.summary)
      .add("key_name", document[key_name])
      .add_instant("launch_time", document[launch_time])
      .add("lifecycle", document[lifecycle])
      .add("platform", document[platform])
      .add("private_ip", document[private_ip])
      .add("public_ip", document[public_ip])
      .add("state_reason", state_reason(document[reason]))
      .add("subnet", document[subnet])
      .add("tenancy", tenancy)
      .add("vpc", document[vpc]);
}

void fill_volume(Observed& observed, const Written& document) {
  using T = ec2::Volume;
  static const auto id = field<T>("VolumeId"), tags = field<T>("Tags"), state = field<T>("State"),
                    type = field<T>("VolumeType"), zone = field<T>("AvailabilityZone"),
                    encrypted = field<T>("Encrypted"), attachments = field<T>("Attachments"),
                    iops = field<T>("Iops"), kms_key = field<T>("KmsKeyId"),
                    size = field<T>("Size"), throughput = field<T>("Throughput");
  observed.id = text_of(document[id]);
  put_tags(observed, document[tags]);
  observed.state = text_of(document[state]);
  observed.type = text_of(document[type]);
  observed.zone = text_of(document[zone]);
  std::string_view attachment;
  each_item(document[attachments], [&](std::string_view item) {
    if (attachment.empty()) attachment = item;
  });
  Summary(observed.summary)
      .add("encrypted", document[encrypted])
      .add("instance", member_of(attachment, "InstanceId"))
      .add("iops", document[iops])
      .add("kms_key", document[kms_key])
      .add("size_gib", document[size])
      .add("throughput", document[throughput]);
}

void fill_address(Observed& observed, const Written& document) {
  using T = ec2::Address;
  static const auto allocation = field<T>("AllocationId"), association = field<T>("AssociationId"),
                    tags = field<T>("Tags"), instance = field<T>("InstanceId"),
                    private_ip = field<T>("PrivateIpAddress"), public_ip = field<T>("PublicIp");
  // Addresses of EC2-Classic had no allocation; their number is their name.
  observed.id = text_of(document[document[allocation].empty() ? public_ip : allocation]);
  put_tags(observed, document[tags]);
  observed.state = document[association].empty() ? "free" : "associated";
  Summary(observed.summary)
      .add("instance", document[instance])
      .add("private_ip", document[private_ip])
      .add("public_ip", document[public_ip]);
}

void fill_security_group(Observed& observed, const Written& document) {
  using T = ec2::SecurityGroup;
  static const auto id = field<T>("GroupId"), tags = field<T>("Tags"), name = field<T>("GroupName"),
                    description = field<T>("Description"), vpc = field<T>("VpcId");
  observed.id = text_of(document[id]);
  put_tags(observed, document[tags]);
  if (!document[name].empty()) observed.name = text_of(document[name]);
  Summary(observed.summary).add("description", document[description]).add("vpc", document[vpc]);
}

void fill_subnet(Observed& observed, const Written& document) {
  using T = ec2::Subnet;
  static const auto id = field<T>("SubnetId"), tags = field<T>("Tags"), state = field<T>("State"),
                    zone = field<T>("AvailabilityZone"), cidr = field<T>("CidrBlock"),
                    vpc = field<T>("VpcId");
  observed.id = text_of(document[id]);
  put_tags(observed, document[tags]);
  observed.state = text_of(document[state]);
  observed.zone = text_of(document[zone]);
  Summary(observed.summary).add("cidr", document[cidr]).add("vpc", document[vpc]);
}

void fill_vpc(Observed& observed, const Written& document) {
  using T = ec2::Vpc;
  static const auto id = field<T>("VpcId"), tags = field<T>("Tags"), state = field<T>("State"),
                    cidr = field<T>("CidrBlock"), is_default = field<T>("IsDefault");
  observed.id = text_of(document[id]);
  put_tags(observed, document[tags]);
  observed.state = text_of(document[state]);
  Summary(observed.summary).add("cidr", document[cidr]).add("is_default", document[is_default]);
}

void fill_key_pair(Observed& observed, const Written& document) {
  using T = ec2::KeyPairInfo;
  static const auto id = field<T>("KeyPairId"), tags = field<T>("Tags"), name = field<T>("KeyName"),
                    type = field<T>("KeyType"), fingerprint = field<T>("KeyFingerprint");
  observed.id = text_of(document[id]);
  put_tags(observed, document[tags]);
  if (!document[name].empty()) observed.name = text_of(document[name]);
  observed.type = text_of(document[type]);
  Summary(observed.summary).add("fingerprint", document[fingerprint]);
}

void fill_image(Observed& observed, const Written& document) {
  using T = ec2::Image;
  static const auto id = field<T>("ImageId"), tags = field<T>("Tags"), name = field<T>("Name"),
                    state = field<T>("State"), architecture = field<T>("Architecture"),
                    created = field<T>("CreationDate"), root = field<T>("RootDeviceType");
  observed.id = text_of(document[id]);
  put_tags(observed, document[tags]);
  if (!document[name].empty()) observed.name = text_of(document[name]);
  observed.state = text_of(document[state]);
  Summary(observed.summary)
      .add("architecture", document[architecture])
      .add("created", document[created])
      .add("root_device_type", document[root]);
}

void fill_database(Observed& observed, const Written& document) {
  using T = rds::DBInstance;
  static const auto name = field<T>("DBInstanceIdentifier"), tags = field<T>("TagList"),
                    state = field<T>("DBInstanceStatus"), type = field<T>("DBInstanceClass"),
                    zone = field<T>("AvailabilityZone"), endpoint = field<T>("Endpoint"),
                    allocated = field<T>("AllocatedStorage"),
                    restart = field<T>("AutomaticRestartTime"),
                    cluster = field<T>("DBClusterIdentifier"), engine = field<T>("Engine"),
                    version = field<T>("EngineVersion"), multi_az = field<T>("MultiAZ"),
                    storage = field<T>("StorageType"), iops = field<T>("Iops"),
                    license = field<T>("LicenseModel"),
                    replica_of = field<T>("ReadReplicaSourceDBInstanceIdentifier");
  put_tags(observed, document[tags]);
  observed.name = text_of(document[name]);
  observed.id = std::string(database_prefix) + observed.name;
  observed.state = text_of(document[state]);
  observed.type = text_of(document[type]);
  observed.zone = text_of(document[zone]);
  Summary(observed.summary)
      .add("allocated_gib", document[allocated])
      .add_instant("automatic_restart_time", document[restart])
      .add("cluster", document[cluster])
      .add("endpoint", member_of(document[endpoint], "Address"))
      .add("engine", document[engine])
      .add("engine_version", document[version])
      .add("iops", document[iops])
      .add("license", document[license])
      .add("multi_az", document[multi_az])
      .add("replica_of", document[replica_of])
      .add("storage_type", document[storage]);
}

void fill_cluster(Observed& observed, const Written& document) {
  using T = rds::DBCluster;
  static const auto name = field<T>("DBClusterIdentifier"), tags = field<T>("TagList"),
                    state = field<T>("Status"), type = field<T>("DBClusterInstanceClass"),
                    restart = field<T>("AutomaticRestartTime"), endpoint = field<T>("Endpoint"),
                    engine = field<T>("Engine"), version = field<T>("EngineVersion"),
                    members = field<T>("DBClusterMembers"), multi_az = field<T>("MultiAZ");
  put_tags(observed, document[tags]);
  observed.name = text_of(document[name]);
  observed.id = std::string(cluster_prefix) + observed.name;
  observed.state = text_of(document[state]);
  observed.type = text_of(document[type]);
  std::size_t count = 0;
  each_item(document[members], [&](std::string_view) { ++count; });
  Summary(observed.summary)
      .add_instant("automatic_restart_time", document[restart])
      .add("endpoint", document[endpoint])
      .add("engine", document[engine])
      .add("engine_version", document[version])
      .add("members", std::to_string(count))
      .add("multi_az", document[multi_az]);
}

template <class T>
Way way_of(Paths ephemeral, void (*fill)(Observed&, const Written&)) {
  return {.shape = aws::wire::shape_of<T>(), .ephemeral = ephemeral, .fill = fill};
}

const Way& way(const ec2::Instance*) {
  static const auto way = way_of<ec2::Instance>(of_instances, fill_instance);
  return way;
}
const Way& way(const ec2::Volume*) {
  static const auto way = way_of<ec2::Volume>({}, fill_volume);
  return way;
}
const Way& way(const ec2::Address*) {
  static const auto way = way_of<ec2::Address>({}, fill_address);
  return way;
}
const Way& way(const ec2::SecurityGroup*) {
  static const auto way = way_of<ec2::SecurityGroup>({}, fill_security_group);
  return way;
}
const Way& way(const ec2::Subnet*) {
  static const auto way = way_of<ec2::Subnet>(of_subnets, fill_subnet);
  return way;
}
const Way& way(const ec2::Vpc*) {
  static const auto way = way_of<ec2::Vpc>({}, fill_vpc);
  return way;
}
const Way& way(const ec2::KeyPairInfo*) {
  static const auto way = way_of<ec2::KeyPairInfo>({}, fill_key_pair);
  return way;
}
const Way& way(const ec2::Image*) {
  static const auto way = way_of<ec2::Image>({}, fill_image);
  return way;
}
const Way& way(const rds::DBInstance*) {
  static const auto way = way_of<rds::DBInstance>(of_databases, fill_database);
  return way;
}
const Way& way(const rds::DBCluster*) {
  static const auto way = way_of<rds::DBCluster>(of_clusters, fill_cluster);
  return way;
}

Observed observed_of(const Way& way, const Written& document) {
  Observed observed{.body = std::string(document.body),
                    .ephemeral = std::string(document.ephemeral),
                    .hash = hash_of(document.body)};
  way.fill(observed, document);
  return observed;
}

template <class T>
Observed observed_of(const T& thing) {
  const auto& its = way(&thing);
  return observed_of(its, write_structure(its.plan(), &thing));
}

}  // namespace

Observed observed_instance(const ec2::Instance& instance) { return observed_of(instance); }
Observed observed_volume(const ec2::Volume& volume) { return observed_of(volume); }
Observed observed_address(const ec2::Address& address) { return observed_of(address); }
Observed observed_security_group(const ec2::SecurityGroup& group) { return observed_of(group); }
Observed observed_subnet(const ec2::Subnet& subnet) { return observed_of(subnet); }
Observed observed_vpc(const ec2::Vpc& vpc) { return observed_of(vpc); }
Observed observed_key_pair(const ec2::KeyPairInfo& pair) { return observed_of(pair); }
Observed observed_image(const ec2::Image& image) { return observed_of(image); }
Observed observed_database(const rds::DBInstance& database) { return observed_of(database); }
Observed observed_cluster(const rds::DBCluster& cluster) { return observed_of(cluster); }

template <class T>
std::unique_ptr<aws::wire::ItemTaker> taker_of(std::vector<Observed>& seen) {
  const auto& its = way(static_cast<const T*>(nullptr));
  return std::make_unique<AwsItems>(
      its.plan(),
      [&its, &seen](const Written& document) { seen.push_back(observed_of(its, document)); },
      [&seen] { seen.clear(); });
}
template std::unique_ptr<aws::wire::ItemTaker> taker_of<ec2::Image>(std::vector<Observed>&);
template std::unique_ptr<aws::wire::ItemTaker> taker_of<ec2::Instance>(std::vector<Observed>&);
template std::unique_ptr<aws::wire::ItemTaker> taker_of<ec2::SecurityGroup>(std::vector<Observed>&);
template std::unique_ptr<aws::wire::ItemTaker> taker_of<ec2::Subnet>(std::vector<Observed>&);
template std::unique_ptr<aws::wire::ItemTaker> taker_of<ec2::Volume>(std::vector<Observed>&);
template std::unique_ptr<aws::wire::ItemTaker> taker_of<ec2::Vpc>(std::vector<Observed>&);
template std::unique_ptr<aws::wire::ItemTaker> taker_of<rds::DBCluster>(std::vector<Observed>&);
template std::unique_ptr<aws::wire::ItemTaker> taker_of<rds::DBInstance>(std::vector<Observed>&);

}  // namespace mirante::inventory

#include "simcloud/estate.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "simcloud/json_reading.h"
#include "simcloud/rds/engines.h"

namespace mirante::simcloud {
namespace {

/// Reads each member of a list with `read`; a missing list is an empty one.
template <class T, class Read>
Result<std::vector<T>> read_list(const Json* list, std::string_view name, Read read) {
  std::vector<T> items;
  if (list == nullptr) return items;
  if (!list->is_array()) return fail_field(std::string(name), "must be a list");
  for (std::size_t i = 0; i < list->size(); ++i) {
    auto item = read((*list)[i]);
    if (!item)
      return inside(std::string(name) + "[" + std::to_string(i) + "]", std::move(item.error()));
    items.push_back(*std::move(item));
  }
  return items;
}

Result<std::string> read_string(const Json& json) {
  if (!json.is_string()) return fail_field("", "must be a text");
  return json.get<std::string>();
}

Result<std::vector<std::pair<std::string, std::string>>> read_tags(JsonReader& read) {
  std::vector<std::pair<std::string, std::string>> result;
  const auto* tags = read.child("tags");
  if (tags == nullptr) return result;
  if (!tags->is_object()) return fail_field("tags", "must be an object");
  for (const auto& [key, value] : tags->items()) {
    if (!value.is_string()) return fail_field("tags." + key, "must be a text");
    result.emplace_back(key, value.get<std::string>());
  }
  return result;
}

Result<EstateVolume> read_volume(const Json& json) {
  JsonReader read(json);
  EstateVolume volume;
  volume.device = read.text("device", volume.device);
  volume.size_gib = static_cast<std::uint32_t>(read.number("size_gib", volume.size_gib));
  const auto type = parse_volume_type(read.text("type", "gp3"));
  if (!type) return fail_field("type", "is no type of volume");
  volume.type = *type;
  volume.key = read.text("key", "");
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  return volume;
}

Result<void> read_server_kind(JsonReader& read, EstateServer& server) {
  const auto state = parse_instance_state(read.text("state", "running"));
  if (!state || (*state != InstanceState::running && *state != InstanceState::stopped))
    return fail_field("state", "must be running or stopped");
  server.state = *state;
  if (!find_type(server.type)) return fail_field("type", "is no type of server that is simulated");
  const auto spot = read.text("spot", "");
  if (spot == "one-time")
    server.spot = Spot::one_time;
  else if (spot == "persistent")
    server.spot = Spot::persistent;
  else if (!spot.empty())
    return fail_field("spot", "must be one-time or persistent");
  constexpr std::array<std::string_view, 3> strategies{"cluster", "partition", "spread"};
  if (std::ranges::find(strategies, server.placement_strategy) == strategies.end())
    return fail_field("placement_strategy", "must be cluster, partition or spread");
  if (read.has("placement_strategy") && server.placement_group.empty())
    return fail_field("placement_strategy", "is of a group: name it in placement_group");
  if (!server.tenancy.empty() && server.tenancy != "dedicated")
    return fail_field("tenancy", "must be dedicated; without it servers share machines");
  for (const auto* name : {"system_check", "instance_check"}) {
    if (!read.has(name)) continue;
    const auto check = parse_check_status(read.text(name, ""));
    if (!check) return fail_field(name, "must be ok, impaired or insufficient-data");
    (std::string_view(name) == "system_check" ? server.system_check : server.instance_check) =
        check;
  }
  auto tags = read_tags(read);
  if (!tags) return fail(tags.error());
  server.tags = *std::move(tags);
  auto volumes = read_list<EstateVolume>(read.child("volumes"), "volumes", read_volume);
  if (!volumes) return fail(volumes.error());
  server.volumes = *std::move(volumes);
  return {};
}

Result<EstateServer> read_server(const Json& json) {
  JsonReader read(json);
  EstateServer server;
  server.name = read.text("name", "");
  server.count = static_cast<std::uint32_t>(read.number("count", 1));
  server.type = read.text("type", server.type);
  server.zone = read.text("zone", "");
  server.age_days = read.number("age_days", server.age_days);
  server.root_gib = static_cast<std::uint32_t>(read.number("root_gib", 0));
  server.root_key = read.text("root_key", "");
  server.security_group = read.text("security_group", "");
  server.key_name = read.text("key_name", "");
  server.auto_scaling_group = read.text("auto_scaling_group", "");
  server.managed_by = read.text("managed_by", "");
  server.placement_group = read.text("placement_group", "");
  server.placement_strategy = read.text("placement_strategy", server.placement_strategy);
  server.tenancy = read.text("tenancy", "");
  server.windows = read.flag("windows", false);
  server.instance_store = read.flag("instance_store", false);
  server.public_ip = read.flag("public_ip", true);
  server.elastic_ip = read.flag("elastic_ip", false);
  server.protect_stop = read.flag("protect_stop", false);
  server.protect_termination = read.flag("protect_termination", false);
  server.shutdown_terminates = read.flag("shutdown_terminates", false);
  server.hibernation = read.flag("hibernation", false);
  server.stuck_stopping = read.flag("stuck_stopping", false);
  server.event_code = read.text("event_code", "");
  server.event_in_days = read.number("event_in_days", server.event_in_days);
  if (auto ok = read_server_kind(read, server); !ok) return fail(ok.error());
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  return server;
}

Result<EstateDatabase> read_database(const Json& json) {
  JsonReader read(json);
  EstateDatabase database;
  database.name = read.text("name", "");
  database.count = static_cast<std::uint32_t>(read.number("count", 1));
  database.engine = read.text("engine", database.engine);
  database.version = read.text("version", "");
  database.instance_class = read.text("class", database.instance_class);
  database.zone = read.text("zone", "");
  database.age_days = read.number("age_days", database.age_days);
  database.allocated_gib =
      static_cast<std::uint32_t>(read.number("allocated_gib", database.allocated_gib));
  database.storage_type = read.text("storage_type", database.storage_type);
  database.key = read.text("key", "");
  database.replica_of = read.text("replica_of", "");
  database.cluster = read.text("cluster", "");
  database.cluster_kind = read.text("cluster_kind", "");
  database.blue_green = read.text("blue_green", "");
  database.backup_days =
      static_cast<std::uint16_t>(read.number("backup_days", database.backup_days));
  database.multi_az = read.flag("multi_az", false);
  database.publicly_accessible = read.flag("publicly_accessible", false);
  database.deletion_protection = read.flag("deletion_protection", false);
  const auto state = read.text("state", "available");
  auto tags = read_tags(read);
  if (!tags) return fail(tags.error());
  database.tags = *std::move(tags);
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  if (database.name.empty()) return fail_field("name", "is needed");
  if (state == "stopped")
    database.state = DatabaseState::stopped;
  else if (state == "storage-full")
    database.state = DatabaseState::storage_full;
  else if (state != "available")
    return fail_field("state", "must be available, stopped or storage-full");
  const auto* engine = find_engine(database.engine);
  if (engine == nullptr) return fail_field("engine", "is no engine that is simulated");
  if (find_engine_version(database.engine, database.version) == nullptr)
    return fail_field("version", "is no version of this engine that is simulated");
  if (!is_database_class(database.instance_class))
    return fail_field("class", "is no class of database that is simulated");
  if (engine->aurora != !database.cluster.empty())
    return fail_field("cluster", engine->aurora ? "is needed by Aurora" : "is only for Aurora");
  if (!database.cluster_kind.empty() && database.cluster_kind != "global" &&
      database.cluster_kind != "serverless")
    return fail_field("cluster_kind", "must be global or serverless");
  return database;
}

Result<EstateBalancer> read_balancer(const Json& json) {
  JsonReader read(json);
  EstateBalancer balancer;
  balancer.name = read.text("name", "");
  balancer.type = read.text("type", balancer.type);
  balancer.internal = read.flag("internal", false);
  balancer.port = static_cast<std::int32_t>(read.number("port", balancer.port));
  balancer.target_port =
      static_cast<std::int32_t>(read.number("target_port", balancer.target_port));
  balancer.servers = read.text("servers", "");
  balancer.age_days = read.number("age_days", balancer.age_days);
  auto tags = read_tags(read);
  if (!tags) return fail(tags.error());
  balancer.tags = *std::move(tags);
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  if (balancer.name.empty()) return fail_field("name", "is needed");
  if (balancer.type != "application" && balancer.type != "network")
    return fail_field("type", "must be application or network");
  return balancer;
}

Result<EstateKey> read_key(const Json& json) {
  JsonReader read(json);
  EstateKey key{.name = read.text("name", "")};
  const auto state = read.text("state", "enabled");
  if (state == "disabled")
    key.state = KmsKey::State::disabled;
  else if (state == "pending_deletion")
    key.state = KmsKey::State::pending_deletion;
  else if (state != "enabled")
    return fail_field("state", "must be enabled, disabled or pending_deletion");
  key.grants_refused = read.flag("grants_refused", false);
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  return key;
}

Result<EstateCapacity> read_capacity(const Json& json) {
  JsonReader read(json);
  EstateCapacity capacity;
  capacity.zone = read.text("zone", "*");
  capacity.type = read.text("type", "*");
  capacity.left = static_cast<std::uint32_t>(read.number("left", 0));
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  return capacity;
}

Result<EstatePlace> read_place(const Json& json) {
  JsonReader read(json);
  EstatePlace place{.region = read.text("region", "")};
  if (!find_region(place.region)) return fail_field("region", "is no region of AWS");
  auto servers = read_list<EstateServer>(read.child("servers"), "servers", read_server);
  if (!servers) return fail(servers.error());
  place.servers = *std::move(servers);
  auto databases = read_list<EstateDatabase>(read.child("databases"), "databases", read_database);
  if (!databases) return fail(databases.error());
  place.databases = *std::move(databases);
  auto balancers = read_list<EstateBalancer>(read.child("balancers"), "balancers", read_balancer);
  if (!balancers) return fail(balancers.error());
  place.balancers = *std::move(balancers);
  auto keys = read_list<EstateKey>(read.child("keys"), "keys", read_key);
  if (!keys) return fail(keys.error());
  place.keys = *std::move(keys);
  auto capacity = read_list<EstateCapacity>(read.child("capacity"), "capacity", read_capacity);
  if (!capacity) return fail(capacity.error());
  place.capacity = *std::move(capacity);
  if (read.has("spare_addresses"))
    place.spare_addresses = static_cast<std::uint32_t>(read.number("spare_addresses", 0));
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  return place;
}

Result<EstateRole> read_role(const Json& json) {
  JsonReader read(json);
  EstateRole role{.name = read.text("name", ""), .external_id = read.text("external_id", "")};
  const auto* grants = read.child("grants");
  if (grants != nullptr && grants->is_object())
    role.grants = grants->dump();
  else
    role.grants = read.text("grants", role.grants);
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  return role;
}

Result<EstateOrganizationPolicy> read_organization_policy(const Json& json) {
  JsonReader read(json);
  EstateOrganizationPolicy policy{.name = read.text("name", "")};
  const auto* document = read.child("document");
  if (document == nullptr) return fail_field("document", "is needed");
  policy.document = document->dump();
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  return policy;
}

/// Reads one member of a list with a function that takes a reader.
template <auto Read>
auto read_whole(const Json& json) -> decltype(Read(std::declval<JsonReader&>())) {
  JsonReader read(json);
  auto item = Read(read);
  if (!item) return item;
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  return item;
}

Result<WantedMoney> read_money(JsonReader& read) {
  WantedMoney money;
  auto reserved = read_list<WantedReservedInstances>(
      read.child("reserved_instances"), "reserved_instances", read_whole<read_reserved_instances>);
  if (!reserved) return fail(reserved.error());
  money.reserved = *std::move(reserved);
  auto plans = read_list<WantedSavingsPlan>(read.child("savings_plans"), "savings_plans",
                                            read_whole<read_savings_plan>);
  if (!plans) return fail(plans.error());
  money.plans = *std::move(plans);
  auto adjustments = read_list<WantedAdjustment>(read.child("adjustments"), "adjustments",
                                                 read_whole<read_adjustment>);
  if (!adjustments) return fail(adjustments.error());
  money.adjustments = *std::move(adjustments);
  const auto cost_explorer = read_cost_explorer(read);
  if (!cost_explorer) return fail(cost_explorer.error());
  money.cost_explorer = *cost_explorer;
  return money;
}

Result<EstateUnit> read_unit(const Json& json) {
  JsonReader read(json);
  EstateUnit unit{.name = read.text("name", "")};
  if (unit.name.empty()) return fail_field("name", "is needed");
  auto accounts = read_list<std::string>(read.child("accounts"), "accounts", read_string);
  if (!accounts) return fail(accounts.error());
  unit.accounts = *std::move(accounts);
  auto policies = read_list<EstateOrganizationPolicy>(read.child("policies"), "policies",
                                                      read_organization_policy);
  if (!policies) return fail(policies.error());
  unit.policies = *std::move(policies);
  auto units = read_list<EstateUnit>(read.child("units"), "units", read_unit);
  if (!units) return fail(units.error());
  unit.units = *std::move(units);
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  return unit;
}

Result<std::pair<std::string, std::string>> read_delegated(const Json& json) {
  JsonReader read(json);
  std::pair<std::string, std::string> delegated{read.text("account", ""), read.text("service", "")};
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  if (delegated.second.empty()) return fail_field("service", "is needed");
  return delegated;
}

Result<EstateOrganization> read_organization(const Json& json) {
  JsonReader read(json);
  EstateOrganization organization;
  organization.in_use = read.flag("in_use", true);
  organization.management = read.text("management", "");
  auto units = read_list<EstateUnit>(read.child("units"), "units", read_unit);
  if (!units) return fail(units.error());
  organization.units = *std::move(units);
  auto policies = read_list<EstateOrganizationPolicy>(read.child("policies"), "policies",
                                                      read_organization_policy);
  if (!policies) return fail(policies.error());
  organization.policies = *std::move(policies);
  auto services = read_list<std::string>(read.child("services"), "services", read_string);
  if (!services) return fail(services.error());
  organization.services = *std::move(services);
  auto delegated = read_list<std::pair<std::string, std::string>>(read.child("delegated"),
                                                                  "delegated", read_delegated);
  if (!delegated) return fail(delegated.error());
  organization.delegated = *std::move(delegated);
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  return organization;
}

Result<EstateAccount> read_account(const Json& json) {
  JsonReader read(json);
  EstateAccount account{.id = read.text("id", ""), .name = read.text("name", "")};
  if (account.id.size() != 12 || account.id.find_first_not_of("0123456789") != std::string::npos)
    return fail_field("id", "must be 12 digits");
  account.email = read.text("email", "");
  account.outside_organization = read.flag("outside_organization", false);
  auto roles = read_list<EstateRole>(read.child("roles"), "roles", read_role);
  if (!roles) return fail(roles.error());
  account.roles = *std::move(roles);
  auto opted_in = read_list<std::string>(read.child("opted_in"), "opted_in", read_string);
  if (!opted_in) return fail(opted_in.error());
  account.opted_in = *std::move(opted_in);
  auto organization = read_list<EstateOrganizationPolicy>(read.child("organization"),
                                                          "organization", read_organization_policy);
  if (!organization) return fail(organization.error());
  account.organization = *std::move(organization);
  auto places = read_list<EstatePlace>(read.child("places"), "places", read_place);
  if (!places) return fail(places.error());
  account.places = *std::move(places);
  auto money = read_money(read);
  if (!money) return fail(money.error());
  account.money = *std::move(money);
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  return account;
}

/// "big:100x30x1000": accounts, regions of each, servers of each account.
Result<Estate> big_estate(std::string_view text) {
  std::uint32_t numbers[3];
  for (int i = 0; i < 3; ++i) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), numbers[i]);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const bool separated = i == 2 ? text.empty() : text.starts_with('x');
    if (error != std::errc() || numbers[i] == 0 || !separated)
      return fail_field("estate", "must look like big:100x30x1000");
    if (i < 2) text.remove_prefix(1);
  }
  const auto [accounts, regions, servers] = numbers;
  if (accounts > 5000 || regions > all_regions().size())
    return fail_field("estate", "is too big: at most 5000 accounts and " +
                                    std::to_string(all_regions().size()) + " regions");
  static constexpr std::string_view types[] = {"t3.micro",   "t3.medium", "m5.large",
                                               "m6i.xlarge", "c6i.large", "r5.large"};
  Estate estate;
  for (std::uint32_t a = 0; a < accounts; ++a) {
    EstateAccount account;
    account.id = std::to_string(200'000'000'000 + a);
    account.name = "Conta " + std::to_string(a + 1);
    account.roles.push_back({.name = "mirante", .external_id = "simulated-external-id"});
    for (std::uint32_t r = 0; r < regions; ++r) {
      EstatePlace place{.region = std::string(all_regions()[r].name)};
      if (all_regions()[r].opt_in) account.opted_in.push_back(place.region);
      const auto here = servers / regions + (r < servers % regions ? 1 : 0);
      for (std::size_t t = 0; t < std::size(types); ++t) {
        const auto count = here / std::size(types) + (t < here % std::size(types) ? 1 : 0);
        if (count == 0) continue;
        EstateServer server;
        server.name = "srv-" + std::to_string(a + 1) + "-" + std::to_string(r + 1) + "-" +
                      std::to_string(t + 1) + "-{n}";
        server.count = static_cast<std::uint32_t>(count);
        server.type = types[t];
        server.state = t == 0 ? InstanceState::stopped : InstanceState::running;
        server.tags = {{"Ambiente", t % 2 == 0 ? "producao" : "homologacao"},
                       {"Equipe", "equipe-" + std::to_string(t)}};
        place.servers.push_back(std::move(server));
      }
      account.places.push_back(std::move(place));
    }
    estate.accounts.push_back(std::move(account));
  }
  return estate;
}

}  // namespace

Result<Estate> parse_estate(std::string_view text) {
  const auto json = Json::parse(text, nullptr, /*allow_exceptions=*/false,
                                /*ignore_comments=*/true);
  if (json.is_discarded()) return fail_field("", "the estate is not JSON");
  JsonReader read(json);
  Estate estate;
  estate.panel_account = read.text("panel_account", estate.panel_account);
  estate.panel_name = read.text("panel_name", estate.panel_name);
  auto accounts = read_list<EstateAccount>(read.child("accounts"), "accounts", read_account);
  if (!accounts) return fail(accounts.error());
  estate.accounts = *std::move(accounts);
  const auto tax = read_basis_points(read, "tax_percent", 0);
  if (!tax) return fail(tax.error());
  estate.tax_basis_points = *tax;
  const auto support = read_basis_points(read, "support_percent", 0);
  if (!support) return fail(support.error());
  estate.support_basis_points = *support;
  if (const auto* organization = read.child("organization")) {
    auto wanted = read_organization(*organization);
    if (!wanted) return inside("organization", std::move(wanted.error()));
    estate.organization = *std::move(wanted);
  }
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  return estate;
}

Result<Estate> find_estate(const std::string& name) {
  if (name == "empty") return Estate{};
  if (name == "small") return parse_estate(small_estate);
  if (name.starts_with("big:")) return big_estate(std::string_view(name).substr(4));
  std::ifstream file(name);
  if (!file)
    return fail_field("estate",
                      "\"" + name +
                          "\" is neither empty, small, big:<accounts>x<regions>x<servers> "
                          "nor a file that can be read");
  std::ostringstream text;
  text << file.rdbuf();
  return parse_estate(text.str());
}

std::string operator_policy() {
  return R"({"Version":"2012-10-17","Statement":[
{"Sid":"Read","Effect":"Allow","Action":["ec2:Describe*","ec2:Get*","iam:ListAccountAliases",
  "rds:Describe*","rds:ListTagsForResource","elasticloadbalancing:Describe*","sts:GetCallerIdentity","cloudwatch:GetMetricData","cloudwatch:ListMetrics","kms:DescribeKey",
  "cloudtrail:LookupEvents","pricing:GetProducts","savingsplans:Describe*"],"Resource":"*"},
{"Sid":"Switch","Effect":"Allow","Action":["ec2:StartInstances","ec2:StopInstances",
  "ec2:RebootInstances","ec2:ModifyInstanceAttribute","ec2:CreateTags","ec2:DeleteTags",
  "rds:StartDBInstance","rds:StopDBInstance","rds:RebootDBInstance","rds:ModifyDBInstance",
  "rds:StartDBCluster","rds:StopDBCluster","rds:CreateDBSnapshot","rds:AddTagsToResource",
  "rds:RemoveTagsFromResource","elasticloadbalancing:RegisterTargets",
  "elasticloadbalancing:DeregisterTargets"],"Resource":"*"},
{"Sid":"EncryptedVolumes","Effect":"Allow","Action":["kms:CreateGrant"],
  "Resource":"*","Condition":{"Bool":{"kms:GrantIsForAWSResource":"true"}}}]})";
}

std::string read_only_policy() {
  return R"({"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow",
  "Action":["ec2:Describe*","rds:Describe*","rds:ListTagsForResource",
  "elasticloadbalancing:Describe*","iam:ListAccountAliases","sts:GetCallerIdentity"],
  "Resource":"*"}]})";
}

}  // namespace mirante::simcloud

#include "simcloud/settle.h"

#include <nlohmann/json.hpp>

#include "simcloud/caller.h"
#include "simcloud/credentials.h"
#include "simcloud/ec2/life.h"
#include "simcloud/ec2/network.h"
#include "simcloud/ec2/shapes.h"
#include "simcloud/json_reading.h"
#include "simcloud/kms/keys.h"
#include "simcloud/money/meter.h"
#include "simcloud/organizations/founding.h"
#include "simcloud/settle_services.h"

namespace mirante::simcloud {
namespace {

constexpr std::string_view panel_user = "mirante-panel";
constexpr std::string_view administrator = "admin";

/// An error names the place of what was wanted: "servers[3].type".
template <class Wanted, class Settle>
Result<void> settle_each(const std::vector<Wanted>& all, std::string_view name, Settle settle) {
  for (std::size_t i = 0; i < all.size(); ++i)
    if (auto ok = settle(all[i]); !ok)
      return inside(std::string(name) + "[" + std::to_string(i) + "]", std::move(ok.error()));
  return {};
}

PolicyRef policy_of(std::string text) {
  return make_policy(std::move(text), PolicyKind::identity).value();
}

void add_administrator(Cloud& cloud, Account& account) {
  auto& user = add_user(cloud, account, std::string(administrator));
  user.grants.attached.push_back("arn:aws:iam::aws:policy/AdministratorAccess");
  add_access_key(cloud, account, user.name);
  add_access_key(cloud, account, "");  // The root user's.
}

void add_panel_user(Cloud& cloud, Account& account) {
  auto& user = add_user(cloud, account, std::string(panel_user));
  user.grants.own["assume-roles"] = policy_of(
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
         "Resource":"*"}]})");
  add_access_key(cloud, account, user.name);
}

std::uint64_t group_named(Cloud& cloud, Place& place, const std::string& name) {
  const auto text = cloud.text(name);
  for (const auto& [id, group] : place.groups)
    if (group.name == text) return id;
  SecurityGroup group{.id = cloud.make_id(Purpose::network_id, place),
                      .name = text,
                      .description = cloud.text(name + " servers")};
  const auto add_rule = [&](bool egress, std::string protocol, int port, std::string cidr) {
    group.rules.push_back({.id = cloud.make_id(Purpose::network_id, place),
                           .egress = egress,
                           .protocol = std::move(protocol),
                           .from_port = port,
                           .to_port = port,
                           .cidr = std::move(cidr)});
  };
  add_rule(true, "-1", -1, "0.0.0.0/0");
  add_rule(false, "tcp", 443, "0.0.0.0/0");
  add_rule(false, "tcp", 22, "10.0.0.0/8");
  const auto id = group.id;
  place.groups.emplace(id, std::move(group));
  return id;
}

Text key_pair_named(Cloud& cloud, Place& place, const std::string& name) {
  if (!place.key_pairs.contains(name)) {
    auto& key = place.key_pairs[name];
    key.id = cloud.make_id(Purpose::key_pair_id, place);
    key.name = name;
    key.type = "ed25519";
    key.fingerprint = "simulated";
    key.created = cloud.now;
  }
  return cloud.text(name);
}

Text kms_key_named(Cloud& cloud, Place& place, const std::string& name) {
  return cloud.text(key_named(cloud, place, name, "ebs"));
}

/// The image that fits the server: by architecture, Windows, instance store.
std::size_t image_for(const EstateServer& server, const TypeFacts& type) {
  const auto images = all_images();
  for (std::size_t i = 0; i < images.size(); ++i) {
    const bool arm = images[i].architecture == Architecture::arm64;
    if (arm == (type.architecture == Architecture::arm64) && images[i].windows == server.windows &&
        images[i].instance_store == server.instance_store)
      return i;
  }
  return images.size();
}

void give_elastic_ip(Cloud& cloud, Place& place, Instance& instance) {
  Address address{.id = cloud.make_id(Purpose::address_id, place)};
  address.public_ip = draw_public_address(cloud, {address.id});
  address.association = cloud.make_id(Purpose::address_id, place);
  address.instance = instance.id;
  instance.elastic_ip = true;
  instance.public_ip = address.public_ip;
  place.addresses.emplace(address.id, std::move(address));
}

void fill_extras(Cloud& cloud, Place& place, const EstateServer& server, Instance& instance) {
  if (server.spot != Spot::none) {
    instance.more().spot = server.spot;
    instance.more().spot_request = cloud.text("sir-" + std::to_string(instance.id % 90'000'000));
  }
  if (!server.placement_group.empty()) {
    instance.more().placement_group = cloud.text(server.placement_group);
    place.placement_groups.emplace(server.placement_group, server.placement_strategy);
  }
  if (!server.tenancy.empty()) instance.more().tenancy = cloud.text(server.tenancy);
  if (!server.managed_by.empty())
    instance.more().operator_principal = cloud.text(server.managed_by);
  if (server.system_check) instance.more().system_check = *server.system_check;
  if (server.instance_check) instance.more().instance_check = *server.instance_check;
  if (server.system_check || server.instance_check) {
    instance.more().impaired_since = cloud.now - std::chrono::minutes(20);
    cloud.watch(place.account, place.region)
        .ailments[instance.id]
        .push_back({instance.extras->impaired_since,
                    {.system = instance.extras->system_check,
                     .instance = instance.extras->instance_check}});
  }
  if (!server.event_code.empty()) {
    const auto at =
        cloud.now + std::chrono::seconds(static_cast<std::int64_t>(server.event_in_days * 86'400));
    announce(cloud, place, instance,
             {.code = server.event_code,
              .description = "The instance is running on degraded hardware",
              .not_before = at});
  }
}

void add_server(Cloud& cloud, Place& place, const EstateServer& server, std::uint32_t number,
                LaunchPlan plan) {
  const auto zones = region_facts(place.region).zones;
  std::uint8_t zone = 0;
  if (!server.zone.empty())
    zone = static_cast<std::uint8_t>(zones.find(server.zone));
  else
    for (std::uint32_t i = 0; i < zones.size(); ++i) {
      zone = static_cast<std::uint8_t>((number + i) % zones.size());
      if (is_offered(plan.type, place.region, zone)) break;
    }
  plan.subnet = default_subnet(place, zone);
  plan.reservation = cloud.make_id(Purpose::reservation_id, place);
  auto& instance = build(cloud, place, plan);
  const auto age = std::chrono::seconds(static_cast<std::int64_t>(server.age_days * 86'400));
  const auto born = std::chrono::floor<std::chrono::seconds>(cloud.now) - age;
  instance.launched = instance.state_since = instance.visible_from = born;
  if (auto* root = place.find_volume(instance.root_volume)) root->created = root->attached = born;
  if (!server.name.empty())
    put_tag(instance.tags, {cloud.text("Name"), cloud.text(numbered(server.name, number))});
  for (const auto& [key, value] : server.tags)
    put_tag(instance.tags, {cloud.text(key), cloud.text(numbered(value, number))});
  if (!server.auto_scaling_group.empty())
    put_tag(instance.tags,
            {cloud.text("aws:autoscaling:groupName"), cloud.text(server.auto_scaling_group)});
  for (const auto& wanted : server.volumes) {
    auto& volume = create_volume(cloud, place, zone, wanted.size_gib, wanted.type);
    volume.kms_key = kms_key_named(cloud, place, wanted.key);
    if (wanted.type == VolumeType::io1 || wanted.type == VolumeType::io2) volume.iops = 3000;
    attach(cloud, place, instance, volume, cloud.text(wanted.device));
    volume.created = volume.attached = born;
  }
  if (!server.key_name.empty()) instance.key_name = key_pair_named(cloud, place, server.key_name);
  instance.protect_stop = server.protect_stop;
  instance.protect_termination = server.protect_termination;
  instance.shutdown_terminates = server.shutdown_terminates;
  instance.hibernation = server.hibernation;
  instance.stuck_stopping = server.stuck_stopping;
  settle(cloud, instance, server.state);
  if (server.state == InstanceState::stopped) {
    instance.state_since = born + age / 2;
    cloud.watch(place.account, place.region).stopped_before[instance.id] = instance.state_since;
  }
  if (server.elastic_ip) give_elastic_ip(cloud, place, instance);
  fill_extras(cloud, place, server, instance);
  touch(cloud, place, Metered::server, instance.id);
  add_past(cloud, place, instance, born);
}

Result<void> add_servers(Cloud& cloud, Place& place, const EstateServer& server) {
  const auto type = find_type(server.type);
  if (!type) return fail_field("type", "\"" + server.type + "\" is not simulated");
  if (!server.zone.empty() &&
      (server.zone.size() != 1 ||
       region_facts(place.region).zones.find(server.zone) == std::string_view::npos))
    return fail_field("zone", "\"" + server.zone + "\" is no zone of this region: choose one of " +
                                  std::string(region_facts(place.region).zones));
  if (const auto group = place.placement_groups.find(server.placement_group);
      group != place.placement_groups.end() && group->second != server.placement_strategy)
    return fail_field("placement_strategy",
                      "the group \"" + server.placement_group + "\" is a " + group->second +
                          " already: give its servers one strategy, or these another group");
  if (!server.placement_group.empty() &&
      !may_be_in_group(type_facts(*type), server.placement_strategy))
    return fail_field("type", "\"" + server.type + "\" may not be in a " +
                                  server.placement_strategy +
                                  ": choose another type, or another placement_strategy");
  const auto image = image_for(server, type_facts(*type));
  if (image == all_images().size())
    return fail_field("type", "no image fits \"" + server.type + "\" with these wishes");
  const auto& facts = all_images()[image];
  LaunchPlan plan{.type = *type,
                  .image = public_image_id(cloud, place.region, image),
                  .root_gib = server.root_gib != 0 ? server.root_gib : facts.root_gib,
                  .root_device = facts.root_device,
                  .windows = server.windows,
                  .instance_store_root = server.instance_store,
                  .root_kms_key = kms_key_named(cloud, place, server.root_key),
                  .public_ip = server.public_ip};
  const auto group = server.security_group.empty()
                         ? default_group(cloud, place, 0)
                         : group_named(cloud, place, server.security_group);
  plan.group_set = group_set(place, {group});
  for (std::uint32_t i = 1; i <= server.count; ++i) add_server(cloud, place, server, i, plan);
  return {};
}

Result<void> settle_units(Cloud& cloud, const std::vector<EstateUnit>& units,
                          const std::string& parent) {
  for (const auto& wanted : units) {
    const auto id = add_unit(cloud, wanted.name, parent).id;
    for (const auto& policy : wanted.policies)
      if (auto ok = attach_policy(cloud, id, policy.name, policy.document); !ok)
        return fail_field("organization.units", ok.error().message);
    for (const auto& account : wanted.accounts) {
      const auto member = cloud.organization.members.find(account);
      if (member == cloud.organization.members.end())
        return fail_field("organization.units",
                          "account " + account + " is not in the organization");
      member->second.parent = id;
    }
    if (auto ok = settle_units(cloud, wanted.units, id); !ok) return ok;
  }
  return {};
}

Result<void> settle_organization(Cloud& cloud, const EstateOrganization& wanted) {
  auto& organization = cloud.organization;
  organization.in_use = wanted.in_use;
  if (!organization.members.contains(organization.management))
    return fail_field("organization.management",
                      "account " + organization.management + " is not in the organization");
  for (const auto& policy : wanted.policies)
    if (auto ok = attach_policy(cloud, organization.root, policy.name, policy.document); !ok)
      return fail_field("organization.policies", ok.error().message);
  for (const auto& service : wanted.services) organization.service_access[service] = cloud.now;
  for (const auto& [account, service] : wanted.delegated) {
    if (!organization.members.contains(account))
      return fail_field("organization.delegated",
                        "account " + account + " is not in the organization");
    organization.delegated[account][service] = cloud.now;
  }
  return settle_units(cloud, wanted.units, organization.root);
}

}  // namespace

Result<const IamRole*> settle_role(Cloud& cloud, Account& account, const EstateRole& role) {
  const auto& panel = cloud.accounts.front();
  Json statement{{"Effect", "Allow"},
                 {"Principal", {{"AWS", "arn:aws:iam::" + panel.id + ":root"}}},
                 {"Action", "sts:AssumeRole"}};
  if (!role.external_id.empty())
    statement["Condition"] = {{"StringEquals", {{"sts:ExternalId", role.external_id}}}};
  const Json trust{{"Version", "2012-10-17"}, {"Statement", Json::array({statement})}};
  auto document = make_policy(trust.dump(), PolicyKind::trust);
  if (!document) return fail(document.error());
  auto& made = add_role(cloud, account, role.name, *std::move(document));
  if (role.grants.starts_with("arn:")) {
    made.grants.attached.push_back(role.grants);
    return &made;
  }
  auto text = role.grants;
  if (text == "operator") text = operator_policy();
  if (text == "read_only") text = read_only_policy();
  auto grants = make_policy(text, PolicyKind::identity);
  if (!grants) return fail_field("grants", grants.error().message);
  made.grants.own["mirante"] = *std::move(grants);
  return &made;
}

Result<void> settle_place(Cloud& cloud, Account& account, const EstatePlace& wanted) {
  const auto region = find_region(wanted.region);
  if (!region) return fail_field("region", "\"" + wanted.region + "\" is no region of AWS");
  auto& place = cloud.place(account, *region);
  ensure_network(cloud, place);
  for (const auto& key : wanted.keys) {
    const auto arn = add_key(cloud, place, key.name);
    auto& made = place.kms.keys.at(arn);
    made.state = key.state;
    made.grants_refused = key.grants_refused;
  }
  place.spare_addresses = wanted.spare_addresses;
  for (const auto& limit : wanted.capacity)
    cloud.capacity[wanted.region + "/" + limit.zone + "/" + limit.type] = limit.left;
  if (auto ok = settle_each(wanted.servers, "servers",
                            [&](const auto& each) { return add_servers(cloud, place, each); });
      !ok)
    return ok;
  if (auto ok = check_deployments(wanted.databases); !ok) return ok;
  if (auto ok = settle_each(wanted.databases, "databases",
                            [&](const auto& each) { return settle_databases(cloud, place, each); });
      !ok)
    return ok;
  return settle_each(wanted.balancers, "balancers",
                     [&](const auto& each) { return settle_balancer(cloud, place, each); });
}

Result<void> settle_account(Cloud& cloud, const EstateAccount& wanted) {
  if (cloud.accounts_by_id.contains(wanted.id))
    return fail_field("id", "account " + wanted.id + " is there already");
  auto& account = cloud.add_account(wanted.id, wanted.name);
  add_administrator(cloud, account);
  for (const auto& name : wanted.opted_in) {
    const auto region = find_region(name);
    if (!region) return fail_field("opted_in", "\"" + name + "\" is no region of AWS");
    account.enabled.set(*region);
  }
  for (const auto& role : wanted.roles)
    if (auto made = settle_role(cloud, account, role); !made) return fail(made.error());
  account.email = wanted.email;
  if (!wanted.outside_organization) join(cloud, account, Joining::invited);
  for (const auto& policy : wanted.organization) {
    if (wanted.outside_organization)
      return fail_field("organization", "account " + wanted.id + " is outside of it");
    if (auto ok = attach_policy(cloud, account.id, policy.name, policy.document); !ok)
      return fail_field("organization", ok.error().message);
  }
  settle_money(cloud, account.number, wanted.money);
  return settle_each(wanted.places, "places",
                     [&](const auto& each) { return settle_place(cloud, account, each); });
}

Result<void> settle(Cloud& cloud, const Estate& estate) {
  auto& panel = cloud.add_account(estate.panel_account, estate.panel_name);
  add_administrator(cloud, panel);
  add_panel_user(cloud, panel);
  cloud.billing.tax_basis_points = estate.tax_basis_points;
  cloud.billing.support_basis_points = estate.support_basis_points;
  const auto& wanted = estate.organization;
  found_organization(cloud, wanted.management.empty() ? panel.id : wanted.management);
  join(cloud, panel, Joining::invited);
  if (auto ok = settle_each(estate.accounts, "accounts",
                            [&](const auto& each) { return settle_account(cloud, each); });
      !ok)
    return ok;
  return settle_organization(cloud, wanted);
}

Json credentials_of(const Cloud& cloud) {
  const auto key_of = [](const Account& account, std::string_view user) {
    const auto found = account.iam.users.find(user);
    if (found == account.iam.users.end() || found->second.keys.empty()) return Json();
    return Json{{"arn", user_arn(account, found->second)},
                {"access_key_id", found->second.keys.front().id},
                {"secret_access_key", found->second.keys.front().secret}};
  };
  Json json{{"simulated", true}};
  Json accounts = Json::array();
  for (const auto& account : cloud.accounts) {
    Json entry{{"id", account.id}, {"name", account.name}};
    entry["admin"] = key_of(account, administrator);
    if (!account.iam.root_keys.empty())
      entry["root"] = {{"arn", "arn:aws:iam::" + account.id + ":root"},
                       {"access_key_id", account.iam.root_keys.front().id},
                       {"secret_access_key", account.iam.root_keys.front().secret}};
    Json roles = Json::array();
    for (const auto& [name, role] : account.iam.roles) {
      Json shown{{"name", name}, {"arn", role_arn(account, role)}};
      for (const auto& statement : role.trust->policy.statements())
        for (const auto& condition : statement.conditions)
          if (condition.key == "sts:externalid" && !condition.values.empty())
            shown["external_id"] = condition.values.front();
      roles.push_back(std::move(shown));
    }
    entry["roles"] = std::move(roles);
    Json regions = Json::array();
    for (std::size_t i = 0; i < all_regions().size(); ++i)
      if (account.enabled.test(i)) regions.push_back(all_regions()[i].name);
    entry["regions"] = std::move(regions);
    if (account.number == 0) {
      json["panel"] = key_of(account, panel_user);
      json["panel"]["account"] = account.id;
      json["panel"]["admin"] = entry["admin"];
      json["panel"]["root"] = entry["root"];
    } else {
      accounts.push_back(std::move(entry));
    }
  }
  json["accounts"] = std::move(accounts);
  return json;
}

}  // namespace mirante::simcloud

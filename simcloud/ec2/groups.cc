// Security groups and their rules.
#include <algorithm>

#include "gen/ec2/authorize_security_group_egress.h"
#include "gen/ec2/authorize_security_group_ingress.h"
#include "gen/ec2/create_security_group.h"
#include "gen/ec2/delete_security_group.h"
#include "gen/ec2/describe_security_group_rules.h"
#include "gen/ec2/describe_security_groups.h"
#include "gen/ec2/revoke_security_group_egress.h"
#include "gen/ec2/revoke_security_group_ingress.h"
#include "simcloud/aws_ids.h"
#include "simcloud/ec2/network.h"
#include "simcloud/ec2/queries.h"
#include "simcloud/ec2/tagging.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

using Field = FilterField<SecurityGroup>;
using Permissions = std::vector<gen::ec2::IpPermission>;

using Texts = std::vector<std::string>;
using C = const Cloud&;
using P = const Place&;
using G = const SecurityGroup&;
template <auto Value>
constexpr auto is = &field_matches<SecurityGroup, Value>;

/// A part of each rule of one direction.
template <bool Egress, auto Part>
Texts rules_part(G group) {
  Texts texts;
  for (const auto& rule : group.rules)
    if (rule.egress == Egress) texts.push_back(Part(rule));
  return texts;
}
template <auto Part>
constexpr auto ingress_part = is<rules_part<false, Part>>;
template <auto Part>
constexpr auto egress_part = is<rules_part<true, Part>>;

std::string from_port(const GroupRule& rule) { return std::to_string(rule.from_port); }
std::string to_port(const GroupRule& rule) { return std::to_string(rule.to_port); }
std::string protocol(const GroupRule& rule) { return rule.protocol; }
std::string cidr(const GroupRule& rule) { return rule.cidr; }
std::string cidr_v6(const GroupRule& rule) { return rule.cidr_v6; }
std::string peer(const GroupRule& r) { return when(r.group != 0, format_id("sg-", r.group)); }

constexpr Field fields[] = {
    {"group-id", is<[](G g) { return format_id("sg-", g.id); }>},
    {"group-name", is<[](C c, G g) { return c.texts.view(g.name); }>},
    {"description", is<[](C c, G g) { return c.texts.view(g.description); }>},
    {"vpc-id", is<[](P p, G g) { return format_id("vpc-", p.vpcs[g.vpc].id); }>},
    {"owner-id", is<[](C c, P p) { return c.accounts[p.account].id; }>},
    {"ip-permission.cidr", ingress_part<cidr>},
    {"ip-permission.ipv6-cidr", ingress_part<cidr_v6>},
    {"ip-permission.from-port", ingress_part<from_port>},
    {"ip-permission.to-port", ingress_part<to_port>},
    {"ip-permission.protocol", ingress_part<protocol>},
    {"ip-permission.group-id", ingress_part<peer>},
    {"egress.ip-permission.cidr", egress_part<cidr>},
    {"egress.ip-permission.ipv6-cidr", egress_part<cidr_v6>},
    {"egress.ip-permission.from-port", egress_part<from_port>},
    {"egress.ip-permission.to-port", egress_part<to_port>},
    {"egress.ip-permission.protocol", egress_part<protocol>},
    {"egress.ip-permission.group-id", egress_part<peer>},
};

struct RuleRow {
  const SecurityGroup* group;
  const GroupRule* rule;
};
using R = const RuleRow&;
template <auto Value>
constexpr auto rule_is = &field_matches<RuleRow, Value>;
constexpr FilterField<RuleRow> rule_fields[] = {
    {"group-id", rule_is<[](R r) { return format_id("sg-", r.group->id); }>},
    {"security-group-rule-id", rule_is<[](R r) { return format_id("sgr-", r.rule->id); }>},
};

/// Rules that allow the same ports to several sources make one permission, as AWS shows them.
Permissions permissions_of(const Call& call, const SecurityGroup& group, bool egress) {
  Permissions permissions;
  for (const auto& rule : group.rules) {
    if (rule.egress != egress) continue;
    auto found = std::ranges::find_if(permissions, [&](const gen::ec2::IpPermission& known) {
      return known.ip_protocol == rule.protocol && known.from_port.value_or(-1) == rule.from_port &&
             known.to_port.value_or(-1) == rule.to_port;
    });
    if (found == permissions.end()) {
      gen::ec2::IpPermission permission{.ip_protocol = rule.protocol};
      if (rule.protocol != "-1") {
        permission.from_port = rule.from_port;
        permission.to_port = rule.to_port;
      }
      found = permissions.insert(permissions.end(), std::move(permission));
    }
    const auto description =
        rule.description.empty() ? std::nullopt : std::optional(rule.description);
    if (!rule.cidr.empty())
      found->ip_ranges.push_back({.description = description, .cidr_ip = rule.cidr});
    else if (!rule.cidr_v6.empty())
      found->ipv6_ranges.push_back({.description = description, .cidr_ipv6 = rule.cidr_v6});
    else
      found->user_id_group_pairs.push_back({.description = description,
                                            .user_id = call.account_id(),
                                            .group_id = format_id("sg-", rule.group)});
  }
  return permissions;
}

gen::ec2::SecurityGroup to_gen(const Call& call, const Place& place, const SecurityGroup& group) {
  gen::ec2::SecurityGroup shape;
  shape.group_id = format_id("sg-", group.id);
  shape.group_name = call.text(group.name);
  shape.description = call.text(group.description);
  shape.owner_id = call.account_id();
  shape.vpc_id = format_id("vpc-", place.vpcs[group.vpc].id);
  shape.security_group_arn = call.ec2_arn("security-group", *shape.group_id);
  shape.ip_permissions = permissions_of(call, group, false);
  shape.ip_permissions_egress = permissions_of(call, group, true);
  shape.tags = simcloud::to_gen(call.cloud, group.tags);
  return shape;
}

gen::ec2::SecurityGroupRule to_gen(const Call& call, const SecurityGroup& group,
                                   const GroupRule& rule) {
  gen::ec2::SecurityGroupRule shape;
  shape.security_group_rule_id = format_id("sgr-", rule.id);
  shape.group_id = format_id("sg-", group.id);
  shape.group_owner_id = call.account_id();
  shape.is_egress = rule.egress;
  shape.ip_protocol = rule.protocol;
  shape.from_port = rule.from_port;
  shape.to_port = rule.to_port;
  if (!rule.cidr.empty()) shape.cidr_ipv4 = rule.cidr;
  if (!rule.cidr_v6.empty()) shape.cidr_ipv6 = rule.cidr_v6;
  if (rule.group != 0)
    shape.referenced_group_info = gen::ec2::ReferencedSecurityGroup{
        .group_id = format_id("sg-", rule.group), .user_id = call.account_id()};
  if (!rule.description.empty()) shape.description = rule.description;
  return shape;
}

Answered<gen::ec2::DescribeSecurityGroupsResult> describe_security_groups(
    Call& call, const gen::ec2::DescribeSecurityGroupsRequest& request) {
  ensure_network(call.cloud, call.place());
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  const auto filters = FilterSet<SecurityGroup>::make(request.filters, fields);
  if (!filters) return pass(filters);
  const auto& place = call.place();
  const auto ids = read_ids(request.group_ids, group_ids,
                            [&](std::uint64_t id) { return place.groups.contains(id); });
  if (!ids) return pass(ids);
  for (const auto& name : request.group_names)
    if (std::ranges::none_of(place.groups, [&](const auto& entry) {
          return call.cloud.texts.view(entry.second.name) == name;
        }))
      return refuse("InvalidGroup.NotFound", "The security group '" + name +
                                                 "' does not exist in default VPC '" +
                                                 format_id("vpc-", place.vpcs.front().id) + "'");
  const auto question = question_of(call, request.filters, request.group_ids);
  const auto page = start_page(call, request.max_results, request.next_token, question);
  if (!page) return pass(page);
  gen::ec2::DescribeSecurityGroupsResult result;
  auto next = page->from_beginning ? place.groups.begin() : place.groups.upper_bound(page->after);
  for (std::uint64_t last = 0; next != place.groups.end(); ++next) {
    const auto& [id, group] = *next;
    const auto named = [&](const std::string& name) {
      return call.cloud.texts.view(group.name) == name;
    };
    if (!ids->empty() && std::ranges::find(*ids, id) == ids->end()) continue;
    if (!request.group_names.empty() && std::ranges::none_of(request.group_names, named)) continue;
    if (!filters->accepts(call.cloud, place, group)) continue;
    if (result.security_groups.size() == page->limit) {
      result.next_token = next_token(call, last, question);
      break;
    }
    result.security_groups.push_back(to_gen(call, place, group));
    last = id;
  }
  return result;
}

Answered<gen::ec2::DescribeSecurityGroupRulesResult> describe_security_group_rules(
    Call& call, const gen::ec2::DescribeSecurityGroupRulesRequest& request) {
  ensure_network(call.cloud, call.place());
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  const auto filters = FilterSet<RuleRow>::make(request.filters, rule_fields);
  if (!filters) return pass(filters);
  gen::ec2::DescribeSecurityGroupRulesResult result;
  for (const auto& [id, group] : call.place().groups)
    for (const auto& rule : group.rules) {
      const auto rule_id = format_id("sgr-", rule.id);
      const auto& wanted = request.security_group_rule_ids;
      if (!wanted.empty() && std::ranges::find(wanted, rule_id) == wanted.end()) continue;
      if (filters->accepts(call.cloud, call.place(), RuleRow{&group, &rule}))
        result.security_group_rules.push_back(to_gen(call, group, rule));
    }
  return result;
}

Answered<gen::ec2::CreateSecurityGroupResult> create_security_group(
    Call& call, const gen::ec2::CreateSecurityGroupRequest& request) {
  auto& place = call.place();
  ensure_network(call.cloud, place);
  if (!request.group_name) return missing_parameter("GroupName");
  if (!request.description) return missing_parameter("GroupDescription");
  std::uint16_t vpc = 0;
  if (request.vpc_id) {
    const auto ids = read_ids({*request.vpc_id}, vpc_ids, [&](std::uint64_t id) {
      return std::ranges::find(place.vpcs, id, &Vpc::id) != place.vpcs.end();
    });
    if (!ids) return pass(ids);
    vpc = static_cast<std::uint16_t>(std::ranges::find(place.vpcs, ids->front(), &Vpc::id) -
                                     place.vpcs.begin());
  }
  const auto tags = read_tags(call, request.tag_specifications, "security-group");
  if (!tags) return pass(tags);
  if (auto ok = call.permit(call.permission(), call.ec2_arn("security-group", "*"), {}); !ok)
    return pass(ok);
  if (auto ok = permit_tags(call, "security-group", *tags); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  for (const auto& [id, group] : place.groups)
    if (group.vpc == vpc && call.cloud.texts.view(group.name) == *request.group_name)
      return refuse("InvalidGroup.Duplicate", "The security group '" + *request.group_name +
                                                  "' already exists for VPC '" +
                                                  format_id("vpc-", place.vpcs[vpc].id) + "'");
  SecurityGroup group{.id = call.cloud.make_id(Purpose::network_id, place),
                      .vpc = vpc,
                      .name = call.cloud.text(*request.group_name),
                      .description = call.cloud.text(*request.description),
                      .tags = *tags};
  group.rules.push_back({.id = call.cloud.make_id(Purpose::network_id, place),
                         .egress = true,
                         .protocol = "-1",
                         .cidr = "0.0.0.0/0"});
  gen::ec2::CreateSecurityGroupResult result;
  result.group_id = format_id("sg-", group.id);
  result.security_group_arn = call.ec2_arn("security-group", *result.group_id);
  result.tags = simcloud::to_gen(call.cloud, group.tags);
  place.groups.emplace(group.id, std::move(group));
  return result;
}

Answered<SecurityGroup*> permitted_group(Call& call, const std::optional<std::string>& id,
                                         const std::optional<std::string>& name) {
  auto& place = call.place();
  ensure_network(call.cloud, place);
  auto wanted = id;
  if (!wanted && name)
    for (const auto& [number, group] : place.groups)
      if (call.cloud.texts.view(group.name) == *name) wanted = format_id("sg-", number);
  if (!wanted)
    return refuse("MissingParameter",
                  "The request must contain the parameter groupName or groupId");
  const auto parsed = parse_id("sg-", *wanted);
  const auto known = place.groups.find(parsed.value);
  const auto keys =
      known == place.groups.end() ? Call::Keys() : call.resource_keys(known->second.tags);
  if (auto ok = call.permit(call.permission(), call.ec2_arn("security-group", *wanted), keys); !ok)
    return pass(ok);
  const auto ids = read_ids({*wanted}, group_ids,
                            [&](std::uint64_t number) { return place.groups.contains(number); });
  if (!ids) return pass(ids);
  return &place.groups.at(ids->front());
}

Answered<gen::ec2::DeleteSecurityGroupResult> delete_security_group(
    Call& call, const gen::ec2::DeleteSecurityGroupRequest& request) {
  const auto group = permitted_group(call, request.group_id, request.group_name);
  if (!group) return pass(group);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  auto& place = call.place();
  const auto id = (*group)->id;
  if (call.cloud.texts.view((*group)->name) == "default")
    return refuse("CannotDelete", "the specified group: \"" + format_id("sg-", id) +
                                      "\" name: \"default\" cannot be deleted by a user");
  const auto uses = [&](const Instance& instance) {
    const auto& groups = groups_of(place, instance);
    return instance.state != InstanceState::terminated &&
           std::ranges::find(groups, id) != groups.end();
  };
  const bool used_by_server =
      std::ranges::any_of(place.instances, [&](const auto& e) { return uses(e.second); });
  const bool used_by_rule = std::ranges::any_of(place.groups, [&](const auto& entry) {
    return entry.first != id &&
           std::ranges::find(entry.second.rules, id, &GroupRule::group) != entry.second.rules.end();
  });
  if (used_by_server || used_by_rule)
    return refuse("DependencyViolation",
                  "resource " + format_id("sg-", id) + " has a dependent object");
  place.groups.erase(id);
  gen::ec2::DeleteSecurityGroupResult result;
  result.return_ = true;
  result.group_id = format_id("sg-", id);
  return result;
}

bool same_rule(const GroupRule& a, const GroupRule& b) {
  return a.egress == b.egress && a.protocol == b.protocol && a.from_port == b.from_port &&
         a.to_port == b.to_port && a.cidr == b.cidr && a.cidr_v6 == b.cidr_v6 && a.group == b.group;
}

/// The single rules that a list of permissions stands for.
Answered<std::vector<GroupRule>> read_rules(Call& call, const Permissions& permissions,
                                            bool egress) {
  std::vector<GroupRule> rules;
  for (const auto& permission : permissions) {
    if (!permission.ip_protocol) return missing_parameter("ipPermissions.ipProtocol");
    GroupRule rule{.egress = egress, .protocol = *permission.ip_protocol};
    if (rule.protocol == "6") rule.protocol = "tcp";
    if (rule.protocol == "17") rule.protocol = "udp";
    if (rule.protocol != "-1") {
      rule.from_port = permission.from_port.value_or(-1);
      rule.to_port = permission.to_port.value_or(-1);
    }
    for (const auto& range : permission.ip_ranges) {
      auto one = rule;
      one.cidr = range.cidr_ip.value_or("");
      one.description = range.description.value_or("");
      if (one.cidr.find('/') == std::string::npos)
        return refuse("InvalidParameterValue", "CIDR block " + one.cidr + " is malformed");
      rules.push_back(std::move(one));
    }
    for (const auto& range : permission.ipv6_ranges) {
      auto one = rule;
      one.cidr_v6 = range.cidr_ipv6.value_or("");
      one.description = range.description.value_or("");
      rules.push_back(std::move(one));
    }
    for (const auto& pair : permission.user_id_group_pairs) {
      const auto ids = read_ids({pair.group_id.value_or("")}, group_ids,
                                [&](std::uint64_t id) { return call.place().groups.contains(id); });
      if (!ids) return pass(ids);
      auto one = rule;
      one.group = ids->front();
      one.description = pair.description.value_or("");
      rules.push_back(std::move(one));
    }
  }
  return rules;
}

/// The old form of AuthorizeSecurityGroupIngress and its reverse: one rule in plain parameters.
template <class Request>
Permissions plain_permissions(const Request& request) {
  if (!request.ip_permissions.empty() || !request.ip_protocol) return request.ip_permissions;
  gen::ec2::IpPermission permission{.ip_protocol = request.ip_protocol,
                                    .from_port = request.from_port,
                                    .to_port = request.to_port};
  if (request.cidr_ip) permission.ip_ranges.push_back({.cidr_ip = request.cidr_ip});
  return {permission};
}

Answered<std::vector<gen::ec2::SecurityGroupRule>> authorize(Call& call, SecurityGroup& group,
                                                             const Permissions& permissions,
                                                             bool egress) {
  auto rules = read_rules(call, permissions, egress);
  if (!rules) return pass(rules);
  if (rules->empty()) return missing_parameter("ipPermissions");
  for (const auto& rule : *rules)
    for (const auto& known : group.rules)
      if (same_rule(rule, known))
        return refuse("InvalidPermission.Duplicate",
                      "the specified rule \"peer: " + rule.cidr + ", " + rule.protocol +
                          ", from port: " + std::to_string(rule.from_port) + ", to port: " +
                          std::to_string(rule.to_port) + ", ALLOW\" already exists");
  std::vector<gen::ec2::SecurityGroupRule> made;
  for (auto& rule : *rules) {
    rule.id = call.cloud.make_id(Purpose::network_id, call.place());
    made.push_back(to_gen(call, group, rule));
    group.rules.push_back(std::move(rule));
  }
  return made;
}

Answered<Done> revoke(Call& call, SecurityGroup& group, const Permissions& permissions,
                      const std::vector<std::string>& rule_ids, bool egress) {
  const auto rules = read_rules(call, permissions, egress);
  if (!rules) return pass(rules);
  for (const auto& id : rule_ids)
    if (std::ranges::none_of(group.rules, [&](const GroupRule& rule) {
          return format_id("sgr-", rule.id) == id && rule.egress == egress;
        }))
      return refuse("InvalidSecurityGroupRuleId.NotFound",
                    "The security group rule ID '" + id + "' does not exist");
  for (const auto& rule : *rules)
    if (std::ranges::none_of(group.rules,
                             [&](const GroupRule& known) { return same_rule(rule, known); }))
      return refuse("InvalidPermission.NotFound",
                    "The specified rule does not exist in this security group.");
  std::erase_if(group.rules, [&](const GroupRule& known) {
    return std::ranges::find(rule_ids, format_id("sgr-", known.id)) != rule_ids.end() ||
           std::ranges::any_of(*rules,
                               [&](const GroupRule& rule) { return same_rule(rule, known); });
  });
  return Done{};
}

Answered<gen::ec2::AuthorizeSecurityGroupIngressResult> authorize_ingress(
    Call& call, const gen::ec2::AuthorizeSecurityGroupIngressRequest& request) {
  const auto group = permitted_group(call, request.group_id, request.group_name);
  if (!group) return pass(group);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  auto made = authorize(call, **group, plain_permissions(request), false);
  if (!made) return pass(made);
  gen::ec2::AuthorizeSecurityGroupIngressResult result;
  result.return_ = true;
  result.security_group_rules = *std::move(made);
  return result;
}

Answered<gen::ec2::AuthorizeSecurityGroupEgressResult> authorize_egress(
    Call& call, const gen::ec2::AuthorizeSecurityGroupEgressRequest& request) {
  const auto group = permitted_group(call, request.group_id, std::nullopt);
  if (!group) return pass(group);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  auto made = authorize(call, **group, plain_permissions(request), true);
  if (!made) return pass(made);
  gen::ec2::AuthorizeSecurityGroupEgressResult result;
  result.return_ = true;
  result.security_group_rules = *std::move(made);
  return result;
}

Answered<gen::ec2::RevokeSecurityGroupIngressResult> revoke_ingress(
    Call& call, const gen::ec2::RevokeSecurityGroupIngressRequest& request) {
  const auto group = permitted_group(call, request.group_id, request.group_name);
  if (!group) return pass(group);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  if (auto ok =
          revoke(call, **group, plain_permissions(request), request.security_group_rule_ids, false);
      !ok)
    return pass(ok);
  gen::ec2::RevokeSecurityGroupIngressResult result;
  result.return_ = true;
  return result;
}

Answered<gen::ec2::RevokeSecurityGroupEgressResult> revoke_egress(
    Call& call, const gen::ec2::RevokeSecurityGroupEgressRequest& request) {
  const auto group = permitted_group(call, request.group_id, std::nullopt);
  if (!group) return pass(group);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  if (auto ok =
          revoke(call, **group, plain_permissions(request), request.security_group_rule_ids, true);
      !ok)
    return pass(ok);
  gen::ec2::RevokeSecurityGroupEgressResult result;
  result.return_ = true;
  return result;
}

}  // namespace

void add_group_calls(Operations& operations) {
  operations.add<describe_security_groups>("ec2", "DescribeSecurityGroups", Fidelity::faithful);
  operations.add<describe_security_group_rules>("ec2", "DescribeSecurityGroupRules",
                                                Fidelity::partial, "one page; rules have no tags");
  operations.add<create_security_group>("ec2", "CreateSecurityGroup", Fidelity::faithful);
  operations.add<delete_security_group>("ec2", "DeleteSecurityGroup", Fidelity::faithful);
  operations.add<authorize_ingress>("ec2", "AuthorizeSecurityGroupIngress", Fidelity::partial,
                                    "no prefix lists, no groups of other accounts");
  operations.add<authorize_egress>("ec2", "AuthorizeSecurityGroupEgress", Fidelity::partial,
                                   "no prefix lists, no groups of other accounts");
  operations.add<revoke_ingress>("ec2", "RevokeSecurityGroupIngress", Fidelity::partial,
                                 "no prefix lists");
  operations.add<revoke_egress>("ec2", "RevokeSecurityGroupEgress", Fidelity::partial,
                                "no prefix lists");
}

}  // namespace mirante::simcloud

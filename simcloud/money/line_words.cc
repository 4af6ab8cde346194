#include "simcloud/money/line_words.h"

#include "simcloud/aws_ids.h"
#include "simcloud/cloud.h"
#include "simcloud/ec2/network.h"

namespace mirante::simcloud {
namespace {

constexpr std::string_view ec2_compute = "Amazon Elastic Compute Cloud - Compute";

struct ChargeWords {
  std::string_view record_type, line_item_type;
};
/// By Charge.
constexpr ChargeWords charge_words[] = {
    {"Usage", "Usage"},
    {"DiscountedUsage", "DiscountedUsage"},
    {"SavingsPlanCoveredUsage", "SavingsPlanCoveredUsage"},
    {"SavingsPlanNegation", "SavingsPlanNegation"},
    {"SavingsPlanRecurringFee", "SavingsPlanRecurringFee"},
    {"SavingsPlanUpfrontFee", "SavingsPlanUpfrontFee"},
    {"Recurring", "RIFee"},
    {"Upfront", "Fee"},
    {"Recurring", "RIFee"},
    {"Support", "Fee"},
    {"Credit", "Credit"},
    {"Refund", "Refund"},
    {"Tax", "Tax"},
};

/// By VolumeType.
constexpr std::string_view usage_endings[] = {".gp2", ".gp3", ".piops", ".io2", ".st1", ".sc1", ""};
constexpr std::string_view operation_endings[] = {"-Gp2", "-Gp3", "-P-IOPS", "-io2",
                                                  "-St1", "-Sc1", ""};

const ReservedInstances& reserved_of(const Cloud& cloud, const LineKey& key) {
  return cloud.billing.reserved[key.commitment];
}
const SavingsPlan& plan_of(const Cloud& cloud, const LineKey& key) {
  return cloud.billing.plans[key.commitment];
}

std::string without_spaces(std::string_view text) {
  std::string result(text);
  std::erase(result, ' ');
  return result;
}

std::string plan_usage(const SavingsPlan& plan) {
  const auto offer =
      std::to_string(plan.offer.term.years) + "yr" + without_spaces(to_string(plan.offer.payment));
  if (plan.offer.kind == PlanKind::compute) return "ComputeSP:" + offer;
  return usage_prefix(plan.region) + "EC2SP:" + plan.family + "." + offer;
}

}  // namespace

bool is_of_server(const LineKey& key) {
  return key.item == Item::server || key.item == Item::spot_server;
}

bool is_of_plan(const LineKey& key) {
  return key.charge == Charge::plan_covered_usage || key.charge == Charge::plan_negation ||
         key.charge == Charge::plan_fee || key.charge == Charge::plan_upfront;
}

std::string_view service_of(const LineKey& key) {
  switch (key.charge) {
    case Charge::tax: return "Tax";
    case Charge::support: return "AWS Support (Business)";
    case Charge::plan_fee:
    case Charge::plan_upfront: return "Savings Plans for AWS Compute usage";
    default: break;
  }
  switch (key.item) {
    case Item::volume_storage:
    case Item::volume_iops:
    case Item::volume_throughput: return "EC2 - Other";
    case Item::address_in_use:
    case Item::address_idle: return "Amazon Virtual Private Cloud";
    case Item::none:
    case Item::server:
    case Item::spot_server: return ec2_compute;
  }
  return ec2_compute;
}

std::string_view product_code_of(const LineKey& key) {
  switch (key.charge) {
    case Charge::support: return "AWSSupportBusiness";
    case Charge::plan_fee:
    case Charge::plan_upfront: return "ComputeSavingsPlans";
    default: break;
  }
  if (key.item == Item::address_in_use || key.item == Item::address_idle) return "AmazonVPC";
  return "AmazonEC2";
}

std::string volume_usage(VolumeType type) {
  return "EBS:VolumeUsage" + std::string(usage_endings[static_cast<std::size_t>(type)]);
}
std::string volume_operation(VolumeType type) {
  return "CreateVolume" + std::string(operation_endings[static_cast<std::size_t>(type)]);
}
std::string iops_usage(VolumeType type) {
  return "EBS:VolumeP-IOPS" + std::string(usage_endings[static_cast<std::size_t>(type)]);
}

std::string usage_type_of(const Cloud& cloud, const LineKey& key) {
  if (key.charge == Charge::plan_fee || key.charge == Charge::plan_upfront)
    return plan_usage(plan_of(cloud, key));
  const auto prefix = usage_prefix(key.region);
  switch (key.item) {
    case Item::none: return {};
    case Item::server: {
      const bool is_fee = key.charge == Charge::reservation_fee ||
                          key.charge == Charge::reservation_upfront ||
                          key.charge == Charge::reservation_unused;
      return prefix + (is_fee ? "HeavyUsage:" : "BoxUsage:") + type_facts(key.type).name;
    }
    case Item::spot_server: return prefix + "SpotUsage:" + type_facts(key.type).name;
    case Item::volume_storage: return prefix + volume_usage(key.volume_type);
    case Item::volume_iops: return prefix + iops_usage(key.volume_type);
    case Item::volume_throughput: return prefix + "EBS:VolumeP-Throughput.gp3";
    case Item::address_in_use: return prefix + "PublicIPv4:InUseAddress";
    case Item::address_idle: return prefix + "PublicIPv4:IdleAddress";
  }
  return {};
}

std::string operation_of(const LineKey& key) {
  switch (key.item) {
    case Item::none: return {};
    case Item::server:
    case Item::spot_server:
      return operation_of(key.system) + (key.item == Item::spot_server ? ":SV000" : "");
    case Item::volume_storage:
    case Item::volume_iops:
    case Item::volume_throughput: return volume_operation(key.volume_type);
    case Item::address_in_use:
      return key.thing_kind == Metered::elastic_address ? "AssociateAddressVPC" : "RunInstances";
    case Item::address_idle: return "AllocateAddressVPC";
  }
  return {};
}

std::string_view record_type_of(const LineKey& key) {
  return charge_words[static_cast<std::size_t>(key.charge)].record_type;
}
std::string_view line_item_type_of(const LineKey& key) {
  return charge_words[static_cast<std::size_t>(key.charge)].line_item_type;
}

std::string_view unit_of(const LineKey& key) {
  switch (key.item) {
    case Item::volume_storage: return "GB-Mo";
    case Item::volume_iops: return "IOPS-Mo";
    case Item::volume_throughput: return "GiBps-mo";
    case Item::none: return key.charge == Charge::plan_fee ? "Hrs" : "";
    default: return key.charge == Charge::reservation_upfront ? "Quantity" : "Hrs";
  }
}

std::string purchase_option_of(const LineKey& key) {
  switch (key.charge) {
    case Charge::discounted_usage:
    case Charge::reservation_fee:
    case Charge::reservation_upfront:
    case Charge::reservation_unused: return "Standard Reserved Instances";
    case Charge::plan_covered_usage:
    case Charge::plan_negation:
    case Charge::plan_fee:
    case Charge::plan_upfront: return "Savings Plans";
    default: break;
  }
  if (key.item == Item::spot_server) return "Spot Instances";
  return key.item == Item::server ? "On Demand Instances" : "";
}

Nanos list_price_of(const LineKey& key) {
  switch (key.item) {
    case Item::none: return 0;
    case Item::server: return server_price(key.region, key.type, key.system, Tenancy::shared);
    case Item::spot_server: return spot_price(key.region, key.type, key.system);
    case Item::volume_storage: return volume_price(key.region, key.volume_type);
    case Item::volume_iops: return iops_price(key.region, key.volume_type);
    case Item::volume_throughput: return throughput_price(key.region);
    case Item::address_in_use:
    case Item::address_idle: return address_price(key.region);
  }
  return 0;
}

std::string description_of(const Cloud& cloud, const LineKey& key) {
  switch (key.charge) {
    case Charge::tax: return "Tax";
    case Charge::support: return "AWS Support (Business)";
    case Charge::credit:
    case Charge::refund: return cloud.billing.adjustments[key.commitment].description;
    case Charge::plan_fee:
    case Charge::plan_upfront: return plan_usage(plan_of(cloud, key));
    case Charge::plan_negation: return "SavingsPlanNegation used by " + commitment_arn(cloud, key);
    case Charge::discounted_usage:
      return std::string(platform_of(key.system)) + ", " + type_facts(key.type).name +
             " reserved instance applied";
    case Charge::reservation_fee:
    case Charge::reservation_unused:
    case Charge::reservation_upfront:
      return "USD " + price_text(reserved_of(cloud, key).price.hourly) + " hourly fee per " +
             std::string(platform_of(key.system)) + ", " + type_facts(key.type).name + " instance";
    case Charge::usage:
    case Charge::plan_covered_usage: break;
  }
  return "$" + decimal_text(list_price_of(key)) + " per " + std::string(unit_of(key)) + " of " +
         usage_type_of(cloud, key);
}

std::string commitment_arn(const Cloud& cloud, const LineKey& key) {
  if (key.commitment == no_commitment || key.charge == Charge::credit ||
      key.charge == Charge::refund)
    return {};
  if (is_of_plan(key)) {
    const auto& plan = plan_of(cloud, key);
    return plan.arn(cloud.accounts[plan.account].id);
  }
  const auto& reserved = reserved_of(cloud, key);
  return "arn:aws:ec2:" + std::string(region_facts(reserved.region).name) + ":" +
         cloud.accounts[reserved.account].id + ":reserved-instances/" + reserved.id;
}

std::string resource_of(const Cloud& cloud, const LineKey& key) {
  if (key.thing == 0) return commitment_arn(cloud, key);
  switch (key.thing_kind) {
    case Metered::server: return format_id("i-", key.thing);
    case Metered::volume: return format_id("vol-", key.thing);
    case Metered::automatic_address: return format_id("eni-", interface_of(key.thing));
    case Metered::elastic_address: return format_id("eipalloc-", key.thing);
  }
  return {};
}

}  // namespace mirante::simcloud

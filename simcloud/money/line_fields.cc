#include "simcloud/money/line_fields.h"

#include <algorithm>

#include "simcloud/cloud.h"
#include "simcloud/money/bill.h"
#include "simcloud/money/line_words.h"

namespace mirante::simcloud {
namespace {

using C = const Cloud&;
using L = const Line&;

/// Lines for no place: tax, support, credits, savings plans for any region.
bool is_global(const LineKey& key) { return key.item == Item::none; }

constexpr LineField fields[] = {
    {"AZ", "NoAZ",
     [](C, L line) {
       const bool here = line.key.zone != no_zone && !is_global(line.key);
       return here ? zone_name(line.key.region, line.key.zone) : std::string();
     }},
    {"BILLING_ENTITY", "", [](C, L) { return std::string("AWS"); }},
    {"INSTANCE_TYPE", "NoInstanceType",
     [](C, L line) {
       return is_of_server(line.key) ? type_facts(line.key.type).name : std::string();
     }},
    {"INSTANCE_TYPE_FAMILY", "NoInstanceTypeFamily",
     [](C, L line) {
       return is_of_server(line.key) ? type_facts(line.key.type).family : std::string();
     }},
    {"LEGAL_ENTITY_NAME", "", [](C, L) { return std::string("Amazon Web Services, Inc."); }},
    {"LINKED_ACCOUNT", "", [](C cloud, L line) { return cloud.accounts[line.key.account].id; }},
    {"LINKED_ACCOUNT_NAME", "",
     [](C cloud, L line) { return cloud.accounts[line.key.account].name; }},
    {"OPERATING_SYSTEM", "NoOperatingSystem",
     [](C, L line) {
       return std::string(is_of_server(line.key) ? to_string(line.key.system) : "");
     }},
    {"OPERATION", "NoOperation", [](C, L line) { return operation_of(line.key); }},
    {"PAYER_ACCOUNT", "",
     [](C cloud, L line) { return cloud.accounts[payer_of(cloud, line.key.account)].id; }},
    {"PLATFORM", "NoPlatform",
     [](C, L line) {
       return std::string(is_of_server(line.key) ? platform_of(line.key.system) : "");
     }},
    {"PURCHASE_TYPE", "NoPurchaseType", [](C, L line) { return purchase_option_of(line.key); }},
    {"RECORD_TYPE", "", [](C, L line) { return std::string(record_type_of(line.key)); }},
    {"REGION", "NoRegion",
     [](C, L line) {
       return std::string(is_global(line.key) ? "" : region_facts(line.key.region).name);
     }},
    {"RESERVATION_ID", "NoReservation",
     [](C cloud, L line) {
       return is_of_plan(line.key) ? std::string() : commitment_arn(cloud, line.key);
     }},
    {"RESOURCE_ID", "NoResourceId", [](C cloud, L line) { return resource_of(cloud, line.key); }},
    {"SAVINGS_PLAN_ARN", "NoSavingsPlan",
     [](C cloud, L line) {
       return is_of_plan(line.key) ? commitment_arn(cloud, line.key) : std::string();
     }},
    {"SAVINGS_PLANS_TYPE", "NoSavingsPlansType",
     [](C cloud, L line) {
       return is_of_plan(line.key)
                  ? std::string(to_string(cloud.billing.plans[line.key.commitment].offer.kind))
                  : std::string();
     }},
    {"SERVICE", "", [](C, L line) { return std::string(service_of(line.key)); }},
    {"TENANCY", "NoTenancy",
     [](C, L line) { return std::string(is_of_server(line.key) ? "Shared" : ""); }},
    {"USAGE_TYPE", "NoUsageType", [](C cloud, L line) { return usage_type_of(cloud, line.key); }},
    {"USAGE_TYPE_GROUP", "NoUsageTypeGroup",
     [](C, L line) {
       if (line.key.item == Item::server) return std::string("EC2: Running Hours");
       if (line.key.item == Item::volume_storage)
         return std::string(line.key.volume_type == VolumeType::standard ? "EC2: EBS - Magnetic"
                                                                         : "EC2: EBS - SSD");
       return std::string();
     }},
};

}  // namespace

std::span<const LineField> all_line_fields() { return fields; }

const LineField* find_line_field(std::string_view dimension) {
  const auto* found = std::ranges::find(fields, dimension, &LineField::dimension);
  return found == std::end(fields) ? nullptr : found;
}

std::string tag_of(const Cloud& cloud, const Line& line, std::string_view key) {
  if (line.key.thing == 0) return {};
  for (const auto& tag : cloud.billing.meter.tags(line.key.tags))
    if (cloud.texts.view(tag.key) == key) return cloud.texts.str(tag.value);
  return {};
}

}  // namespace mirante::simcloud

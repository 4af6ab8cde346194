// The words that AWS has for a line of a bill: services, usage types, operations, kinds of lines.
// Cost Explorer, bill files and price list say the same things with them.
#pragma once

#include <string>
#include <string_view>

#include "simcloud/money/line.h"

namespace mirante::simcloud {

struct Cloud;
struct ReservedInstances;
struct SavingsPlan;

std::string_view service_of(const LineKey& key);       // "Amazon Elastic Compute Cloud - Compute"
std::string_view product_code_of(const LineKey& key);  // "AmazonEC2"
std::string usage_type_of(const Cloud& cloud, const LineKey& key);  // "SAE1-BoxUsage:t3.micro"
std::string operation_of(const LineKey& key);                       // "RunInstances"
std::string_view record_type_of(const LineKey& key);  // "DiscountedUsage", as Cost Explorer has it.
std::string_view line_item_type_of(const LineKey& key);  // "RIFee", as usage reports have it.
std::string_view unit_of(const LineKey& key);            // "Hrs"; empty: nothing is counted.
std::string purchase_option_of(const LineKey& key);      // "On Demand Instances"
std::string description_of(const Cloud& cloud, const LineKey& key);
/// "i-…", "vol-…", "eipalloc-…"; the ARN or id of a commitment; empty: the line is for no thing.
std::string resource_of(const Cloud& cloud, const LineKey& key);
/// ARN of the savings plan or the reserved instances; empty without one.
std::string commitment_arn(const Cloud& cloud, const LineKey& key);
/// The price of one unit without any commitment; 0 where there is none.
Nanos list_price_of(const LineKey& key);

/// Whether the line is about a server, so that it has a type, a system, a tenancy.
bool is_of_server(const LineKey& key);
bool is_of_plan(const LineKey& key);  // Its commitment is a savings plan.

std::string volume_usage(VolumeType type);      // "EBS:VolumeUsage.gp3"
std::string volume_operation(VolumeType type);  // "CreateVolume-Gp3"
std::string iops_usage(VolumeType type);        // "EBS:VolumeP-IOPS.gp3"

}  // namespace mirante::simcloud

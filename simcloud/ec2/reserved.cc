// Reserved instances: what is offered, buying it, what an account has.
#include <algorithm>

#include "gen/ec2/describe_reserved_instances.h"
#include "gen/ec2/describe_reserved_instances_offerings.h"
#include "gen/ec2/purchase_reserved_instances_offering.h"
#include "simcloud/ec2/queries.h"
#include "simcloud/money/calendar.h"
#include "simcloud/money/wanted.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

using Request = gen::ec2::DescribeReservedInstancesOfferingsRequest;

/// What one offering sells; its id is a number of its own.
struct Offering {
  TypeIndex type = 0;
  System system = System::linux_unix;
  std::optional<std::uint8_t> zone;
  Term term;
  Payment payment = Payment::no_upfront;
};

constexpr std::int64_t hours_to_seconds = 3600;

/// The wire has floating point here; amounts never come back from it.
double in_dollars(Nanos amount) { return static_cast<double>(amount) / static_cast<double>(one); }

std::string scope_of(const std::optional<std::uint8_t>& zone) {
  return zone ? "Availability Zone" : "Region";
}

std::string offering_id(RegionIndex region, std::size_t number) {
  const auto hash = mix(hash_of("offering") ^ mix(region * 1'000'000 + number));
  return format_uuid(hash, mix(hash));
}

/// All that the region sells, in a fixed order, until `use` returns false.
template <class Use>
void for_each_offering(RegionIndex region, Use use) {
  const auto zones = region_facts(region).zones.size();
  std::size_t number = 0;
  for (TypeIndex type = 0; type < all_types().size(); ++type)
    for (const auto system : {System::linux_unix, System::windows}) {
      const bool arm = type_facts(type).architecture == Architecture::arm64;
      if (arm && system == System::windows) continue;
      for (std::size_t place = 0; place <= zones; ++place)
        for (const auto term : all_terms)
          for (const auto payment : all_payments) {
            ++number;
            Offering offering{type, system, std::nullopt, term, payment};
            if (place > 0) offering.zone = static_cast<std::uint8_t>(place - 1);
            if (offering.zone && !is_offered(type, region, *offering.zone)) continue;
            if (is_offered(type, region) && !use(offering, number)) return;
          }
    }
}

using OfferingField = std::pair<std::string_view, std::string (*)(RegionIndex, const Offering&)>;
constexpr OfferingField offering_fields[] = {
    {"availability-zone",
     [](RegionIndex region, const Offering& o) {
       return o.zone ? zone_name(region, *o.zone) : std::string();
     }},
    {"duration",
     [](RegionIndex, const Offering& o) {
       return std::to_string(o.term.hours() * hours_to_seconds);
     }},
    {"instance-type", [](RegionIndex, const Offering& o) { return type_facts(o.type).name; }},
    {"product-description",
     [](RegionIndex, const Offering& o) { return std::string(platform_of(o.system)); }},
    {"scope", [](RegionIndex, const Offering& o) { return scope_of(o.zone); }},
};

bool accepts(const Call& call, const Request& request, const Offering& offering) {
  const auto differs = [](const std::optional<std::string>& wanted, std::string_view value) {
    return wanted && *wanted != value;
  };
  const auto duration = offering.term.hours() * hours_to_seconds;
  if (differs(request.instance_type, type_facts(offering.type).name) ||
      differs(request.product_description, platform_of(offering.system)) ||
      differs(request.offering_type, to_string(offering.payment)) ||
      differs(request.offering_class, "standard") || differs(request.instance_tenancy, "default") ||
      (request.availability_zone &&
       (!offering.zone || zone_name(call.region, *offering.zone) != *request.availability_zone)) ||
      duration < request.min_duration.value_or(0) ||
      (request.max_duration && duration > *request.max_duration))
    return false;
  return std::ranges::all_of(request.filters, [&](const gen::ec2::Filter& filter) {
    const auto* field = std::ranges::find(offering_fields, *filter.name, &OfferingField::first);
    return std::ranges::find(filter.values, field->second(call.region, offering)) !=
           filter.values.end();
  });
}

gen::ec2::ReservedInstancesOffering to_gen(const Call& call, const Offering& offering,
                                           std::size_t number) {
  const auto price = reservation_price(call.region, offering.type, offering.system, Tenancy::shared,
                                       offering.term, offering.payment);
  gen::ec2::ReservedInstancesOffering shape;
  shape.reserved_instances_offering_id = offering_id(call.region, number);
  shape.instance_type = type_facts(offering.type).name;
  shape.product_description = platform_of(offering.system);
  shape.currency_code = "USD";
  shape.instance_tenancy = "default";
  shape.offering_class = "standard";
  shape.offering_type = to_string(offering.payment);
  shape.scope = scope_of(offering.zone);
  shape.marketplace = false;
  shape.duration = offering.term.hours() * hours_to_seconds;
  shape.fixed_price = static_cast<float>(in_dollars(price.upfront));
  shape.usage_price = 0;
  if (offering.zone) shape.availability_zone = zone_name(call.region, *offering.zone);
  if (price.hourly > 0)
    shape.recurring_charges.push_back({.amount = in_dollars(price.hourly), .frequency = "Hourly"});
  return shape;
}

Answered<gen::ec2::DescribeReservedInstancesOfferingsResult> describe_offerings(
    Call& call, const Request& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  if (auto ok = check_filter_counts(request.filters); !ok) return pass(ok);
  for (const auto& filter : request.filters)
    if (std::ranges::find(offering_fields, *filter.name, &OfferingField::first) ==
        std::end(offering_fields))
      return unknown_filter(*filter.name);
  auto question = question_of(call, request.filters, request.reserved_instances_offering_ids);
  for (const auto& text :
       {request.instance_type, request.product_description, request.offering_type,
        request.offering_class, request.instance_tenancy, request.availability_zone})
    question = mix(question ^ hash_of(text.value_or("")));
  for (const auto& seconds : {request.min_duration, request.max_duration})
    question = mix(question ^ static_cast<std::uint64_t>(seconds.value_or(-1)));
  const auto page = start_page(call, request.max_results, request.next_token, question);
  if (!page) return pass(page);
  static constexpr std::size_t page_max = 100;
  const auto limit = std::min(page->limit, page_max);
  const auto& ids = request.reserved_instances_offering_ids;
  gen::ec2::DescribeReservedInstancesOfferingsResult result;
  std::uint64_t last = 0;
  for_each_offering(call.region, [&](const Offering& offering, std::size_t number) {
    if (number <= page->after || !accepts(call, request, offering)) return true;
    if (!ids.empty() && std::ranges::find(ids, offering_id(call.region, number)) == ids.end())
      return true;
    if (result.reserved_instances_offerings.size() == limit) {
      result.next_token = next_token(call, last, question);
      return false;
    }
    result.reserved_instances_offerings.push_back(to_gen(call, offering, number));
    last = number;
    return true;
  });
  return result;
}

Answered<gen::ec2::PurchaseReservedInstancesOfferingResult> purchase(
    Call& call, const gen::ec2::PurchaseReservedInstancesOfferingRequest& request) {
  if (!request.reserved_instances_offering_id)
    return missing_parameter("ReservedInstancesOfferingId");
  if (auto ok = call.permit(); !ok) return pass(ok);
  static constexpr int count_max = 20;
  const auto count = request.instance_count.value_or(0);
  if (count < 1 || count > count_max)
    return refuse("InvalidParameterValue",
                  "Value (" + std::to_string(count) + ") for parameter instanceCount is invalid.");
  std::optional<Offering> found;
  for_each_offering(call.region, [&](const Offering& offering, std::size_t number) {
    if (offering_id(call.region, number) == *request.reserved_instances_offering_id)
      found = offering;
    return !found;
  });
  if (!found)
    return refuse("InvalidReservedInstancesOfferingId.NotFound",
                  "The Reserved Instances offering ID '" + *request.reserved_instances_offering_id +
                      "' does not exist");
  if (request.dry_run.value_or(false)) return dry_run_operation();
  WantedReservedInstances wanted{.region = call.region,
                                 .type = found->type,
                                 .count = static_cast<std::uint32_t>(count),
                                 .windows = found->system == System::windows,
                                 .payment = found->payment,
                                 .term = found->term};
  if (found->zone) wanted.zone = region_facts(call.region).zones[*found->zone];
  const auto& made = settle_reserved_instances(call.cloud, call.caller.account, wanted);
  return gen::ec2::PurchaseReservedInstancesOfferingResult{.reserved_instances_id = made.id};
}

std::string_view state_of(const Cloud& cloud, const ReservedInstances& reserved) {
  return to_second(cloud.now) < reserved.end() ? "active" : "retired";
}

gen::ec2::ReservedInstances to_gen(const Call& call, const ReservedInstances& reserved) {
  gen::ec2::ReservedInstances shape;
  shape.reserved_instances_id = reserved.id;
  shape.instance_type = type_facts(reserved.type).name;
  shape.instance_count = static_cast<std::int32_t>(reserved.count);
  shape.product_description = platform_of(reserved.system);
  shape.currency_code = "USD";
  shape.instance_tenancy = "default";
  shape.offering_class = "standard";
  shape.offering_type = to_string(reserved.payment);
  shape.scope = scope_of(reserved.zone);
  shape.state = state_of(call.cloud, reserved);
  shape.start = Instant(std::chrono::seconds(reserved.begin));
  shape.end = Instant(std::chrono::seconds(reserved.end()));
  shape.duration = reserved.end() - reserved.begin;
  shape.fixed_price = static_cast<float>(in_dollars(reserved.price.upfront));
  shape.usage_price = 0;
  if (reserved.zone) shape.availability_zone = zone_name(call.region, *reserved.zone);
  if (reserved.price.hourly > 0)
    shape.recurring_charges.push_back(
        {.amount = in_dollars(reserved.price.hourly), .frequency = "Hourly"});
  return shape;
}

using ReservedField =
    std::pair<std::string_view, std::string (*)(const Call&, const ReservedInstances&)>;
constexpr ReservedField reserved_fields[] = {
    {"availability-zone",
     [](const Call& call, const ReservedInstances& r) {
       return r.zone ? zone_name(call.region, *r.zone) : std::string();
     }},
    {"instance-type",
     [](const Call&, const ReservedInstances& r) { return type_facts(r.type).name; }},
    {"product-description",
     [](const Call&, const ReservedInstances& r) { return std::string(platform_of(r.system)); }},
    {"reserved-instances-id", [](const Call&, const ReservedInstances& r) { return r.id; }},
    {"scope", [](const Call&, const ReservedInstances& r) { return scope_of(r.zone); }},
    {"state", [](const Call& call,
                 const ReservedInstances& r) { return std::string(state_of(call.cloud, r)); }},
};

Answered<gen::ec2::DescribeReservedInstancesResult> describe_reserved(
    Call& call, const gen::ec2::DescribeReservedInstancesRequest& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  if (auto ok = check_filter_counts(request.filters); !ok) return pass(ok);
  for (const auto& filter : request.filters)
    if (std::ranges::find(reserved_fields, *filter.name, &ReservedField::first) ==
        std::end(reserved_fields))
      return unknown_filter(*filter.name);
  gen::ec2::DescribeReservedInstancesResult result;
  auto missing = request.reserved_instances_ids;
  for (const auto& reserved : call.cloud.billing.reserved) {
    if (reserved.account != call.caller.account || reserved.region != call.region) continue;
    const auto& ids = request.reserved_instances_ids;
    if (!ids.empty() && std::erase(missing, reserved.id) == 0) continue;
    if (request.offering_class && *request.offering_class != "standard") continue;
    if (request.offering_type && *request.offering_type != to_string(reserved.payment)) continue;
    const bool accepted = std::ranges::all_of(request.filters, [&](const gen::ec2::Filter& filter) {
      const auto* field = std::ranges::find(reserved_fields, *filter.name, &ReservedField::first);
      return std::ranges::find(filter.values, field->second(call, reserved)) != filter.values.end();
    });
    if (accepted) result.reserved_instances.push_back(to_gen(call, reserved));
  }
  if (!missing.empty())
    return refuse("InvalidReservedInstancesId",
                  "The Reserved Instances ID '" + missing.front() + "' does not exist");
  return result;
}

}  // namespace

void add_reserved_calls(Operations& operations) {
  operations.add<describe_offerings>(
      "ec2", "DescribeReservedInstancesOfferings", Fidelity::partial,
      "standard ones of AWS on shared machines; simulated prices; filters by exact values");
  operations.add<purchase>("ec2", "PurchaseReservedInstancesOffering", Fidelity::partial,
                           "at once, from the hour under way on; no purchase in the future");
  operations.add<describe_reserved>("ec2", "DescribeReservedInstances", Fidelity::partial,
                                    "no tags; filters by exact values");
}

}  // namespace mirante::simcloud

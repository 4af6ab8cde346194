#include "simcloud/money/bill_files.h"

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "simcloud/cloud.h"
#include "simcloud/money/line_fields.h"
#include "simcloud/money/line_words.h"

namespace mirante::simcloud {
namespace {

constexpr std::string_view publisher = "Amazon Web Services, Inc.";

/// One row, its cells by the names of their columns.
using Row = std::vector<std::pair<std::string_view, std::string>>;

void quote(std::string& csv, std::string_view text) {
  csv += '"';
  for (const char c : text) {
    if (c == '"') csv += '"';
    csv += c;
  }
  csv += '"';
}

Second length_of(Grain grain) { return grain == Grain::daily ? seconds_of_day : seconds_of_hour; }

/// "2026-03-02 18:00:00"
std::string focus_time(Second second) {
  auto text = time_text(second);
  text[10] = ' ';
  text.pop_back();
  return text;
}

Json tags_json(const Cloud& cloud, const Line& line) {
  Json json = Json::object();
  if (line.key.thing == 0) return json;
  for (const auto& tag : cloud.billing.meter.tags(line.key.tags))
    json[cloud.texts.str(tag.key)] = cloud.texts.str(tag.value);
  return json;
}

std::string field(const Cloud& cloud, const Line& line, std::string_view dimension) {
  return find_line_field(dimension)->text(cloud, line);
}

struct FocusCharge {
  std::string_view category, frequency, commitment_status;
};

FocusCharge focus_charge(Charge charge) {
  switch (charge) {
    case Charge::usage: return {"Usage", "Usage-Based", ""};
    case Charge::discounted_usage:
    case Charge::plan_covered_usage: return {"Usage", "Usage-Based", "Used"};
    case Charge::reservation_unused: return {"Usage", "Usage-Based", "Unused"};
    case Charge::plan_negation:
    case Charge::plan_fee:
    case Charge::reservation_fee: return {"Purchase", "Recurring", ""};
    case Charge::plan_upfront:
    case Charge::reservation_upfront: return {"Purchase", "One-Time", ""};
    case Charge::support: return {"Purchase", "Recurring", ""};
    case Charge::credit: return {"Credit", "One-Time", ""};
    case Charge::refund: return {"Adjustment", "One-Time", ""};
    case Charge::tax: return {"Tax", "One-Time", ""};
  }
  return {};
}

std::string_view service_category(const LineKey& key) {
  switch (key.item) {
    case Item::server:
    case Item::spot_server: return "Compute";
    case Item::volume_storage:
    case Item::volume_iops:
    case Item::volume_throughput: return "Storage";
    case Item::address_in_use:
    case Item::address_idle: return "Networking";
    case Item::none: return is_of_plan(key) ? "Compute" : "Other";
  }
  return "Other";
}

std::string_view resource_type(const LineKey& key) {
  if (key.thing == 0) return {};
  switch (key.thing_kind) {
    case Metered::server: return "instance";
    case Metered::volume: return "volume";
    case Metered::automatic_address: return "network-interface";
    case Metered::elastic_address: return "elastic-ip";
  }
  return {};
}

struct FocusRow {
  Charge charge;
  Nanos billed, effective;
};

/// A line becomes one row; the fee of a savings plan two, as what it was not used for is use in
/// vain there; a negation none, as covered use costs nothing there.
std::vector<FocusRow> focus_rows(const Line& line) {
  const auto& amounts = line.amounts;
  switch (line.key.charge) {
    case Charge::plan_negation: return {};
    case Charge::plan_covered_usage: return {{line.key.charge, 0, amounts.amortized}};
    case Charge::plan_fee: {
      std::vector<FocusRow> rows{{Charge::plan_fee, amounts.unblended, 0}};
      if (amounts.amortized != 0)
        rows.push_back({Charge::reservation_unused, 0, amounts.amortized});
      return rows;
    }
    default: return {{line.key.charge, amounts.unblended, amounts.amortized}};
  }
}

/// In the order of the columns; empty cells are NULL.
Row focus_cells(Cloud& cloud, const BillFile& file, const Line& line, const FocusRow& row) {
  const auto& key = line.key;
  const auto charge = focus_charge(row.charge);
  const bool is_plan = is_of_plan(key);
  const auto commitment = commitment_arn(cloud, key);
  const auto& account = cloud.accounts[key.account];
  const auto& payer = cloud.accounts[payer_of(cloud, key.account)];
  const bool is_use = charge.category == "Usage";
  const auto unit = std::string(is_use ? unit_of(key) : std::string_view());
  const auto quantity = is_use ? decimal_text(line.amounts.quantity) : std::string();
  const auto list = is_use ? line.amounts.list : row.billed;
  const auto price = is_use ? decimal_text(list_price_of(key)) : std::string();
  const auto tags = tags_json(cloud, line);
  const auto only_if = [](bool condition, std::string_view text) {
    return std::string(condition ? text : std::string_view());
  };
  return {
      {"AvailabilityZone", field(cloud, line, "AZ")},
      {"BilledCost", decimal_text(row.billed)},
      {"BillingAccountId", payer.id},
      {"BillingAccountName", payer.name},
      {"BillingCurrency", "USD"},
      {"BillingPeriodEnd", focus_time(file.month.end)},
      {"BillingPeriodStart", focus_time(file.month.begin)},
      {"ChargeCategory", std::string(charge.category)},
      {"ChargeClass", ""},
      {"ChargeDescription", description_of(cloud, key)},
      {"ChargeFrequency", std::string(charge.frequency)},
      {"ChargePeriodEnd", focus_time(line.begin + length_of(file.grain))},
      {"ChargePeriodStart", focus_time(line.begin)},
      {"CommitmentDiscountCategory", only_if(!commitment.empty(), is_plan ? "Spend" : "Usage")},
      {"CommitmentDiscountId", commitment},
      {"CommitmentDiscountName", ""},
      {"CommitmentDiscountStatus", std::string(charge.commitment_status)},
      {"CommitmentDiscountType",
       only_if(!commitment.empty(), is_plan ? "Savings Plan" : "Reserved")},
      {"ConsumedQuantity", quantity},
      {"ConsumedUnit", unit},
      {"ContractedCost", decimal_text(list)},
      {"ContractedUnitPrice", price},
      {"EffectiveCost", decimal_text(row.effective)},
      {"InvoiceIssuerName", std::string(publisher)},
      {"ListCost", decimal_text(list)},
      {"ListUnitPrice", price},
      {"PricingCategory",
       only_if(is_use, commitment.empty() ? (key.item == Item::spot_server ? "Dynamic" : "Standard")
                                          : "Committed")},
      {"PricingQuantity", quantity},
      {"PricingUnit", unit},
      {"ProviderName", "AWS"},
      {"PublisherName", std::string(publisher)},
      {"RegionId", field(cloud, line, "REGION")},
      {"RegionName", only_if(key.item != Item::none, region_facts(key.region).long_name)},
      {"ResourceId", key.thing == 0 ? commitment : resource_of(cloud, key)},
      {"ResourceName", tag_of(cloud, line, "Name")},
      {"ResourceType", std::string(resource_type(key))},
      {"ServiceCategory", std::string(service_category(key))},
      {"ServiceName", std::string(service_of(key))},
      {"SkuId", ""},
      {"SkuPriceId", ""},
      {"SubAccountId", account.id},
      {"SubAccountName", account.name},
      {"Tags", tags.empty() ? "" : tags.dump()},
  };
}

void add_header(std::string& csv, const Row& cells) {
  for (const auto& [name, value] : cells) {
    if (!csv.empty()) csv += ',';
    quote(csv, name);
  }
  csv += '\n';
}

/// What was reserved in vain stands beside the month's fee in a usage report.
struct Unused {
  Nanos of_fee = 0, of_upfront = 0;
};

Unused unused_of(const ReservedInstances& reserved, Nanos amount) {
  const auto fee = reserved.price.hourly * reserved.term.hours();
  const auto all = fee + reserved.price.upfront;
  if (all == 0) return {};
  // Thousandths keep the product small enough; what is lost goes to the other part.
  const auto of_fee = share(amount, share(fee, 1'000'000, all), 1'000'000);
  return {of_fee, amount - of_fee};
}

Row cur_cells(Cloud& cloud, const BillFile& file, const Line& line, const Unused& unused,
              std::uint64_t number) {
  const auto& key = line.key;
  const auto begin = time_text(line.begin), end = time_text(line.begin + length_of(file.grain));
  const bool is_plan = is_of_plan(key);
  const auto commitment = commitment_arn(cloud, key);
  const auto& amounts = line.amounts;
  const auto only_if = [](bool condition, std::string text) {
    return condition ? std::move(text) : std::string();
  };
  const bool is_reserved_use = key.charge == Charge::discounted_usage;
  const bool is_fee = key.charge == Charge::reservation_fee;
  const bool is_plan_use = key.charge == Charge::plan_covered_usage;
  const bool is_plan_fee = key.charge == Charge::plan_fee;
  const auto committed =
      is_plan_fee ? cloud.billing.plans[key.commitment].commitment * (amounts.quantity / one)
                  : Nanos{0};
  const auto price = list_price_of(key);
  return {
      {"identity/LineItemId", std::to_string(number)},
      {"identity/TimeInterval", begin + "/" + end},
      {"bill/InvoiceId",
       only_if(is_final(cloud, file.month.begin),
               std::to_string(hash_of(date_text(file.month.begin)) % 1'000'000'000))},
      {"bill/BillingEntity", "AWS"},
      {"bill/BillType", key.charge == Charge::refund ? "Refund" : "Anniversary"},
      {"bill/PayerAccountId", cloud.accounts[payer_of(cloud, key.account)].id},
      {"bill/BillingPeriodStartDate", time_text(file.month.begin)},
      {"bill/BillingPeriodEndDate", time_text(file.month.end)},
      {"lineItem/UsageAccountId", cloud.accounts[key.account].id},
      {"lineItem/LineItemType", std::string(line_item_type_of(key))},
      {"lineItem/UsageStartDate", begin},
      {"lineItem/UsageEndDate", end},
      {"lineItem/ProductCode", std::string(product_code_of(key))},
      {"lineItem/UsageType", usage_type_of(cloud, key)},
      {"lineItem/Operation", operation_of(key)},
      {"lineItem/AvailabilityZone", field(cloud, line, "AZ")},
      {"lineItem/ResourceId", resource_of(cloud, key)},
      {"lineItem/UsageAmount", decimal_text(amounts.quantity)},
      {"lineItem/NormalizedUsageAmount",
       only_if(key.item == Item::server, decimal_text(amounts.normalized))},
      {"lineItem/CurrencyCode", "USD"},
      {"lineItem/UnblendedRate", only_if(price != 0 && !is_reserved_use, decimal_text(price))},
      {"lineItem/UnblendedCost", decimal_text(amounts.unblended)},
      {"lineItem/BlendedCost", decimal_text(amounts.unblended)},
      {"lineItem/LineItemDescription", description_of(cloud, key)},
      {"product/ProductName", std::string(service_of(key))},
      {"product/instanceType", field(cloud, line, "INSTANCE_TYPE")},
      {"product/operatingSystem", field(cloud, line, "OPERATING_SYSTEM")},
      {"product/region", field(cloud, line, "REGION")},
      {"pricing/unit", std::string(unit_of(key))},
      {"pricing/term",
       only_if(key.item != Item::none, is_reserved_use || is_fee ? "Reserved" : "OnDemand")},
      {"pricing/publicOnDemandCost", decimal_text(amounts.list)},
      {"reservation/ReservationARN", only_if(!is_plan, commitment)},
      {"reservation/EffectiveCost", only_if(is_reserved_use, decimal_text(amounts.amortized))},
      {"reservation/UnusedRecurringFee", only_if(is_fee, decimal_text(unused.of_fee))},
      {"reservation/UnusedAmortizedUpfrontFeeForBillingPeriod",
       only_if(is_fee, decimal_text(unused.of_upfront))},
      {"savingsPlan/SavingsPlanARN", only_if(is_plan, commitment)},
      {"savingsPlan/SavingsPlanEffectiveCost",
       only_if(is_plan_use, decimal_text(amounts.amortized))},
      {"savingsPlan/TotalCommitmentToDate", only_if(is_plan_fee, decimal_text(committed))},
      {"savingsPlan/UsedCommitment",
       only_if(is_plan_fee, decimal_text(committed - amounts.amortized))},
  };
}

std::vector<Line> lines_of(Cloud& cloud, const BillFile& file) {
  std::vector<Line> lines;
  read_bill(
      cloud,
      {.begin = file.month.begin, .end = file.month.end, .grain = file.grain, .known = file.known},
      [&](const Line& line) {
        if (payer_of(cloud, line.key.account) == file.payer) lines.push_back(line);
      });
  return lines;
}

}  // namespace

std::string focus_csv(Cloud& cloud, const BillFile& file) {
  std::string csv;
  add_header(csv, focus_cells(cloud, file, {}, {Charge::usage, 0, 0}));
  for (const auto& line : lines_of(cloud, file))
    for (const auto& row : focus_rows(line)) {
      bool first = true;
      for (const auto& [name, value] : focus_cells(cloud, file, line, row)) {
        if (!std::exchange(first, false)) csv += ',';
        if (value.empty())
          csv += "NULL";
        else
          quote(csv, value);
      }
      csv += '\n';
    }
  return csv;
}

std::string cur_csv(Cloud& cloud, const BillFile& file) {
  const auto lines = lines_of(cloud, file);
  std::set<std::string> tag_keys;
  std::map<std::uint32_t, Nanos> in_vain;
  for (const auto& line : lines) {
    const auto tags = tags_json(cloud, line);
    for (const auto& [key, value] : tags.items()) tag_keys.insert(key);
    if (line.key.charge == Charge::reservation_unused)
      in_vain[line.key.commitment] += line.amounts.amortized;
  }
  std::string csv;
  for (const auto& [name, value] : cur_cells(cloud, file, {}, {}, 0)) {
    if (!csv.empty()) csv += ',';
    csv += name;
  }
  for (const auto& key : tag_keys) {
    csv += ',';
    quote(csv, "resourceTags/user:" + key);
  }
  csv += '\n';
  std::uint64_t number = 0;
  for (const auto& line : lines) {
    if (line.key.charge == Charge::reservation_unused) continue;
    Unused unused;
    if (line.key.charge == Charge::reservation_fee)
      unused = unused_of(cloud.billing.reserved[line.key.commitment], in_vain[line.key.commitment]);
    bool first = true;
    for (const auto& [name, value] : cur_cells(cloud, file, line, unused, ++number)) {
      if (!std::exchange(first, false)) csv += ',';
      if (!value.empty()) quote(csv, value);
    }
    for (const auto& key : tag_keys) {
      csv += ',';
      if (const auto value = tag_of(cloud, line, key); !value.empty()) quote(csv, value);
    }
    csv += '\n';
  }
  return csv;
}

}  // namespace mirante::simcloud

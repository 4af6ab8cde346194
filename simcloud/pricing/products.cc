#include "simcloud/pricing/products.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "simcloud/draws.h"
#include "simcloud/money/line_words.h"

namespace mirante::simcloud {
namespace {

/// When the prices were made; constant, as they are.
constexpr std::string_view published = "2026-09-01T00:00:00Z";
constexpr std::string_view version = "20260901000000";

constexpr std::string_view on_demand_code = "JRTCKXETXF";
constexpr std::string_view hourly_rate_code = "6YS6EN2CT7";
constexpr std::string_view upfront_rate_code = "2TG2D8R56U";

/// AWS's codes of the terms of standard reserved instances, by years and payment.
constexpr std::string_view one_year_codes[] = {"4NA7Y494T4", "HU7G6KETJZ", "6QCMYABX3D"};
constexpr std::string_view three_year_codes[] = {"BPH4J8HBKS", "38NPMPTW36", "NQ3QZPMQV9"};

std::string_view term_code(Term term, Payment payment) {
  const auto number = static_cast<std::size_t>(payment);
  return term.years == 1 ? one_year_codes[number] : three_year_codes[number];
}

bool is_server(const Product& product) { return product.kind == ProductKind::server; }
bool is_ebs(const Product& product) {
  return product.kind == ProductKind::volume || product.kind == ProductKind::volume_iops ||
         product.kind == ProductKind::volume_throughput;
}
bool is_of_databases(const Product& product) {
  return product.kind == ProductKind::database || product.kind == ProductKind::database_storage ||
         product.kind == ProductKind::database_iops;
}

constexpr DatabaseSort database_sorts[] = {
    {"MySQL", "", "No license required", "CreateDBInstance:0002"},
    {"MariaDB", "", "No license required", "CreateDBInstance:0018"},
    {"PostgreSQL", "", "No license required", "CreateDBInstance:0014", 104},
    {"Aurora MySQL", "", "No license required", "CreateDBInstance:0016", 120},
    {"Aurora PostgreSQL", "", "No license required", "CreateDBInstance:0021", 120},
    {"Oracle", "Standard Two", "License included", "CreateDBInstance:0019", 230},
    {"Oracle", "Standard Two", "Bring your own license", "CreateDBInstance:0020", 105},
    {"SQL Server", "Express", "License included", "CreateDBInstance:0010", 110, true},
    {"SQL Server", "Standard", "License included", "CreateDBInstance:0012", 310, true},
};
const DatabaseSort& sort_of(const Product& product) { return database_sorts[product.database]; }

struct DatabaseStorageWords {
  std::string_view usage;  // What follows "RDS:" in one zone.
  std::string_view type;
  int price_percent;  // Of gp3's.
};
/// By DatabaseStorage.
constexpr DatabaseStorageWords database_storage_words[] = {
    {"GP2-Storage", "General Purpose", 100},
    {"GP3-Storage", "General Purpose-GP3", 100},
    {"PIOPS-Storage", "Provisioned IOPS", 110}};
const DatabaseStorageWords& storage_words(const Product& product) {
  return database_storage_words[static_cast<std::size_t>(product.database_storage)];
}
std::string rds_usage(const Product& product, std::string_view what) {
  return (product.multi_az ? "RDS:Multi-AZ-" : "RDS:") + std::string(what);
}

/// Two zones cost twice as much.
Nanos in_zones(const Product& product, Nanos price, int percent = 100) {
  return price * percent / 100 * (product.multi_az ? 2 : 1);
}

bool has_type(const Product& product) {
  return is_server(product) || product.kind == ProductKind::database;
}

const TypeFacts& facts_of(const Product& product) { return type_facts(product.type); }

std::string two_decimals(std::int64_t hundredths) {
  auto text = decimal_text(hundredths * (one / 100));
  return text;
}

std::string when(bool condition, std::string_view text) {
  return condition ? std::string(text) : std::string();
}

std::string usage_type(const Product& product) {
  const auto prefix = usage_prefix(product.region);
  switch (product.kind) {
    case ProductKind::server:
      return prefix + (product.tenancy == Tenancy::shared ? "BoxUsage:" : "DedicatedUsage:") +
             facts_of(product).name;
    case ProductKind::volume: return prefix + volume_usage(product.volume_type);
    case ProductKind::volume_iops: return prefix + iops_usage(product.volume_type);
    case ProductKind::volume_throughput: return prefix + "EBS:VolumeP-Throughput.gp3";
    case ProductKind::snapshot: return prefix + "EBS:SnapshotUsage";
    case ProductKind::address_in_use: return prefix + "PublicIPv4:InUseAddress";
    case ProductKind::address_idle: return prefix + "PublicIPv4:IdleAddress";
    case ProductKind::load_balancer: return prefix + "LoadBalancerUsage";
    case ProductKind::database:
      return prefix + (product.multi_az ? "Multi-AZUsage:db." : "InstanceUsage:db.") +
             facts_of(product).name;
    case ProductKind::database_storage:
      return prefix + rds_usage(product, storage_words(product).usage);
    case ProductKind::database_iops: return prefix + rds_usage(product, "PIOPS");
    case ProductKind::transfer_out: return prefix + "DataTransfer-Out-Bytes";
  }
  return {};
}

std::string operation(const Product& product) {
  switch (product.kind) {
    case ProductKind::server: return operation_of(product.system);
    case ProductKind::volume:
    case ProductKind::volume_iops:
    case ProductKind::volume_throughput: return volume_operation(product.volume_type);
    case ProductKind::load_balancer: return "LoadBalancing:Application";
    case ProductKind::database: return std::string(sort_of(product).operation);
    case ProductKind::snapshot:
    case ProductKind::address_in_use:
    case ProductKind::address_idle:
    case ProductKind::database_storage:
    case ProductKind::database_iops:
    case ProductKind::transfer_out: return {};
  }
  return {};
}

struct VolumeWords {
  std::string_view media, kind;
};
/// By VolumeType.
constexpr VolumeWords volume_words[] = {{"SSD-backed", "General Purpose"},
                                        {"SSD-backed", "General Purpose"},
                                        {"SSD-backed", "Provisioned IOPS"},
                                        {"SSD-backed", "Provisioned IOPS"},
                                        {"HDD-backed", "Throughput Optimized HDD"},
                                        {"HDD-backed", "Cold HDD"},
                                        {"HDD-backed", "Magnetic"}};

const VolumeWords& words_of(VolumeType type) {
  return volume_words[static_cast<std::size_t>(type)];
}

std::string storage_of(const TypeFacts& type) {
  if (type.instance_store_gb == 0) return "EBS only";
  return std::to_string(type.instance_store_disks) + " x " +
         std::to_string(type.instance_store_gb / type.instance_store_disks) +
         (type.nvme_store ? " NVMe SSD" : " HDD");
}

std::string_view instance_family(const TypeFacts& type) {
  switch (type.family.front()) {
    case 'c': return "Compute optimized";
    case 'r': return "Memory optimized";
    case 'i':
    case 'd': return "Storage optimized";
    case 'g':
    case 'p': return "GPU instance";
    default: return "General purpose";
  }
}

using P = const Product&;

constexpr ProductAttribute attributes[] = {
    {"availabilityzone", [](P p) { return when(is_server(p), "NA"); }},
    {"capacitystatus", [](P p) { return when(is_server(p), "Used"); }},
    {"currentGeneration",
     [](P p) { return when(has_type(p), facts_of(p).current_generation ? "Yes" : "No"); }},
    {"databaseEdition",
     [](P p) { return when(p.kind == ProductKind::database, sort_of(p).edition); }},
    {"databaseEngine",
     [](P p) {
       if (p.kind == ProductKind::database) return std::string(sort_of(p).engine);
       return when(is_of_databases(p), "Any");
     }},
    {"deploymentOption",
     [](P p) {
       if (!is_of_databases(p)) return std::string();
       if (!p.multi_az) return std::string("Single-AZ");
       const bool mirrors = p.kind == ProductKind::database && sort_of(p).mirrors;
       return std::string(mirrors ? "Multi-AZ (SQL Server Mirror)" : "Multi-AZ");
     }},
    {"instanceFamily", [](P p) { return when(has_type(p), instance_family(facts_of(p))); }},
    {"instanceType",
     [](P p) {
       if (!has_type(p)) return std::string();
       return (is_server(p) ? "" : "db.") + facts_of(p).name;
     }},
    {"licenseModel",
     [](P p) {
       if (p.kind == ProductKind::database) return std::string(sort_of(p).license);
       return when(is_server(p), "No License required");
     }},
    {"location", [](P p) { return std::string(region_facts(p.region).long_name); }},
    {"locationType", [](P) { return std::string("AWS Region"); }},
    {"marketoption", [](P p) { return when(is_server(p), "OnDemand"); }},
    {"memory",
     [](P p) {
       if (!has_type(p)) return std::string();
       return two_decimals(std::int64_t{facts_of(p).memory_mib} * 100 / 1024) + " GiB";
     }},
    {"networkPerformance", [](P p) { return when(has_type(p), facts_of(p).network); }},
    {"normalizationSizeFactor",
     [](P p) { return has_type(p) ? two_decimals(quarters_of(p.type) * 25) : std::string(); }},
    {"operatingSystem", [](P p) { return when(is_server(p), to_string(p.system)); }},
    {"operation", operation},
    {"preInstalledSw", [](P p) { return when(is_server(p), "NA"); }},
    {"processorArchitecture",
     [](P p) {
       return when(has_type(p), facts_of(p).architecture == Architecture::i386_and_x86_64
                                    ? "32-bit or 64-bit"
                                    : "64-bit");
     }},
    {"productFamily", [](P p) { return std::string(family_of(p)); }},
    {"regionCode", [](P p) { return std::string(region_facts(p.region).name); }},
    {"storage", [](P p) { return is_server(p) ? storage_of(facts_of(p)) : std::string(); }},
    {"storageMedia",
     [](P p) {
       if (p.kind == ProductKind::snapshot) return std::string("Amazon S3");
       return is_ebs(p) ? std::string(words_of(p.volume_type).media) : std::string();
     }},
    {"tenancy",
     [](P p) { return when(is_server(p), p.tenancy == Tenancy::shared ? "Shared" : "Dedicated"); }},
    {"usagetype", usage_type},
    {"vcpu", [](P p) { return has_type(p) ? std::to_string(facts_of(p).vcpus) : std::string(); }},
    {"volumeApiName", [](P p) { return when(is_ebs(p), to_string(p.volume_type)); }},
    {"volumeType",
     [](P p) {
       if (p.kind == ProductKind::database_storage || p.kind == ProductKind::database_iops)
         return std::string(storage_words(p).type);
       return is_ebs(p) ? std::string(words_of(p.volume_type).kind) : std::string();
     }},
};

struct Rate {
  Nanos price;
  std::string_view unit;
};

Rate rate_of(const Product& product) {
  const auto region = product.region;
  switch (product.kind) {
    case ProductKind::server:
      return {server_price(region, product.type, product.system, product.tenancy), "Hrs"};
    case ProductKind::volume: return {volume_price(region, product.volume_type), "GB-Mo"};
    case ProductKind::volume_iops: return {iops_price(region, product.volume_type), "IOPS-Mo"};
    case ProductKind::volume_throughput: return {throughput_price(region), "GiBps-mo"};
    case ProductKind::snapshot: return {snapshot_price(region), "GB-Mo"};
    case ProductKind::address_in_use:
    case ProductKind::address_idle: return {address_price(region), "Hrs"};
    case ProductKind::load_balancer: return {load_balancer_price(region), "Hrs"};
    case ProductKind::database:
      return {
          in_zones(product, database_price(region, product.type), sort_of(product).price_percent),
          "Hrs"};
    case ProductKind::database_storage:
      return {
          in_zones(product, database_storage_price(region), storage_words(product).price_percent),
          "GB-Mo"};
    case ProductKind::database_iops:
      return {in_zones(product, iops_price(region, VolumeType::io1)), "IOPS-Mo"};
    case ProductKind::transfer_out: return {transfer_out_price(region), "GB"};
  }
  return {};
}

Json dimension(const std::string& rate_code, Rate rate, std::string description) {
  Json json{{"unit", rate.unit},
            {"endRange", "Inf"},
            {"description", std::move(description)},
            {"appliesTo", Json::array()},
            {"rateCode", rate_code},
            {"beginRange", "0"},
            {"pricePerUnit", {{"USD", price_text(rate.price)}}}};
  if (rate.unit == "Quantity") {
    json.erase("endRange");
    json.erase("beginRange");
  }
  return json;
}

Json term_json(const std::string& sku, std::string_view code, Json dimensions, Json conditions) {
  return {{"priceDimensions", std::move(dimensions)},
          {"sku", sku},
          {"effectiveDate", published},
          {"offerTermCode", code},
          {"termAttributes", std::move(conditions)}};
}

Json on_demand_terms(const Product& product, const std::string& sku) {
  const auto rate = rate_of(product);
  const auto term = sku + "." + std::string(on_demand_code);
  const auto code = term + "." + std::string(hourly_rate_code);
  const auto what = is_server(product) ? "On Demand " + std::string(to_string(product.system)) +
                                             " " + facts_of(product).name + " Instance Hour"
                                       : std::string(rate.unit) + " of " + usage_type(product);
  Json dimensions{{code, dimension(code, rate, "$" + decimal_text(rate.price) + " per " + what)}};
  return {{term, term_json(sku, on_demand_code, std::move(dimensions), Json::object())}};
}

Json reserved_terms(const Product& product, const std::string& sku) {
  Json terms = Json::object();
  for (const auto term : all_terms)
    for (const auto payment : all_payments) {
      const auto price = reservation_price(product.region, product.type, product.system,
                                           product.tenancy, term, payment);
      const auto code = term_code(term, payment);
      const auto name = sku + "." + std::string(code);
      const auto hourly_code = name + "." + std::string(hourly_rate_code);
      Json dimensions{
          {hourly_code, dimension(hourly_code, {price.hourly, "Hrs"},
                                  std::string(platform_of(product.system)) + ", " +
                                      facts_of(product).name + " reserved instance applied")}};
      if (payment != Payment::no_upfront) {
        const auto upfront_code = name + "." + std::string(upfront_rate_code);
        dimensions[upfront_code] =
            dimension(upfront_code, {price.upfront, "Quantity"}, "Upfront Fee");
      }
      terms[name] = term_json(sku, code, std::move(dimensions),
                              {{"LeaseContractLength", std::to_string(term.years) + "yr"},
                               {"OfferingClass", "standard"},
                               {"PurchaseOption", to_string(payment)}});
    }
  return terms;
}

bool has_iops(VolumeType type) {
  return type == VolumeType::gp3 || type == VolumeType::io1 || type == VolumeType::io2;
}

/// All products of one kind in one region.
bool walk_kind(Product product, const std::function<bool(const Product&)>& use) {
  switch (product.kind) {
    case ProductKind::server:
    case ProductKind::database:
      for (TypeIndex type = 0; type < all_types().size(); ++type) {
        if (!is_offered(type, product.region)) continue;
        product.type = type;
        if (product.kind == ProductKind::database) {
          const auto& facts = type_facts(type);
          if (facts.quota_class != "standard" || facts.bare_metal) continue;
          for (std::uint8_t sort = 0; sort < std::size(database_sorts); ++sort)
            for (const bool multi_az : {false, true}) {
              product.database = sort;
              product.multi_az = multi_az;
              if (!use(product)) return false;
            }
          continue;
        }
        const bool arm = type_facts(type).architecture == Architecture::arm64;
        for (const auto system : all_systems) {
          if (arm && system == System::windows) continue;
          for (const auto tenancy : all_tenancies) {
            product.system = system;
            product.tenancy = tenancy;
            if (!use(product)) return false;
          }
        }
      }
      return true;
    case ProductKind::volume:
    case ProductKind::volume_iops:
      for (const auto type : {VolumeType::gp2, VolumeType::gp3, VolumeType::io1, VolumeType::io2,
                              VolumeType::st1, VolumeType::sc1, VolumeType::standard}) {
        product.volume_type = type;
        if (product.kind == ProductKind::volume_iops && !has_iops(type)) continue;
        if (!use(product)) return false;
      }
      return true;
    case ProductKind::database_storage:
    case ProductKind::database_iops:
      for (const auto storage : {DatabaseStorage::gp2, DatabaseStorage::gp3, DatabaseStorage::io1})
        for (const bool multi_az : {false, true}) {
          product.database_storage = storage;
          product.multi_az = multi_az;
          const bool is_sold =
              product.kind == ProductKind::database_storage || storage == DatabaseStorage::io1;
          if (is_sold && !use(product)) return false;
        }
      return true;
    default: return use(product);
  }
}

}  // namespace

std::span<const DatabaseSort> all_database_sorts() { return database_sorts; }

std::span<const PricedService> priced_services() {
  static const PricedService services[] = {
      {"AWSDataTransfer", "AWS Data Transfer", {ProductKind::transfer_out}},
      {"AWSELB", "Elastic Load Balancing", {ProductKind::load_balancer}},
      {"AmazonEC2",
       "Amazon Elastic Compute Cloud",
       {ProductKind::server, ProductKind::volume, ProductKind::volume_iops,
        ProductKind::volume_throughput, ProductKind::snapshot}},
      {"AmazonRDS",
       "Amazon Relational Database Service",
       {ProductKind::database, ProductKind::database_storage, ProductKind::database_iops}},
      {"AmazonVPC",
       "Amazon Virtual Private Cloud",
       {ProductKind::address_in_use, ProductKind::address_idle}},
  };
  return services;
}

const PricedService* find_priced_service(std::string_view code) {
  const auto services = priced_services();
  const auto found = std::ranges::find(services, code, &PricedService::code);
  return found == services.end() ? nullptr : &*found;
}

std::span<const ProductAttribute> all_product_attributes() { return attributes; }

const ProductAttribute* find_product_attribute(std::string_view name) {
  const auto* found = std::ranges::find(attributes, name, &ProductAttribute::name);
  return found == std::end(attributes) ? nullptr : found;
}

std::vector<std::string> attribute_names(const PricedService& service) {
  std::vector<std::string> names{"servicecode", "servicename", "termType"};
  for (const auto& attribute : attributes) {
    bool present = false;
    for (const auto kind : service.kinds)
      present = present || !attribute.of({.kind = kind}).empty();
    if (present) names.emplace_back(attribute.name);
  }
  std::ranges::sort(names);
  return names;
}

void for_each_product(const PricedService& service, const std::function<bool(const Product&)>& use,
                      std::optional<RegionIndex> only) {
  for (const auto kind : service.kinds)
    for (RegionIndex region = 0; region < all_regions().size(); ++region) {
      if (only && region != *only) continue;
      if (!walk_kind({.kind = kind, .region = region}, use)) return;
    }
}

std::string sku_of(const Product& product) {
  const auto text = usage_type(product) + "/" + operation(product) + "/" +
                    std::string(region_facts(product.region).name);
  static constexpr std::string_view letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
  std::string sku;
  auto hash = hash_of(text);
  for (int i = 0; i < 16; ++i) {
    if (i == 8) hash = hash_of(text + "/2");
    sku += letters[hash % letters.size()];
    hash /= letters.size();
  }
  return sku;
}

std::string_view family_of(const Product& product) {
  switch (product.kind) {
    case ProductKind::server:
      return type_facts(product.type).bare_metal ? "Compute Instance (bare metal)"
                                                 : "Compute Instance";
    case ProductKind::volume: return "Storage";
    case ProductKind::volume_iops: return "System Operation";
    case ProductKind::volume_throughput: return "Provisioned Throughput";
    case ProductKind::snapshot: return "Storage Snapshot";
    case ProductKind::address_in_use:
    case ProductKind::address_idle: return "VpcPublicIPv4Address";
    case ProductKind::load_balancer: return "Load Balancer-Application";
    case ProductKind::database: return "Database Instance";
    case ProductKind::database_storage: return "Database Storage";
    case ProductKind::database_iops: return "Provisioned IOPS";
    case ProductKind::transfer_out: return "Data Transfer";
  }
  return {};
}

Json price_list_item(const PricedService& service, const Product& product) {
  const auto sku = sku_of(product);
  Json shown{{"servicecode", service.code}, {"servicename", service.name}};
  for (const auto& attribute : attributes) {
    auto value = attribute.of(product);
    if (!value.empty() && attribute.name != "productFamily")
      shown[std::string(attribute.name)] = std::move(value);
  }
  Json terms{{"OnDemand", on_demand_terms(product, sku)}};
  if (is_server(product)) terms["Reserved"] = reserved_terms(product, sku);
  return {{"product",
           {{"productFamily", family_of(product)}, {"attributes", std::move(shown)}, {"sku", sku}}},
          {"serviceCode", service.code},
          {"terms", std::move(terms)},
          {"version", version},
          {"publicationDate", published}};
}

}  // namespace mirante::simcloud

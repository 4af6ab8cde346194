#include "features/prices/database_product.h"

#include <algorithm>
#include <array>

namespace mirante::prices {
namespace {

constexpr std::string_view own_license = "bring-your-own-license";
constexpr std::string_view license_included = "license-included";

/// What the price list calls an engine of RDS. `license`: the one that it must have; empty where
/// AWS asks for none.
struct Engine {
  std::string_view name;
  std::string_view listed;
  std::string_view edition;
  std::string_view license;
};
constexpr std::array<Engine, 12> engines{{
    {"mysql", "MySQL", "", ""},
    {"mariadb", "MariaDB", "", ""},
    {"postgres", "PostgreSQL", "", ""},
    {"aurora-mysql", "Aurora MySQL", "", ""},
    {"aurora-postgresql", "Aurora PostgreSQL", "", ""},
    {"oracle-se2", "Oracle", "Standard Two", license_included},
    {"oracle-se2", "Oracle", "Standard Two", own_license},
    {"oracle-ee", "Oracle", "Enterprise", own_license},
    {"sqlserver-ex", "SQL Server", "Express", license_included},
    {"sqlserver-web", "SQL Server", "Web", license_included},
    {"sqlserver-se", "SQL Server", "Standard", license_included},
    {"sqlserver-ee", "SQL Server", "Enterprise", license_included},
}};

const Engine* find_engine(std::string_view name, std::string_view license) {
  const auto found = std::ranges::find_if(engines, [&](const Engine& one) {
    return one.name == name && (one.license.empty() || one.license == license);
  });
  return found == engines.end() ? nullptr : &*found;
}

std::string_view listed_license(std::string_view license) {
  if (license == own_license) return "Bring your own license";
  return license == license_included ? "License included" : "No license required";
}

struct Storage {
  std::string_view type;
  std::string_view usage;
};
constexpr std::array<Storage, 4> storages{{{"gp2", "GP2-Storage"},
                                           {"gp3", "GP3-Storage"},
                                           {"io1", "PIOPS-Storage"},
                                           {"standard", "StorageUsage"}}};

bool is_aurora(std::string_view engine) { return engine.starts_with("aurora"); }
std::string_view zones_of(bool is_multi_az) { return is_multi_az ? "multi" : "single"; }

/// The parts of "db.m5.large:mysql::single" between colons.
std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto colon = text.find(':');
    parts.push_back(text.substr(0, colon));
    if (colon == std::string_view::npos) return parts;
    text.remove_prefix(colon + 1);
  }
}

std::string rds_usage(std::string_view zones, std::string_view what) {
  return (zones == "multi" ? "RDS:Multi-AZ-" : "RDS:") + std::string(what);
}

}  // namespace

std::optional<Product> database_product(const Region& region, const DatabaseSort& sort) {
  const auto* engine = find_engine(sort.engine, sort.license);
  if (engine == nullptr || !sort.type.starts_with("db.") || sort.type == "db.serverless")
    return std::nullopt;
  // Aurora's second zone is another member of its cluster, which has an hour of its own.
  const auto zones = is_aurora(sort.engine)
                         ? (sort.storage == "aurora-iopt1" ? "optimized" : "single")
                         : zones_of(sort.is_multi_az);
  return Product{.region = region,
                 .code = "database:" + sort.type + ":" + sort.engine + ":" +
                         std::string(engine->license) + ":" + std::string(zones)};
}

std::optional<Product> database_storage_product(const Region& region, const DatabaseSort& sort) {
  const bool is_known = std::ranges::find(storages, sort.storage, &Storage::type) != storages.end();
  // SQL Server mirrors itself, at prices of its own.
  if (!is_known || is_aurora(sort.engine) ||
      (sort.is_multi_az && sort.engine.starts_with("sqlserver")))
    return std::nullopt;
  return Product{
      .region = region,
      .code = "database-storage:" + sort.storage + ":" + std::string(zones_of(sort.is_multi_az))};
}

std::optional<Product> database_iops_product(const Region& region, const DatabaseSort& sort) {
  if (sort.storage != "io1" || !database_storage_product(region, sort)) return std::nullopt;
  return Product{.region = region,
                 .code = "database-iops:io1:" + std::string(zones_of(sort.is_multi_az))};
}

std::optional<DatabaseQuestion> database_question(std::string_view kind, std::string_view rest) {
  const auto parts = parts_of(rest);
  if (kind == "database" && parts.size() == 4) {
    const auto* engine = find_engine(parts[1], parts[2]);
    if (engine == nullptr) return std::nullopt;
    DatabaseQuestion question{
        .filters = {{"instanceType", std::string(parts[0])},
                    {"databaseEngine", std::string(engine->listed)},
                    {"licenseModel", std::string(listed_license(engine->license))}},
        .ending = (parts[3] == "multi"       ? "Multi-AZUsage:"
                   : parts[3] == "optimized" ? "InstanceUsageIOOptimized:"
                                             : "InstanceUsage:") +
                  std::string(parts[0])};
    if (!engine->edition.empty()) question.filters.emplace_back("databaseEdition", engine->edition);
    return question;
  }
  if (kind == "database-storage" && parts.size() == 2) {
    const auto found = std::ranges::find(storages, parts[0], &Storage::type);
    if (found == storages.end()) return std::nullopt;
    return DatabaseQuestion{.filters = {{"productFamily", "Database Storage"}},
                            .ending = rds_usage(parts[1], found->usage)};
  }
  if (kind == "database-iops" && parts.size() == 2)
    return DatabaseQuestion{.filters = {{"productFamily", "Provisioned IOPS"}},
                            .ending = rds_usage(parts[1], "PIOPS")};
  return std::nullopt;
}

}  // namespace mirante::prices

#include "simcloud/rds/engines.h"

#include <algorithm>

#include "simcloud/catalog.h"

namespace mirante::simcloud {
namespace {

constexpr EngineFacts engines[] = {
    {"aurora-mysql", "Aurora MySQL", "general-public-license", 3306, true, true},
    {"aurora-postgresql", "Aurora (PostgreSQL)", "postgresql-license", 5432, true, true},
    {"mariadb", "MariaDB Community Edition", "general-public-license", 3306, false, true},
    {"mysql", "MySQL Community Edition", "general-public-license", 3306, false, true},
    {"oracle-se2", "Oracle Database Standard Edition Two", "bring-your-own-license", 1521, false,
     false},
    {"postgres", "PostgreSQL", "postgresql-license", 5432, false, true},
    {"sqlserver-ex", "Microsoft SQL Server Express Edition", "license-included", 1433, false,
     false},
    {"sqlserver-se", "Microsoft SQL Server Standard Edition", "license-included", 1433, false,
     false},
};

// In order of engine and age: the last of a major version is its newest.
constexpr EngineVersionFacts versions[] = {
    {"aurora-mysql", "8.0.mysql_aurora.3.08.2", "8.0", "aurora-mysql8.0", false},
    {"aurora-mysql", "8.0.mysql_aurora.3.10.0", "8.0", "aurora-mysql8.0", true},
    {"aurora-postgresql", "15.10", "15", "aurora-postgresql15", false},
    {"aurora-postgresql", "16.8", "16", "aurora-postgresql16", true},
    {"mariadb", "10.11.11", "10.11", "mariadb10.11", false},
    {"mariadb", "11.4.5", "11.4", "mariadb11.4", true},
    {"mysql", "8.0.41", "8.0", "mysql8.0", false},
    {"mysql", "8.0.42", "8.0", "mysql8.0", false},
    {"mysql", "8.4.5", "8.4", "mysql8.4", true},
    {"oracle-se2", "19.0.0.0.ru-2025-04.rur-2025-04.r1", "19", "oracle-se2-19", true},
    {"postgres", "15.13", "15", "postgres15", false},
    {"postgres", "16.9", "16", "postgres16", false},
    {"postgres", "17.5", "17", "postgres17", true},
    {"sqlserver-ex", "16.00.4195.2.v1", "16.00", "sqlserver-ex-16.0", true},
    {"sqlserver-se", "15.00.4430.1.v1", "15.00", "sqlserver-se-15.0", false},
    {"sqlserver-se", "16.00.4195.2.v1", "16.00", "sqlserver-se-16.0", true},
};

constexpr std::string_view families[] = {"t3", "t4g", "m5", "m6g", "m6i", "r5", "r6g", "r6i"};

}  // namespace

std::span<const EngineFacts> all_engines() { return engines; }

const EngineFacts* find_engine(std::string_view name) {
  const auto found = std::ranges::find(engines, name, &EngineFacts::name);
  return found == std::end(engines) ? nullptr : found;
}

std::span<const EngineVersionFacts> all_engine_versions() { return versions; }

const EngineVersionFacts* find_engine_version(std::string_view engine, std::string_view version) {
  const EngineVersionFacts* found = nullptr;
  for (const auto& facts : versions) {
    if (facts.engine != engine) continue;
    if (version.empty() ? facts.is_default : facts.version == version || facts.major == version)
      found = &facts;
  }
  return found;
}

bool is_database_class(std::string_view name) {
  if (!name.starts_with("db.")) return false;
  const auto type = find_type(name.substr(3));
  return type && std::ranges::find(families, type_facts(*type).family) != std::end(families);
}

}  // namespace mirante::simcloud

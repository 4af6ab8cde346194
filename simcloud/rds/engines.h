// What the simulated RDS offers: engines with their versions, and classes of databases. Constant
// for the life of the program; a handful of each, as of 2026.
#pragma once

#include <span>
#include <string_view>

namespace mirante::simcloud {

struct EngineFacts {
  std::string_view name;         // "mysql"
  std::string_view description;  // "MySQL Community Edition"
  std::string_view license;      // "general-public-license"
  std::uint16_t port;
  bool aurora;
  bool replicas;
};

struct EngineVersionFacts {
  std::string_view engine;
  std::string_view version;
  std::string_view major;   // "8.0": the family is the engine's name and this.
  std::string_view family;  // "mysql8.0"
  bool is_default;          // Of its engine.
};

std::span<const EngineFacts> all_engines();
const EngineFacts* find_engine(std::string_view name);

std::span<const EngineVersionFacts> all_engine_versions();
/// The version itself, the newest of a major version ("8.0"), or the default if `version` is empty.
const EngineVersionFacts* find_engine_version(std::string_view engine, std::string_view version);

/// "db." and a type of server that is simulated; of those that RDS has.
bool is_database_class(std::string_view name);

}  // namespace mirante::simcloud

// DescribeDBEngineVersions, DescribeOrderableDBInstanceOptions: what RDS offers.
#include "gen/rds/describe_db_engine_versions.h"
#include "gen/rds/describe_orderable_db_instance_options.h"
#include "simcloud/operations.h"
#include "simcloud/rds/engines.h"
#include "simcloud/rds/shared.h"

namespace mirante::simcloud {
namespace {

/// Orders entries of constant tables as the tables do.
std::string place_key(std::size_t number) {
  auto digits = std::to_string(number);
  return std::string(6 - digits.size(), '0') + digits;
}

Answered<gen::rds::DBEngineVersionMessage> versions(
    Call& call, const gen::rds::DescribeDBEngineVersionsMessage& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  const auto filters = DatabaseFilters::read(
      request.filters, {"db-parameter-group-family", "engine", "engine-version", "status"});
  if (!filters) return pass(filters);
  const auto page =
      start_page(call, request.max_records, request.marker, request.filters,
                 request.engine.value_or("") + " " + request.engine_version.value_or(""));
  if (!page) return pass(page);
  Keyed<gen::rds::DBEngineVersion> found;
  for (const auto& facts : all_engine_versions()) {
    const bool by_version = !request.engine_version || facts.version == *request.engine_version ||
                            facts.major == *request.engine_version;
    if ((request.engine && facts.engine != *request.engine) || !by_version ||
        (request.db_parameter_group_family && facts.family != *request.db_parameter_group_family) ||
        (request.default_only.value_or(false) && !facts.is_default) ||
        !filters->accepts("db-parameter-group-family", facts.family) ||
        !filters->accepts("engine", facts.engine) ||
        !filters->accepts("engine-version", facts.version) ||
        !filters->accepts("status", "available"))
      continue;
    const auto& engine = *find_engine(facts.engine);
    gen::rds::DBEngineVersion shape;
    shape.engine = facts.engine;
    shape.engine_version = facts.version;
    shape.major_engine_version = facts.major;
    shape.db_parameter_group_family = facts.family;
    shape.db_engine_description = engine.description;
    shape.db_engine_version_description =
        std::string(engine.description) + " " + std::string(facts.version);
    shape.supports_read_replica = engine.replicas;
    shape.status = "available";
    for (const auto& later : all_engine_versions())
      if (later.engine == facts.engine && &later > &facts) {
        gen::rds::UpgradeTarget target;
        target.engine = later.engine;
        target.engine_version = later.version;
        target.is_major_version_upgrade = later.major != facts.major;
        target.auto_upgrade = false;
        shape.valid_upgrade_target.push_back(std::move(target));
      }
    found.emplace_back(place_key(found.size()), std::move(shape));
  }
  gen::rds::DBEngineVersionMessage result;
  result.marker = turn_page(call, std::move(found), page->after, page->limit, page->question,
                            result.db_engine_versions);
  return result;
}

gen::rds::OrderableDBInstanceOption option(const Call& call, const EngineVersionFacts& version,
                                           const std::string& instance_class,
                                           std::string_view storage) {
  const auto& engine = *find_engine(version.engine);
  gen::rds::OrderableDBInstanceOption shape;
  shape.engine = version.engine;
  shape.engine_version = version.version;
  shape.db_instance_class = instance_class;
  shape.license_model = engine.license;
  for (std::uint8_t zone = 0; zone < region_facts(call.region).zones.size(); ++zone)
    shape.availability_zones.push_back({.name = zone_name(call.region, zone)});
  shape.multi_az_capable = !engine.aurora;
  shape.read_replica_capable = engine.replicas;
  shape.vpc = true;
  shape.supports_storage_encryption = true;
  shape.storage_type = storage;
  shape.supports_iops = storage == "gp3";
  if (!engine.aurora) {
    shape.min_storage_size = 20;
    shape.max_storage_size = 65'536;
  }
  shape.supports_clusters = engine.aurora;
  return shape;
}

Answered<gen::rds::OrderableDBInstanceOptionsMessage> orderable(
    Call& call, const gen::rds::DescribeOrderableDBInstanceOptionsMessage& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (!request.engine) return rds_missing_parameter("Engine");
  const auto* engine = find_engine(*request.engine);
  if (engine == nullptr) return rds_invalid_value("Invalid DB engine: " + *request.engine);
  const auto page = start_page(call, request.max_records, request.marker, request.filters,
                               *request.engine + " " + request.engine_version.value_or("") + " " +
                                   request.db_instance_class.value_or("") + " " +
                                   request.license_model.value_or(""));
  if (!page) return pass(page);
  Keyed<gen::rds::OrderableDBInstanceOption> found;
  for (const auto& version : all_engine_versions()) {
    if (version.engine != *request.engine ||
        (request.engine_version && version.version != *request.engine_version) ||
        (request.license_model && engine->license != *request.license_model))
      continue;
    for (std::size_t type = 0; type < all_types().size(); ++type) {
      const auto instance_class = "db." + all_types()[type].name;
      if (!is_database_class(instance_class) ||
          !is_offered(static_cast<TypeIndex>(type), call.region) ||
          (request.db_instance_class && instance_class != *request.db_instance_class))
        continue;
      if (engine->aurora)
        found.emplace_back(place_key(found.size()),
                           option(call, version, instance_class, "aurora"));
      else
        for (const auto* storage : {"gp2", "gp3"})
          found.emplace_back(place_key(found.size()),
                             option(call, version, instance_class, storage));
    }
  }
  gen::rds::OrderableDBInstanceOptionsMessage result;
  result.marker = turn_page(call, std::move(found), page->after, page->limit, page->question,
                            result.orderable_db_instance_options);
  return result;
}

}  // namespace

void add_database_engine_calls(Operations& operations) {
  operations.add<versions>("rds", "DescribeDBEngineVersions", Fidelity::partial,
                           "a handful of versions; no character sets and time zones");
  operations.add<orderable>("rds", "DescribeOrderableDBInstanceOptions", Fidelity::partial,
                            "every version with every class of common families; filters are not "
                            "looked at");
}

}  // namespace mirante::simcloud

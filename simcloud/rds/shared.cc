#include "simcloud/rds/shared.h"

#include <algorithm>

#include "simcloud/ec2/network.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t tags_most = 50;

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

template <class Map>
auto* find_in(Map& things, std::string_view name) {
  const auto found = things.find(name);
  return found == things.end() ? nullptr : &found->second;
}

}  // namespace

std::unexpected<AwsError> rds_missing_parameter(std::string_view name) {
  return refuse("MissingParameter",
                "The request must contain the parameter " + std::string(name) + ".");
}
std::unexpected<AwsError> rds_invalid_value(std::string message) {
  return refuse("InvalidParameterValue", std::move(message));
}
std::unexpected<AwsError> rds_invalid_combination(std::string message) {
  return refuse("InvalidParameterCombination", std::move(message));
}
std::unexpected<AwsError> database_missing(std::string_view name) {
  return refuse("DBInstanceNotFound", "DBInstance " + std::string(name) + " not found.", 404);
}
std::unexpected<AwsError> invalid_database_state(std::string message) {
  return refuse("InvalidDBInstanceState", std::move(message));
}

std::string database_key(const Call& call, std::string_view kind, std::string_view text) {
  const auto prefix = call.arn(std::string(kind) + ":");
  if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  return lower(text);
}

Answered<std::string> new_database_name(std::string_view parameter,
                                        const std::optional<std::string>& text) {
  if (!text) return rds_missing_parameter(parameter);
  static constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
  auto name = lower(*text);
  const bool fits = !name.empty() && name.size() <= 63 && name.front() >= 'a' &&
                    name.front() <= 'z' && name.back() != '-' &&
                    name.find("--") == std::string::npos &&
                    name.find_first_not_of(allowed) == std::string::npos;
  if (fits) return name;
  return rds_invalid_value(
      "The parameter " + std::string(parameter) +
      " is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII "
      "letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive "
      "hyphens.");
}

Call::Keys database_tag_keys(const Call& call, std::string_view kind, const Tags& tags) {
  Call::Keys keys;
  for (const auto& tag : tags) {
    keys.emplace_back("aws:ResourceTag/" + call.text(tag.key), call.text(tag.value));
    keys.emplace_back("rds:" + std::string(kind) + "-tag/" + call.text(tag.key),
                      call.text(tag.value));
  }
  return keys;
}

Call::Keys request_database_tag_keys(const Call& call, const Tags& tags) {
  Call::Keys keys;
  for (const auto& tag : tags) {
    keys.emplace_back("aws:RequestTag/" + call.text(tag.key), call.text(tag.value));
    keys.emplace_back("rds:req-tag/" + call.text(tag.key), call.text(tag.value));
    keys.emplace_back("aws:TagKeys", call.text(tag.key));
  }
  return keys;
}

Answered<Done> permit_on(Call& call, std::string_view kind, std::string_view name,
                         const Tags* tags) {
  return call.permit(call.permission(),
                     call.arn(std::string(kind) + ":" + (name.empty() ? "*" : std::string(name))),
                     tags == nullptr ? Call::Keys() : database_tag_keys(call, kind, *tags));
}

Answered<Database*> permitted_database(Call& call, const std::optional<std::string>& name) {
  if (!name) return rds_missing_parameter("DBInstanceIdentifier");
  const auto key = database_key(call, "db", *name);
  auto* database = find_in(call.place().databases.databases, key);
  auto keys = database == nullptr ? Call::Keys() : database_tag_keys(call, "db", database->tags);
  if (database != nullptr) {
    keys.emplace_back("rds:DatabaseClass", database->instance_class);
    keys.emplace_back("rds:DatabaseEngine", database->engine);
    keys.emplace_back("rds:MultiAz", database->multi_az ? "true" : "false");
  }
  if (auto ok = call.permit(call.permission(), call.arn("db:" + key), keys); !ok) return pass(ok);
  if (database == nullptr) return database_missing(*name);
  return database;
}

Answered<DatabaseCluster*> permitted_cluster(Call& call, const std::optional<std::string>& name) {
  if (!name) return rds_missing_parameter("DBClusterIdentifier");
  const auto key = database_key(call, "cluster", *name);
  auto* cluster = find_in(call.place().databases.clusters, key);
  if (auto ok = permit_on(call, "cluster", key, cluster == nullptr ? nullptr : &cluster->tags); !ok)
    return pass(ok);
  if (cluster == nullptr)
    return refuse("DBClusterNotFoundFault", "DBCluster " + *name + " not found.", 404);
  return cluster;
}

Answered<DatabaseSnapshot*> permitted_snapshot(Call& call, const std::optional<std::string>& name) {
  if (!name) return rds_missing_parameter("DBSnapshotIdentifier");
  const auto key = database_key(call, "snapshot", *name);
  auto* snapshot = find_in(call.place().databases.snapshots, key);
  if (auto ok = permit_on(call, "snapshot", key, snapshot == nullptr ? nullptr : &snapshot->tags);
      !ok)
    return pass(ok);
  if (snapshot == nullptr)
    return refuse("DBSnapshotNotFound", "DBSnapshot " + *name + " not found.", 404);
  return snapshot;
}

Answered<Tags> read_database_tags(Call& call, const std::vector<gen::rds::Tag>& tags) {
  Tags result;
  for (const auto& tag : tags) {
    const auto& key = tag.key.value_or("");
    if (key.empty() || key.size() > 128)
      return rds_invalid_value("Tag keys must have 1 to 128 characters.");
    if (tag.value.value_or("").size() > 256)
      return rds_invalid_value("Tag values must have at most 256 characters.");
    if (key.starts_with("aws:"))
      return rds_invalid_value("Tag keys cannot begin with the reserved prefix aws:");
    const auto text = call.cloud.text(key);
    if (find_tag(result, text) != nullptr)
      return rds_invalid_value("Duplicate tag keys in the request: " + key);
    result.push_back({text, call.cloud.text(tag.value.value_or(""))});
  }
  if (result.size() > tags_most)
    return rds_invalid_value("The maximum number of tags for a resource is 50.");
  return result;
}

Answered<Done> permit_new_tags(Call& call, std::string_view kind, std::string_view name,
                               const Tags& tags) {
  if (tags.empty()) return Done{};
  return call.permit("rds:AddTagsToResource", call.arn(std::string(kind) + ":" + std::string(name)),
                     request_database_tag_keys(call, tags));
}

Answered<DatabaseFilters> DatabaseFilters::read(const std::vector<gen::rds::Filter>& filters,
                                                std::initializer_list<std::string_view> known) {
  DatabaseFilters result;
  for (const auto& filter : filters) {
    const auto& name = filter.name.value_or("");
    if (std::ranges::find(known, name) == known.end())
      return rds_invalid_value("Unrecognized filter name: " + name);
    if (filter.values.empty())
      return rds_invalid_value("Filter " + name + " must have at least one value.");
    result.values_[name] = filter.values;
  }
  return result;
}

bool DatabaseFilters::accepts(std::string_view name, std::string_view value) const {
  const auto filter = values_.find(name);
  if (filter == values_.end()) return true;
  return std::ranges::any_of(filter->second, [&](const std::string& wanted) {
    // Ids may be given as ARNs.
    return wanted == value || (wanted.starts_with("arn:") &&
                               std::string_view(wanted).substr(wanted.rfind(':') + 1) == value);
  });
}

Answered<DatabasePage> start_page(const Call& call, std::optional<std::int32_t> max_records,
                                  const std::optional<std::string>& marker,
                                  const std::vector<gen::rds::Filter>& filters,
                                  std::string_view subject) {
  DatabasePage page;
  if (max_records) {
    if (*max_records < 20 || *max_records > 100)
      return rds_invalid_value("Invalid value " + std::to_string(*max_records) +
                               " for MaxRecords. Must be between 20 and 100");
    page.limit = static_cast<std::size_t>(*max_records);
  }
  page.question = hash_of(subject);
  for (const auto& filter : filters) {
    page.question = mix(page.question ^ hash_of(filter.name.value_or("")));
    for (const auto& value : filter.values) page.question = mix(page.question ^ hash_of(value));
  }
  if (!marker || marker->empty()) return page;
  auto after = read_marker(call, *marker, page.question);
  if (!after) return rds_invalid_value("Invalid marker: " + *marker);
  page.after = *std::move(after);
  return page;
}

std::string resource_id(const Call& call, std::string_view prefix, std::uint64_t id) {
  return std::string(prefix) + call.cloud.draws.text(26, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
                                                     Purpose::database_id, {id, 26});
}

std::vector<gen::rds::Tag> to_rds(const Call& call, const Tags& tags) {
  std::vector<gen::rds::Tag> shapes;
  for (const auto& tag : tags)
    shapes.push_back({.key = call.text(tag.key), .value = call.text(tag.value)});
  return shapes;
}

}  // namespace mirante::simcloud

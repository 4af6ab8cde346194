// ListTagsForResource, AddTagsToResource, RemoveTagsFromResource: on databases, clusters,
// snapshots.
#include <algorithm>

#include "gen/rds/add_tags_to_resource.h"
#include "gen/rds/list_tags_for_resource.h"
#include "gen/rds/remove_tags_from_resource.h"
#include "simcloud/operations.h"
#include "simcloud/rds/shared.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t tags_most = 50;

/// The thing that an ARN of this place names; the caller may do what it asks.
Answered<Tags*> permitted_thing(Call& call, const std::optional<std::string>& arn,
                                const Call::Keys& request_keys) {
  if (!arn) return rds_missing_parameter("ResourceName");
  const auto own = call.arn("");
  const auto rest = arn->starts_with(own) ? std::string_view(*arn).substr(own.size()) : "";
  const auto colon = rest.find(':');
  if (colon == std::string_view::npos)
    return rds_invalid_value(
        "The specified resource name does not match an RDS resource in this "
        "region.");
  const auto kind = rest.substr(0, colon);
  const std::string name(rest.substr(colon + 1));
  auto& databases = call.place().databases;
  const auto tags_in = [&](auto& things) -> Tags* {
    const auto found = things.find(name);
    return found == things.end() ? nullptr : &found->second.tags;
  };
  Tags* tags = kind == "db"         ? tags_in(databases.databases)
               : kind == "cluster"  ? tags_in(databases.clusters)
               : kind == "snapshot" ? tags_in(databases.snapshots)
                                    : nullptr;
  auto keys = tags == nullptr ? Call::Keys() : database_tag_keys(call, kind, *tags);
  keys.insert(keys.end(), request_keys.begin(), request_keys.end());
  if (auto ok = call.permit(call.permission(), *arn, keys); !ok) return pass(ok);
  if (tags != nullptr) return tags;
  if (kind == "db") return database_missing(name);
  if (kind == "cluster")
    return refuse("DBClusterNotFoundFault", "DBCluster " + name + " not found.", 404);
  if (kind == "snapshot")
    return refuse("DBSnapshotNotFound", "DBSnapshot " + name + " not found.", 404);
  return rds_invalid_value("Invalid resource name: " + *arn);
}

Answered<gen::rds::TagListMessage> list(Call& call,
                                        const gen::rds::ListTagsForResourceMessage& request) {
  const auto tags = permitted_thing(call, request.resource_name, {});
  if (!tags) return pass(tags);
  return gen::rds::TagListMessage{.tag_list = to_rds(call, **tags)};
}

Answered<Done> add(Call& call, const gen::rds::AddTagsToResourceMessage& request) {
  const auto wanted = read_database_tags(call, request.tags);
  if (!wanted) return pass(wanted);
  const auto tags =
      permitted_thing(call, request.resource_name, request_database_tag_keys(call, *wanted));
  if (!tags) return pass(tags);
  auto together = **tags;
  for (const auto& tag : *wanted) put_tag(together, tag);
  if (together.size() > tags_most)
    return rds_invalid_value("The maximum number of tags for a resource is 50.");
  **tags = std::move(together);
  return Done{};
}

Answered<Done> remove(Call& call, const gen::rds::RemoveTagsFromResourceMessage& request) {
  Call::Keys keys;
  for (const auto& key : request.tag_keys) keys.emplace_back("aws:TagKeys", key);
  const auto tags = permitted_thing(call, request.resource_name, keys);
  if (!tags) return pass(tags);
  std::erase_if(**tags, [&](const Tag& tag) {
    return std::ranges::find(request.tag_keys, call.cloud.texts.view(tag.key)) !=
           request.tag_keys.end();
  });
  return Done{};
}

}  // namespace

void add_database_tag_calls(Operations& operations) {
  operations.add<list>("rds", "ListTagsForResource", Fidelity::partial,
                       "databases, clusters and snapshots");
  operations.add<add>("rds", "AddTagsToResource", Fidelity::partial,
                      "databases, clusters and snapshots");
  operations.add<remove>("rds", "RemoveTagsFromResource", Fidelity::partial,
                         "databases, clusters and snapshots");
}

}  // namespace mirante::simcloud

#include "simcloud/rds/state.h"

#include <algorithm>

namespace mirante::simcloud {
namespace {

constexpr std::string_view state_names[] = {
    "creating", "backing-up", "available", "modifying",    "rebooting",           "stopping",
    "stopped",  "starting",   "deleting",  "storage-full", "incompatible-network"};

template <class Map>
auto* find_by_id(Map& things, std::uint64_t id) {
  const auto found =
      std::ranges::find_if(things, [id](const auto& entry) { return entry.second.id == id; });
  return found == things.end() ? nullptr : &found->second;
}

}  // namespace

std::string_view to_string(DatabaseState state) {
  return state_names[static_cast<std::size_t>(state)];
}

Database* Databases::find(std::uint64_t id) { return find_by_id(databases, id); }
DatabaseCluster* Databases::find_cluster(std::uint64_t id) { return find_by_id(clusters, id); }

std::vector<Database*> Databases::members(std::string_view cluster) {
  std::vector<Database*> found;
  for (auto& [name, database] : databases)
    if (database.cluster == cluster) found.push_back(&database);
  return found;
}

std::vector<const Database*> Databases::members(std::string_view cluster) const {
  std::vector<const Database*> found;
  for (const auto& [name, database] : databases)
    if (database.cluster == cluster) found.push_back(&database);
  return found;
}

std::vector<std::string> Databases::replicas(std::string_view name) const {
  std::vector<std::string> found;
  for (const auto& [other, database] : databases)
    if (database.source == name) found.push_back(other);
  return found;
}

}  // namespace mirante::simcloud

#include "simcloud/place.h"

namespace mirante::simcloud {

Instance* Place::find_instance(std::uint64_t id) {
  const auto found = instances.find(id);
  return found == instances.end() ? nullptr : &found->second;
}

Volume* Place::find_volume(std::uint64_t id) {
  const auto found = volumes.find(id);
  return found == volumes.end() ? nullptr : &found->second;
}

}  // namespace mirante::simcloud

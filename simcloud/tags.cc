#include "simcloud/tags.h"

#include <algorithm>

namespace mirante::simcloud {

const Tag* find_tag(const Tags& tags, Text key) {
  const auto found = std::ranges::find(tags, key, &Tag::key);
  return found == tags.end() ? nullptr : &*found;
}

void put_tag(Tags& tags, Tag tag) {
  const auto found = std::ranges::find(tags, tag.key, &Tag::key);
  if (found != tags.end())
    found->value = tag.value;
  else
    tags.push_back(tag);
}

void erase_tag(Tags& tags, Text key) {
  std::erase_if(tags, [key](const Tag& tag) { return tag.key == key; });
}

}  // namespace mirante::simcloud

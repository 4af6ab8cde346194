// Tags of a thing of any service: keys and values in the pool of texts.
#pragma once

#include <vector>

#include "simcloud/text_pool.h"

namespace mirante::simcloud {

struct Tag {
  Text key;
  Text value;
  friend bool operator==(const Tag&, const Tag&) = default;
};
using Tags = std::vector<Tag>;  // In order of their keys' first use; AWS gives no order.

const Tag* find_tag(const Tags& tags, Text key);
void put_tag(Tags& tags, Tag tag);
void erase_tag(Tags& tags, Text key);

}  // namespace mirante::simcloud

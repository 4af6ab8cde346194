// Finds its way in canonical JSON that the inventory has written itself (canonical.h): no spaces,
// no errors, keys without escapes. Nothing is copied; texts stay as they stand in JSON.
#pragma once

#include <string>
#include <string_view>

#include "features/inventory/json_buffer.h"

namespace mirante::inventory {

/// Where the JSON value that begins at `at` ends.
std::size_t end_of_value(std::string_view json, std::size_t at);

/// `take(key, value)` of each member of an object; the key without its quotes.
template <class Take>
void each_member(std::string_view object, Take take) {
  for (std::size_t at = 1; at + 1 < object.size();) {
    const auto key_end = end_of_value(object, at);
    const auto end = end_of_value(object, key_end + 1);
    take(object.substr(at + 1, key_end - at - 2), object.substr(key_end + 1, end - key_end - 1));
    at = end + 1;
  }
}

/// `take(item)` of each item of a list; of none where `list` is empty.
template <class Take>
void each_item(std::string_view list, Take take) {
  for (std::size_t at = 1; at + 1 < list.size();) {
    const auto end = end_of_value(list, at);
    take(list.substr(at, end - at));
    at = end + 1;
  }
}

/// Empty where the object has no such member, or is empty itself.
std::string_view member_of(std::string_view object, std::string_view name);

/// What a JSON string says; empty of an empty view.
std::string text_of(std::string_view json);

}  // namespace mirante::inventory

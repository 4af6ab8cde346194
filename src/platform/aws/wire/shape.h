// Reflection tables: what generated code says of a type on the wire, and how to reach its members
// in memory. Serialisers and parsers walk them, so each protocol rule exists once and there is no
// code per operation. Tables are static data of generated sources; `DynamicShapes` (dynamic.h)
// makes them at run time, so that published cases judge the same code.
//
// In memory a value is: std::string (strings, enums, blobs as bytes), bool, std::int32_t,
// std::int64_t, float, double, Instant, std::vector<T>, std::map<std::string, T>, or an aggregate.
// A member lies in a slot: std::optional<T>, or the bare container for lists and maps.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"

namespace mirante::aws::wire {

enum class Kind : std::uint8_t {
  string,
  boolean,
  integer,
  long_,
  float_,
  double_,
  timestamp,
  blob,
  list,
  map,
  structure,
};

enum class TimestampFormat : std::uint8_t { iso8601, unix_seconds, http_date };

struct Shape;

/// How a member's slot is read and filled.
struct SlotAccess {
  /// The value, or nullptr where the member is absent.
  const void* (*read)(const void* slot);
  /// The value, made anew where it was absent.
  void* (*fill)(void* slot, const Shape& shape);
};

struct ListAccess {
  std::size_t (*size)(const void* list);
  const void* (*at)(const void* list, std::size_t index);
  void* (*append)(void* list, const Shape& element);
};

struct MapAccess {
  void (*each)(const void* map, const std::function<void(const std::string&, const void*)>& take);
  void* (*put)(void* map, std::string key, const Shape& value);
};

struct Member {
  std::string_view name;  // Of the model: "InstanceIds".
  // Of a flattened list without a name of its own these are its items' name.
  std::string_view query_name;  // In a request of the service's protocol: "InstanceId".
  std::string_view xml_name;    // In an answer: "instanceIdSet".
  const Shape* shape = nullptr;
  std::size_t offset = 0;  // Of the slot in its structure.
  SlotAccess access{};
  TimestampFormat timestamp_format = TimestampFormat::iso8601;
  bool is_flattened = false;          // Lists and maps: items stand beside their siblings.
  bool is_attribute = false;          // An XML attribute of the structure's element.
  bool is_idempotency_token = false;  // Filled by the client when absent.
  bool is_host_label = false;         // Part of the host's name.
};

struct Shape {
  Kind kind = Kind::structure;
  std::string_view name;
  std::span<const Member> members = {};  // Structures.
  const Shape* element = nullptr;        // Of lists; the values of maps.
  std::string_view item_name = {};       // Lists: as the model says; empty: the protocol's own.
  std::string_view key_name = {}, value_name = {};              // Maps: likewise.
  TimestampFormat timestamp_format = TimestampFormat::iso8601;  // Of elements and of itself.
  ListAccess list{};
  MapAccess map{};
};

/// Of a generated type; each generated header declares its specialisations.
template <class T>
const Shape& shape_of();

template <class T>
constexpr SlotAccess optional_slot() {
  return {[](const void* slot) -> const void* {
            const auto& value = *static_cast<const std::optional<T>*>(slot);
            return value ? &*value : nullptr;
          },
          [](void* slot, const Shape&) -> void* {
            auto& value = *static_cast<std::optional<T>*>(slot);
            return value ? &*value : &value.emplace();
          }};
}

/// An empty container counts as absent.
template <class T>
constexpr SlotAccess container_slot() {
  return {[](const void* slot) -> const void* {
            return static_cast<const T*>(slot)->empty() ? nullptr : slot;
          },
          [](void* slot, const Shape&) { return slot; }};
}

template <class T>
constexpr ListAccess vector_access() {
  return {[](const void* list) { return static_cast<const std::vector<T>*>(list)->size(); },
          [](const void* list, std::size_t index) -> const void* {
            return &(*static_cast<const std::vector<T>*>(list))[index];
          },
          [](void* list, const Shape&) -> void* {
            return &static_cast<std::vector<T>*>(list)->emplace_back();
          }};
}

template <class T>
constexpr MapAccess map_access() {
  return {[](const void* map, const std::function<void(const std::string&, const void*)>& take) {
            for (const auto& [key, value] : *static_cast<const std::map<std::string, T>*>(map))
              take(key, &value);
          },
          [](void* map, std::string key, const Shape&) -> void* {
            return &(*static_cast<std::map<std::string, T>*>(map))[std::move(key)];
          }};
}

inline const void* member_value(const Member& member, const void* structure) {
  return member.access.read(static_cast<const std::byte*>(structure) + member.offset);
}
inline void* fill_member(const Member& member, void* structure) {
  return member.access.fill(static_cast<std::byte*>(structure) + member.offset, *member.shape);
}

/// The shapes of scalars, in the order of Kind; shared by all generated code.
extern const Shape scalar_shapes[8];
inline const Shape& scalar_shape(Kind kind) {
  MIRANTE_CHECK(kind <= Kind::blob);
  return scalar_shapes[static_cast<std::size_t>(kind)];
}

}  // namespace mirante::aws::wire

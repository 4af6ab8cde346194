// Reflection tables: what generated code says of a type on the wire, and how to reach its members
// in memory. Serialisers and parsers walk them, so each protocol rule exists once and there is no
// code per operation. Tables are static data of generated sources; `DynamicShapes` (dynamic.h)
// makes them at run time, so that published cases judge the same code.
//
// In memory a value is: std::string (strings, enums, blobs as bytes, documents as JSON text), bool,
// std::int32_t, std::int64_t, float, double, Instant, std::vector<T>, std::map<std::string, T>, or
// an aggregate. A member lies in a slot: std::optional<T>, the bare container for lists and maps,
// or Box<T> for a structure inside itself. Lists and maps that may hold null hold std::optional<T>.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
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
  document,  // Any JSON.
  list,
  map,
  structure,
};

/// `usual`: the protocol's own. Seconds in JSON, an HTTP date in headers, ISO 8601 elsewhere.
enum class TimestampFormat : std::uint8_t { usual, iso8601, unix_seconds, http_date };

/// Where REST protocols carry a member of a request or an answer; elsewhere all are in the body.
enum class Location : std::uint8_t {
  body,
  payload,  // It is the body.
  uri,
  query,
  header,
  headers,  // A map: headers whose names begin with the member's.
  status,   // The answer's status code.
};

/// What an element of XML is declared to belong to.
struct XmlNamespace {
  std::string_view uri = {};
  std::string_view prefix = {};
};

/// A path or query has no place in an answer: there such members are in the body.
constexpr bool is_in_answer_s_body(Location location) {
  return location == Location::body || location == Location::uri || location == Location::query;
}

struct Shape;

/// A structure that holds one of its own kind; a value, as std::optional is.
template <class T>
class Box {
 public:
  Box() = default;
  Box(T value) : value_(std::make_unique<T>(std::move(value))) {}
  Box(const Box& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
  Box(Box&&) noexcept = default;
  Box& operator=(const Box& other) { return *this = Box(other); }
  Box& operator=(Box&&) noexcept = default;
  ~Box() = default;

  T& emplace() { return *(value_ = std::make_unique<T>()); }
  explicit operator bool() const { return value_ != nullptr; }
  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return value_.get(); }
  const T* operator->() const { return value_.get(); }

 private:
  std::unique_ptr<T> value_;
};

/// How a member's slot is read and filled.
struct SlotAccess {
  /// The value, or nullptr where the member is absent.
  const void* (*read)(const void* slot);
  /// The value, made anew where it was absent.
  void* (*fill)(void* slot, const Shape& shape);
};

struct ListAccess {
  std::size_t (*size)(const void* list);
  const void* (*at)(const void* list, std::size_t index);  // nullptr: null.
  void* (*append)(void* list, const Shape& element);
  void (*append_null)(void* list) = nullptr;  // Where lists may hold null.
};

struct MapAccess {
  void (*each)(const void* map, const std::function<void(const std::string&, const void*)>& take);
  void* (*put)(void* map, std::string key, const Shape& value);
  void (*put_null)(void* map, std::string key) = nullptr;  // Where maps may hold null.
};

struct Member {
  std::string_view name;       // Of the model: "InstanceIds".
  std::string_view json_name;  // In JSON, and in headers, paths and queries of REST.
  // Of a flattened list without a name of its own these are its items' name.
  std::string_view query_name;  // In a request of the service's protocol: "InstanceId".
  std::string_view xml_name;    // In an answer: "instanceIdSet".
  const Shape* shape = nullptr;
  std::size_t offset = 0;  // Of the slot in its structure.
  SlotAccess access{};
  Location location = Location::body;
  TimestampFormat timestamp_format = TimestampFormat::usual;
  bool is_flattened = false;          // Lists and maps: items stand beside their siblings.
  bool is_attribute = false;          // An XML attribute of the structure's element.
  bool is_idempotency_token = false;  // Filled by the client when absent.
  bool is_host_label = false;         // Part of the host's name.
  bool is_json_text = false;          // A string of JSON: headers carry it as base64.
  XmlNamespace xml_namespace = {};
};

struct Shape {
  Kind kind = Kind::structure;
  std::string_view name;
  std::span<const Member> members = {};  // Structures.
  const Shape* element = nullptr;        // Of lists; the values of maps.
  std::string_view item_name = {};       // Lists: as the model says; empty: the protocol's own.
  std::string_view key_name = {}, value_name = {};            // Maps: likewise.
  TimestampFormat timestamp_format = TimestampFormat::usual;  // Of elements and of itself.
  ListAccess list{};
  MapAccess map{};
  XmlNamespace item_namespace = {};  // Of a list's items and a map's values.
  XmlNamespace key_namespace = {};
};

/// Of a generated type; each generated header declares its specialisations.
template <class T>
const Shape& shape_of();

/// Of std::optional<T> and Box<T>.
template <class Slot>
constexpr SlotAccess optional_slot() {
  return {[](const void* slot) -> const void* {
            const auto& value = *static_cast<const Slot*>(slot);
            return value ? &*value : nullptr;
          },
          [](void* slot, const Shape&) -> void* {
            auto& value = *static_cast<Slot*>(slot);
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
constexpr ListAccess sparse_vector_access() {
  using List = std::vector<std::optional<T>>;
  return {[](const void* list) { return static_cast<const List*>(list)->size(); },
          [](const void* list, std::size_t index) -> const void* {
            const auto& value = (*static_cast<const List*>(list))[index];
            return value ? &*value : nullptr;
          },
          [](void* list, const Shape&) -> void* {
            return &static_cast<List*>(list)->emplace_back().emplace();
          },
          [](void* list) { static_cast<List*>(list)->emplace_back(); }};
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

template <class T>
constexpr MapAccess sparse_map_access() {
  using Map = std::map<std::string, std::optional<T>>;
  return {[](const void* map, const std::function<void(const std::string&, const void*)>& take) {
            for (const auto& [key, value] : *static_cast<const Map*>(map))
              take(key, value ? &*value : nullptr);
          },
          [](void* map, std::string key, const Shape&) -> void* {
            return &(*static_cast<Map*>(map))[std::move(key)].emplace();
          },
          [](void* map, std::string key) { (*static_cast<Map*>(map))[std::move(key)].reset(); }};
}

inline const void* member_value(const Member& member, const void* structure) {
  return member.access.read(static_cast<const std::byte*>(structure) + member.offset);
}
inline void* fill_member(const Member& member, void* structure) {
  return member.access.fill(static_cast<std::byte*>(structure) + member.offset, *member.shape);
}

/// The shapes of scalars, in the order of Kind; shared by all generated code.
extern const Shape scalar_shapes[9];
inline const Shape& scalar_shape(Kind kind) {
  MIRANTE_CHECK(kind <= Kind::document);
  return scalar_shapes[static_cast<std::size_t>(kind)];
}

}  // namespace mirante::aws::wire

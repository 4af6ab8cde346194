#include "tests/conformance/dynamic.h"

#include <cmath>
#include <limits>

namespace mirante::conformance {
namespace {

using aws::wire::Kind;
using aws::wire::Location;
using aws::wire::Member;
using aws::wire::Protocol;
using aws::wire::Shape;
using aws::wire::TimestampFormat;
using Slot = std::unique_ptr<Value>;
using Entries = std::vector<std::pair<std::string, Slot>>;

Value& filled(Slot& slot, const Shape& shape) {
  if (!slot) slot = std::make_unique<Value>();
  if (shape.kind == Kind::structure) slot->members.resize(shape.members.size());
  return *slot;
}

constexpr aws::wire::ListAccess list_access{
    [](const void* list) { return static_cast<const std::vector<Slot>*>(list)->size(); }, nullptr,
    [](void* list, const Shape& element) -> void* {
      auto& slot = static_cast<std::vector<Slot>*>(list)->emplace_back();
      return part_of(filled(slot, element), element);
    }};

Kind kind_of(const json& shape) {
  if (shape.value("document", false)) return Kind::document;
  if (shape.contains("key")) return Kind::map;  // One case calls its map a string.
  static const std::map<std::string, Kind> kinds{
      {"string", Kind::string},       {"boolean", Kind::boolean},  {"integer", Kind::integer},
      {"long", Kind::long_},          {"float", Kind::float_},     {"double", Kind::double_},
      {"blob", Kind::blob},           {"list", Kind::list},        {"map", Kind::map},
      {"timestamp", Kind::timestamp}, {"character", Kind::string}, {"structure", Kind::structure}};
  return kinds.at(shape.at("type"));
}

TimestampFormat format_of(const json& traits) {
  const auto name = traits.value("timestampFormat", "");
  if (name == "unixTimestamp") return TimestampFormat::unix_seconds;
  if (name == "rfc822") return TimestampFormat::http_date;
  return name.empty() ? TimestampFormat::usual : TimestampFormat::iso8601;
}

/// As the generator does: only REST spreads members, and then those of requests, answers and
/// errors.
Location location_of(Protocol protocol, const std::string& name, const json& structure,
                     const json& traits) {
  static const std::map<std::string, Location> locations{{"uri", Location::uri},
                                                         {"querystring", Location::query},
                                                         {"header", Location::header},
                                                         {"headers", Location::headers},
                                                         {"statusCode", Location::status}};
  if (structure.value("payload", "") == name) return Location::payload;
  if (!aws::wire::is_rest(protocol)) return Location::body;
  const auto found = locations.find(traits.value("location", ""));
  return found == locations.end() ? Location::body : found->second;
}

double number_of(const json& given) {
  if (!given.is_string()) return given.get<double>();
  if (given == "NaN") return std::numeric_limits<double>::quiet_NaN();
  const auto endless = std::numeric_limits<double>::infinity();
  return given == "-Infinity" ? -endless : endless;
}

json json_of(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
  return number;
}

}  // namespace

void* part_of(Value& value, const Shape& shape) {
  switch (shape.kind) {
    case Kind::string:
    case Kind::blob:
    case Kind::document: return &value.text;
    case Kind::boolean: return &value.flag;
    case Kind::integer: return &value.integer;
    case Kind::long_: return &value.long_number;
    case Kind::float_: return &value.float_number;
    case Kind::double_: return &value.double_number;
    case Kind::timestamp: return &value.instant;
    case Kind::list: return &value.items;
    case Kind::map: return &value.entries;
    // Without members there is no slot to point to, but it is there all the same.
    case Kind::structure:
      if (value.members.empty()) return &value;
      return value.members.data();
  }
  return nullptr;
}

Model::Model(const json& shapes, Protocol protocol) : shapes_(shapes), protocol_(protocol) {}

json Model::traits(const json& reference) const {
  auto all = shapes_.at(reference.at("shape").get<std::string>());
  all.update(reference);
  return all;
}

/// The reading functions do not know the shape of what they read, so each shape brings its own.
template <Kind kind>
const void* read_slot(const void* slot) {
  const auto& value = *static_cast<const Slot*>(slot);
  const Shape shape{.kind = kind};
  return value ? part_of(*value, shape) : nullptr;
}
template <Kind kind>
const void* item_at(const void* list, std::size_t index) {
  return read_slot<kind>(&(*static_cast<const std::vector<Slot>*>(list))[index]);
}
template <Kind kind>
void each_entry(const void* map, const std::function<void(const std::string&, const void*)>& take) {
  for (const auto& [key, slot] : *static_cast<const Entries*>(map))
    take(key, read_slot<kind>(&slot));
}

template <std::size_t... kinds>
constexpr auto slot_readers(std::index_sequence<kinds...>) {
  return std::array{&read_slot<static_cast<Kind>(kinds)>...};
}
template <std::size_t... kinds>
constexpr auto item_readers(std::index_sequence<kinds...>) {
  return std::array{&item_at<static_cast<Kind>(kinds)>...};
}
template <std::size_t... kinds>
constexpr auto entry_readers(std::index_sequence<kinds...>) {
  return std::array{&each_entry<static_cast<Kind>(kinds)>...};
}
using AllKinds = std::make_index_sequence<static_cast<std::size_t>(Kind::structure) + 1>;

const Shape& Model::shape(const std::string& name) {
  if (const auto known = made_.find(name); known != made_.end()) return known->second;
  const auto& given = shapes_.at(name);
  auto& shape = made_[name];
  shape.kind = kind_of(given);
  shape.name = keep(name);
  shape.timestamp_format = format_of(given);
  if (shape.kind == Kind::structure) {
    fill_structure(shape, given);
  } else if (shape.kind == Kind::list) {
    const auto item = traits(given.at("member"));
    shape.element = &this->shape(given.at("member").at("shape"));
    shape.item_name = keep(item.value("locationName", ""));
    shape.timestamp_format = format_of(item);
    shape.item_namespace = xml_namespace(item);
    shape.list = list_access;
    shape.list.at = item_readers(AllKinds())[static_cast<std::size_t>(shape.element->kind)];
    // Whatever the model says, as in botocore.
    shape.list.append_null = [](void* list) {
      static_cast<std::vector<Slot>*>(list)->emplace_back();
    };
  } else if (shape.kind == Kind::map) {
    const auto value = traits(given.at("value"));
    shape.element = &this->shape(given.at("value").at("shape"));
    shape.key_name = keep(traits(given.at("key")).value("locationName", ""));
    shape.value_name = keep(value.value("locationName", ""));
    shape.item_namespace = xml_namespace(value);
    shape.key_namespace = xml_namespace(traits(given.at("key")));
    shape.timestamp_format = format_of(value);
    shape.map.each = entry_readers(AllKinds())[static_cast<std::size_t>(shape.element->kind)];
    shape.map.put = [](void* map, std::string key, const Shape& element) -> void* {
      auto& slot = static_cast<Entries*>(map)->emplace_back(std::move(key), nullptr).second;
      return part_of(filled(slot, element), element);
    };
    if (given.value("sparse", false))
      shape.map.put_null = [](void* map, std::string key) {
        static_cast<Entries*>(map)->emplace_back(std::move(key), nullptr);
      };
  }
  return shape;
}

aws::wire::XmlNamespace Model::xml_namespace(const json& traits) {
  if (protocol_ != Protocol::rest_xml) return {};  // Only there requests declare them.
  const auto given = traits.value("xmlNamespace", json());
  if (given.is_string()) return {.uri = keep(given)};
  if (!given.is_object()) return {};
  return {.uri = keep(given.at("uri")), .prefix = keep(given.value("prefix", ""))};
}

void Model::fill_structure(Shape& shape, const json& given) {
  auto& members = members_.emplace_back();
  const auto listed = given.value("members", json::object());
  members.reserve(listed.size());
  for (const auto& [name, reference] : listed.items()) {
    auto made = member(name, reference);
    made.location = location_of(protocol_, name, given, traits(reference));
    made.offset = members.size() * sizeof(Slot);
    members.push_back(made);
  }
  shape.members = members;
}

Member Model::member(const std::string& name, const json& reference) {
  const auto all = traits(reference);
  auto location = all.value("locationName", name);
  if (all.value("flattened", false) && all.at("type") == "list" && !all.contains("locationName"))
    location = traits(all.at("member")).value("locationName", name);
  auto in_query = location;
  if (protocol_ == Protocol::ec2) {
    if (all.contains("queryName"))
      in_query = all.at("queryName");
    else
      in_query[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(in_query[0])));
  }
  const auto& made = shape(reference.at("shape"));
  return {.name = keep(name),
          // A map of headers without a name takes all headers.
          .json_name =
              keep(all.value("locationName", all.value("location", "") == "headers" ? "" : name)),
          .query_name = keep(in_query),
          .xml_name = keep(location),
          .shape = &made,
          .access = {.read = slot_readers(AllKinds())[static_cast<std::size_t>(made.kind)],
                     .fill = [](void* slot, const Shape& its) -> void* {
                       return part_of(filled(*static_cast<Slot*>(slot), its), its);
                     }},
          .timestamp_format = format_of(all),
          .is_flattened = all.value("flattened", false),
          .is_attribute = all.value("xmlAttribute", false),
          .is_idempotency_token = all.value("idempotencyToken", false),
          .is_host_label = all.value("hostLabel", false),
          .is_json_text = all.value("jsonvalue", false),
          .xml_namespace = xml_namespace(all)};
}

void read_json(Value& value, const Shape& shape, const json& given) {
  switch (shape.kind) {
    case Kind::document: value.text = given.dump(); break;
    case Kind::string:
      // A string of JSON is given as what it says.
      value.text = given.is_string() ? given.get<std::string>() : given.dump();
      break;
    case Kind::blob: value.text = given; break;
    case Kind::boolean: value.flag = given; break;
    case Kind::integer: value.integer = given; break;
    case Kind::long_: value.long_number = given; break;
    case Kind::float_: value.float_number = static_cast<float>(number_of(given)); break;
    case Kind::double_: value.double_number = number_of(given); break;
    case Kind::timestamp:
      value.instant = from_micros(std::llround(given.get<double>() * 1e6));
      break;
    case Kind::list:
      for (const auto& item : given) {
        auto& slot = value.items.emplace_back();
        if (!item.is_null()) read_json(filled(slot, *shape.element), *shape.element, item);
      }
      break;
    case Kind::map:
      for (const auto& [key, item] : given.items()) {
        auto& slot = value.entries.emplace_back(key, nullptr).second;
        if (!item.is_null()) read_json(filled(slot, *shape.element), *shape.element, item);
      }
      break;
    case Kind::structure:
      value.members.resize(shape.members.size());
      for (std::size_t i = 0; i < shape.members.size(); ++i) {
        const auto& its = *shape.members[i].shape;
        const auto found = given.find(std::string(shape.members[i].name));
        if (found != given.end() && !found->is_null())
          read_json(filled(value.members[i], its), its, *found);
      }
      break;
  }
}

json write_json(const Value& value, const Shape& shape) {
  switch (shape.kind) {
    case Kind::document: return json::parse(value.text);
    case Kind::string:
    case Kind::blob: return value.text;
    case Kind::boolean: return value.flag;
    case Kind::integer: return value.integer;
    case Kind::long_: return value.long_number;
    case Kind::float_: return json_of(value.float_number);
    case Kind::double_: return json_of(value.double_number);
    case Kind::timestamp: return static_cast<double>(to_micros(value.instant)) / 1e6;
    case Kind::list: {
      auto list = json::array();
      for (const auto& item : value.items)
        list.push_back(item ? write_json(*item, *shape.element) : json());
      return list;
    }
    case Kind::map: {
      auto map = json::object();
      for (const auto& [key, item] : value.entries)
        map[key] = item ? write_json(*item, *shape.element) : json();
      return map;
    }
    case Kind::structure: {
      auto object = json::object();
      for (std::size_t i = 0; i < shape.members.size() && i < value.members.size(); ++i)
        if (value.members[i]) {
          const auto& member = shape.members[i];
          auto written = write_json(*value.members[i], *member.shape);
          object[std::string(member.name)] =
              member.is_json_text ? json::parse(written.get<std::string>()) : std::move(written);
        }
      return object;
    }
  }
  return nullptr;
}

}  // namespace mirante::conformance

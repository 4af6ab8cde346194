// The tables of an operation and of all shapes that it is made of, as JSON: everything that
// serialisers and parsers read there but addresses. Generated tables and those that are made at run
// time, which the published cases and botocore judge, are written by the same function, so whoever
// compares both sees each difference.
#include <fstream>
#include <iostream>

#include "gen/all_operations.h"
#include "tests/conformance/cases.h"
#include "tests/conformance/subject.h"

namespace mirante::conformance {
namespace {

namespace wire = aws::wire;

constexpr std::string_view kinds[] = {"string",   "boolean", "integer",   "long",
                                      "float",    "double",  "timestamp", "blob",
                                      "document", "list",    "map",       "structure"};
constexpr std::string_view protocols[] = {"ec2",      "query",     "json_1_0",
                                          "json_1_1", "rest_json", "rest_xml"};
constexpr std::string_view locations[] = {"body",   "payload", "uri",   "query",
                                          "header", "headers", "status"};
constexpr std::string_view formats[] = {"usual", "iso8601", "unix_seconds", "http_date"};

template <class Enum>
std::string_view name_of(std::span<const std::string_view> names, Enum value) {
  return names[static_cast<std::size_t>(value)];
}

json namespace_json(const wire::XmlNamespace& given) {
  return given.uri.empty() ? json() : json{{"uri", given.uri}, {"prefix", given.prefix}};
}

class Tables {
 public:
  json of(const wire::Operation& operation) {
    const auto& service = *operation.service;
    auto errors = json::array();
    for (const auto& error : operation.errors)
      errors.push_back({error.code, error.http_status, error.shape_name});
    const auto input = reference(*operation.input);
    const auto output = operation.output == nullptr ? json() : reference(*operation.output);
    return {{"service", service.id},
            {"name", operation.name},
            {"protocol", name_of(protocols, service.protocol)},
            {"api_version", service.api_version},
            {"endpoint_prefix", service.endpoint_prefix},
            {"signing_name", service.signing_name},
            {"xml_namespace", service.xml_namespace},
            {"target_prefix", service.target_prefix},
            {"is_query_compatible", service.is_query_compatible},
            {"method", operation.http_method},
            {"uri", operation.http_uri},
            {"status", operation.http_status},
            {"root_name", operation.root_name},
            {"root_namespace", namespace_json(operation.root_namespace)},
            {"result_wrapper", operation.result_wrapper},
            {"is_unsigned", operation.is_unsigned},
            {"is_compressible", operation.is_compressible},
            {"host_prefix", operation.host_prefix},
            {"errors", std::move(errors)},
            {"input", input},
            {"output", output},
            {"shapes", std::move(shapes_)}};
  }

 private:
  static bool is_scalar(const wire::Shape& shape) { return shape.kind <= wire::Kind::document; }

  /// What another shape says of it: its name, under which it is told, or the kind of a scalar.
  json reference(const wire::Shape& shape) {
    if (is_scalar(shape)) return name_of(kinds, shape.kind);
    const std::string name(shape.name);
    if (!shapes_.contains(name)) {
      shapes_[name] = json();  // A shape may be made of itself.
      auto told = compound(shape);
      shapes_[name] = std::move(told);
    }
    return "shape " + name;
  }

  json compound(const wire::Shape& shape) {
    json told{{"kind", name_of(kinds, shape.kind)}};
    if (shape.kind == wire::Kind::structure) {
      auto members = json::array();
      for (const auto& one : shape.members) members.push_back(member(one));
      told["members"] = std::move(members);
      return told;
    }
    told["element"] = reference(*shape.element);
    told["timestamp_format"] = name_of(formats, shape.timestamp_format);
    told["item_namespace"] = namespace_json(shape.item_namespace);
    if (shape.kind == wire::Kind::list) {
      told["item_name"] = shape.item_name;
    } else {
      told["key_name"] = shape.key_name;
      told["value_name"] = shape.value_name;
      told["key_namespace"] = namespace_json(shape.key_namespace);
      told["is_sparse"] = shape.map.put_null != nullptr;
    }
    return told;
  }

  json member(const wire::Member& member) {
    return {{"name", member.name},
            {"json_name", member.json_name},
            {"query_name", member.query_name},
            {"xml_name", member.xml_name},
            {"shape", reference(*member.shape)},
            {"location", name_of(locations, member.location)},
            {"timestamp_format", name_of(formats, member.timestamp_format)},
            {"is_flattened", member.is_flattened},
            {"is_attribute", member.is_attribute},
            {"is_idempotency_token", member.is_idempotency_token},
            {"is_host_label", member.is_host_label},
            {"is_json_text", member.is_json_text},
            {"xml_namespace", namespace_json(member.xml_namespace)}};
  }

  json shapes_ = json::object();
};

void print(const wire::Operation& operation) { std::cout << Tables().of(operation).dump() << "\n"; }

}  // namespace

int run_tables(const std::filesystem::path& models_file) {
  if (models_file.empty()) {
    for (const auto* operation : gen::all_operations()) print(*operation);
    return 0;
  }
  std::ifstream file(models_file);
  const auto models = json::parse(file);
  for (const auto& [service, model] : models.items())
    for (const auto& [name, operation] : model.at("operations").items()) {
      Subject subject(model, operation, protocol_of(model.at("metadata")).value());
      subject.service.id = service;
      print(subject.operation);
    }
  return 0;
}

}  // namespace mirante::conformance

#include "tests/conformance/subject.h"

namespace mirante::conformance {
namespace {

/// Older cases say at the operation which member is the payload.
json shapes_of(const json& suite, const json& given) {
  auto shapes = suite.at("shapes");
  for (const auto* side : {"input", "output"})
    if (given.contains(side) && given.at(side).contains("payload"))
      shapes.at(given.at(side).at("shape").get<std::string>())["payload"] =
          given.at(side).at("payload");
  return shapes;
}

}  // namespace

std::optional<aws::wire::Protocol> protocol_of(const json& metadata) {
  using aws::wire::Protocol;
  const auto name = metadata.value("protocol", "");
  if (name == "ec2") return Protocol::ec2;
  if (name == "query") return Protocol::query;
  if (name == "json")
    return metadata.value("jsonVersion", "1.0") == "1.1" ? Protocol::json_1_1 : Protocol::json_1_0;
  if (name == "rest-json") return Protocol::rest_json;
  if (name == "rest-xml") return Protocol::rest_xml;
  return std::nullopt;
}

Subject::Subject(const json& suite, const json& given, aws::wire::Protocol protocol)
    : shapes(shapes_of(suite, given)), model(shapes, protocol) {
  service.protocol = protocol;
  const auto& metadata = suite.at("metadata");
  service.api_version = model.keep(metadata.value("apiVersion", ""));
  service.target_prefix = model.keep(metadata.value("targetPrefix", ""));
  service.signing_name =
      model.keep(metadata.value("signingName", metadata.value("endpointPrefix", "")));
  service.is_query_compatible = metadata.contains("awsQueryCompatible");
  operation.service = &service;
  operation.name = model.keep(given.value("name", ""));
  const auto http = given.value("http", json::object());
  operation.http_method = model.keep(http.value("method", "POST"));
  operation.http_uri = model.keep(http.value("requestUri", "/"));
  operation.input =
      given.contains("input") ? &model.shape(given.at("input").at("shape")) : &model.empty();
  if (given.contains("input")) {
    const auto root = model.traits(given.at("input"));
    operation.root_name =
        model.keep(root.value("locationName", std::string(operation.input->name)));
    operation.root_namespace = model.xml_namespace(root);
  }
  if (given.contains("output")) {
    operation.output = &model.shape(given.at("output").at("shape"));
    operation.result_wrapper = model.keep(given.at("output").value("resultWrapper", ""));
  }
  operation.host_prefix =
      model.keep(given.value("endpoint", json::object()).value("hostPrefix", ""));
}

}  // namespace mirante::conformance

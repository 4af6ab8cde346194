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

/// What an error is called on the wire: in JSON by its shape, elsewhere by its code.
aws::wire::ErrorCode Subject::error(const std::string& name) {
  const auto said = shapes.at(name).value("error", json::object());
  const bool by_name = aws::wire::is_json(service.protocol) && !service.is_query_compatible;
  return {.code = model.keep(by_name ? name : said.value("code", name)),
          .http_status = said.value("httpStatusCode", 400),
          .shape_name = model.keep(name)};
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
  service.endpoint_prefix = model.keep(metadata.value("endpointPrefix", ""));
  service.xml_namespace = model.keep(metadata.value("xmlNamespace", ""));
  if (service.xml_namespace.empty() && protocol == aws::wire::Protocol::ec2)
    service.xml_namespace =
        model.keep("http://ec2.amazonaws.com/doc/" + std::string(service.api_version));
  operation.service = &service;
  operation.name = model.keep(given.value("name", ""));
  const auto http = given.value("http", json::object());
  operation.http_method = model.keep(http.value("method", "POST"));
  operation.http_uri = model.keep(http.value("requestUri", "/"));
  operation.input =
      given.contains("input") ? &model.shape(given.at("input").at("shape")) : &model.empty();
  if (given.contains("input") && protocol == aws::wire::Protocol::rest_xml) {
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
  operation.http_status = http.value("responseCode", 200);
  operation.is_unsigned = given.value("authtype", "") == "none";
  const auto packed = given.value("requestcompression", json::object());
  for (const auto& encoding : packed.value("encodings", json::array()))
    operation.is_compressible = operation.is_compressible || encoding == "gzip";
  for (const auto& reference : given.value("errors", json::array()))
    if (const auto name = reference.value("shape", ""); shapes.contains(name))
      errors.push_back(error(name));
  operation.errors = errors;
}

}  // namespace mirante::conformance

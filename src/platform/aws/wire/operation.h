// What generated code says of a service and of an operation: names, protocol, shapes. The runtime
// reads these tables; there is no code per operation. The strings live for ever (they are literals
// in generated sources).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "platform/aws/wire/shape.h"

namespace mirante::aws::wire {

enum class Protocol : std::uint8_t { ec2, query, json_1_0, json_1_1, rest_json, rest_xml };

/// Of JSON 1.0 and 1.1: everything is in the body, and a header names the operation.
constexpr bool is_json_rpc(Protocol protocol) {
  return protocol == Protocol::json_1_0 || protocol == Protocol::json_1_1;
}

constexpr bool is_json(Protocol protocol) {
  return is_json_rpc(protocol) || protocol == Protocol::rest_json;
}
constexpr bool is_rest(Protocol protocol) {
  return protocol == Protocol::rest_json || protocol == Protocol::rest_xml;
}
constexpr std::string_view json_content_type(Protocol protocol) {
  if (protocol == Protocol::json_1_0) return "application/x-amz-json-1.0";
  return protocol == Protocol::json_1_1 ? "application/x-amz-json-1.1" : "application/json";
}

struct Service {
  std::string_view id;  // "ec2": folder of the model, name in models/operations.txt.
  Protocol protocol = Protocol::query;          // The one that the client speaks.
  std::span<const Protocol> also_answers = {};  // What older clients may speak besides.
  std::string_view api_version;                 // "2016-11-15"
  std::string_view endpoint_prefix;             // "ec2"
  std::string_view signing_name;                // "ec2"
  std::string_view xml_namespace = {};
  std::string_view target_prefix = {};  // X-Amz-Target, json protocols.
  // Has moved from query to json: errors keep their old codes, in a header of their own.
  bool is_query_compatible = false;
};

/// An error shape that the operation may answer. `code` is what clients know it by; JSON names it
/// by its shape.
struct ErrorCode {
  std::string_view code;
  int http_status = 400;
  std::string_view shape_name = {};
};

/// Bytes of a body from which packing it pays: the default of AWS's own SDKs.
inline constexpr std::size_t compressed_from = 10'240;

struct Operation {
  const Service* service = nullptr;
  std::string_view name;  // "DescribeInstances"
  std::string_view http_method = "POST";
  std::string_view http_uri = "/";  // REST: "/2013-04-01/hostedzone/{Id}/rrset?policy", "{Key+}".
  int http_status = 200;            // REST: of an answer that is no error.
  const Shape* input = nullptr;     // Never null: an empty structure if it has none.
  const Shape* output = nullptr;    // Null if it has none.
  std::string_view result_wrapper = {};  // "AssumeRoleResult", query protocol.
  std::string_view root_name = {};       // Of a request's body in rest-xml.
  XmlNamespace root_namespace = {};
  bool is_read = false;               // Describe…, Get…, List…: may be repeated freely.
  bool is_unsigned = false;           // authtype none.
  bool is_compressible = false;       // Its body may be sent packed with gzip.
  std::string_view host_prefix = {};  // "foo.{label}.": host labels of the input fill it.
  std::span<const ErrorCode> errors = {};
};

}  // namespace mirante::aws::wire

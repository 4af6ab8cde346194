// What generated code says of a service and of an operation: names, protocol, shapes. The runtime
// reads these tables; there is no code per operation. The strings live for ever (they are literals
// in generated sources).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace mirante::aws::wire {

struct Shape;  // shape.h

enum class Protocol : std::uint8_t { ec2, query, json_1_0, json_1_1, rest_json, rest_xml };

struct Service {
  std::string_view id;  // "ec2": folder of the model, name in models/operations.txt.
  Protocol protocol = Protocol::query;
  std::string_view api_version;      // "2016-11-15"
  std::string_view endpoint_prefix;  // "ec2"
  std::string_view signing_name;     // "ec2"
  std::string_view xml_namespace = {};
  std::string_view target_prefix = {};  // X-Amz-Target, json protocols.
};

/// An error shape that the operation may answer; `code` is what stands on the wire.
struct ErrorCode {
  std::string_view code;
  int http_status = 400;
};

struct Operation {
  const Service* service = nullptr;
  std::string_view name;  // "DescribeInstances"
  std::string_view http_method = "POST";
  std::string_view http_uri = "/";
  const Shape* input = nullptr;          // Never null: an empty structure if it has none.
  const Shape* output = nullptr;         // Null if it has none.
  std::string_view result_wrapper = {};  // "AssumeRoleResult", query protocol.
  bool is_read = false;                  // Describe…, Get…, List…: may be repeated freely.
  bool is_unsigned = false;              // authtype none.
  std::string_view host_prefix = {};     // "foo.{label}.": host labels of the input fill it.
  std::span<const ErrorCode> errors = {};
};

}  // namespace mirante::aws::wire

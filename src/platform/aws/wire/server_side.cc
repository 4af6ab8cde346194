#include "platform/aws/wire/server_side.h"

#include "platform/aws/wire/json_reader.h"
#include "platform/aws/wire/json_writer.h"
#include "platform/aws/wire/server_bodies.h"
#include "platform/aws/wire/xml_writer.h"

namespace mirante::aws::wire {
namespace {

/// An operation without input may be asked with nothing at all.
Result<void> read_json(const Operation& operation, const ServerRequest& request, void* input) {
  JsonReader reader(*operation.input, input, {.manner = JsonReading::Manner::strict});
  if (auto ok = reader.feed(request.body.empty() ? "{}" : request.body); !ok) return ok;
  return reader.finish();
}

ServerReply json_answer(Protocol protocol, std::string body) {
  return {.headers = {{"content-type", std::string(json_content_type(protocol))}},
          .body = std::move(body)};
}

ServerReply xml_answer(std::string body) {
  return {.headers = {{"content-type", "text/xml;charset=UTF-8"}}, .body = std::move(body)};
}

std::string ec2_body(const Operation& operation, const void* output, std::string_view request_id) {
  XmlWriter xml({.protocol = Protocol::ec2, .is_answer = true});
  const auto root = std::string(operation.name) + "Response";
  xml.raw(xml_prolog);
  xml.raw("<" + root + " xmlns=\"" + std::string(operation.service->xml_namespace) + "\">");
  xml.element("requestId", request_id);
  if (output != nullptr)
    xml.members(*operation.output, output);
  else
    xml.element("return", "true");
  xml.close(root);
  return xml.take();
}

std::string query_body(const Operation& operation, const void* output,
                       std::string_view request_id) {
  XmlWriter xml({.protocol = Protocol::query, .is_answer = true});
  const auto root = std::string(operation.name) + "Response";
  xml.raw(xml_prolog);
  xml.raw("<" + root + " xmlns=\"" + std::string(operation.service->xml_namespace) + "\">");
  if (output != nullptr) {
    const auto wrapper = operation.result_wrapper.empty() ? std::string(operation.name) + "Result"
                                                          : std::string(operation.result_wrapper);
    xml.open(wrapper);
    xml.members(*operation.output, output);
    xml.close(wrapper);
  }
  xml.raw("<ResponseMetadata>");
  xml.element("RequestId", request_id);
  xml.raw("</ResponseMetadata>");
  xml.close(root);
  return xml.take();
}

std::string ec2_error(const ServerError& error, std::string_view request_id) {
  XmlWriter xml({.protocol = Protocol::ec2, .is_answer = true});
  xml.raw(xml_prolog);
  xml.raw("<Response><Errors><Error>");
  xml.element("Code", error.code);
  xml.element("Message", error.message);
  xml.raw("</Error></Errors>");
  xml.element("RequestID", request_id);
  xml.raw("</Response>");
  return xml.take();
}

std::string_view fault_of(const ServerError& error) {
  return error.status < 500 ? "Sender" : "Receiver";
}

std::string query_error(const Service* service, const ServerError& error,
                        std::string_view request_id) {
  XmlWriter xml({.protocol = Protocol::query, .is_answer = true});
  const std::string_view space =
      service == nullptr ? "https://amazonaws.com/" : service->xml_namespace;
  xml.raw("<ErrorResponse xmlns=\"" + std::string(space) + "\">");
  xml.raw("<Error>");
  xml.element("Type", fault_of(error));
  xml.element("Code", error.code);
  xml.element("Message", error.message);
  xml.raw("</Error>");
  xml.element("RequestId", request_id);
  xml.raw("</ErrorResponse>");
  return xml.take();
}

ServerReply json_error(const Service* service, Protocol protocol, const ServerError& error) {
  const auto type = error.shape_name.empty() ? error.code : error.shape_name;
  auto reply = json_answer(protocol, "{\"__type\": " + json_string(type) +
                                         ", \"message\": " + json_string(error.message) + "}");
  reply.headers.emplace_back("x-amzn-errortype", type);
  if (service != nullptr && service->is_query_compatible)
    reply.headers.emplace_back("x-amzn-query-error",
                               std::string(error.code) + ";" + std::string(fault_of(error)));
  return reply;
}

}  // namespace

Result<void> read_request(const Operation& operation, const ServerRequest& request, void* input) {
  switch (request.protocol) {
    case Protocol::ec2:
    case Protocol::query: return read_form(operation, request, input);
    case Protocol::json_1_0:
    case Protocol::json_1_1: return read_json(operation, request, input);
    case Protocol::rest_json:
    case Protocol::rest_xml: return read_rest(operation, request, input);
  }
  MIRANTE_CHECK(false);
}

ServerReply write_reply(const Operation& operation, Protocol protocol, const void* output,
                        std::string_view request_id) {
  switch (protocol) {
    case Protocol::ec2: return xml_answer(ec2_body(operation, output, request_id));
    case Protocol::query: return xml_answer(query_body(operation, output, request_id));
    case Protocol::json_1_0:
    case Protocol::json_1_1:
      return json_answer(protocol, output == nullptr ? std::string()
                                                     : json_text(*operation.output, output,
                                                                 {.empty_lists = true}));
    case Protocol::rest_json:
    case Protocol::rest_xml: return write_rest(operation, output);
  }
  MIRANTE_CHECK(false);
}

ServerReply write_error(const Service* service, Protocol protocol, const ServerError& error,
                        std::string_view request_id) {
  ServerReply reply;
  switch (protocol) {
    case Protocol::ec2: reply = xml_answer(ec2_error(error, request_id)); break;
    case Protocol::query:
    case Protocol::rest_xml: reply = xml_answer(query_error(service, error, request_id)); break;
    case Protocol::json_1_0:
    case Protocol::json_1_1:
    case Protocol::rest_json: reply = json_error(service, protocol, error); break;
  }
  reply.status = error.status;
  return reply;
}

}  // namespace mirante::aws::wire

// Requests and answers of the REST protocols at the simulated AWS's end.
#include <algorithm>

#include "platform/aws/wire/json_reader.h"
#include "platform/aws/wire/json_writer.h"
#include "platform/aws/wire/reply_body.h"
#include "platform/aws/wire/rest_text.h"
#include "platform/aws/wire/server_bodies.h"
#include "platform/aws/wire/xml_writer.h"

namespace mirante::aws::wire {
namespace {

bool stands_in(std::string_view fixed_query, std::string_view name) {
  while (!fixed_query.empty()) {
    const auto end = std::min(fixed_query.find('&'), fixed_query.size());
    const auto part = fixed_query.substr(0, end);
    if (part.substr(0, part.find('=')) == name) return true;
    fixed_query.remove_prefix(std::min(end + 1, fixed_query.size()));
  }
  return false;
}

class RestReader {
 public:
  RestReader(const Operation& operation, const ServerRequest& request, void* input)
      : operation_(operation), request_(request), input_(input) {}

  Result<void> read() {
    const auto& shape = *operation_.input;
    if (auto ok = read_path(); !ok) return ok;
    if (auto ok = read_query(); !ok) return ok;
    if (auto ok = read_headers(shape, request_.headers, input_); !ok) return ok;
    if (const auto* payload = payload_of(shape)) return read_payload(*payload);
    if (!has_body_members(shape)) return {};
    return read_structure(shape, input_);
  }

 private:
  Result<void> read_path() {
    const auto labels = match_path(split_template(operation_.http_uri).path, request_.path);
    if (!labels) return fail_field("path", "is not this operation's");
    for (const auto& [name, text] : *labels)
      for (const auto& member : operation_.input->members)
        if (member.location == Location::uri && member.json_name == name)
          if (auto ok = read_uri_text(member, *member.shape, text, fill_member(member, input_));
              !ok)
            return ok;
    return {};
  }

  Result<void> read_query() {
    for (const auto& [name, value] : request_.form) {
      if (stands_in(split_template(operation_.http_uri).query, name)) continue;
      if (auto ok = read_query_value(name, value); !ok) return ok;
    }
    return {};
  }

  Result<void> read_query_value(const std::string& name, const std::string& text) {
    const Member* rest = nullptr;  // A map takes what no other member is called.
    for (const auto& member : operation_.input->members) {
      if (member.location != Location::query) continue;
      const auto& shape = *member.shape;
      if (shape.kind == Kind::map) rest = &member;
      if (member.json_name != name || shape.kind == Kind::map) continue;
      void* value = fill_member(member, input_);
      if (shape.kind != Kind::list) return read_uri_text(member, shape, text, value);
      return read_uri_text(member, *shape.element, text, shape.list.append(value, *shape.element));
    }
    if (rest == nullptr) return fail_field(name, "is not recognized");
    const auto& element = *rest->shape->element;
    void* value = rest->shape->map.put(fill_member(*rest, input_), name, element);
    if (element.kind != Kind::list) return read_uri_text(*rest, element, text, value);
    return read_uri_text(*rest, *element.element, text,
                         element.list.append(value, *element.element));
  }

  Result<void> read_payload(const Member& payload) {
    if (request_.body.empty()) return {};
    void* value = fill_member(payload, input_);
    const auto kind = payload.shape->kind;
    if (kind != Kind::structure && kind != Kind::list && kind != Kind::map) {
      *static_cast<std::string*>(value) = request_.body;
      return {};
    }
    return read_structure(*payload.shape, value);
  }

  Result<void> read_structure(const Shape& shape, void* value) {
    if (request_.body.empty()) return {};
    if (request_.protocol == Protocol::rest_json) {
      JsonReader reader(shape, value,
                        {.manner = JsonReading::Manner::strict, .only_the_body = true});
      if (auto ok = reader.feed(request_.body); !ok) return ok;
      return reader.finish();
    }
    static const http::Headers none;
    try {
      const auto reader = xml_reply({.operation = operation_,
                                     .shape = &shape,
                                     .output = value,
                                     .headers = none,
                                     .is_strict = true});
      reader->feed(request_.body);
      reader->finish();
    } catch (const Failure& failure) {
      const auto& error = failure.error();
      return fail_field(error.field.empty() ? "body" : error.field, error.message);
    }
    return {};
  }

  const Operation& operation_;
  const ServerRequest& request_;
  void* input_;
};

}  // namespace

bool is_routed_to(const Operation& operation, std::string_view method, std::string_view path,
                  const Form& query) {
  const auto uri = split_template(operation.http_uri);
  if (operation.http_method != method || !match_path(uri.path, path)) return false;
  for (auto rest = uri.query; !rest.empty();) {
    const auto end = std::min(rest.find('&'), rest.size());
    const auto name = rest.substr(0, std::min(end, rest.find('=')));
    if (std::ranges::find(query, name, &Form::value_type::first) == query.end()) return false;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return true;
}

Result<void> read_rest(const Operation& operation, const ServerRequest& request, void* input) {
  return RestReader(operation, request, input).read();
}

ServerReply write_rest(const Operation& operation, const void* output) {
  const bool is_json = operation.service->protocol == Protocol::rest_json;
  ServerReply reply{.status = operation.http_status};
  const auto type = is_json ? "application/json" : "text/xml";
  if (output == nullptr) {
    if (is_json) reply.body = "{}";
    reply.headers.emplace_back("content-type", type);
    return reply;
  }
  const auto& shape = *operation.output;
  for (const auto& member : shape.members) {
    const auto* value = member_value(member, output);
    if (value == nullptr) continue;
    if (member.location == Location::header)
      reply.headers.emplace_back(member.json_name, header_value(member, value));
    if (member.location == Location::headers)
      member.shape->map.each(value, [&](const std::string& key, const void* each) {
        reply.headers.emplace_back(std::string(member.json_name) + key,
                                   uri_text(member, *member.shape->element, each));
      });
    if (member.location == Location::status)
      reply.status = *static_cast<const std::int32_t*>(value);
  }
  const XmlStyle xml{.protocol = Protocol::rest_xml, .is_answer = true};
  const auto* payload = payload_of(shape);
  const auto* value = payload == nullptr ? output : member_value(*payload, output);
  const auto& body = payload == nullptr ? shape : *payload->shape;
  if (body.kind == Kind::string || body.kind == Kind::blob || body.kind == Kind::document) {
    if (value != nullptr) reply.body = *static_cast<const std::string*>(value);
    reply.headers.emplace_back("content-type", "application/octet-stream");
    return reply;
  }
  if (is_json && value != nullptr) {
    reply.body = json_text(body, value, {.empty_lists = true, .only_the_body = payload == nullptr});
  } else if (value != nullptr && (payload != nullptr || has_body_members(shape))) {
    const auto root = payload == nullptr ? shape.name : payload->xml_name;
    reply.body =
        std::string(xml_prolog) + xml_root(body, value, root, operation.root_namespace, xml);
  }
  reply.headers.emplace_back("content-type", type);
  return reply;
}

}  // namespace mirante::aws::wire

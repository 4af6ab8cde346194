#include "platform/aws/wire/serialize.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/percent.h"
#include "platform/aws/wire/json_writer.h"
#include "platform/aws/wire/scalar.h"
#include "platform/aws/wire/serialize_rest.h"

namespace mirante::aws::wire {
namespace {

/// Name=value pairs of the protocols ec2 and query (they differ in how lists and maps are named).
class FormWriter {
 public:
  FormWriter(Protocol protocol, Rng& tokens) : protocol_(protocol), tokens_(tokens) {}

  void pair(std::string_view name, std::string_view value) {
    if (!body_.empty()) body_ += '&';
    body_ += encode(name);
    body_ += '=';
    body_ += encode(value);
  }

  void structure(const Shape& shape, const void* value, const std::string& prefix) {
    for (const auto& member : shape.members) {
      const auto name = joined(prefix, member.query_name);
      const auto* present = member_value(member, value);
      if (present != nullptr)
        write(*member.shape, present, name, &member);
      else if (member.is_idempotency_token)
        pair(name, draw_token(tokens_));
    }
  }

  std::string take() { return std::move(body_); }

 private:
  /// In forms a blank is a plus.
  static std::string encode(std::string_view text) {
    auto encoded = percent_encode(text);
    for (auto at = encoded.find("%20"); at != std::string::npos; at = encoded.find("%20", at))
      encoded.replace(at, 3, "+");
    return encoded;
  }

  static std::string joined(const std::string& prefix, std::string_view name) {
    return prefix.empty() ? std::string(name) : prefix + "." + std::string(name);
  }

  void write(const Shape& shape, const void* value, const std::string& name, const Member* member) {
    switch (shape.kind) {
      case Kind::structure: structure(shape, value, name); break;
      case Kind::list: list(shape, value, name, member != nullptr && member->is_flattened); break;
      case Kind::map: map(shape, value, name, member != nullptr && member->is_flattened); break;
      default: {
        const auto format = member != nullptr ? member->timestamp_format : shape.timestamp_format;
        pair(name, scalar_text(shape.kind, format, value));
      }
    }
  }

  void list(const Shape& shape, const void* value, const std::string& name, bool flattened) {
    const auto size = shape.list.size(value);
    auto prefix = name;
    if (protocol_ == Protocol::query) {
      if (size == 0) return pair(name, "");
      if (!flattened)
        prefix += "." + std::string(shape.item_name.empty() ? "member" : shape.item_name);
    }
    for (std::size_t i = 0; i < size; ++i)
      write(*shape.element, shape.list.at(value, i), prefix + "." + std::to_string(i + 1), nullptr);
  }

  void map(const Shape& shape, const void* value, const std::string& name, bool flattened) {
    std::size_t number = 0;
    shape.map.each(value, [&](const std::string& key, const void* element) {
      const auto entry = name + (flattened ? "." : ".entry.") + std::to_string(++number) + ".";
      pair(entry + std::string(shape.key_name.empty() ? "key" : shape.key_name), key);
      write(*shape.element, element,
            entry + std::string(shape.value_name.empty() ? "value" : shape.value_name), nullptr);
    });
  }

  Protocol protocol_;
  Rng& tokens_;
  std::string body_;
};

/// RFC 1123: letters, digits and hyphens, at most 63.
bool is_host_label(std::string_view text) {
  return !text.empty() && text.size() <= 63 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

Result<std::string> host_prefix(const Operation& operation, const void* input) {
  std::string prefix(operation.host_prefix);
  for (const auto& member : operation.input->members) {
    if (!member.is_host_label) continue;
    const auto* value = static_cast<const std::string*>(member_value(member, input));
    if (value == nullptr || !is_host_label(*value))
      return fail_field(std::string(member.name),
                        "must be a part of a host's name: 1 to 63 "
                        "letters, digits or hyphens");
    const auto mark = "{" + std::string(member.name) + "}";
    const auto at = prefix.find(mark);
    if (at != std::string::npos) prefix.replace(at, mark.size(), *value);
  }
  return prefix;
}

void write_form(const Operation& operation, const void* input, Rng& tokens, Serialized& made) {
  const auto& service = *operation.service;
  FormWriter form(service.protocol, tokens);
  form.pair("Action", operation.name);
  form.pair("Version", service.api_version);
  form.structure(*operation.input, input, "");
  made.headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
  made.body = form.take();
}

void write_json(const Operation& operation, const void* input, Rng& tokens, Serialized& made) {
  const auto& service = *operation.service;
  made.headers = {
      {"X-Amz-Target", std::string(service.target_prefix) + "." + std::string(operation.name)},
      {"Content-Type", std::string(json_content_type(service.protocol))}};
  if (service.is_query_compatible) made.headers.emplace_back("x-amzn-query-mode", "true");
  made.body = json_text(*operation.input, input, {.tokens = &tokens});
}

}  // namespace

Result<Serialized> serialize(const Operation& operation, const void* input, Rng& tokens) {
  auto prefix = host_prefix(operation, input);
  if (!prefix) return fail(prefix.error());
  Serialized made{.method = std::string(operation.http_method),
                  .target = std::string(operation.http_uri),
                  .host_prefix = *std::move(prefix)};
  switch (operation.service->protocol) {
    case Protocol::ec2:
    case Protocol::query: write_form(operation, input, tokens, made); break;
    case Protocol::json_1_0:
    case Protocol::json_1_1: write_json(operation, input, tokens, made); break;
    case Protocol::rest_json:
    case Protocol::rest_xml:
      if (const auto ok = serialize_rest(operation, input, tokens, made); !ok)
        return fail(ok.error());
      break;
  }
  return made;
}

}  // namespace mirante::aws::wire

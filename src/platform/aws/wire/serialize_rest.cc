// Requests of the REST protocols: each member has its place in the path, the query string, the
// headers or the body.
#include "platform/aws/wire/serialize_rest.h"

#include <algorithm>

#include "base/percent.h"
#include "platform/aws/wire/json_writer.h"
#include "platform/aws/wire/rest_text.h"
#include "platform/aws/wire/xml_writer.h"

namespace mirante::aws::wire {
namespace {

class RestWriter {
 public:
  RestWriter(const Operation& operation, const void* input, Rng& tokens)
      : operation_(operation), input_(input), tokens_(tokens) {}

  Result<void> write(Serialized& made) {
    const auto uri = split_template(operation_.http_uri);
    if (auto ok = write_path(uri.path, made.target); !ok) return ok;
    std::string query(uri.query);
    for (const auto& member : operation_.input->members) {
      if (member.location == Location::query) write_query(member, query);
      if (member.location == Location::header) write_header(member, made.headers);
      if (member.location == Location::headers) write_prefixed(member, made.headers);
    }
    if (!query.empty()) made.target += "?" + query;
    write_body(made);
    return {};
  }

 private:
  bool is_json() const { return operation_.service->protocol == Protocol::rest_json; }

  /// A scalar's text; a token that is absent is drawn. Nullopt: absent.
  std::optional<std::string> text_of(const Member& member) {
    const auto* value = member_value(member, input_);
    if (value != nullptr) {
      auto text = uri_text(member, *member.shape, value);
      return is_id_alone(*operation_.service, member) ? id_alone(text) : std::move(text);
    }
    if (member.is_idempotency_token) return draw_token(tokens_);
    return std::nullopt;
  }

  Result<void> write_path(std::string_view path, std::string& target) {
    target.clear();
    while (!path.empty()) {
      const auto brace = std::min(path.find('{'), path.size());
      target += path.substr(0, brace);
      path.remove_prefix(brace);
      if (path.empty()) break;
      auto name = path.substr(1, path.find('}') - 1);
      path.remove_prefix(name.size() + 2);
      const bool is_greedy = name.ends_with('+');
      if (is_greedy) name.remove_suffix(1);
      const auto member = std::ranges::find_if(operation_.input->members, [&](const Member& each) {
        return each.location == Location::uri && each.json_name == name;
      });
      std::optional<std::string> text;
      if (member != operation_.input->members.end()) text = text_of(*member);
      // An empty one would make another path of it, and so another call.
      if (!text || text->empty())
        return fail_field(std::string(name), "is a part of the path and must not be empty");
      target += is_greedy ? encode_greedy(*text) : percent_encode(*text);
    }
    return {};
  }

  static std::string encode_greedy(std::string_view text) {
    std::string encoded;
    while (true) {
      const auto slash = std::min(text.find('/'), text.size());
      encoded += percent_encode(text.substr(0, slash));
      if (slash == text.size()) return encoded;
      encoded += '/';
      text.remove_prefix(slash + 1);
    }
  }

  static void add(std::string& query, std::string_view name, std::string_view value) {
    if (!query.empty()) query += '&';
    query += percent_encode(name);
    query += '=';
    query += percent_encode(value);
  }

  static void add_all(std::string& query, std::string_view name, const Member& member,
                      const Shape& shape, const void* value) {
    if (shape.kind != Kind::list) return add(query, name, uri_text(member, shape, value));
    const auto size = shape.list.size(value);
    for (std::size_t i = 0; i < size; ++i)
      if (const auto* item = shape.list.at(value, i)) add(query, name, scalar_text_of(shape, item));
  }

  static std::string scalar_text_of(const Shape& list, const void* item) {
    const Member as_item{.shape = list.element, .timestamp_format = list.timestamp_format};
    return uri_text(as_item, *list.element, item);
  }

  /// A member of its own goes before a map's entry of the same name.
  bool is_named(std::string_view key) const {
    return std::ranges::any_of(operation_.input->members, [&](const Member& member) {
      return member.location == Location::query && member.shape->kind != Kind::map &&
             member.json_name == key && member_value(member, input_) != nullptr;
    });
  }

  void write_query(const Member& member, std::string& query) {
    const auto& shape = *member.shape;
    const auto* value = member_value(member, input_);
    if (shape.kind == Kind::map) {
      if (value == nullptr) return;
      shape.map.each(value, [&](const std::string& key, const void* each) {
        if (each != nullptr && !is_named(key)) add_all(query, key, member, *shape.element, each);
      });
    } else if (shape.kind == Kind::list) {
      if (value != nullptr) add_all(query, member.json_name, member, shape, value);
    } else if (const auto text = text_of(member)) {
      add(query, member.json_name, *text);
    }
  }

  void write_header(const Member& member, http::Headers& headers) {
    const auto* value = member_value(member, input_);
    if (value != nullptr)
      headers.emplace_back(member.json_name, header_value(member, value));
    else if (member.is_idempotency_token)
      headers.emplace_back(member.json_name, draw_token(tokens_));
  }

  void write_prefixed(const Member& member, http::Headers& headers) {
    const auto* value = member_value(member, input_);
    if (value == nullptr) return;
    const auto& element = *member.shape->element;
    member.shape->map.each(value, [&](const std::string& key, const void* each) {
      headers.emplace_back(std::string(member.json_name) + key, uri_text(member, element, each));
    });
  }

  void write_body(Serialized& made) {
    const auto& shape = *operation_.input;
    std::string_view type;
    bool is_blob = false;
    if (const auto* payload = payload_of(shape)) {
      is_blob = payload->shape->kind == Kind::blob;
      type = write_payload(*payload, made);
    } else if (has_body_members(shape)) {
      made.body = is_json() ? json_text(shape, input_, {.tokens = &tokens_, .only_the_body = true})
                            : xml_body();
      type = structured_type();
    }
    if ((!made.body.empty() || is_blob) &&
        http::find_header(made.headers, "content-type") == nullptr)
      made.headers.emplace_back("Content-Type", type);
  }

  std::string_view structured_type() const {
    return is_json() ? "application/json" : "application/xml";
  }

  /// The body is one member. Returns the type of its content.
  std::string_view write_payload(const Member& member, Serialized& made) {
    const auto* value = member_value(member, input_);
    const auto& shape = *member.shape;
    if (shape.kind == Kind::blob || shape.kind == Kind::string) {
      if (value != nullptr) made.body = *static_cast<const std::string*>(value);
      return shape.kind == Kind::blob ? "application/octet-stream" : "text/plain";
    }
    if (is_json())
      made.body = value == nullptr ? "{}" : json_text(shape, value, {.tokens = &tokens_});
    else if (value != nullptr)
      made.body =
          xml_root(shape, value, member.json_name, member.xml_namespace, {.tokens = &tokens_});
    return structured_type();
  }

  /// Nothing at all where no member is there: AWS takes no empty element for that.
  std::string xml_body() {
    const auto& shape = *operation_.input;
    const bool says_something = std::ranges::any_of(shape.members, [&](const Member& member) {
      return member.location == Location::body &&
             (member.is_idempotency_token || member_value(member, input_) != nullptr);
    });
    if (!says_something) return {};
    return xml_root(shape, input_, operation_.root_name, operation_.root_namespace,
                    {.tokens = &tokens_, .request_to = operation_.service});
  }

  const Operation& operation_;
  const void* input_;
  Rng& tokens_;
};

}  // namespace

Result<void> serialize_rest(const Operation& operation, const void* input, Rng& tokens,
                            Serialized& made) {
  return RestWriter(operation, input, tokens).write(made);
}

}  // namespace mirante::aws::wire

#include "platform/aws/wire/server_side.h"

#include <charconv>
#include <map>

#include "platform/aws/wire/scalar.h"

namespace mirante::aws::wire {
namespace {

/// The form as a tree: "Filter.1.Name=x" is x at Filter → 1 → Name. Keys that are numbers are
/// sorted as numbers.
struct KeyOrder {
  static std::uint64_t number(const std::string& key) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), value);
    return error == std::errc() && end == key.data() + key.size() ? value : UINT64_MAX;
  }
  bool operator()(const std::string& a, const std::string& b) const {
    const auto first = number(a), second = number(b);
    return first != second ? first < second : a < b;
  }
};
struct Node {
  const std::string* value = nullptr;
  std::map<std::string, Node, KeyOrder> children;
};

constexpr std::size_t depth_max = 32;

Result<Node> tree_of(const Form& form) {
  Node root;
  for (const auto& [name, value] : form) {
    if (name == "Action" || name == "Version" || name.starts_with("X-Amz-") ||
        name == "AWSAccessKeyId" || name == "Signature" || name == "SignatureVersion" ||
        name == "SignatureMethod" || name == "Timestamp")
      continue;
    auto* node = &root;
    std::size_t depth = 0;
    for (std::string_view rest = name;; ++depth) {
      if (depth > depth_max) return fail_field(name, "nests too deep");
      const auto dot = rest.find('.');
      node = &node->children[std::string(rest.substr(0, dot))];
      if (dot == std::string_view::npos) break;
      rest.remove_prefix(dot + 1);
    }
    node->value = &value;
  }
  return root;
}

class FormReader {
 public:
  explicit FormReader(Protocol protocol) : protocol_(protocol) {}

  Result<void> structure(const Shape& shape, const Node& node, const std::string& name, void* out) {
    for (const auto& [key, child] : node.children) {
      const auto path = name.empty() ? key : name + "." + key;
      const auto* member = find(shape, key);
      if (member == nullptr) return fail_field(path, "is not recognized");
      if (auto ok = read(*member->shape, child, path, fill_member(*member, out), member); !ok)
        return ok;
    }
    return {};
  }

 private:
  static const Member* find(const Shape& shape, std::string_view key) {
    for (const auto& member : shape.members) {
      if (member.query_name == key) return &member;
      if (member.is_flattened && member.shape->kind == Kind::list &&
          !member.shape->item_name.empty() && member.shape->item_name == key)
        return &member;
    }
    return nullptr;
  }

  Result<void> read(const Shape& shape, const Node& node, const std::string& name, void* out,
                    const Member* member) {
    switch (shape.kind) {
      case Kind::structure: return structure(shape, node, name, out);
      case Kind::list: return list(shape, node, name, out, member);
      case Kind::map: return map(shape, node, name, out, member);
      default: break;
    }
    if (node.value == nullptr) return fail_field(name, "must have a value");
    const auto format = member != nullptr ? member->timestamp_format : shape.timestamp_format;
    if (auto ok = read_scalar(shape.kind, format, *node.value, out); !ok)
      return fail_field(name, ok.error().message);
    return {};
  }

  Result<void> list(const Shape& shape, const Node& node, std::string name, void* out,
                    const Member* member) {
    const Node* items = &node;
    if (protocol_ == Protocol::query && !(member != nullptr && member->is_flattened)) {
      if (node.children.empty()) return {};  // "Names=": an empty list.
      const std::string item(shape.item_name.empty() ? "member" : shape.item_name);
      const auto found = node.children.find(item);
      if (found == node.children.end() || node.children.size() > 1)
        return fail_field(name, "is a list: write " + name + "." + item + ".1");
      items = &found->second;
      name += "." + item;
    }
    for (const auto& [key, child] : items->children) {
      if (KeyOrder::number(key) == UINT64_MAX)
        return fail_field(name + "." + key, "is not recognized");
      if (auto ok = read(*shape.element, child, name + "." + key,
                         shape.list.append(out, *shape.element), nullptr);
          !ok)
        return ok;
    }
    return {};
  }

  Result<void> map(const Shape& shape, const Node& node, std::string name, void* out,
                   const Member* member) {
    const Node* entries = &node;
    if (!(member != nullptr && member->is_flattened)) {
      const auto found = node.children.find("entry");
      if (found == node.children.end()) return {};
      entries = &found->second;
      name += ".entry";
    }
    const std::string key_name(shape.key_name.empty() ? "key" : shape.key_name);
    const std::string value_name(shape.value_name.empty() ? "value" : shape.value_name);
    for (const auto& [number, entry] : entries->children) {
      const auto path = name + "." + number;
      const auto key = entry.children.find(key_name), value = entry.children.find(value_name);
      if (key == entry.children.end() || key->second.value == nullptr ||
          value == entry.children.end())
        return fail_field(path, "must have a " + key_name + " and a " + value_name);
      if (auto ok = read(*shape.element, value->second, path + "." + value_name,
                         shape.map.put(out, *key->second.value, *shape.element), nullptr);
          !ok)
        return ok;
    }
    return {};
  }

  Protocol protocol_;
};

class XmlWriter {
 public:
  explicit XmlWriter(Protocol protocol) : protocol_(protocol) {}

  void raw(std::string_view text) { out_ += text; }
  void element(std::string_view name, std::string_view text) {
    out_ += '<';
    out_ += name;
    out_ += '>';
    out_ += escape_xml(text);
    close(name);
  }
  void open(std::string_view name) {
    out_ += '<';
    out_ += name;
    out_ += '>';
  }
  void close(std::string_view name) {
    out_ += "</";
    out_ += name;
    out_ += '>';
  }

  void members(const Shape& shape, const void* value) {
    for (const auto& member : shape.members) {
      const auto* present = member_value(member, value);
      const bool is_list = member.shape->kind == Kind::list;
      if (present == nullptr) {
        // AWS writes lists that hold nothing, too.
        if (is_list && !member.is_flattened) raw("<" + std::string(member.xml_name) + "/>");
        continue;
      }
      if (is_list && member.is_flattened) {
        items(*member.shape, present, member.xml_name);
      } else if (member.shape->kind == Kind::map && member.is_flattened) {
        entries(*member.shape, present, member.xml_name);
      } else {
        write(*member.shape, present, member.xml_name, member.timestamp_format);
      }
    }
  }

  std::string take() { return std::move(out_); }

 private:
  void write(const Shape& shape, const void* value, std::string_view name, TimestampFormat format) {
    switch (shape.kind) {
      case Kind::structure:
        open(name);
        members(shape, value);
        close(name);
        break;
      case Kind::list: {
        open(name);
        std::string_view item = protocol_ == Protocol::ec2 ? "item" : "member";
        if (!shape.item_name.empty()) item = shape.item_name;
        items(shape, value, item);
        close(name);
        break;
      }
      case Kind::map:
        open(name);
        entries(shape, value, "entry");
        close(name);
        break;
      case Kind::timestamp: element(name, server_time(format, value)); break;
      default: element(name, scalar_text(shape.kind, format, value));
    }
  }

  /// EC2 writes milliseconds even where there are none.
  std::string server_time(TimestampFormat format, const void* value) const {
    auto text = scalar_text(Kind::timestamp, format, value);
    if (protocol_ == Protocol::ec2 && format == TimestampFormat::iso8601 && text.size() == 20)
      text.insert(19, ".000");
    return text;
  }

  void items(const Shape& shape, const void* list, std::string_view name) {
    const auto size = shape.list.size(list);
    for (std::size_t i = 0; i < size; ++i)
      write(*shape.element, shape.list.at(list, i), name, shape.timestamp_format);
  }

  void entries(const Shape& shape, const void* map, std::string_view name) {
    shape.map.each(map, [&](const std::string& key, const void* value) {
      open(name);
      element(shape.key_name.empty() ? "key" : shape.key_name, key);
      write(*shape.element, value, shape.value_name.empty() ? "value" : shape.value_name,
            shape.timestamp_format);
      close(name);
    });
  }

  Protocol protocol_;
  std::string out_;
};

}  // namespace

std::string escape_xml(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      case '\r': escaped += "&#xD;"; break;
      default: escaped += c;
    }
  }
  return escaped;
}

Result<void> read_form(const Operation& operation, const Form& form, void* input) {
  const auto tree = tree_of(form);
  if (!tree) return fail(tree.error());
  return FormReader(operation.service->protocol).structure(*operation.input, *tree, "", input);
}

std::string write_reply(const Operation& operation, const void* output,
                        std::string_view request_id) {
  const auto& service = *operation.service;
  XmlWriter xml(service.protocol);
  const auto root = std::string(operation.name) + "Response";
  xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<" + root + " xmlns=\"" +
          std::string(service.xml_namespace) + "\">");
  if (service.protocol == Protocol::ec2) {
    xml.element("requestId", request_id);
    if (output != nullptr)
      xml.members(*operation.output, output);
    else
      xml.element("return", "true");
  } else {
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
  }
  xml.close(root);
  return xml.take();
}

}  // namespace mirante::aws::wire

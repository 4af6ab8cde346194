// Requests of the protocols ec2 and query, as names and values of a form.

#include <charconv>
#include <map>

#include "platform/aws/wire/scalar.h"
#include "platform/aws/wire/server_bodies.h"

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

}  // namespace

Result<void> read_form(const Operation& operation, const ServerRequest& request, void* input) {
  const auto tree = tree_of(request.form);
  if (!tree) return fail(tree.error());
  return FormReader(request.protocol).structure(*operation.input, *tree, "", input);
}

}  // namespace mirante::aws::wire

#include "features/inventory/aws_json.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "features/inventory/canonical.h"
#include "platform/aws/wire/scalar.h"
#include "platform/aws/wire/shape.h"

namespace mirante::inventory {
namespace {

using aws::wire::Kind;
using aws::wire::Member;
using aws::wire::Shape;

using SortedMembers = std::vector<const Member*>;

/// Models list members in no order. Each thread remembers what it sorted; shapes live for ever.
const SortedMembers& sorted_members(const Shape& shape) {
  thread_local std::unordered_map<const Shape*, SortedMembers> known;
  auto& members = known[&shape];
  if (members.empty() && !shape.members.empty()) {
    for (const auto& member : shape.members) members.push_back(&member);
    std::ranges::sort(members, {}, &Member::name);
  }
  return members;
}

void append_value(std::string& out, const Shape& shape, const void* value);

/// Which part of a structure is written.
struct Selection {
  enum class Part : std::uint8_t { all, others, these };
  Part part = Part::all;
  Paths paths = {};
  std::string prefix = {};  // The way to this structure: "State.".

  bool names(std::string_view member) const {
    return std::ranges::any_of(paths, [&](std::string_view path) {
      return path.size() == prefix.size() + member.size() && path.starts_with(prefix) &&
             path.ends_with(member);
    });
  }
  /// Whether a path leads into this member.
  bool leads_into(std::string_view member) const {
    return std::ranges::any_of(paths, [&](std::string_view path) {
      return path.starts_with(prefix) && path.substr(prefix.size()).starts_with(member) &&
             path.substr(prefix.size() + member.size()).starts_with('.');
    });
  }
  Selection below(std::string_view member) const {
    return {.part = part, .paths = paths, .prefix = prefix + std::string(member) + "."};
  }
};

/// Whether anything was written.
bool append_selected(std::string& out, const Shape& shape, const void* structure,
                     const Selection& selection);

/// Whether the member was written.
bool append_member(std::string& out, const Member& member, const void* value,
                   const Selection& selection) {
  using Part = Selection::Part;
  const bool is_named = selection.part != Part::all && selection.names(member.name);
  const bool is_parted = selection.part != Part::all && !is_named &&
                         member.shape->kind == Kind::structure && selection.leads_into(member.name);
  if (!is_parted && is_named != (selection.part == Part::these)) return false;
  append_json_text(out, member.name);
  out += ':';
  if (is_parted) return append_selected(out, *member.shape, value, selection.below(member.name));
  append_value(out, *member.shape, value);
  return true;
}

bool append_selected(std::string& out, const Shape& shape, const void* structure,
                     const Selection& selection) {
  out += '{';
  bool is_first = true;
  for (const auto* member : sorted_members(shape)) {
    const auto* value = aws::wire::member_value(*member, structure);
    if (value == nullptr) continue;
    const auto before = out.size();
    if (!is_first) out += ',';
    if (append_member(out, *member, value, selection))
      is_first = false;
    else
      out.resize(before);
  }
  out += '}';
  return !is_first || selection.part != Selection::Part::these;
}

void append_list(std::string& out, const Shape& shape, const void* list) {
  std::vector<std::string> items(shape.list.size(list));
  for (std::size_t i = 0; i < items.size(); ++i)
    append_value(items[i], *shape.element, shape.list.at(list, i));
  std::ranges::sort(items);
  out += '[';
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ',';
    out += items[i];
  }
  out += ']';
}

void append_map(std::string& out, const Shape& shape, const void* map) {
  out += '{';
  bool is_first = true;
  shape.map.each(map, [&](const std::string& key, const void* value) {
    if (!is_first) out += ',';
    is_first = false;
    append_json_text(out, key);
    out += ':';
    append_value(out, *shape.element, value);
  });
  out += '}';
}

void append_value(std::string& out, const Shape& shape, const void* value) {
  if (value == nullptr) {  // In a list or map that may hold null.
    out += "null";
    return;
  }
  switch (shape.kind) {
    case Kind::structure: append_selected(out, shape, value, {}); break;
    case Kind::list: append_list(out, shape, value); break;
    case Kind::map: append_map(out, shape, value); break;
    case Kind::boolean:
    case Kind::integer:
    case Kind::long_:
      out += aws::wire::scalar_text(shape.kind, shape.timestamp_format, value);
      break;
    // As text: JSON has no NaN, and the text must come out of every version the same.
    case Kind::float_:
    case Kind::double_:
    case Kind::string:
    case Kind::timestamp:
    case Kind::blob:
    case Kind::document:
      append_json_text(out, aws::wire::scalar_text(shape.kind, shape.timestamp_format, value));
      break;
  }
}

}  // namespace

void append_canonical(std::string& out, const Shape& shape, const void* structure, Paths left_out) {
  append_selected(out, shape, structure, {.part = Selection::Part::others, .paths = left_out});
}

void append_canonical_part(std::string& out, const Shape& shape, const void* structure,
                           Paths only) {
  append_selected(out, shape, structure, {.part = Selection::Part::these, .paths = only});
}

}  // namespace mirante::inventory

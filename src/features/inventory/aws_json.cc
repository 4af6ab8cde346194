#include "features/inventory/aws_json.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "features/inventory/canonical.h"
#include "platform/aws/wire/scalar.h"
#include "platform/aws/wire/shape.h"

namespace mirante::inventory {
namespace {

using aws::wire::Kind;
using aws::wire::Shape;

/// Which members of a structure are written.
enum class Part : std::uint8_t { lasting, ephemeral };

void append_value(std::string& out, const Shape& shape, const void* value, const Plan* below);

/// Whether anything was written. `ends`: where in `out` each member ends; may be null.
bool append_structure(std::string& out, const Plan& plan, Part part, const void* structure,
                      std::vector<std::size_t>* ends = nullptr) {
  out += '{';
  bool is_first = true;
  for (const auto& step : plan.steps()) {
    if (ends != nullptr) ends->push_back(out.size());
    if (!step.is_parted && step.is_ephemeral != (part == Part::ephemeral)) continue;
    const auto* value = aws::wire::member_value(*step.member, structure);
    if (value == nullptr) continue;
    const auto before = out.size();
    if (!is_first) out += ',';
    out.append(step.key, 0, step.key_size);
    if (step.is_parted && !append_structure(out, *step.below, part, value)) {
      out.resize(before);
      continue;
    }
    if (!step.is_parted) append_value(out, *step.member->shape, value, step.below);
    is_first = false;
    if (ends != nullptr) ends->back() = out.size();
  }
  out += '}';
  return !is_first || part != Part::ephemeral;
}

/// `ends`: where each item of the list that begins at `begin` ends, without its comma.
void sort_items(std::string& out, std::size_t begin, const std::vector<std::size_t>& ends) {
  std::vector<std::string_view> items;
  items.reserve(ends.size());
  auto at = begin;
  for (const auto end : ends) {
    items.push_back(std::string_view(out).substr(at, end - at));
    at = end + 1;
  }
  if (std::ranges::is_sorted(items)) return;
  const std::string written = out.substr(begin);
  for (auto& item : items)  // Into the copy: `out` is written anew.
    item = {written.data() + (item.data() - out.data() - begin), item.size()};
  std::ranges::sort(items);
  out.resize(begin);
  for (const auto item : items) {
    if (out.size() > begin) out += ',';
    out += item;
  }
}

void append_list(std::string& out, const Shape& shape, const void* list, const Plan* below) {
  const auto size = shape.list.size(list);
  std::vector<std::size_t> ends;
  if (size > 1) ends.reserve(size);
  out += '[';
  const auto begin = out.size();
  for (std::size_t i = 0; i < size; ++i) {
    if (i > 0) out += ',';
    append_value(out, *shape.element, shape.list.at(list, i), below);
    if (size > 1) ends.push_back(out.size());
  }
  if (size > 1) sort_items(out, begin, ends);
  out += ']';
}

void append_map(std::string& out, const Shape& shape, const void* map, const Plan* below) {
  out += '{';
  bool is_first = true;
  shape.map.each(map, [&](const std::string& key, const void* value) {
    if (!is_first) out += ',';
    is_first = false;
    append_json_text(out, key);
    out += ':';
    append_value(out, *shape.element, value, below);
  });
  out += '}';
}

template <class T>
void append_number(std::string& out, T number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

void append_value(std::string& out, const Shape& shape, const void* value, const Plan* below) {
  if (value == nullptr) {  // In a list or map that may hold null.
    out += "null";
    return;
  }
  switch (shape.kind) {
    case Kind::structure: append_structure(out, *below, Part::lasting, value); break;
    case Kind::list: append_list(out, shape, value, below); break;
    case Kind::map: append_map(out, shape, value, below); break;
    default: append_scalar(out, shape, value);
  }
}

}  // namespace

void append_scalar(std::string& out, const Shape& shape, const void* value) {
  switch (shape.kind) {
    case Kind::boolean: out += *static_cast<const bool*>(value) ? "true" : "false"; break;
    case Kind::integer: append_number(out, *static_cast<const std::int32_t*>(value)); break;
    case Kind::long_: append_number(out, *static_cast<const std::int64_t*>(value)); break;
    case Kind::string: append_json_text(out, *static_cast<const std::string*>(value)); break;
    case Kind::document:
      out += *static_cast<const std::string*>(value);
      break;  // JSON already.
    // As text: JSON has no NaN, and the text must come out of every version the same.
    case Kind::float_:
    case Kind::double_:
    case Kind::timestamp:
    case Kind::blob:
      append_json_text(out, aws::wire::scalar_text(shape.kind, shape.timestamp_format, value));
      break;
    case Kind::list:
    case Kind::map:
    case Kind::structure: MIRANTE_CHECK(false);
  }
}

Written write_structure(const Plan& plan, const void* structure) {
  thread_local std::string body, ephemeral;
  thread_local std::vector<std::size_t> ends;
  thread_local std::vector<std::string_view> members;
  body.clear();
  ends.clear();
  append_structure(body, plan, Part::lasting, structure, &ends);
  ephemeral.clear();
  if (plan.has_ephemeral() && !append_structure(ephemeral, plan, Part::ephemeral, structure))
    ephemeral.clear();

  members.assign(plan.steps().size(), {});
  std::size_t before = 1;
  for (std::size_t place = 0; place < members.size(); ++place) {
    if (ends[place] == before) continue;
    const auto begin = before + (before > 1 ? 1 : 0) + plan.steps()[place].key_size;
    members[place] = std::string_view(body).substr(begin, ends[place] - begin);
    before = ends[place];
  }
  return {.body = body, .ephemeral = ephemeral, .members = members};
}

}  // namespace mirante::inventory

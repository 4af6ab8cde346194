#include "features/inventory/aws_json.h"

#include <algorithm>
#include <charconv>
#include <deque>
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

/// Which members of a structure are written: all, all but those that the paths name, only those.
enum class Part : std::uint8_t { all, others, these };

struct Plan;

struct Step {
  const Member* member = nullptr;
  std::string key = {};    // As written: "\"State\":".
  bool is_parted = false;  // A path leads into it.
  Plan* below = nullptr;   // Of the structures in it; made when one is written.
};

/// How a structure is written: its members in the order of their names. Models list them in none.
struct Plan {
  Part part = Part::all;
  std::vector<std::string> paths = {};
  std::vector<Step> steps = {};
};

std::vector<std::string> paths_below(const std::vector<std::string>& paths, std::string_view name) {
  std::vector<std::string> below;
  for (const std::string_view path : paths)
    if (path.size() > name.size() && path.starts_with(name) && path[name.size()] == '.')
      below.emplace_back(path.substr(name.size() + 1));
  return below;
}

Plan& plan_of(const Shape& shape, Part part, Paths paths);

Plan make_plan(const Shape& shape, Part part, Paths paths) {
  Plan plan{.part = part, .paths = {paths.begin(), paths.end()}};
  for (const auto& member : shape.members) {
    Step step{.member = &member};
    const bool is_named = std::ranges::find(plan.paths, member.name) != plan.paths.end();
    const auto below = paths_below(plan.paths, member.name);
    step.is_parted = !is_named && !below.empty() && member.shape->kind == Kind::structure;
    if (part != Part::all && !step.is_parted && is_named != (part == Part::these)) continue;
    append_json_text(step.key, member.name);
    step.key += ':';
    if (step.is_parted)
      step.below =
          &plan_of(*member.shape, part, std::vector<std::string_view>(below.begin(), below.end()));
    plan.steps.push_back(std::move(step));
  }
  std::ranges::sort(plan.steps, {}, [](const Step& step) { return step.member->name; });
  return plan;
}

/// Each thread remembers its plans; shapes live for ever.
Plan& plan_of(const Shape& shape, Part part, Paths paths) {
  thread_local std::unordered_map<const Shape*, std::deque<Plan>> known;
  auto& plans = known[&shape];
  for (auto& plan : plans)
    if (plan.part == part && std::ranges::equal(plan.paths, paths)) return plan;
  return plans.emplace_back(make_plan(shape, part, paths));
}

void append_value(std::string& out, const Shape& shape, const void* value, Plan*& below);

/// Whether anything was written.
bool append_structure(std::string& out, Plan& plan, const void* structure) {
  out += '{';
  bool is_first = true;
  for (auto& step : plan.steps) {
    const auto* value = aws::wire::member_value(*step.member, structure);
    if (value == nullptr) continue;
    const auto before = out.size();
    if (!is_first) out += ',';
    out += step.key;
    if (step.is_parted && !append_structure(out, *step.below, value)) {
      out.resize(before);
      continue;
    }
    if (!step.is_parted) append_value(out, *step.member->shape, value, step.below);
    is_first = false;
  }
  out += '}';
  return !is_first || plan.part != Part::these;
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

void append_list(std::string& out, const Shape& shape, const void* list, Plan*& below) {
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

void append_map(std::string& out, const Shape& shape, const void* map, Plan*& below) {
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

void append_value(std::string& out, const Shape& shape, const void* value, Plan*& below) {
  if (value == nullptr) {  // In a list or map that may hold null.
    out += "null";
    return;
  }
  switch (shape.kind) {
    case Kind::structure:
      if (below == nullptr) below = &plan_of(shape, Part::all, {});
      append_structure(out, *below, value);
      break;
    case Kind::list: append_list(out, shape, value, below); break;
    case Kind::map: append_map(out, shape, value, below); break;
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
  }
}

}  // namespace

void append_canonical(std::string& out, const Shape& shape, const void* structure, Paths left_out) {
  append_structure(out, plan_of(shape, Part::others, left_out), structure);
}

void append_canonical_part(std::string& out, const Shape& shape, const void* structure,
                           Paths only) {
  append_structure(out, plan_of(shape, Part::these, only), structure);
}

}  // namespace mirante::inventory

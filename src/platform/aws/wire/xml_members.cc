#include "platform/aws/wire/xml_members.h"

#include <algorithm>

namespace mirante::aws::wire {
namespace {

/// Names of no member, which an answer may have without end.
constexpr std::size_t unknown_names_max = 64;

}  // namespace

XmlMembers& XmlShapes::of(const Shape& structure) {
  auto& members = known_[&structure];
  if (members == nullptr) members = std::make_unique<XmlMembers>(*this, structure);
  return *members;
}

XmlMembers* XmlShapes::below(const Shape& shape) {
  const auto* inner = &shape;
  while (inner->kind == Kind::list || inner->kind == Kind::map) inner = inner->element;
  return inner->kind == Kind::structure ? &of(*inner) : nullptr;
}

XmlMembers::XmlMembers(XmlShapes& all, const Shape& structure)
    : all_(all),
      shape_(structure),
      has_attributes_(std::ranges::any_of(structure.members, &Member::is_attribute)),
      names_max_(structure.members.size() * 3 + unknown_names_max) {}

XmlMember& XmlMembers::search(std::string_view name, XmlMember*& last) {
  auto found = std::ranges::find(names_, name, &XmlMember::name);
  if (found == names_.end()) {
    auto made = make(name);
    if (names_.size() >= names_max_) return unknown_ = std::move(made);
    names_.push_back(std::move(made));
    found = std::prev(names_.end());
  }
  (last == nullptr ? first_ : last->next) = &*found;
  return *(last = &*found);
}

XmlMember XmlMembers::make(std::string_view name) {
  const auto local = local_name(name);
  for (const auto& member : shape_.members) {
    if (member.is_attribute || !is_in_answer_s_body(member.location)) continue;
    const auto& shape = *member.shape;
    const bool is_item = member.is_flattened && shape.kind == Kind::list;
    const auto item = shape.item_name.empty() ? member.xml_name : shape.item_name;
    const bool is_it =
        local == member.xml_name || (is_item && (local == item || local == member.name));
    if (is_it)
      return {.name = std::string(name),
              .member = &member,
              .is_item = is_item,
              .below = all_.below(shape)};
  }
  return {.name = std::string(name)};
}

}  // namespace mirante::aws::wire

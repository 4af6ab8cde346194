// Which member of a structure the name of an XML element means. Answers repeat themselves: items of
// a list have the same elements in the same order, so that the element that came next the last time
// is tried before any other.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "platform/aws/wire/shape.h"
#include "platform/aws/wire/xml_bytes.h"

namespace mirante::aws::wire {

/// Without its prefix, with which it means the same.
inline std::string_view local_name(std::string_view name) {
  const auto colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

class XmlMembers;

/// One name that was met.
struct XmlMember {
  std::string name;
  const Member* member = nullptr;  // Null: the structure has none of that name.
  bool is_item = false;            // Of a list without an element around it.
  XmlMembers* below = nullptr;     // Of the structure that it is, or whose list it is.
  XmlMember* next = nullptr;       // What followed it the last time.
};

/// Of all structures of one answer.
class XmlShapes {
 public:
  XmlMembers& of(const Shape& structure);
  /// Null if what the shape holds in the end is no structure.
  XmlMembers* below(const Shape& shape);

 private:
  std::unordered_map<const Shape*, std::unique_ptr<XmlMembers>> known_;
};

/// Of one structure. Lives as long as its XmlShapes; so does what it tells.
class XmlMembers {
 public:
  XmlMembers(XmlShapes& all, const Shape& structure);

  const Shape& shape() const { return shape_; }
  bool has_attributes() const { return has_attributes_; }
  /// `last`: what was found before in the same element; null at first, then kept up to date here.
  XmlMember& find(std::string_view name, XmlMember*& last) {
    auto* guess = last == nullptr ? first_ : last->next;
    if (guess != nullptr && xml::same_bytes(guess->name, name)) return *(last = guess);
    return search(name, last);
  }

 private:
  XmlMember& search(std::string_view name, XmlMember*& last);
  XmlMember make(std::string_view name);

  XmlShapes& all_;
  const Shape& shape_;
  bool has_attributes_ = false;
  std::size_t names_max_;
  std::deque<XmlMember> names_;
  XmlMember unknown_;  // Any of the names for which there is no room.
  XmlMember* first_ = nullptr;
};

}  // namespace mirante::aws::wire

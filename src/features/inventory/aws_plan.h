// How the structures of a document are written: their members in the order of their names, and
// which of them change without the resource having changed. Private to the room's two writers
// (aws_json.h, aws_items.h), which give the same bytes.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "features/inventory/json_buffer.h"
#include "platform/aws/wire/shape.h"

namespace mirante::inventory {

/// Members of the outermost structure, or of structures in it, by their way: "ClientToken",
/// "State.Code". Lists are never parted.
using Paths = std::span<const std::string_view>;

class Plan;

struct Step {
  const aws::wire::Member* member = nullptr;
  std::string key;  // As written: "\"State\":"; a block of zeros follows (JsonBuffer::put_blocks).
  std::size_t key_size = 0;
  bool is_ephemeral = false;
  bool is_parted = false;       // A structure with ephemeral members and others.
  const Plan* below = nullptr;  // Of the structures in it.
  aws::wire::Kind kind = {};
};

/// A set of members, by their places in the order of names.
class MemberSet {
 public:
  static constexpr std::size_t size_max = 128;

  void add(std::size_t place) { words_[place / 64] |= 1ULL << place % 64; }
  void each(auto take) const {
    for (std::size_t i = 0; i < words_.size(); ++i)
      for (auto word = words_[i]; word != 0; word &= word - 1)
        take(i * 64 + static_cast<std::size_t>(std::countr_zero(word)));
  }
  bool empty() const { return *this == MemberSet(); }
  friend MemberSet operator&(MemberSet a, const MemberSet& b) {
    for (std::size_t i = 0; i < a.words_.size(); ++i) a.words_[i] &= b.words_[i];
    return a;
  }
  friend bool operator==(const MemberSet&, const MemberSet&) = default;

 private:
  std::array<std::uint64_t, size_max / 64> words_{};
};

class Plan {
 public:
  Plan(const aws::wire::Shape& shape, Paths ephemeral);

  const aws::wire::Shape& shape() const { return shape_; }
  const std::vector<Step>& steps() const { return steps_; }
  /// Where in `steps` a member of the shape stands.
  std::size_t place_of(const aws::wire::Member& member) const {
    return places_[static_cast<std::size_t>(&member - shape_.members.data())];
  }
  bool has_ephemeral() const { return has_ephemeral_; }
  const MemberSet& lasting() const { return lasting_; }      // All but the ephemeral.
  const MemberSet& ephemeral() const { return ephemeral_; }  // And those with such in them.

 private:
  const aws::wire::Shape& shape_;
  std::vector<Step> steps_;
  std::vector<std::uint16_t> places_;
  bool has_ephemeral_ = false;
  MemberSet lasting_, ephemeral_;
};

/// Each thread remembers its plans; shapes live for ever.
const Plan& plan_of(const aws::wire::Shape& shape, Paths ephemeral = {});

/// One member of a shape by its name, for `Written`.
struct Field {
  std::size_t place = 0;
};
Field field_of(const aws::wire::Shape& shape, std::string_view name);

/// A document that was just written; valid until its writer writes the next one.
struct Written {
  std::string_view body;
  std::string_view ephemeral;                 // Empty where there is nothing such.
  std::span<const std::string_view> members;  // Of the body, each as JSON; empty: absent.

  std::string_view operator[](Field field) const { return members[field.place]; }
};

}  // namespace mirante::inventory

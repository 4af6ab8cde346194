// Writes the items of an answer of EC2 or RDS as documents while they arrive, straight from the
// answer's elements: the same bytes as `write_structure` gives for the aggregates that would hold
// them, for a third of the work. For shapes without maps, attributes and flattened lists, as those
// services have. Of an element that stands twice in a structure, the later counts.
#pragma once

#include <functional>
#include <vector>

#include "features/inventory/aws_plan.h"
#include "platform/aws/wire/item_taker.h"
#include "platform/aws/wire/xml_members.h"

namespace mirante::inventory {

class AwsItems final : public aws::wire::ItemTaker {
 public:
  using Take = std::function<void(const Written&)>;

  /// `plan` outlives it. `take` gets each document once it is whole; after `start_over` those that
  /// it has got are void.
  AwsItems(const Plan& plan, Take take, std::function<void()> start_over);

  const aws::wire::Shape& shape() const override { return plan_.shape(); }
  void begin() override;
  bool read(aws::wire::XmlTokens& tokens) override;
  void end() override;
  void start_over() override;

 private:
  /// An open element that is a structure or a list. What is in it lies on `parts_` from `parts` on:
  /// of a structure a place for each member, and, if some are ephemeral, as many again for what is
  /// ephemeral within them; of a list its items so far.
  struct Frame {
    const Plan* plan = nullptr;                // Null: a list.
    const aws::wire::Shape* shape = nullptr;   // Of the list.
    aws::wire::XmlMembers* members = nullptr;  // Of the structures that it is or holds.
    aws::wire::XmlMember* last = nullptr;      // Of a structure: the member that was read last.
    const Plan* below = nullptr;               // Of the structures in a list.
    const Step* step = nullptr;                // What it is of its structure; null: a list's item.
    std::size_t parts = 0;
    std::size_t bytes = 0;  // Of its parts, at most.
    MemberSet present = {};
    MemberSet present_ephemeral = {};

    std::size_t place_of(const Step& of) const {
      return static_cast<std::size_t>(&of - plan->steps().data());
    }
  };
  /// A scalar that the next token fills.
  struct Leaf {
    const aws::wire::Shape* shape = nullptr;  // Null: none.
    const Step* step = nullptr;               // Null: a list's item.
    aws::wire::TimestampFormat format = {};
  };
  /// What an element is: a scalar, or a structure or list to open; neither: unknown.
  struct Child {
    Leaf leaf = {};
    const aws::wire::Shape* container = nullptr;
    const Step* step = nullptr;
    aws::wire::XmlMembers* members = nullptr;
    const Plan* below = nullptr;
  };

  void forget_open();
  Child child(std::string_view name);
  void start(std::string_view name);
  void element(std::string_view name, std::string_view text);
  /// True: the item is over.
  bool end_element();

  void open(const Child& child);
  void close();
  void write(const Leaf& leaf, std::string_view text);
  void write_anew(const Leaf& leaf, std::string_view text);
  static char* put_scalar(char* to, const Leaf& leaf, std::string_view text);
  Span write_members(const Frame& frame, const MemberSet& which, std::size_t first);
  Span write_ephemeral(const Frame& frame);
  Span write_list(const Frame& frame);
  void keep(Frame& frame, const Step* step, Span part);
  void push(std::size_t count);
  char* room(std::size_t bytes);

  const Plan& plan_;
  Take take_;
  std::function<void()> start_over_;
  aws::wire::XmlShapes shapes_;
  std::vector<Frame> frames_;
  std::vector<Span> parts_;
  std::size_t parts_end_ = 0;
  JsonBuffer buffer_;
  Leaf leaf_;
  std::string text_;         // Of `leaf_`.
  std::size_t skipped_ = 0;  // Open elements that nobody knows.
  Span body_, ephemeral_;
  std::vector<std::string_view> members_;
};

}  // namespace mirante::inventory

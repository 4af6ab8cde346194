// Takes the items of an answer's list one by one while it arrives, so that a page of a thousand
// servers is never held as a thousand aggregates: what one item used is still in the processor's
// caches when it is looked at, and serves the next one.
#pragma once

#include <functional>
#include <utility>

#include "platform/aws/wire/shape.h"

namespace mirante::aws::wire {

/// For answers in XML. Outlives the call that it is given to.
class ItemTaker {
 public:
  virtual ~ItemTaker() = default;
  /// Of the structures that are taken; an answer holds them in one list only.
  virtual const Shape& shape() const = 0;
  /// `item` is whole, and of the shape's type; it stays in its list, so empty what is large.
  /// Whether the rest of the answer is good is not known before the call has ended.
  virtual void take(void* item) = 0;
  /// The answer was lost: what was taken is void, and the call may be tried again.
  virtual void start_over() = 0;
};

/// `take(item)` may move out of it; it is emptied afterwards.
template <class Item, class Take>
class TakeEach final : public ItemTaker {
 public:
  TakeEach(Take take, std::function<void()> start_over)
      : take_(std::move(take)), start_over_(std::move(start_over)) {}

  const Shape& shape() const override { return shape_of<Item>(); }
  void take(void* item) override {
    auto& whole = *static_cast<Item*>(item);
    take_(whole);
    whole = Item{};
  }
  void start_over() override { start_over_(); }

 private:
  Take take_;
  std::function<void()> start_over_;
};

}  // namespace mirante::aws::wire

// Takes the items of an answer's list itself, element by element while it arrives, so that a page
// of a thousand servers is never held as a thousand aggregates: whoever wants a text of each makes
// it from the answer's own. For answers in XML.
#pragma once

#include "platform/aws/wire/shape.h"

namespace mirante::aws::wire {

class XmlTokens;  // xml_tokens.h

/// Outlives the call that it is given to. The aggregate of the call has none of the items.
class ItemTaker {
 public:
  virtual ~ItemTaker() = default;
  /// Of the structures that it takes; an answer holds them in one list, or in lists of one shape.
  virtual const Shape& shape() const = 0;
  /// An item's element was opened.
  virtual void begin() = 0;
  /// Reads on in the item. True: the token that ends it was taken; false: the piece is used up.
  virtual bool read(XmlTokens& tokens) = 0;
  /// The item is whole. Whether the rest of the answer is good is not known before the call has
  /// ended.
  virtual void end() = 0;
  /// The answer was lost, perhaps within an item: what was read is void, and the call may be tried
  /// again.
  virtual void start_over() = 0;
};

}  // namespace mirante::aws::wire

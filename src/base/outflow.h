// Where something that lasts is written, piece by piece, for a reader who may be slow: the rest of
// an HTTP answer, or a text in a test.
#pragma once

#include <string_view>

#include "base/task.h"

namespace mirante {

class Outflow {
 public:
  virtual ~Outflow() = default;

  /// Never waits, never resumes anybody. A reader for whom too much waits already is cut off: the
  /// piece is lost, and whoever writes here is cancelled soon.
  virtual void put(std::string_view bytes) = 0;
  /// Waits until nothing waits for the reader. One at a time.
  virtual Task<void> drained() = 0;
};

}  // namespace mirante

// An answer whose body lasts: server-sent events, mostly. It has no length; its end is the
// connection's. What is written waits in a queue of bounded size, so that one reader who stalls
// costs that much memory, is cut off, and delays nobody.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/loop.h"
#include "base/outflow.h"

namespace mirante::http {

/// Writes the body; the connection is closed once it returns and all was sent. It is cancelled when
/// the reader leaves or is cut off, and when the server stops. Not a coroutine with captures: call
/// a function with what was captured.
using Flow = std::function<Task<void>(Outflow&)>;

/// What waits for one reader. The loop's thread only; both ends of the loop outlive it.
class FlowQueue final : public Outflow {
 public:
  /// `scope` is cancelled when more than `waiting_max` bytes would wait.
  FlowQueue(Loop& loop, CancelScope& scope, std::size_t waiting_max);
  ~FlowQueue() override;
  FlowQueue(const FlowQueue&) = delete;
  FlowQueue& operator=(const FlowQueue&) = delete;

  void put(std::string_view bytes) override;
  Task<void> drained() override;
  /// No more will be put.
  void end();

  /// Everything that waits, as soon as something does; empty: the end. It counts as waiting until
  /// the next call.
  Task<std::string> take();

 private:
  struct Shared;

  std::string waiting_;
  std::size_t taken_ = 0;
  bool is_ended_ = false;
  bool is_cut_ = false;
  const std::size_t waiting_max_;
  Loop& loop_;
  std::shared_ptr<Shared> shared_;  // Shared with work that is posted.

  void wake(OneShot<void>* Shared::* who);
  Task<void> wait(OneShot<void>* Shared::* who);
};

}  // namespace mirante::http

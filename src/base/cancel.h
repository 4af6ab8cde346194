// Taking a wish back. A CancelScope is a place in the tree of work: cancelling it reaches every
// wait below it. Coroutines inherit their scope from the coroutine that awaits them (task.h), so
// nobody passes it along by hand. One thread: a scope belongs to the loop on which its coroutines
// run.
#pragma once

#include <functional>
#include <optional>

#include "base/error.h"

namespace mirante {

class CancelScope {
 public:
  /// A root, or a child that is cancelled together with `parent` (which must outlive it).
  explicit CancelScope(CancelScope* parent = nullptr);
  ~CancelScope();
  CancelScope(const CancelScope&) = delete;
  CancelScope& operator=(const CancelScope&) = delete;

  /// The first reason stays. Listeners run now, on this thread; what they resume may destroy the
  /// scope.
  void cancel(Error reason);
  const std::optional<Error>& reason() const { return reason_; }

  /// Hears of the cancellation once; leaves the scope's list when destroyed. The scope must outlive
  /// it.
  class Listener {
   public:
    Listener() = default;
    ~Listener() { leave(); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    /// `on_cancel` must not destroy other listeners of the same scope except by resuming
    /// coroutines, which is allowed.
    void join(CancelScope& scope, std::move_only_function<void(const Error&)> on_cancel);
    void leave();

   private:
    friend class CancelScope;
    CancelScope* scope_ = nullptr;
    Listener* previous_ = nullptr;
    Listener* next_ = nullptr;
    std::move_only_function<void(const Error&)> on_cancel_;
  };

 private:
  Listener* first_ = nullptr;
  std::optional<Error> reason_;
  bool* gone_ = nullptr;  // Of the `cancel` that runs.
  Listener in_parent_;
};

}  // namespace mirante

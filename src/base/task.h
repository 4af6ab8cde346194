// Our own lazy coroutine. A Task starts when it is awaited, runs on the thread of whoever resumes
// it, hands its value or exception to the one coroutine that awaits it, and is destroyed with its
// owner: dropping a Task that has begun drops everything below it (that is how a simulated crash
// abandons a whole graph).
//
// Each coroutine knows its CancelScope; it inherits the awaiting one's, or gets another by
// `under(scope)`. Coroutine parameters: by value, or a reference to something that the awaiting
// caller keeps alive.
#pragma once

#include <coroutine>
#include <exception>
#include <functional>
#include <optional>
#include <utility>

#include "base/cancel.h"
#include "base/error.h"

namespace mirante {

template <class T>
class [[nodiscard]] Task;

namespace detail {

struct PromiseBase {
  std::coroutine_handle<> continuation = std::noop_coroutine();
  CancelScope* scope = nullptr;
  std::exception_ptr exception;

  struct Final {
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> self) const noexcept {
      return self.promise().continuation;
    }
    void await_resume() const noexcept {}
  };

  std::suspend_always initial_suspend() const noexcept { return {}; }
  Final final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { exception = std::current_exception(); }
};

template <class T>
struct Promise final : PromiseBase {
  std::optional<T> value;
  Task<T> get_return_object() noexcept;
  template <class U>
  void return_value(U&& result) {
    value.emplace(std::forward<U>(result));
  }
  T take() {
    if (exception) std::rethrow_exception(std::move(exception));
    return *std::move(value);
  }
};

template <>
struct Promise<void> final : PromiseBase {
  Task<void> get_return_object() noexcept;
  void return_void() const noexcept {}
  void take() {
    if (exception) std::rethrow_exception(std::move(exception));
  }
};

template <class P>
CancelScope* scope_of(std::coroutine_handle<P> handle) {
  if constexpr (std::is_base_of_v<PromiseBase, P>) return handle.promise().scope;
  return nullptr;
}

}  // namespace detail

template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::Promise<T>;
  using Handle = std::coroutine_handle<promise_type>;

  Task() = default;
  explicit Task(Handle handle) : handle_(handle) {}
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Task& operator=(Task&& other) noexcept {
    if (this != &other) {
      if (handle_) handle_.destroy();
      handle_ = std::exchange(other.handle_, {});
    }
    return *this;
  }
  ~Task() {
    if (handle_) handle_.destroy();
  }

  class Awaiter {
   public:
    Awaiter(Handle handle, CancelScope* scope) : handle_(handle), scope_(scope) {}
    bool await_ready() const noexcept { return false; }
    template <class Parent>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Parent> parent) noexcept {
      handle_.promise().continuation = parent;
      handle_.promise().scope = scope_ != nullptr ? scope_ : detail::scope_of(parent);
      return handle_;
    }
    T await_resume() { return handle_.promise().take(); }

   private:
    Handle handle_;
    CancelScope* scope_;
  };

  Awaiter operator co_await() && noexcept { return Awaiter(handle_, nullptr); }
  /// `co_await std::move(task).under(scope)`: the task and all below it belong to `scope`.
  Awaiter under(CancelScope& scope) && noexcept { return Awaiter(handle_, &scope); }

  /// For loops and groups, which start a task without awaiting it.
  Handle handle() const { return handle_; }

 private:
  Handle handle_;
};

template <class T>
Task<T> detail::Promise<T>::get_return_object() noexcept {
  return Task<T>(std::coroutine_handle<Promise>::from_promise(*this));
}
inline Task<void> detail::Promise<void>::get_return_object() noexcept {
  return Task<void>(std::coroutine_handle<Promise>::from_promise(*this));
}

/// `CancelScope* scope = co_await current_scope();` — nullptr where nothing can cancel.
struct current_scope {
  CancelScope* scope = nullptr;
  bool await_ready() const noexcept { return false; }
  template <class P>
  bool await_suspend(std::coroutine_handle<P> handle) noexcept {
    scope = detail::scope_of(handle);
    return false;
  }
  CancelScope* await_resume() const noexcept { return scope; }
};

/// A value that arrives later: the leaf of every wait. Lives in the frame of the coroutine that
/// awaits it, once. `set` or `fail` (the first one counts) resume that coroutine then and there;
/// call them from the top of the loop. On cancellation it fails with the scope's reason, unless
/// `on_cancel` was given: then that is called instead and must lead to `set` or `fail` (for waits
/// whose buffers the other side still uses).
template <class T>
class OneShot {
  struct Nothing {};
  using Stored = std::conditional_t<std::is_void_v<T>, Nothing, T>;

 public:
  OneShot() = default;
  OneShot(const OneShot&) = delete;
  OneShot& operator=(const OneShot&) = delete;

  template <class... Args>
  void set(Args&&... args) {
    if (is_done()) return;
    value_.emplace(std::forward<Args>(args)...);
    finish();
  }
  void fail(Error error) { fail(std::make_exception_ptr(Failure(std::move(error)))); }
  void fail(std::exception_ptr exception) {
    if (is_done()) return;
    exception_ = std::move(exception);
    finish();
  }
  bool is_done() const { return value_.has_value() || exception_ != nullptr; }

  void on_cancel(std::move_only_function<void(const Error&)> callback) {
    on_cancel_ = std::move(callback);
  }

  bool await_ready() const noexcept { return is_done(); }
  template <class P>
  bool await_suspend(std::coroutine_handle<P> waiter) {
    CancelScope* scope = detail::scope_of(waiter);
    if (scope != nullptr && scope->reason()) {
      heard_cancel(*scope->reason());
      if (is_done()) return false;
    } else if (scope != nullptr) {
      listener_.join(*scope, [this](const Error& reason) { heard_cancel(reason); });
    }
    waiter_ = waiter;
    return true;
  }
  T await_resume() {
    listener_.leave();
    if (exception_) std::rethrow_exception(std::move(exception_));
    if constexpr (!std::is_void_v<T>) return *std::move(value_);
  }

 private:
  void heard_cancel(const Error& reason) {
    if (auto callback = std::exchange(on_cancel_, nullptr))
      callback(reason);
    else
      fail(reason);
  }
  void finish() {
    listener_.leave();
    if (auto waiter = std::exchange(waiter_, {})) waiter.resume();
  }

  std::optional<Stored> value_;
  std::exception_ptr exception_;
  std::coroutine_handle<> waiter_;
  std::move_only_function<void(const Error&)> on_cancel_;
  CancelScope::Listener listener_;
};

}  // namespace mirante

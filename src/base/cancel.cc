#include "base/cancel.h"

namespace mirante {

CancelScope::CancelScope(CancelScope* parent) {
  if (parent == nullptr) return;
  if (parent->reason_) {
    reason_ = parent->reason_;
    return;
  }
  in_parent_.join(*parent, [this](const Error& reason) { cancel(reason); });
}

CancelScope::~CancelScope() {
  MIRANTE_CHECK(first_ == nullptr);
  if (gone_ != nullptr) *gone_ = true;
}

void CancelScope::cancel(Error reason) {
  if (reason_) return;
  reason_ = std::move(reason);
  // A listener may resume coroutines that destroy other listeners, so the list is read anew each
  // time; or this scope itself, and then nothing of it may be touched.
  bool gone = false;
  gone_ = &gone;
  while (first_ != nullptr) {
    Listener* listener = first_;
    auto on_cancel = std::move(listener->on_cancel_);
    const Error copy = *reason_;
    listener->leave();
    on_cancel(copy);
    if (gone) return;
  }
  gone_ = nullptr;
}

void CancelScope::Listener::join(CancelScope& scope,
                                 std::move_only_function<void(const Error&)> on_cancel) {
  MIRANTE_CHECK(scope_ == nullptr && !scope.reason_);
  scope_ = &scope;
  on_cancel_ = std::move(on_cancel);
  next_ = scope.first_;
  if (next_ != nullptr) next_->previous_ = this;
  scope.first_ = this;
}

void CancelScope::Listener::leave() {
  if (scope_ == nullptr) return;
  if (previous_ != nullptr) previous_->next_ = next_;
  if (next_ != nullptr) next_->previous_ = previous_;
  if (scope_->first_ == this) scope_->first_ = next_;
  scope_ = nullptr;
  previous_ = next_ = nullptr;
}

}  // namespace mirante

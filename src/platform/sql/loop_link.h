// How an engine reaches the loops that use it: answers, and announcements to all of them. Private
// to platform/sql.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "base/loop.h"

namespace mirante::sql {

/// A loop that may end before its answers come. Shared by its Database and what is under way.
class LoopLink {
 public:
  explicit LoopLink(Loop& loop) : loop_(&loop) {}
  void post(std::move_only_function<void()> work) {
    const std::lock_guard lock(mutex_);
    if (loop_ != nullptr) loop_->post_from_any_thread(std::move(work));
  }
  /// Afterwards the loop is not touched any more.
  void close() {
    const std::lock_guard lock(mutex_);
    loop_ = nullptr;
    heard_ = nullptr;
  }

  /// From the loop's thread: what to do at an announcement.
  void listen(std::function<void()> heard) {
    const std::lock_guard lock(mutex_);
    heard_ = std::move(heard);
  }
  /// On the loop's thread.
  void hear() {
    std::function<void()> heard;
    {
      const std::lock_guard lock(mutex_);
      heard = heard_;
    }
    if (heard) heard();
  }
  bool is_listening() {
    const std::lock_guard lock(mutex_);
    return loop_ != nullptr && heard_ != nullptr;
  }

 private:
  std::mutex mutex_;
  Loop* loop_;                   // Under mutex_.
  std::function<void()> heard_;  // Under mutex_.
};

/// All loops of one engine.
class Announcements {
 public:
  void add(const std::shared_ptr<LoopLink>& link) {
    const std::lock_guard lock(mutex_);
    std::erase_if(links_, [](const auto& known) { return known.expired(); });
    links_.push_back(link);
  }
  /// From any thread.
  void ring() {
    const std::lock_guard lock(mutex_);
    for (const auto& known : links_)
      if (const auto link = known.lock(); link && link->is_listening())
        link->post([link] { link->hear(); });
  }

 private:
  std::mutex mutex_;
  std::vector<std::weak_ptr<LoopLink>> links_;  // Under mutex_.
};

}  // namespace mirante::sql

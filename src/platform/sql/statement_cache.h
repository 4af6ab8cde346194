// Prepared statements by their text, the least recently used thrown away first. A statement that is
// in use is taken out, so that the same text used inside its own loop gets a second one. Private to
// platform/sql; one thread at a time.
#pragma once

#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace mirante::sql {

template <class Statement>
class StatementCache {
  struct Entry {
    std::string text;
    Statement statement;
  };
  using Entries = std::list<Entry>;

 public:
  explicit StatementCache(std::size_t limit) : limit_(limit) {}

  /// Gives the statement back when destroyed. The cache must outlive it.
  class [[nodiscard]] Lease {
   public:
    Lease(StatementCache& cache, Entries held) : cache_(cache), held_(std::move(held)) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() {
      held_.front().statement.reset();
      cache_.take_back(held_);
    }
    Statement& operator*() { return held_.front().statement; }
    Statement* operator->() { return &held_.front().statement; }

   private:
    StatementCache& cache_;
    Entries held_;
  };

  /// `prepare(text)` makes the statement when there is none that is free.
  template <class Prepare>
  Lease lease(std::string_view text, const Prepare& prepare) {
    Entries held;
    if (const auto found = by_text_.find(text); found != by_text_.end()) {
      held.splice(held.begin(), entries_, found->second);
      by_text_.erase(found);
    } else {
      held.emplace_back(std::string(text), prepare(text));
    }
    return Lease(*this, std::move(held));
  }

  void clear() {
    by_text_.clear();
    entries_.clear();
  }

 private:
  void take_back(Entries& held) {
    if (by_text_.contains(held.front().text)) return;  // Its twin is already here.
    entries_.splice(entries_.begin(), held);
    by_text_.emplace(entries_.front().text, entries_.begin());
    if (entries_.size() > limit_) {
      by_text_.erase(entries_.back().text);
      entries_.pop_back();
    }
  }

  std::size_t limit_;
  Entries entries_;  // Most recently used first.
  std::unordered_map<std::string_view, typename Entries::iterator>
      by_text_;  // Views into entries_.
};

}  // namespace mirante::sql

// Hands new events on to whoever listens in this process: one reading of the shared table for all
// of them. While nobody listens nothing is read.
#pragma once

#include <list>
#include <map>
#include <optional>

#include "platform/events/events.h"
#include "platform/events/waker.h"

namespace mirante::live {

/// An event on its way to those who hear it. What all of them are told is made once.
class News {
 public:
  explicit News(const events::Event& event) : event_(event) {}
  News(const News&) = delete;
  News& operator=(const News&) = delete;

  const events::Event& event() const { return event_; }
  /// As it stands in a stream, for whoever may see it.
  const std::string& message() const;

 private:
  const events::Event& event_;
  mutable std::string message_;  // Empty: not made yet.
};

/// Hears the events of one tenant, in order, each once. Must not wait and must not resume anybody.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void hear(const News& news) = 0;
  /// The store was put back: what was built from events is to be built anew from `place`.
  virtual void reset(std::int64_t place) = 0;
  /// Somebody's rights changed, in whatever tenant: `user` is their id.
  virtual void access_changed(std::string_view user) = 0;
};

class Hub {
 public:
  /// `numbered` is woken whenever there are new numbers. All outlive the hub.
  Hub(sql::Database& db, Loop& loop, events::Waker& numbered)
      : db_(db), loop_(loop), numbered_(numbered) {}
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  /// Runs until it is cancelled. A store that is away is logged and tried again.
  Task<void> run();

 private:
  struct Entry {
    Listener* listener = nullptr;
    std::int64_t from = 0;  // What has a greater number is told.
  };
  using Entries = std::map<TenantId, std::list<Entry>>;

 public:
  /// A listener's place; it hears nothing any more when this ends. The hub must outlive it.
  class [[nodiscard]] Attached {
   public:
    Attached(Hub& hub, TenantId tenant, std::list<Entry>::iterator entry)
        : hub_(&hub), tenant_(tenant), entry_(entry) {}
    Attached(Attached&& other) noexcept
        : hub_(std::exchange(other.hub_, nullptr)), tenant_(other.tenant_), entry_(other.entry_) {}
    Attached& operator=(Attached&&) = delete;
    ~Attached();

    /// Everything up to there was told.
    std::int64_t place() const;

   private:
    Hub* hub_;
    TenantId tenant_;
    std::list<Entry>::iterator entry_;
  };

  /// From now on `listener` hears what comes after `place`. Nullopt: the hub is beyond that
  /// already; read on and try again.
  std::optional<Attached> attach(Listener& listener, TenantId tenant, std::int64_t place);

  std::size_t listeners() const { return count_; }

 private:
  /// Whether there may be more at once.
  Task<bool> hand_on();
  void tell(const events::Event& event);
  template <class Say>
  void each(Say say);

  sql::Database& db_;
  Loop& loop_;
  events::Waker& numbered_;
  Entries entries_;
  std::size_t count_ = 0;
  std::int64_t place_ = 0;  // Up to where all was told; while somebody listens.
  bool is_failing_ = false;
};

}  // namespace mirante::live

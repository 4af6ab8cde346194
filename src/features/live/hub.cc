#include "features/live/hub.h"

#include <nlohmann/json.hpp>

#include "base/log.h"
#include "features/live/sse.h"
#include "features/live/visible.h"

namespace mirante::live {
namespace {

using namespace std::chrono_literals;

// One tenant's events of it together are well under what may wait for a reader
// (http::ServerConfig::flow_bytes_max): nobody is cut off for having been told much at once.
constexpr int batch = 100;
constexpr auto pause_after_failure = 1s;
// Safety only: new numbers wake it.
constexpr auto look_every = 5s;
// Whoever comes wakes it.
constexpr auto look_without_listeners = 1h;

}  // namespace

const std::string& News::message() const {
  if (message_.empty()) {
    auto shown = shown_fields(event_);
    shown["event"] = event_.kind;
    message_ = sse_message(event_.number, shown);
  }
  return message_;
}

std::optional<Hub::Attached> Hub::attach(Listener& listener, TenantId tenant, std::int64_t place) {
  if (count_ == 0)
    place_ = place;
  else if (place_ > place)
    return std::nullopt;
  auto& list = entries_[tenant];
  const auto entry = list.insert(list.end(), {.listener = &listener, .from = place});
  ++count_;
  // There may be something new for it already.
  numbered_.wake();
  return Attached(*this, tenant, entry);
}

Hub::Attached::~Attached() {
  if (hub_ == nullptr) return;
  const auto found = hub_->entries_.find(tenant_);
  found->second.erase(entry_);
  if (found->second.empty()) hub_->entries_.erase(found);
  --hub_->count_;
}

std::int64_t Hub::Attached::place() const { return std::max(hub_->place_, entry_->from); }

template <class Say>
void Hub::each(Say say) {
  for (auto& [tenant, list] : entries_)
    for (auto& entry : list) say(entry);
}

void Hub::tell(const events::Event& event) {
  if (const auto user = whose_access(event))
    each([&](Entry& entry) { entry.listener->access_changed(*user); });
  const auto found = entries_.find(event.tenant);
  if (found == entries_.end()) return;
  const News news(event);
  for (auto& entry : found->second)
    if (event.number > entry.from) entry.listener->hear(news);
}

Task<bool> Hub::hand_on() {
  if (count_ == 0) co_return false;
  const auto from = place_;
  const auto tail = co_await db_.read(
      [&](sql::Snapshot& snapshot) { return events::read_after(snapshot, from, batch); });
  // Everybody may have left meanwhile, and others may have come who are elsewhere.
  if (count_ == 0 || place_ != from) co_return count_ > 0;
  if (tail.is_reset) {
    place_ = tail.last_number;
    each([&](Entry& entry) {
      entry.from = tail.last_number;
      entry.listener->reset(tail.last_number);
    });
    co_return false;
  }
  for (const auto& event : tail.events) tell(event);
  const bool has_more = tail.events.size() == batch;
  place_ = has_more ? tail.events.back().number : tail.last_number;
  co_return has_more;
}

Task<void> Hub::run() {
  CancelScope* const scope = co_await current_scope();
  for (;;) {
    if (scope != nullptr && scope->reason()) throw Failure(*scope->reason());
    const auto seen = numbered_.count();
    bool has_more = false;
    try {
      has_more = co_await hand_on();
      is_failing_ = false;
    } catch (const Failure& failure) {
      if (failure.error().kind == ErrorKind::cancelled) throw;
      if (!std::exchange(is_failing_, true))
        log::warning("live.hub.failed", log::kv("why", failure.error().message));
    }
    if (is_failing_)
      co_await sleep_for(loop_, pause_after_failure);
    else if (!has_more)
      co_await numbered_.wait(
          seen, loop_.clock().steady() + (count_ == 0 ? look_without_listeners : look_every));
  }
}

}  // namespace mirante::live

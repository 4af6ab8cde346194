#include "features/live/follow.h"

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "features/live/sse.h"
#include "features/live/visible.h"

namespace mirante::live {
namespace {

using namespace std::chrono_literals;

constexpr auto come_back_after = 2'000ms;
constexpr int page = 100;

/// Hears for one stream. Whoever sees everything is told at once; what may lie out of reach waits
/// until the store was asked (tell_pending).
class Reader final : public Listener {
 public:
  Reader(const CallContext& ctx, Outflow& out, Loop& loop) : ctx_(ctx), out_(out), wakes(loop) {}

  void hear(const News& news) override {
    if (!may_see(news.event(), ctx_)) return;
    if (ctx_.reach.is_everything) return tell(news);
    pending.push_back(news.event());
    wakes.wake();
  }
  void reset(std::int64_t place) override {
    pending.clear();
    out_.put(sse_event(place, "reset", Json::object()));
  }
  void access_changed(std::string_view user) override {
    if (user != ctx_.actor.id) return;
    is_doubted = true;
    wakes.wake();
  }
  void tell(const News& news) { out_.put(news.message()); }

 private:
  const CallContext& ctx_;
  Outflow& out_;

 public:
  events::Waker wakes;
  std::vector<events::Event> pending;
  bool is_doubted = true;  // Whether the reader still may.
};

/// Tells what of the pending events lies within reach.
Task<void> tell_pending(LiveServices& services, const CallContext& ctx, Reader& reader) {
  if (reader.pending.empty()) co_return;
  const auto pending = std::exchange(reader.pending, {});
  if (!services.reached) co_return;
  const auto told = co_await services.db.read([&](sql::Snapshot& snapshot) {
    std::vector<events::Event> found;
    for (const auto& event : pending) {
      switch (services.reached(snapshot, ctx, event)) {
        case Reached::nothing: break;
        case Reached::part: found.push_back(only_that_it_changed(event)); break;
        case Reached::whole: found.push_back(event); break;
      }
    }
    return found;
  });
  for (const auto& event : told) reader.tell(News(event));
}

/// Tells what is stored after `place`; returns up to where.
Task<std::int64_t> catch_up(LiveServices& services, const CallContext& ctx, std::int64_t place,
                            Reader& reader, Outflow& out) {
  for (;;) {
    const auto tail = co_await services.db.read([&](sql::Snapshot& snapshot) {
      return events::read_after(snapshot, ctx.tenant, place, page);
    });
    if (tail.is_reset) reader.reset(tail.last_number);
    for (const auto& event : tail.events) reader.hear(News(event));
    co_await tell_pending(services, ctx, reader);
    // A long past does not count as a reader who stalls.
    co_await out.drained();
    if (tail.events.size() < page) co_return tail.last_number;
    place = tail.events.back().number;
  }
}

bool is_same(const CallContext& now, const CallContext& before) {
  return now.tenant == before.tenant && now.actor.kind == before.actor.kind &&
         now.actor.id == before.actor.id && now.permissions == before.permissions &&
         now.reach == before.reach;
}

Task<bool> still_may(const AskAgain& ask_again, const CallContext& ctx) {
  if (!ask_again) co_return true;
  try {
    co_return is_same(co_await ask_again(), ctx);
  } catch (const Failure& failure) {
    if (failure.error().kind != ErrorKind::unauthorized) throw;
    co_return false;
  }
}

}  // namespace

Task<void> follow(LiveServices& services, CallContext ctx, std::optional<std::int64_t> after,
                  AskAgain ask_again, Outflow& out) {
  Reader reader(ctx, out, services.loop);
  out.put(sse_retry(come_back_after));
  std::int64_t place = 0;
  if (after) {
    place = co_await catch_up(services, ctx, *after, reader, out);
  } else {
    place =
        co_await services.db.read([](sql::Snapshot& snapshot) { return events::newest(snapshot); });
    out.put(sse_event(place, "hello", Json::object()));
  }
  auto attached = services.hub.attach(reader, ctx.tenant, place);
  while (!attached) {
    place = co_await catch_up(services, ctx, place, reader, out);
    if (auto now = services.hub.attach(reader, ctx.tenant, place))
      attached.emplace(*std::move(now));
  }
  for (;;) {
    const auto seen = reader.wakes.count();
    co_await tell_pending(services, ctx, reader);
    if (std::exchange(reader.is_doubted, false) && !co_await still_may(ask_again, ctx)) break;
    const auto beat = services.loop.clock().steady() + services.beat;
    if (co_await reader.wakes.wait(seen, beat) != seen) continue;
    out.put(sse_beat(attached->place()));
    reader.is_doubted = true;
  }
  out.put(sse_event("over", Json::object()));
  co_await out.drained();
}

}  // namespace mirante::live

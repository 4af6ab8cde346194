#include "features/live/follow.h"

#include <nlohmann/json.hpp>

#include "features/live/sse.h"
#include "features/live/visible.h"

namespace mirante::live {
namespace {

using namespace std::chrono_literals;

constexpr auto come_back_after = 2'000ms;
constexpr int page = 100;

class Reader final : public Listener {
 public:
  Reader(const CallContext& ctx, Outflow& out, Loop& loop) : ctx_(ctx), out_(out), doubts(loop) {}

  void hear(const events::Event& event) override {
    auto shown = visible(event, ctx_);
    if (!shown) return;
    (*shown)["event"] = event.kind;
    out_.put(sse_message(event.number, *shown));
  }
  void reset(std::int64_t place) override { out_.put(sse_event(place, "reset", Json::object())); }
  void access_changed(std::string_view user) override {
    if (user == ctx_.actor.id) doubts.wake();
  }

 private:
  const CallContext& ctx_;
  Outflow& out_;

 public:
  events::Waker doubts;  // Whether the reader still may.
};

/// Tells what is stored after `place`; returns up to where.
Task<std::int64_t> catch_up(LiveServices& services, const CallContext& ctx, std::int64_t place,
                            Reader& reader, Outflow& out) {
  for (;;) {
    const auto tail = co_await services.db.read([&](sql::Snapshot& snapshot) {
      return events::read_after(snapshot, ctx.tenant, place, page);
    });
    if (tail.is_reset) reader.reset(tail.last_number);
    for (const auto& event : tail.events) reader.hear(event);
    // A long past does not count as a reader who stalls.
    co_await out.drained();
    if (tail.events.size() < page) co_return tail.last_number;
    place = tail.events.back().number;
  }
}

bool is_same(const CallContext& now, const CallContext& before) {
  return now.tenant == before.tenant && now.actor.kind == before.actor.kind &&
         now.actor.id == before.actor.id && now.permissions == before.permissions;
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
    const auto seen = reader.doubts.count();
    if (!co_await still_may(ask_again, ctx)) break;
    const auto beat = services.loop.clock().steady() + services.beat;
    if (co_await reader.doubts.wait(seen, beat) == seen) out.put(sse_beat(attached->place()));
  }
  out.put(sse_event("over", Json::object()));
  co_await out.drained();
}

}  // namespace mirante::live

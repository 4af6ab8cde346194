#include "features/notices/show_preflight.h"

#include <nlohmann/json.hpp>

#include "features/notices/preflight_store.h"
#include "features/schedules/keep_schedules.h"

namespace mirante::notices {
namespace {

constexpr int shown_max = 20;

}  // namespace

Task<Json> show_preflight(const NoticesServices& services, CallContext ctx, std::string schedule) {
  require(ctx, Permission::policy_read);
  const auto now = services.now();
  co_return co_await services.db().read([&](sql::Snapshot& snapshot) {
    const auto stored = schedules::must_find(snapshot, ctx, schedule);
    const auto& zone = stored.schedule.zone;
    Json json{{"hours", stored.settings.preflight.count()}, {"checks", Json::array()}};
    for (const auto& one : preflights_of(snapshot, ctx.tenant, stored.id, now, shown_max)) {
      Json check{{"due_at", to_iso8601(one.due_at)},
                 {"local", zone.text(one.due_at)},
                 {"zone", zone.name()},
                 {"state", one.checked_at ? "done" : "waiting"},
                 {"problems", to_json(one.problems)}};
      if (one.checked_at) check["checked_at"] = to_iso8601(*one.checked_at);
      json["checks"].push_back(std::move(check));
    }
    return json;
  });
}

}  // namespace mirante::notices

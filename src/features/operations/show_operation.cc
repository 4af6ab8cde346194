#include "features/operations/show_operation.h"

#include <map>
#include <nlohmann/json.hpp>

#include "features/accounts/reachable_store.h"
#include "features/operations/operation_json.h"
#include "features/operations/visible.h"
#include "platform/events/waker.h"

namespace mirante::operations {
namespace {

struct Look {
  Operation operation;
  Json json;
};

Look look(sql::Snapshot& snapshot, const OperationsServices& services, const CallContext& ctx,
          const LookWish& wish) {
  auto visible = must_find_visible(snapshot, ctx, wish.id,
                                   wish.with_journal ? WithJournal::yes : WithJournal::no);
  std::map<AccountId, std::optional<std::string>> names;  // Many targets are of few accounts.
  const NameOfAccount name_of = [&](AccountId account) {
    const auto [name, is_new] = names.try_emplace(account);
    if (is_new && services.account_name)
      name->second = services.account_name(snapshot, ctx.tenant, account);
    return name->second;
  };
  auto json = to_json(visible.operation, visible.targets, name_of);
  if (wish.with_journal) {
    json["journal"] = Json::array();
    for (const auto& entry : visible.journal) json["journal"].push_back(to_json(entry));
  }
  return {.operation = std::move(visible.operation), .json = std::move(json)};
}

}  // namespace

Task<Json> list_operations(OperationsServices& services, const CallContext& ctx, ListWish wish) {
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    wish.filter.accounts = accounts::ids_of(snapshot, ctx, wish.accounts, wish.customers);
    if (wish.accounts.empty() && wish.customers.empty()) wish.filter.or_new_of = ctx.actor.id;
    const auto page = list_visible(snapshot, ctx, wish.filter, wish.before, wish.limit);
    Json json{{"operations", summaries_json(snapshot, ctx, page.operations)}};
    if (page.next) json["next"] = page.next->text();
    return json;
  });
}

Task<Json> show_operation(OperationsServices& services, const CallContext& ctx, LookWish wish) {
  const auto until = services.loop.clock().steady() + wish.wait;
  std::optional<Json> first;
  while (true) {
    const auto seen = services.news.count();
    auto now = co_await services.db.read(
        [&](sql::Snapshot& snapshot) { return look(snapshot, services, ctx, wish); });
    const bool has_news = first && *first != now.json;
    if (now.operation.state != State::running || has_news ||
        services.loop.clock().steady() >= until)
      co_return std::move(now.json);
    if (!first) first = std::move(now.json);
    co_await services.news.wait(seen, until);
  }
}

Task<Json> cancel_operation(OperationsServices& services, const CallContext& ctx, OperationId id) {
  co_await services.db.write([&](sql::Tx& tx) { cancel(tx, ctx, services.spine, id); });
  co_return co_await show_operation(services, ctx, {.id = id});
}

}  // namespace mirante::operations

#include "features/operations/show_operation.h"

#include <nlohmann/json.hpp>

#include "features/accounts/account_store.h"
#include "features/operations/operation_json.h"
#include "platform/events/waker.h"

namespace mirante::operations {
namespace {

struct Look {
  Operation operation;
  Json json;
};

Look look(sql::Snapshot& snapshot, const OperationsServices& services, TenantId tenant,
          const LookWish& wish) {
  auto operation = find(snapshot, tenant, wish.id);
  if (!operation)
    throw Failure(Error{.kind = ErrorKind::not_found,
                        .message = "there is no operation " + wish.id.text(),
                        .code = "operation.unknown"});
  const NameOfAccount name_of = [&](AccountId account) -> std::optional<std::string> {
    if (!services.account_name) return std::nullopt;
    return services.account_name(snapshot, tenant, account);
  };
  auto json = to_json(*operation, targets_of(snapshot, tenant, wish.id), name_of);
  if (wish.with_journal) {
    json["journal"] = Json::array();
    for (const auto& entry : journal_of(snapshot, tenant, wish.id))
      json["journal"].push_back(to_json(entry));
  }
  return {.operation = *std::move(operation), .json = std::move(json)};
}

}  // namespace

Task<Json> list_operations(OperationsServices& services, const CallContext& ctx, ListWish wish) {
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    // One more than asked for tells whether there is another page.
    wish.filter.accounts = accounts::ids_of(snapshot, ctx.tenant, wish.accounts, wish.customers);
    auto found = list(snapshot, ctx.tenant, wish.filter, wish.before, wish.limit + 1);
    const bool has_more = found.size() > static_cast<std::size_t>(wish.limit);
    if (has_more) found.pop_back();
    Json json{{"operations", summaries_json(snapshot, ctx.tenant, found)}};
    if (has_more) json["next"] = found.back().id.text();
    return json;
  });
}

Task<Json> show_operation(OperationsServices& services, const CallContext& ctx, LookWish wish) {
  const auto until = services.loop.clock().steady() + wish.wait;
  std::optional<Json> first;
  while (true) {
    const auto seen = services.news.count();
    auto now = co_await services.db.read(
        [&](sql::Snapshot& snapshot) { return look(snapshot, services, ctx.tenant, wish); });
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

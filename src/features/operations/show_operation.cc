#include "features/operations/show_operation.h"

#include <map>
#include <nlohmann/json.hpp>

#include "features/accounts/reachable_store.h"
#include "features/operations/operation_csv.h"
#include "features/operations/operation_json.h"
#include "platform/events/waker.h"

namespace mirante::operations {
namespace {

constexpr int rows_at_once = 500, rows_max = 100'000;

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

OperationFilter filter_of(sql::Snapshot& snapshot, const CallContext& ctx, const ListWish& wish) {
  auto filter = wish.filter;
  filter.accounts = accounts::ids_of(snapshot, ctx, wish.accounts, wish.customers);
  if (wish.accounts.empty() && wish.customers.empty()) filter.or_new_of = ctx.actor.id;
  return filter;
}

}  // namespace

Task<std::string> list_operations_as_csv(OperationsServices& services, const CallContext& ctx,
                                         ListWish wish, CsvForm form) {
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    const auto filter = filter_of(snapshot, ctx, wish);
    CsvWriter csv(form.separator);
    write_operation_head(csv, form.language);
    PageWish page_wish{.order = wish.page.order, .after = {}, .limit = rows_at_once};
    for (int rows = 0; rows < rows_max; rows += rows_at_once) {
      const auto page = list_visible(snapshot, ctx, filter, page_wish);
      for (const auto& operation : summaries_json(snapshot, ctx, page.operations))
        write_operation(csv, operation);
      page_wish.after = page.next;
      if (!page.next) break;
    }
    return csv.text();
  });
}

Task<Json> list_operations(OperationsServices& services, const CallContext& ctx, ListWish wish) {
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    const auto page = list_visible(snapshot, ctx, filter_of(snapshot, ctx, wish), wish.page);
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

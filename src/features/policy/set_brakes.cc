#include "features/policy/set_brakes.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "features/accounts/reachable_store.h"
#include "features/audit/audit.h"
#include "platform/events/events.h"

namespace mirante::policy {
namespace {

constexpr std::size_t reason_max = 500;

std::string checked_reason(std::string reason) {
  if (reason.find_first_not_of(" \t\r\n") == std::string::npos)
    throw Failure(Error{.kind = ErrorKind::invalid,
                        .message = "say why, so that whoever is refused knows",
                        .field = "reason"});
  if (reason.size() > reason_max)
    throw Failure(Error{.kind = ErrorKind::invalid,
                        .message = "must be at most " + std::to_string(reason_max) + " bytes long",
                        .field = "reason"});
  return reason;
}

Json to_json(const Actor& actor) {
  return {{"kind", to_string(actor.kind)}, {"id", actor.id}, {"name", actor.name}};
}

/// What a scope is about, found in this tenant.
struct Found {
  Id16 id{};
  std::string shown_id;
  std::string name;
};

Found find_scope(sql::Snapshot& snapshot, const CallContext& ctx, const ScopeWish& wish) {
  if (wish.scope == PauseScope::everything) {
    if (wish.reference.empty()) {
      require_everything(ctx, "pause or resume everything");
      return {};
    }
    throw Failure(Error{.kind = ErrorKind::invalid,
                        .message = "belongs to the scopes customer and account; leave it out",
                        .field = "id"});
  }
  if (wish.reference.empty())
    throw Failure(Error{.kind = ErrorKind::invalid,
                        .message = "name the " + std::string(to_string(wish.scope)),
                        .field = "id"});
  if (wish.scope == PauseScope::account) {
    const auto account = accounts::must_find(snapshot, ctx, wish.reference);
    return {.id = account.id.bytes, .shown_id = account.id.text(), .name = account.name};
  }
  const auto customer = accounts::find_customer(snapshot, ctx, wish.reference);
  if (!customer)
    throw Failure(Error{.kind = ErrorKind::not_found,
                        .message = "there is no customer \"" + wish.reference + "\"",
                        .field = "id",
                        .code = "customer.unknown"});
  if (!ctx.reach.customers.contains(customer->id))
    require_everything(ctx, "pause or resume all accounts of \"" + customer->name + "\"");
  return {.id = customer->id.bytes, .shown_id = customer->id.text(), .name = customer->name};
}

Json detail_of(const ScopeWish& wish, const Found& found, const std::string& reason) {
  Json detail{{"scope", to_string(wish.scope)}, {"reason", reason}};
  if (!found.shown_id.empty()) {
    detail["id"] = found.shown_id;
    detail["name"] = found.name;
  }
  return detail;
}

Json detail_of(const ServerRef& ref, const std::string& reason) {
  return {{"account", ref.account.text()},
          {"region", ref.region.value},
          {"server", ref.server},
          {"reason", reason}};
}

void record(sql::Tx& tx, const CallContext& ctx, Instant now, std::string_view action,
            const Json& detail) {
  audit::append(tx, ctx, now, action, detail);
  events::append(tx, ctx.tenant, "policy.changed", detail);
}

std::optional<std::string> name_of(sql::Snapshot& snapshot, TenantId tenant, const Pause& pause) {
  if (pause.scope == PauseScope::account) {
    const auto account = accounts::find_even_removed(snapshot, tenant, AccountId{pause.id});
    if (account) return account->name;
  } else if (pause.scope == PauseScope::customer) {
    const auto customer = accounts::find_customer(snapshot, tenant, CustomerId{pause.id}.text());
    if (customer) return customer->name;
  }
  return std::nullopt;
}

/// Whether it brakes something that is reached: something of `customers` or `within`.
bool is_about(const sql::Within& within, const std::vector<accounts::Customer>& customers,
              const Pause& pause) {
  switch (pause.scope) {
    case PauseScope::everything: return true;
    case PauseScope::account: return accounts::is_within(within, AccountId{pause.id});
    case PauseScope::customer:
      return std::ranges::find(customers, CustomerId{pause.id}, &accounts::Customer::id) !=
             customers.end();
  }
  return false;
}

Json shown(sql::Snapshot& snapshot, TenantId tenant, const Pause& pause) {
  Json json{{"scope", to_string(pause.scope)},
            {"reason", pause.reason},
            {"by", to_json(pause.by)},
            {"since", to_iso8601(pause.since)}};
  if (pause.scope == PauseScope::account) json["id"] = AccountId{pause.id}.text();
  if (pause.scope == PauseScope::customer) json["id"] = CustomerId{pause.id}.text();
  if (const auto name = name_of(snapshot, tenant, pause)) json["name"] = *name;
  return json;
}

}  // namespace

Task<Pause> pause(PolicyServices& services, const CallContext& ctx, ScopeWish wish,
                  std::string reason) {
  reason = checked_reason(std::move(reason));
  const auto now = services.loop.clock().now();
  co_return co_await services.db.write([&](sql::Tx& tx) {
    const auto found = find_scope(tx, ctx, wish);
    const Pause made{
        .scope = wish.scope, .id = found.id, .reason = reason, .by = ctx.actor, .since = now};
    put_pause(tx, ctx.tenant, made);
    record(tx, ctx, now, "policy.paused", detail_of(wish, found, reason));
    return made;
  });
}

Task<void> resume(PolicyServices& services, const CallContext& ctx, ScopeWish wish,
                  std::string reason) {
  const auto now = services.loop.clock().now();
  co_await services.db.write([&](sql::Tx& tx) {
    const auto found = find_scope(tx, ctx, wish);
    if (!remove_pause(tx, ctx.tenant, wish.scope, found.id))
      throw Failure(
          Error{.kind = ErrorKind::not_found,
                .message = (found.name.empty() ? "everything" : "\"" + found.name + "\"") +
                           std::string(" is not paused"),
                .code = "policy.not_paused"});
    record(tx, ctx, now, "policy.resumed", detail_of(wish, found, reason));
  });
}

Task<NeverSwitchOff> set_never_switch_off(PolicyServices& services, const CallContext& ctx,
                                          ServerRef ref, std::string reason) {
  reason = checked_reason(std::move(reason));
  const auto now = services.loop.clock().now();
  co_return co_await services.db.write([&](sql::Tx& tx) {
    const NeverSwitchOff mark{.account = ref.account,
                              .region = ref.region,
                              .server = ref.server,
                              .reason = reason,
                              .by = ctx.actor,
                              .since = now};
    put_never_switch_off(tx, ctx.tenant, mark);
    record(tx, ctx, now, "policy.never_switch_off.set", detail_of(ref, reason));
    return mark;
  });
}

Task<void> clear_never_switch_off(PolicyServices& services, const CallContext& ctx, ServerRef ref,
                                  std::string reason) {
  const auto now = services.loop.clock().now();
  co_await services.db.write([&](sql::Tx& tx) {
    if (!remove_never_switch_off(tx, ctx.tenant, ref.account, ref.region, ref.server))
      throw Failure(Error{.kind = ErrorKind::not_found,
                          .message = ref.server + " is not marked \"never switch off\"",
                          .code = "policy.not_marked"});
    record(tx, ctx, now, "policy.never_switch_off.cleared", detail_of(ref, reason));
  });
}

Task<Json> show_pauses(PolicyServices& services, const CallContext& ctx) {
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    Json json{{"pauses", Json::array()}};
    const auto within = accounts::within(snapshot, ctx);
    const auto customers = accounts::list_customers(snapshot, ctx);
    for (const auto& each : list_pauses(snapshot, ctx.tenant))
      if (is_about(within, customers, each))
        json["pauses"].push_back(shown(snapshot, ctx.tenant, each));
    return json;
  });
}

Task<Json> show_never_switch_off(PolicyServices& services, const CallContext& ctx) {
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    Json json{{"never_switch_off", Json::array()}};
    std::map<AccountId, std::string> names;
    for (const auto& account : accounts::list_even_removed(snapshot, ctx.tenant))
      if (ctx.reach.holds(account.id, account.customer)) names.emplace(account.id, account.name);
    for (const auto& mark : list_never_switch_off(snapshot, ctx.tenant)) {
      const auto name = names.find(mark.account);
      if (name == names.end()) continue;
      Json shown_mark{{"account", mark.account.text()}, {"region", mark.region.value},
                      {"server", mark.server},          {"reason", mark.reason},
                      {"by", to_json(mark.by)},         {"since", to_iso8601(mark.since)}};
      shown_mark["account_name"] = name->second;
      json["never_switch_off"].push_back(std::move(shown_mark));
    }
    return json;
  });
}

}  // namespace mirante::policy

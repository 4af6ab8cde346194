#include "features/accounts/change_customers.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/as_seen.h"
#include "features/accounts/reachable_store.h"
#include "features/audit/audit.h"
#include "platform/events/events.h"

namespace mirante::accounts {
namespace {

Json detail_of(const Customer& customer) {
  return {{"customer", customer.id.text()}, {"name", customer.name}};
}

void tell(sql::Tx& tx, const CallContext& ctx, CustomerId id) {
  events::append(tx, ctx.tenant, "customers.changed", {{"customer", id.text()}});
}

KeptCustomer must_find_kept(sql::Tx& tx, const CallContext& ctx, const std::string& text) {
  const auto id = CustomerId::parse(text);
  if (!id || !find_customer(tx, ctx, text)) throw unknown_customer(text);
  auto kept = find_kept_for_update(tx, ctx.tenant, *id);
  if (!kept) throw unknown_customer(text);
  return *std::move(kept);
}

void must_be_seen(const KeptCustomer& kept, const std::string& if_match) {
  must_say_what_was_seen(if_match, "customer.not_seen");
  must_be_as_seen(if_match, entity_tag(kept), "customer.changed");
}

void archive(sql::Tx& tx, const CallContext& ctx, KeptCustomer& kept, Instant now) {
  if (has_accounts(tx, ctx.tenant, kept.customer.id))
    throw Failure(Error{.kind = ErrorKind::conflict,
                        .message = "\"" + kept.customer.name +
                                   "\" has accounts; move them to another customer or remove them, "
                                   "then archive it",
                        .code = "customer.in_use"});
  kept.archived_at = now;
  audit::append(tx, ctx, now, "customer.archived", detail_of(kept.customer));
}

void bring_back(sql::Tx& tx, const CallContext& ctx, KeptCustomer& kept, Instant now) {
  kept.archived_at.reset();
  audit::append(tx, ctx, now, "customer.brought_back", detail_of(kept.customer));
}

void change(sql::Tx& tx, const CallContext& ctx, KeptCustomer& kept, const CustomerWish& wish,
            Instant now) {
  auto& name = kept.customer.name;
  if (wish.name && *wish.name != name) {
    auto detail = detail_of(kept.customer);
    detail["before"] = std::exchange(name, *wish.name);
    detail["name"] = name;
    audit::append(tx, ctx, now, "customer.renamed", detail);
  }
  if (!wish.is_archived || *wish.is_archived == kept.archived_at.has_value()) return;
  if (*wish.is_archived) return archive(tx, ctx, kept, now);
  bring_back(tx, ctx, kept, now);
}

/// None for an empty reference.
std::optional<CustomerId> customer_to_join(sql::Tx& tx, const CallContext& ctx,
                                           const std::string& reference) {
  if (reference.empty()) return std::nullopt;
  const auto found = find_customer(tx, ctx, reference);
  if (!found) throw unknown_customer(reference);
  const auto kept = find_kept_for_update(tx, ctx.tenant, found->id);
  if (kept && kept->archived_at)
    throw Failure(Error{.kind = ErrorKind::conflict,
                        .message = "\"" + found->name + "\" is archived; bring it back first",
                        .field = "customer",
                        .code = "customer.archived"});
  return found->id;
}

}  // namespace

std::string entity_tag(const KeptCustomer& customer) { return tag_of_revision(customer.revision); }

std::optional<CustomerId> customer_of_new_account(sql::Tx& tx, const CallContext& ctx,
                                                  const std::string& reference, CustomerId made,
                                                  Instant now) {
  if (reference.empty()) return std::nullopt;
  const auto customer = find_or_make_customer(tx, ctx.tenant, reference, made);
  if (customer.id == made) {
    audit::append(tx, ctx, now, "customer.made", detail_of(customer));
    tell(tx, ctx, made);
    return made;
  }
  auto kept = find_kept_for_update(tx, ctx.tenant, customer.id);
  if (kept && kept->archived_at) {
    bring_back(tx, ctx, *kept, now);
    ++kept->revision;
    update_customer(tx, ctx.tenant, *kept);
    tell(tx, ctx, customer.id);
  }
  return customer.id;
}

Task<std::vector<KeptCustomer>> show_customers(AccountsServices& services, CallContext ctx) {
  require(ctx, Permission::account_read);
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    auto kept = list_kept_customers(snapshot, ctx.tenant);
    if (ctx.reach.is_everything) return kept;
    const auto seen = list_customers(snapshot, ctx);
    std::erase_if(kept, [&](const KeptCustomer& one) {
      return std::ranges::find(seen, one.customer.id, &Customer::id) == seen.end();
    });
    return kept;
  });
}

Task<KeptCustomer> make_customer(AccountsServices& services, CallContext ctx, std::string name) {
  require(ctx, Permission::account_write);
  require_everything(ctx, "make customers");
  const auto now = services.loop.clock().now();
  const Customer made{.id = CustomerId::make(services.loop.clock(), services.rng),
                      .name = or_throw(parse_name(name, "name"))};
  co_await services.db.write([&](sql::Tx& tx) {
    insert_customer(tx, ctx.tenant, made);
    audit::append(tx, ctx, now, "customer.made", detail_of(made));
    tell(tx, ctx, made.id);
  });
  co_return KeptCustomer{.customer = made};
}

Task<KeptCustomer> change_customer(AccountsServices& services, CallContext ctx, std::string id,
                                   CustomerWish wish) {
  require(ctx, Permission::account_write);
  if (wish.name) wish.name = or_throw(parse_name(*wish.name, "name"));
  const auto now = services.loop.clock().now();
  co_return co_await services.db.write([&](sql::Tx& tx) {
    auto kept = must_find_kept(tx, ctx, id);
    must_be_seen(kept, wish.if_match);
    const auto before = kept;
    change(tx, ctx, kept, wish, now);
    if (kept == before) return kept;
    ++kept.revision;
    update_customer(tx, ctx.tenant, kept);
    tell(tx, ctx, kept.customer.id);
    return kept;
  });
}

Task<AccountId> move_account(AccountsServices& services, CallContext ctx, std::string account,
                             std::string customer) {
  require(ctx, Permission::account_write);
  require_everything(ctx, "move accounts");
  const auto now = services.loop.clock().now();
  co_return co_await services.db.write([&](sql::Tx& tx) {
    const auto id = must_find(tx, ctx, account).id;
    const auto to = customer_to_join(tx, ctx, customer);
    auto moved = find_for_update(tx, ctx.tenant, id);
    if (!moved) throw unknown_account(account);
    if (moved->customer == to) return id;
    const auto shown = [](const std::optional<CustomerId>& one) {
      return one ? Json(one->text()) : Json();
    };
    const Json detail{{"account", id.text()},
                      {"name", moved->name},
                      {"before", shown(moved->customer)},
                      {"after", shown(to)}};
    moved->customer = to;
    update(tx, ctx.tenant, *moved);
    audit::append(tx, ctx, now, "account.moved", detail);
    events::append(tx, ctx.tenant, "account.moved", {{"account", id.text()}});
    return id;
  });
}

}  // namespace mirante::accounts

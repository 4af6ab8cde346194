#include "features/accounts/connect_account.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/as_seen.h"
#include "features/accounts/change_customers.h"
#include "features/accounts/panel.h"
#include "features/accounts/prove_access.h"
#include "features/accounts/reachable_store.h"
#include "features/accounts/role_arn.h"
#include "features/accounts/role_template.h"
#include "features/accounts/sealed_keys.h"
#include "features/audit/audit.h"
#include "platform/crypto/content_tag.h"
#include "platform/crypto/hash.h"
#include "platform/crypto/token.h"
#include "platform/events/events.h"

namespace mirante::accounts {
namespace {

constexpr std::size_t reason_max = 500;

/// The names that a draft carries, checked.
struct Names {
  std::string name;
  std::string customer;
};

Names parse_names(std::string_view name, std::string_view customer) {
  Names names{.name = or_throw(parse_name(name, "name")), .customer = {}};
  if (CustomerId::parse(customer))
    names.customer = customer;
  else if (!customer.empty())
    names.customer = or_throw(parse_name(customer, "customer"));
  return names;
}

bool fits_key(std::string_view text) {
  return text.size() >= 16 && text.size() <= 128 && std::ranges::all_of(text, [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  c == '_';
         });
}

void check_keys(const std::string& access_key_id, const crypto::Secret& secret) {
  if (!fits_key(access_key_id))
    throw wrong_field(
        "access_key_id",
        "an access key id has 16 to 128 letters and digits and mostly begins with AKIA");
  if (access_key_id.starts_with("ASIA"))
    throw wrong_field(
        "access_key_id",
        "this is the key of a session, which expires by itself; use a role, or keys that begin "
        "with AKIA");
  const auto text = secret.reveal();
  if (text.size() < 16 || text.size() > 256)
    throw wrong_field("secret_access_key", "a secret access key has 40 characters, this one has " +
                                               std::to_string(text.size()));
  if (std::ranges::any_of(text, [](char c) { return c <= ' ' || c >= '\x7F'; }))
    throw wrong_field("secret_access_key", "a secret access key has no spaces or line breaks");
}

void append_event(sql::Tx& tx, TenantId tenant, std::string_view kind, AccountId id) {
  events::append(tx, tenant, kind, {{"account", id.text()}});
}

/// A refusal is an answer like any other: it is recorded before it is told. What is wrong with our
/// own side (store, defects) is no refusal.
bool is_worth_recording(const Error& error) {
  return error.kind != ErrorKind::cancelled && error.kind != ErrorKind::internal &&
         !error.code.starts_with("sql.");
}

/// Whether the audit tells a refusal already; and that it does, once it is stored.
struct Retelling {
  std::function<bool(const Error&)> is_news = [](const Error&) { return true; };
  std::function<void(const Error&)> told = [](const Error&) {};
};

/// Runs `work`; when it is refused, the refusal goes into the audit as `action`, unless it is told
/// there already.
template <class T>
Task<T> recording_refusal(AccountsServices& services, const CallContext& ctx,
                          std::string_view action, Json detail, Task<T> work,
                          Retelling retelling = {}) {
  std::optional<Error> refused;
  try {
    co_return co_await std::move(work);
  } catch (const Failure& failure) {
    if (!is_worth_recording(failure.error())) throw;
    if (!retelling.is_news(failure.error())) throw;
    refused = failure.error();
  }
  co_await services.db.write([&](sql::Tx& tx) {
    audit::append_refusal(tx, ctx, services.loop.clock().now(), action, *refused, detail);
  });
  retelling.told(*refused);
  throw Failure(*refused);
}

/// A short name for keys by which people recognise them: never enough to use them.
std::string fingerprint_of(const std::string& access_key_id) {
  const auto hash = crypto::to_hex(crypto::sha256(access_key_id));
  return access_key_id.substr(0, 4) + "…" + access_key_id.substr(access_key_id.size() - 4) + " (" +
         hash.substr(0, 8) + ")";
}

void take_proof(Account& account, const Proof& proof, Instant now) {
  account.state = AccountState::connected;
  account.aws_account = proof.aws_account;
  account.connected_at = now;
  account.regions_read_at = now;
}

Json proof_facts(const Account& account, const Proof& proof) {
  const auto enabled =
      std::ranges::count(proof.regions, RegionState::enabled, &AccountRegion::state);
  return {{"account", account.id.text()},
          {"name", account.name},
          {"aws_account", account.aws_account.value},
          {"connection", to_string(account.connection)},
          {"features", to_text(account.features)},
          {"regions", enabled}};
}

Failure connected_by(const Account& account, std::string_view mend) {
  return Failure(
      Error{.kind = ErrorKind::conflict,
            .message = "\"" + account.name + "\" is connected by " +
                       std::string(to_string(account.connection)) + "; " + std::string(mend),
            .code = "account.connected_by_" + std::string(to_string(account.connection))});
}

/// The account as it must still be when a proof that took a while is stored.
Account unchanged(sql::Tx& tx, TenantId tenant, const Account& proved) {
  auto account = find_for_update(tx, tenant, proved.id);
  if (!account || account->revision != proved.revision)
    throw Failure(Error{.kind = ErrorKind::conflict,
                        .message = "\"" + proved.name +
                                   "\" was changed by somebody else meanwhile; look at it and try "
                                   "again",
                        .code = "account.changed"});
  return *std::move(account);
}

Task<Proof> prove(AccountsServices& services, CallContext ctx, AccountId id, const std::string& key,
                  const crypto::Secret& secret) {
  co_return co_await prove_keys(services, ctx,
                                {.label = {.tenant = ctx.tenant, .account = id},
                                 .access_key_id = key,
                                 .secret_access_key = secret});
}

Task<Account> store_keys(AccountsServices& services, CallContext ctx, KeysDraft draft,
                         Names names) {
  const auto now = services.loop.clock().now();
  Account account{.id = AccountId::make(services.loop.clock(), services.rng),
                  .name = names.name,
                  .connection = Connection::keys,
                  .key_fingerprint = fingerprint_of(draft.access_key_id),
                  .features = choice_of(draft.features),
                  .created_at = now};
  const auto proof =
      co_await prove(services, ctx, account.id, draft.access_key_id, draft.secret_access_key);
  take_proof(account, proof, now);
  const auto customer = CustomerId::make(services.loop.clock(), services.rng);
  co_return co_await services.db.write([&](sql::Tx& tx) {
    auto stored = account;
    stored.customer = customer_of_new_account(tx, ctx, names.customer, customer, now);
    insert(tx, ctx.tenant, stored);
    seal_keys(tx, services.vault, ctx.tenant, account.id,
              {.access_key_id = draft.access_key_id, .secret = draft.secret_access_key});
    put_regions(tx, ctx.tenant, account.id, proof.regions);
    auto facts = proof_facts(stored, proof);
    facts["key_fingerprint"] = stored.key_fingerprint;
    audit::append(tx, ctx, now, "account.added", facts);
    append_event(tx, ctx.tenant, "account.connected", account.id);
    return stored;
  });
}

Task<Account> store_role(AccountsServices& services, CallContext ctx, Account account,
                         RoleConnection connection) {
  const auto arn = or_throw(parse_role_arn(connection.role_arn));
  const auto proof =
      co_await prove_role(services, ctx,
                          {.label = {.tenant = ctx.tenant, .account = account.id},
                           .arn = arn,
                           .external_id = account.external_id,
                           .allow_without_external_id = connection.allow_without_external_id});
  const auto now = services.loop.clock().now();
  co_return co_await services.db.write([&](sql::Tx& tx) {
    auto stored = unchanged(tx, ctx.tenant, account);
    take_proof(stored, proof, now);
    stored.role_arn = arn.text();
    stored.without_external_id = proof.without_external_id;
    ++stored.revision;
    update(tx, ctx.tenant, stored);
    put_regions(tx, ctx.tenant, stored.id, proof.regions);
    auto facts = proof_facts(stored, proof);
    facts["role_arn"] = stored.role_arn;
    facts["refuses_without_external_id"] = stored.without_external_id.empty();
    if (!stored.without_external_id.empty())
      facts["allowed_without_external_id_because"] = stored.without_external_id;
    audit::append(tx, ctx, now, "account.connected", facts);
    append_event(tx, ctx.tenant, "account.connected", stored.id);
    return stored;
  });
}

Task<Account> store_proved_role(AccountsServices& services, CallContext ctx, ProvedRoleDraft draft,
                                Names names) {
  Account account{.id = AccountId::make(services.loop.clock(), services.rng),
                  .name = names.name,
                  .role_arn = draft.role.text(),
                  .external_id = draft.external_id,
                  .features = choice_of(draft.features)};
  const auto proof = co_await prove_role(services, ctx,
                                         {.label = {.tenant = ctx.tenant, .account = account.id},
                                          .arn = draft.role,
                                          .external_id = draft.external_id});
  const auto now = services.loop.clock().now();
  account.created_at = now;
  take_proof(account, proof, now);
  const auto customer = CustomerId::make(services.loop.clock(), services.rng);
  co_return co_await services.db.write([&](sql::Tx& tx) {
    auto stored = account;
    stored.customer = customer_of_new_account(tx, ctx, names.customer, customer, now);
    insert(tx, ctx.tenant, stored);
    put_regions(tx, ctx.tenant, stored.id, proof.regions);
    auto facts = proof_facts(stored, proof);
    facts["role_arn"] = stored.role_arn;
    facts["refuses_without_external_id"] = true;
    audit::append(tx, ctx, now, "account.added", facts);
    append_event(tx, ctx.tenant, "account.connected", stored.id);
    return stored;
  });
}

Task<Account> store_new_keys(AccountsServices& services, CallContext ctx, Account account,
                             Keys keys) {
  const auto proof =
      co_await prove(services, ctx, account.id, keys.access_key_id, keys.secret_access_key);
  if (proof.aws_account != account.aws_account)
    throw Failure(Error{.kind = ErrorKind::conflict,
                        .message = "these keys belong to AWS account " + proof.aws_account.value +
                                   ", but \"" + account.name + "\" is " +
                                   account.aws_account.value +
                                   "; add the other one as an account "
                                   "of its own",
                        .field = "access_key_id",
                        .code = "account.other_account"});
  const auto now = services.loop.clock().now();
  co_return co_await services.db.write([&](sql::Tx& tx) {
    auto stored = unchanged(tx, ctx.tenant, account);
    take_proof(stored, proof, now);
    stored.key_fingerprint = fingerprint_of(keys.access_key_id);
    ++stored.revision;
    update(tx, ctx.tenant, stored);
    seal_keys(tx, services.vault, ctx.tenant, stored.id,
              {.access_key_id = keys.access_key_id, .secret = keys.secret_access_key});
    put_regions(tx, ctx.tenant, stored.id, proof.regions);
    auto facts = proof_facts(stored, proof);
    facts["key_fingerprint"] = stored.key_fingerprint;
    audit::append(tx, ctx, now, "account.keys_changed", facts);
    append_event(tx, ctx.tenant, "account.connected", stored.id);
    return stored;
  });
}

PendingAccount pending(AccountsServices& services, const Account& account,
                       const Principal& principal) {
  PendingAccount shown{.account = account, .instructions = make_instructions(account, principal)};
  if (const auto& url = services.panel.config().template_url; !url.empty())
    shown.quick_create_link = quick_create_link(url, principal, account);
  return shown;
}

Task<PendingAccount> store_pending(AccountsServices& services, CallContext ctx, RoleDraft draft,
                                   Names names) {
  const auto principal = co_await usable_identity(services, ctx);
  const auto now = services.loop.clock().now();
  const Account account{.id = AccountId::make(services.loop.clock(), services.rng),
                        .name = names.name,
                        .external_id = crypto::random_token(services.rng),
                        .features = choice_of(std::move(draft.features)),
                        .created_at = now};
  const auto customer = CustomerId::make(services.loop.clock(), services.rng);
  const auto stored = co_await services.db.write([&](sql::Tx& tx) {
    auto added = account;
    added.customer = customer_of_new_account(tx, ctx, names.customer, customer, now);
    insert(tx, ctx.tenant, added);
    audit::append(tx, ctx, now, "account.added",
                  {{"account", added.id.text()},
                   {"name", added.name},
                   {"connection", "role"},
                   {"features", to_text(added.features)}});
    append_event(tx, ctx.tenant, "account.added", added.id);
    return added;
  });
  co_return PendingAccount{.account = stored, .instructions = make_instructions(stored, principal)};
}

Task<void> store_removal(AccountsServices& services, CallContext ctx, AccountId id) {
  const auto now = services.loop.clock().now();
  co_await services.db.write([&](sql::Tx& tx) {
    auto account = must_find(tx, ctx, id);
    account = unchanged(tx, ctx.tenant, account);
    if (services.running_operations)
      if (const auto running = services.running_operations(tx, ctx.tenant, id); !running.empty())
        throw Failure(Error{.kind = ErrorKind::conflict,
                            .message = "operations are running in \"" + account.name + "\" (" +
                                       running.front().text() +
                                       "); wait for their end or cancel them, then remove it",
                            .code = "account.busy"});
    account.state = AccountState::removed;
    ++account.revision;
    update(tx, ctx.tenant, account);
    audit::append(tx, ctx, now, "account.removed",
                  {{"account", account.id.text()},
                   {"name", account.name},
                   {"aws_account", account.aws_account.value}});
    append_event(tx, ctx.tenant, "account.removed", account.id);
  });
}

Task<Account> account_to_change(AccountsServices& services, CallContext ctx, AccountId id) {
  co_return co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return must_find(snapshot, ctx, id); });
}

}  // namespace

std::string entity_tag(const Account& account) {
  const auto seen = Json::array(
      {account.name, account.customer ? account.customer->text() : "", to_string(account.state),
       to_string(account.connection), account.role_arn, account.key_fingerprint,
       account.without_external_id, to_text(account.features), account.revision});
  return crypto::content_tag(seen.dump());
}

Task<PendingAccount> add_by_role(AccountsServices& services, CallContext ctx, RoleDraft draft) {
  require(ctx, Permission::account_write);
  require_everything(ctx, "add accounts");
  auto names = parse_names(draft.name, draft.customer);
  Json detail{{"name", names.name}, {"connection", "role"}};
  co_return co_await recording_refusal(
      services, ctx, "account.add", std::move(detail),
      store_pending(services, ctx, std::move(draft), std::move(names)));
}

Task<PendingAccount> show_instructions(AccountsServices& services, CallContext ctx, AccountId id) {
  require(ctx, Permission::account_write);
  const auto account = co_await account_to_change(services, ctx, id);
  if (account.connection != Connection::role)
    throw connected_by(account, "instructions are for roles");
  const auto principal = co_await usable_identity(services, ctx);
  co_return pending(services, account, principal);
}

Task<Json> show_role_template(AccountsServices& services, CallContext ctx,
                              std::optional<AccountId> id) {
  require(ctx, Permission::account_write);
  if (!id) {
    require_everything(ctx, "add accounts");
    co_return role_template(co_await usable_identity(services, ctx));
  }
  const auto account = co_await account_to_change(services, ctx, *id);
  if (account.connection != Connection::role)
    throw connected_by(account, "a template is for roles");
  co_return role_template(co_await usable_identity(services, ctx), &account);
}

Task<Account> choose_features(AccountsServices& services, CallContext ctx, AccountId id,
                              std::vector<Feature> features, std::string if_match) {
  require(ctx, Permission::account_write);
  const auto choice = choice_of(std::move(features));
  const auto now = services.loop.clock().now();
  co_return co_await services.db.write([&](sql::Tx& tx) {
    // For the reach of who asks; then with nobody else changing it.
    auto account = unchanged(tx, ctx.tenant, must_find(tx, ctx, id));
    must_be_as_seen(if_match, entity_tag(account), "account.changed");
    if (account.features == choice) return account;
    const auto before = to_text(account.features);
    account.features = choice;
    update(tx, ctx.tenant, account);
    audit::append(tx, ctx, now, "account.features_chosen",
                  {{"account", id.text()},
                   {"name", account.name},
                   {"before", before},
                   {"features", to_text(choice)}});
    append_event(tx, ctx.tenant, "account.changed", id);
    return account;
  });
}

Task<Account> add_by_keys(AccountsServices& services, CallContext ctx, KeysDraft draft) {
  require(ctx, Permission::account_write);
  require_everything(ctx, "add accounts");
  const auto names = parse_names(draft.name, draft.customer);
  check_keys(draft.access_key_id, draft.secret_access_key);
  Json detail{{"name", names.name},
              {"connection", "keys"},
              {"key_fingerprint", fingerprint_of(draft.access_key_id)}};
  co_return co_await recording_refusal(services, ctx, "account.add", std::move(detail),
                                       store_keys(services, ctx, std::move(draft), names));
}

Task<Account> connect_role(AccountsServices& services, CallContext ctx, AccountId id,
                           RoleConnection connection) {
  require(ctx, Permission::account_write);
  const auto account = co_await account_to_change(services, ctx, id);
  if (account.connection != Connection::role)
    throw connected_by(account, "to change to a role, remove it and add it by role");
  if (connection.allow_without_external_id.size() > reason_max)
    throw Failure(
        fail_field("allow_without_external_id", "a reason has at most 500 bytes").error());
  Json detail{{"account", account.id.text()},
              {"name", account.name},
              {"role_arn", connection.role_arn.substr(0, reason_max)}};
  // The wizard asks again and again until the role answers.
  const auto asked = ctx.actor.id + " " + connection.role_arn + " ";
  Retelling retelling{.is_news =
                          [&services, id = account.id, asked](const Error& refused) {
                            return services.awaited_roles.is_news(id, asked + refused.code,
                                                                  services.loop.clock().now());
                          },
                      .told =
                          [&services, id = account.id, asked](const Error& refused) {
                            services.awaited_roles.told(id, asked + refused.code,
                                                        services.loop.clock().now());
                          }};
  co_return co_await recording_refusal(services, ctx, "account.connect", std::move(detail),
                                       store_role(services, ctx, account, std::move(connection)),
                                       std::move(retelling));
}

Task<Account> add_by_proved_role(AccountsServices& services, CallContext ctx,
                                 ProvedRoleDraft draft) {
  require(ctx, Permission::account_write);
  require_everything(ctx, "add accounts");
  auto names = parse_names(draft.name, draft.customer);
  Json detail{{"name", names.name}, {"connection", "role"}, {"role_arn", draft.role.text()}};
  co_return co_await recording_refusal(
      services, ctx, "account.add", std::move(detail),
      store_proved_role(services, ctx, std::move(draft), std::move(names)));
}

Task<Account> change_keys(AccountsServices& services, CallContext ctx, AccountId id, Keys keys) {
  require(ctx, Permission::account_write);
  const auto account = co_await account_to_change(services, ctx, id);
  if (account.connection != Connection::keys)
    throw connected_by(account, "to change to keys, remove it and add it by keys");
  must_be_as_seen(keys.if_match, entity_tag(account), "account.changed");
  check_keys(keys.access_key_id, keys.secret_access_key);
  Json detail{{"account", account.id.text()},
              {"name", account.name},
              {"key_fingerprint", fingerprint_of(keys.access_key_id)}};
  co_return co_await recording_refusal(services, ctx, "account.change_keys", std::move(detail),
                                       store_new_keys(services, ctx, account, std::move(keys)));
}

Task<void> remove_account(AccountsServices& services, CallContext ctx, AccountId id) {
  require(ctx, Permission::account_write);
  co_await recording_refusal(services, ctx, "account.remove", {{"account", id.text()}},
                             store_removal(services, ctx, id));
}

}  // namespace mirante::accounts

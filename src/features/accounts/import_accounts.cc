#include "features/accounts/import_accounts.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/task_group.h"
#include "features/accounts/account_store.h"
#include "features/accounts/connect_account.h"
#include "features/accounts/panel.h"
#include "features/audit/audit.h"
#include "platform/crypto/token.h"

namespace mirante::accounts {
namespace {

// Each row asks AWS a handful of things; more at once would be throttled by STS.
constexpr std::size_t rows_at_once = 8;

/// What rows are judged by.
struct Facts {
  std::optional<SharedRole> shared;
  std::string partition;
  std::set<std::string> names;         // Of accounts that are there, and of rows above.
  std::set<std::string> aws_accounts;  // The same.
};

Error taken(std::string what, const char* field, const char* code) {
  return {.kind = ErrorKind::conflict, .message = std::move(what), .field = field, .code = code};
}

/// The role with which the row's account would be connected, or why it is not.
Result<RoleArn> judge(const AccountRow& row, Facts& facts) {
  auto role = role_of_row(row, facts.shared, facts.partition);
  if (!role) return role;
  if (const auto name = parse_name(row.name, "name"); !name) return std::unexpected(name.error());
  if (!row.customer.empty() && !CustomerId::parse(row.customer))
    if (const auto name = parse_name(row.customer, "customer"); !name)
      return std::unexpected(name.error());
  if (!facts.aws_accounts.insert(role->account.value).second)
    return std::unexpected(taken("AWS account " + role->account.value +
                                     " is connected already, or stands above in the table",
                                 "account_id", "account.duplicate"));
  if (!facts.names.insert(row.name).second)
    return std::unexpected(
        taken("there is already an account named \"" + row.name + "\", here or above in the table",
              "name", "account.name_taken"));
  return role;
}

Facts read_facts(sql::Snapshot& snapshot, TenantId tenant, const Principal& principal) {
  Facts facts{.shared = find_shared_role(snapshot, tenant), .partition = principal.partition};
  for (const auto& account : list(snapshot, tenant)) {
    facts.names.insert(account.name);
    if (!account.aws_account.value.empty()) facts.aws_accounts.insert(account.aws_account.value);
  }
  return facts;
}

SharedRole make_shared_role(Rng& rng) {
  return {.name = "mirante-" + crypto::random_token(rng).substr(0, 8),
          .external_id = crypto::random_token(rng)};
}

struct Wanted {
  std::size_t index = 0;  // Of the row.
  RoleArn role;
};

Task<void> connect_row(AccountsServices& services, CallContext ctx, const SharedRole& shared,
                       Wanted wanted, ImportedRow& row) {
  ProvedRoleDraft draft{.name = row.row.name,
                        .customer = row.row.customer,
                        .role = wanted.role,
                        .external_id = shared.external_id,
                        .features = shared.features};
  try {
    row.account = co_await add_by_proved_role(services, ctx, std::move(draft));
  } catch (const Failure& failure) {
    if (failure.error().kind == ErrorKind::cancelled) throw;
    row.refused = failure.error();
  }
}

Json problem_json(const Error& error) {
  Json problem{{"code", error.code.empty() ? std::string(to_string(error.kind)) : error.code},
               {"detail", error.message}};
  if (!error.field.empty()) problem["field"] = error.field;
  if (!error.request_id.empty()) problem["request_id"] = error.request_id;
  return problem;
}

Json row_json(const ImportedRow& row) {
  Json json{{"line", row.row.line},
            {"account_id", row.row.aws_account},
            {"name", row.row.name},
            {"verdict", row.refused   ? "refused"
                        : row.account ? "connected"
                                      : "will"}};
  if (!row.row.customer.empty()) json["customer"] = row.row.customer;
  if (row.account) json["account"] = row.account->id.text();
  if (row.refused) json["problem"] = problem_json(*row.refused);
  return json;
}

}  // namespace

Task<SharedRoleInstructions> share_role(AccountsServices& services, CallContext ctx,
                                        std::vector<Feature> features) {
  require(ctx, Permission::account_write);
  require_everything(ctx, "add accounts");
  const auto principal = co_await usable_identity(services, ctx);
  const auto now = services.loop.clock().now();
  auto made = make_shared_role(services.rng);
  const auto choice = choice_of(features);
  const auto role = co_await services.db.write([&](sql::Tx& tx) {
    auto present = find_shared_role(tx, ctx.tenant);
    if (!present) {
      made.features = choice;
      insert_shared_role(tx, ctx.tenant, made, now);
      audit::append(tx, ctx, now, "account.role_shared",
                    {{"role_name", made.name}, {"features", to_text(choice)}});
      return made;
    }
    if (features.empty() || present->features == choice) return *present;
    present->features = choice;
    choose_features(tx, ctx.tenant, choice);
    audit::append(tx, ctx, now, "account.role_shared",
                  {{"role_name", present->name}, {"features", to_text(choice)}});
    return *present;
  });
  co_return make_instructions(role, principal, services.panel.home_of(principal.partition));
}

Task<std::vector<ImportedRow>> import_accounts(AccountsServices& services, CallContext ctx,
                                               std::string csv, ImportWish wish) {
  require(ctx, Permission::account_write);
  require_everything(ctx, "add accounts");
  const auto table = or_throw(parse_account_rows(csv));
  const auto principal = co_await usable_identity(services, ctx);
  auto facts = co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return read_facts(snapshot, ctx.tenant, principal); });

  std::vector<ImportedRow> rows;
  std::vector<Wanted> wanted;
  for (const auto& row : table) {
    const auto role = judge(row, facts);
    rows.push_back({.row = row, .refused = role ? std::nullopt : std::optional(role.error())});
    if (role) wanted.push_back({.index = rows.size() - 1, .role = *role});
  }
  if (wish == ImportWish::plan) co_return rows;
  co_await for_each_bounded(services.loop, std::move(wanted), rows_at_once, [&](Wanted one) {
    const auto index = one.index;
    return connect_row(services, ctx, *facts.shared, std::move(one), rows[index]);
  });
  co_return rows;
}

Json to_json(const std::vector<ImportedRow>& rows) {
  Json json{{"rows", Json::array()}};
  for (const auto& row : rows) json["rows"].push_back(row_json(row));
  json["connected"] =
      std::ranges::count_if(rows, [](auto& row) { return row.account.has_value(); });
  json["refused"] = std::ranges::count_if(rows, [](auto& row) { return row.refused.has_value(); });
  return json;
}

}  // namespace mirante::accounts

#include "features/audit/sight.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "features/audit/ids_in.h"
#include "features/audit/record_text.h"

namespace mirante::audit {
namespace {

/// Subjects of what is about people and the install.
constexpr std::string_view people[] = {"install.", "invitation.", "member.", "session.",
                                       "state.",   "token.",      "user."};

bool is_about_people(std::string_view action) {
  return std::ranges::any_of(people,
                             [&](std::string_view subject) { return action.starts_with(subject); });
}

}  // namespace

Sight::Sight(sql::Snapshot& snapshot, const CallContext& ctx, const Accounts& accounts)
    : snapshot_(snapshot), ctx_(ctx), accounts_(accounts) {
  if (ctx.reach.is_everything) return;
  within_.emplace();
  if (accounts.within) within_ = accounts.within(snapshot, ctx);
}

bool Sight::reaches(AccountId account) const {
  return std::ranges::find(*within_, account) != within_->end();
}

std::optional<bool> Sight::reaches(OperationId operation) {
  if (const auto found = operations_.find(operation); found != operations_.end())
    return found->second;
  std::optional<bool> all;
  if (accounts_.of_operation)
    for (const auto& [account, region] : accounts_.of_operation(snapshot_, ctx_.tenant, operation))
      all = all.value_or(true) && reaches(account);
  return operations_[operation] = all;
}

bool Sight::sees(std::string_view content) {
  if (!is_limited()) return true;
  const auto json = Json::parse(content, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return false;
  const auto actor = json.value("actor", Json::object());
  const bool is_own =
      text_of(actor, "kind") == to_string(ctx_.actor.kind) && text_of(actor, "id") == ctx_.actor.id;
  if (is_about_people(text_of(json, "action"))) return is_own;
  bool is_mine = is_own, is_of_others = false;
  const auto note = [&](bool is_reached) { (is_reached ? is_mine : is_of_others) = true; };
  each_id<AccountId, AccountTag>(content, [&](AccountId id) { note(reaches(id)); });
  each_id<CustomerId, CustomerTag>(content,
                                   [&](CustomerId id) { note(ctx_.reach.customers.contains(id)); });
  if (is_of_others) return false;  // Before the store is asked about operations.
  each_id<OperationId, OperationTag>(content, [&](OperationId id) {
    if (const auto all = reaches(id)) note(*all);
  });
  return is_mine && !is_of_others;
}

}  // namespace mirante::audit

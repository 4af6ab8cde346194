#include "features/audit/subject.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/audit/ids_in.h"
#include "features/audit/record_text.h"

namespace mirante::audit {
namespace {

/// The list of targets in the record's detail; null where it has none.
Json targets_in(std::string_view content) {
  if (content.find("\"targets\"") == std::string_view::npos) return {};
  const auto json = Json::parse(content, nullptr, /*allow_exceptions=*/false);
  const auto detail = json.is_object() ? json.find("detail") : json.end();
  if (detail == json.end() || !detail->is_object()) return {};
  return detail->value("targets", Json());
}

}  // namespace

Subject::Subject(sql::Snapshot& snapshot, const CallContext& ctx, const Accounts& accounts,
                 SubjectWish wish)
    : snapshot_(snapshot), ctx_(ctx), accounts_(accounts), wish_(std::move(wish)) {
  if (wish_.accounts.empty() && wish_.customers.empty()) return;
  wanted_.emplace();
  if (accounts_.ids_of)
    wanted_ = accounts_.ids_of(snapshot_, ctx_, wish_.accounts, wish_.customers);
  if (accounts_.customer)
    for (const auto& reference : wish_.customers)
      if (const auto id = accounts_.customer(snapshot_, ctx_, reference)) customers_.insert(*id);
}

bool Subject::is_wanted(AccountId account) const {
  return !wanted_ || std::ranges::find(*wanted_, account) != wanted_->end();
}

bool Subject::is_wanted(std::string_view region) const {
  return wish_.regions.empty() || std::ranges::find(wish_.regions, region) != wish_.regions.end();
}

bool Subject::has_wanted_target(const Json& targets) const {
  return std::ranges::any_of(targets, [&](const Json& target) {
    if (!target.is_object()) return false;
    const auto account = AccountId::parse(text_of(target, "account"));
    return account && is_wanted(*account) && is_wanted(text_of(target, "region"));
  });
}

bool Subject::has_wanted_place(OperationId operation) {
  if (const auto found = operations_.find(operation); found != operations_.end())
    return found->second;
  bool is_here = false;
  if (accounts_.of_operation)
    for (const auto& [account, region] : accounts_.of_operation(snapshot_, ctx_.tenant, operation))
      is_here = is_here || (is_wanted(account) && is_wanted(region.value));
  return operations_[operation] = is_here;
}

bool Subject::fits(std::string_view content) {
  if (wish_.is_empty()) return true;
  const auto targets = targets_in(content);
  if (targets.is_array() && !targets.empty()) return has_wanted_target(targets);
  bool names_any = false, names_wanted = false;
  each_id<AccountId, AccountTag>(content, [&](AccountId id) {
    names_any = true;
    names_wanted = names_wanted || is_wanted(id);
  });
  // What is done to a customer itself is theirs too, where no account of theirs is singled out.
  if (wish_.accounts.empty())
    each_id<CustomerId, CustomerTag>(
        content, [&](CustomerId id) { names_wanted = names_wanted || customers_.contains(id); });
  if (names_any || names_wanted) {
    const auto is_in = [&](const std::string& region) {
      return content.find("\"" + region + "\"") != std::string_view::npos;
    };
    return names_wanted && (wish_.regions.empty() || std::ranges::any_of(wish_.regions, is_in));
  }
  bool is_here = false;
  each_id<OperationId, OperationTag>(
      content, [&](OperationId id) { is_here = is_here || has_wanted_place(id); });
  return is_here;
}

}  // namespace mirante::audit

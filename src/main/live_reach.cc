#include "main/live_reach.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/accounts/reachable_store.h"
#include "features/operations/operation_store.h"

namespace mirante {
namespace {

template <class IdType>
std::optional<IdType> id_in(const Json& body, const char* field) {
  const auto found = body.find(field);
  if (found == body.end() || !found->is_string()) return std::nullopt;
  const auto id = IdType::parse(found->template get<std::string>());
  return id ? std::optional(*id) : std::nullopt;
}

}  // namespace

std::vector<AccountId> accounts_of_operation(sql::Snapshot& snapshot, TenantId tenant,
                                             OperationId id) {
  return operations::accounts_of(snapshot, tenant, id);
}

bool reaches_event(sql::Snapshot& snapshot, const CallContext& ctx, const events::Event& event) {
  const auto reaches = [&](AccountId id) { return accounts::reaches(snapshot, ctx, id); };
  if (const auto operation = id_in<OperationId>(event.body, "operation"))
    return std::ranges::any_of(accounts_of_operation(snapshot, ctx.tenant, *operation), reaches);
  if (const auto account = id_in<AccountId>(event.body, "account")) return reaches(*account);
  if (!event.kind.starts_with("policy.")) return false;
  // A pause of everything holds their accounts as well; one of a customer's is theirs to know if
  // the whole customer is.
  if (event.body.value("scope", "") == "everything") return true;
  if (const auto account = id_in<AccountId>(event.body, "id")) return reaches(*account);
  const auto customer = id_in<CustomerId>(event.body, "id");
  return customer && ctx.reach.customers.contains(*customer);
}

}  // namespace mirante

#include "features/inventory/find_resource.h"

#include <algorithm>

#include "features/accounts/reachable_store.h"
#include "features/inventory/resource_store.h"

namespace mirante::inventory {
namespace {

Error unknown(const Sought& sought, const Reference& wanted, const std::string& field) {
  std::string where;
  if (!wanted.account.empty()) where += " in account \"" + wanted.account + "\"";
  if (!wanted.region.empty()) where += " in " + wanted.region;
  return {.kind = ErrorKind::not_found,
          .message = "no " + std::string(sought.noun) + " " + wanted.id + " is known" + where +
                     "; check the id, or sweep if it is new",
          .field = field,
          .code = std::string(sought.noun) + ".unknown"};
}

Error ambiguous(const Sought& sought, const Reference& wanted, const std::vector<Resource>& found,
                const std::string& field) {
  std::string places;
  for (const auto& one : found)
    places += (places.empty() ? "" : ", ") + one.ref.account.text() + " " + one.ref.region.value;
  return {.kind = ErrorKind::conflict,
          .message = wanted.id + " is in several places (" + places + "); name account and region",
          .field = field,
          .code = std::string(sought.noun) + ".ambiguous"};
}

}  // namespace

Reference parse_reference(const std::string& text, const std::string& field) {
  const auto first = text.find('/');
  if (first == std::string::npos) return {.id = text};
  const auto second = text.find('/', first + 1);
  if (second == std::string::npos) throw wrong_field(field, "must be an id, or ACCOUNT/REGION/ID");
  return {.id = text.substr(second + 1),
          .account = text.substr(0, first),
          .region = text.substr(first + 1, second - first - 1)};
}

Resource find_resource(sql::Snapshot& snapshot, const CallContext& ctx, const sql::Within& within,
                       const Sought& sought, const Reference& wanted, const std::string& field) {
  std::optional<AccountId> account;
  if (!wanted.account.empty()) account = accounts::must_find(snapshot, ctx, wanted.account).id;
  auto found = find_by_id(snapshot, ctx.tenant, sought.kind, wanted.id);
  std::erase_if(found, [&](const Resource& one) {
    return !accounts::is_within(within, one.ref.account) ||
           (account && one.ref.account != *account) ||
           (!wanted.region.empty() && one.ref.region.value != wanted.region);
  });
  if (std::ranges::any_of(found, [](const auto& one) { return !one.gone_at; }))
    std::erase_if(found, [](const auto& one) { return one.gone_at.has_value(); });
  if (found.empty()) throw Failure(unknown(sought, wanted, field));
  if (found.size() > 1) throw Failure(ambiguous(sought, wanted, found, field));
  return std::move(found.front());
}

}  // namespace mirante::inventory

// What lists of things in AWS have in common, whatever is listed: from the words of a query to the
// page of the inventory that is meant, and what stands beside each row.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/context.h"
#include "features/inventory/list_store.h"
#include "features/operations/operation.h"
#include "features/servers/look_ahead.h"
#include "features/servers/server_json.h"
#include "platform/sql/sql.h"

namespace mirante::servers {

struct ListWish {
  std::vector<std::string> accounts = {};   // Ids, AWS's 12 digits, or names.
  std::vector<std::string> customers = {};  // Ids or names.
  std::vector<std::string> regions = {};
  std::vector<std::string> states = {};
  std::vector<std::string> types = {};
  std::vector<std::string> names = {};  // With * and ?.
  std::vector<std::string> tags = {};   // "Key" or "Key:Value".
  std::string search = {};              // Somewhere in name, id or address.
  std::string sort = {};                // "name", "-launched" (descending), …: inventory/listing.h.
  int limit = 500;
  int offset = 0;
  std::string after = {};  // An earlier page's `next` in the same order.
};

using Accounts = std::map<AccountId, accounts::Account>;
Accounts load_accounts(sql::Snapshot& snapshot, TenantId tenant);

/// What a wish comes to in this tenant.
struct Asked {
  Accounts accounts;
  inventory::Filter filter;
  inventory::PageWish page;
  bool is_of_nothing = false;  // Its customers have no accounts.
};
/// Of things of this kind. Throws Failure: not_found "account.unknown", "customer.unknown"; invalid
/// "after", "sort", "tag".
Asked asked_of(sql::Snapshot& snapshot, const CallContext& ctx, std::string_view kind,
               const ListWish& wish);

/// Where the next page begins, for `ListWish::after`.
std::string place_of(const inventory::Cursor& cursor);

/// {total, states{}}; a state that is not known is counted as "unknown".
void put_counts(Json& json, const std::map<std::string, std::int64_t>& counts, const Asked& asked);

/// Marks and running operations of everything, by place.
class Surroundings {
 public:
  Surroundings(sql::Snapshot& snapshot, TenantId tenant);

  Beside beside(const inventory::ResourceRef& ref, const Accounts& accounts) const;

 private:
  std::vector<policy::NeverSwitchOff> marks_;
  std::map<operations::TargetRef, OperationId> running_;
};

/// Adds to the rows of a page what is ahead of each.
void put_ahead(Json& rows, sql::Snapshot& snapshot, const CallContext& ctx,
               const std::vector<inventory::Resource>& resources, const LookAhead& look_ahead);

/// [{version, state, from, until, document}], newest first.
Json versions_json(sql::Snapshot& snapshot, const CallContext& ctx,
                   const inventory::ResourceRef& ref);

}  // namespace mirante::servers

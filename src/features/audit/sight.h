// Which records somebody with a limited reach may see: those that are about accounts and customers
// which they reach and about no others, and what they did themselves. Records about people are for
// those alone who see the whole tenant.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/context.h"
#include "platform/sql/within.h"

namespace mirante::audit {

/// What the record knows of accounts; made by main. Null members: there are none.
struct Accounts {
  std::function<sql::Within(sql::Snapshot&, const CallContext&)> within = {};
  /// Where an operation has targets, each place once.
  std::function<std::vector<std::pair<AccountId, Region>>(sql::Snapshot&, TenantId, OperationId)>
      of_operation = {};
  /// Those that these references (ids or names) name, of these customers; none of either: any.
  std::function<sql::Within(sql::Snapshot&, const CallContext&, std::span<const std::string>,
                            std::span<const std::string>)>
      ids_of = {};
  /// By id or name; nullopt: `ctx` reaches none of that name.
  std::function<std::optional<CustomerId>(sql::Snapshot&, const CallContext&, std::string_view)>
      customer = {};
};

/// Lives for one look at the store; what it is given outlives it.
class Sight {
 public:
  Sight(sql::Snapshot& snapshot, const CallContext& ctx, const Accounts& accounts);

  bool is_limited() const { return within_.has_value(); }
  /// `content`: a record's. One that is no JSON any more is seen only by whoever sees everything.
  bool sees(std::string_view content);

 private:
  bool reaches(AccountId account) const;
  /// Nullopt: it has no targets.
  std::optional<bool> reaches(OperationId operation);

  sql::Snapshot& snapshot_;
  const CallContext& ctx_;
  const Accounts& accounts_;
  sql::Within within_;
  std::map<OperationId, std::optional<bool>> operations_;
};

}  // namespace mirante::audit

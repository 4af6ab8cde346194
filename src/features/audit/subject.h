// What the records are about that somebody wants to see: accounts, those of customers, regions. It
// narrows what is seen; how far somebody may see is another question (sight.h).
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.h"
#include "base/json.h"
#include "features/audit/sight.h"

namespace mirante::audit {

/// Empty members do not limit it.
struct SubjectWish {
  std::vector<std::string> accounts = {};  // Ids or names.
  std::vector<std::string> customers = {};
  std::vector<std::string> regions = {};

  bool is_empty() const { return accounts.empty() && customers.empty() && regions.empty(); }
};

/// Lives for one look at the store; what it is given outlives it.
class Subject {
 public:
  /// Throws Failure(not_found) for an account or a customer that `ctx` does not reach.
  Subject(sql::Snapshot& snapshot, const CallContext& ctx, const Accounts& accounts,
          SubjectWish wish);

  /// A record is about the places of the targets that it lists; without such a list about the
  /// accounts and regions that it names; where it names no account, about the places of its
  /// operation's targets.
  bool fits(std::string_view content);

 private:
  bool is_wanted(AccountId account) const;
  bool is_wanted(std::string_view region) const;
  bool has_wanted_target(const Json& targets) const;
  bool has_wanted_place(OperationId operation);

  sql::Snapshot& snapshot_;
  const CallContext& ctx_;
  const Accounts& accounts_;
  SubjectWish wish_;
  sql::Within wanted_;
  std::set<CustomerId> customers_;
  std::map<OperationId, bool> operations_;
};

}  // namespace mirante::audit

// Keeps in the audit what people were forbidden to do: each route and reason of a person once a
// minute, so that nobody fills the record by asking over and over.
#pragma once

#include <map>
#include <string>
#include <tuple>

#include "base/context.h"
#include "base/loop.h"
#include "platform/sql/sql.h"

namespace mirante {

/// One per process; outlives the router that tells it.
class Refusals {
 public:
  Refusals(sql::Database& db, Loop& loop) : db_(db), loop_(loop) {}

  Task<void> record(CallContext ctx, std::string route, Error reason);

 private:
  using Key = std::tuple<TenantId, std::string, std::string, std::string>;

  bool is_new(const Key& key);

  sql::Database& db_;
  Loop& loop_;
  std::map<Key, Steady> told_;  // Until when the same is not recorded again.
};

}  // namespace mirante

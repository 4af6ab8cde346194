// From what people write to the thing in AWS that they mean: its id, with the account and region
// where it is not the only one.
#pragma once

#include <string>
#include <vector>

#include "base/context.h"
#include "features/inventory/resource.h"
#include "platform/sql/sql.h"
#include "platform/sql/within.h"

namespace mirante::inventory {

struct Reference {
  std::string id;
  std::string account = {};  // Our id, AWS's 12 digits, or name; empty: any.
  std::string region = {};   // Empty: any.
};

/// "ID" or "ACCOUNT/REGION/ID", as addresses have it. Throws Failure(invalid) naming `field`.
Reference parse_reference(const std::string& text, const std::string& field);

/// What kind of thing is meant, and what errors call it.
struct Sought {
  std::string_view kind;  // "instance"
  std::string_view noun;  // "server": also the beginning of codes, "server.unknown".
};

/// Within the reach of `ctx`; one that is gone from AWS only where none is there. Throws Failure:
/// not_found "<noun>.unknown" with the mend; conflict "<noun>.ambiguous" naming the places;
/// not_found "account.unknown".
Resource find_resource(sql::Snapshot& snapshot, const CallContext& ctx, const sql::Within& within,
                       const Sought& sought, const Reference& wanted, const std::string& field);

}  // namespace mirante::inventory

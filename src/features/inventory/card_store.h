// Rows of resources as every reader of them needs them: the columns, a row's values, how old what
// it says is, and whose it may be.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "features/inventory/document_store.h"
#include "features/inventory/resource.h"
#include "platform/sql/sql.h"

namespace mirante::inventory {

/// Whether a list carries each resource's document.
enum class Detail : std::uint8_t { card, document };

/// "r.account_id, r.region, …" of `resources r`, as `read_resource` takes them from column 0 on.
std::string columns_of(Detail detail);
/// How many `columns_of` cards are.
inline constexpr std::size_t card_column_count = 15;
Resource read_resource(const sql::Row& row);
/// The document of a row with `Detail::document`.
void read_document(Resource& resource, const sql::Row& row, DocumentReader& documents);

using PlaceOfPart = std::pair<AccountId, Region>;

/// What is unchanged since its row was written is as old as its part.
using Ages = std::map<PlaceOfPart, Instant>;
Ages ages_of(sql::Snapshot& snapshot, TenantId tenant, std::string_view kind);
void set_age(Resource& resource, const Ages& ages);

/// What was seen in accounts that were removed since is history and in no list.
std::set<AccountId> live_accounts(sql::Snapshot& snapshot, TenantId tenant);

}  // namespace mirante::inventory

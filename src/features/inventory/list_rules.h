// What filters and orders of lists mean, whoever goes by them: the store (list_store.cc) or this
// process (list_memory.cc). Private to the room.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "features/inventory/list_store.h"

namespace mirante::inventory {

/// How the tags column of whatever has this tag holds it: behind its first brace or a comma, and
/// nothing else looks like it. The column is an object without spaces, whose texts escape quotes.
std::string tag_member(const Filter::Tag& tag);

/// Whether its values are numbers, in rows and in cursors; else they are texts.
bool is_number(SortKey key);

/// Accounts by id with their places in the order of names.
struct Rank {
  AccountId id;
  int rank = 0;
};
using Ranks = std::vector<Rank>;
Ranks ranks_of(sql::Snapshot& snapshot, TenantId tenant);

/// What a list by launch takes for an unknown one, so that it comes last in either direction.
std::int64_t launched_never(const PageWish& wish);

/// The number behind which a list goes on; `wish.after` is there, and its key is a number. Accounts
/// may have come and gone since: the order of today counts. Failure(invalid) naming "after".
std::int64_t number_after(const PageWish& wish, const Ranks& ranks);

}  // namespace mirante::inventory

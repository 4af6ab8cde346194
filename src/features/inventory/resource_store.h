// Reading the inventory: one resource, its history, and how old and how complete all is; lists are
// in list_store.h. The tables are written by sweeps (part_writer.h) and by what operations observed
// (put_observed.h). Tenant first.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "features/inventory/part.h"
#include "features/inventory/resource.h"
#include "platform/sql/migrations.h"
#include "platform/sql/sql.h"

namespace mirante::inventory {

sql::Migrations migrations();

/// With its document, also when it is gone.
std::optional<Resource> find(sql::Snapshot& snapshot, TenantId tenant, const ResourceRef& ref);

/// As its row says, also when it is gone: without its document and without the age of its part, for
/// whoever asks for thousands.
std::optional<Resource> find_card(sql::Snapshot& snapshot, TenantId tenant, const ResourceRef& ref);

/// Everything with this id, of whatever account and region, with documents. Ids of AWS are unique
/// except for shared resources, so mostly none or one. Gone ones come last.
std::vector<Resource> find_by_id(sql::Snapshot& snapshot, TenantId tenant, std::string_view kind,
                                 std::string_view id);

/// Earlier versions, newest first; the present one is `find`.
std::vector<Version> versions_of(sql::Snapshot& snapshot, TenantId tenant, const ResourceRef& ref,
                                 int limit);

/// Whether any stored version, the present one too, had this state.
bool was_ever(sql::Snapshot& snapshot, TenantId tenant, const ResourceRef& ref,
              std::string_view state);

std::vector<Part> parts_of(sql::Snapshot& snapshot, TenantId tenant, std::string_view kind);

/// For every connected account and every region that it has switched on (of those in `filter`; its
/// other members do not matter): when it was read, and what is unknown. Regions that the
/// organisation blocks or that could not be asked are unknown; those not enabled are left out.
Coverage coverage(sql::Snapshot& snapshot, TenantId tenant, const Filter& filter);

}  // namespace mirante::inventory

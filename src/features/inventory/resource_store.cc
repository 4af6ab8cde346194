#include "features/inventory/resource_store.h"

#include <algorithm>
#include <map>

#include "features/accounts/account_store.h"
#include "features/inventory/card_store.h"
#include "features/inventory/document_store.h"

namespace mirante::inventory {
namespace {

constexpr std::string_view part_columns =
    "select account_id, region, kind, observed_at, count_seen, attempted_at, failure_cause, "
    "failure_code, failure_reason, failure_action, failure_policy_line, failing_since from parts "
    "where tenant_id = ? and kind = ?";

Part read_part(const sql::Row& row) {
  Part part{.account = row.id<AccountId>(0),
            .region = {row.text(1)},
            .kind = row.text(2),
            .observed_at = row.maybe(3, &sql::Row::instant),
            .count = row.integer(4),
            .attempted_at = row.maybe(5, &sql::Row::instant)};
  if (!row.is_null(11))
    part.failure = PartFailure{.cause = or_throw(parse_cause(row.text(6))),
                               .code = row.text(7),
                               .reason = row.text(8),
                               .action = row.text(9),
                               .policy_line = row.text(10),
                               .since = row.instant(11)};
  return part;
}

template <class Values, class Value>
bool allows(const Values& values, const Value& value) {
  return values.empty() || std::ranges::find(values, value) != values.end();
}

Coverage::Unknown unknown_of(AccountId account, const Region& region, const PartFailure& failure) {
  return {.account = account,
          .region = region,
          .cause = failure.cause,
          .code = failure.code,
          .reason = failure.reason,
          .policy_line = failure.policy_line,
          .since = failure.since};
}

Coverage::Unknown never_read(const accounts::Account& account, const Region& region) {
  return {.account = account.id,
          .region = region,
          .cause = Cause::not_read,
          .code = "inventory.never_read",
          .reason = region.value + " of " + account.name +
                    " was not read yet; the first sweep is on its way, or run `mirante sweep`",
          .since = account.connected_at.value_or(account.created_at)};
}

/// What the last check of the account said counts until a sweep has tried the region since.
bool is_newer(const Part* part, const accounts::AccountRegion& region) {
  return part != nullptr && part->attempted_at && *part->attempted_at >= region.checked_at;
}

Coverage::Unknown closed(AccountId account, const accounts::AccountRegion& region, Cause cause) {
  return {.account = account,
          .region = region.region,
          .cause = cause,
          .code = "region." + std::string(to_string(region.state)),
          .reason = region.reason,
          .since = region.checked_at};
}

void cover_part(Coverage& coverage, const accounts::Account& account, const Region& region,
                const Part* part) {
  if (part != nullptr && part->observed_at)
    coverage.read.push_back({.account = account.id,
                             .region = region,
                             .observed_at = *part->observed_at,
                             .complete = part->is_complete()});
  if (part != nullptr && part->failure)
    coverage.unknown.push_back(unknown_of(account.id, region, *part->failure));
  else if (part == nullptr || !part->observed_at)
    coverage.unknown.push_back(never_read(account, region));
}

void cover_region(Coverage& coverage, const accounts::Account& account,
                  const accounts::AccountRegion& region, const Part* part) {
  using accounts::RegionState;
  switch (region.state) {
    case RegionState::not_enabled: {
      // What ran there before it was switched off may run on, and nobody can look.
      if (part == nullptr || part->count == 0) return;
      auto unknown = closed(account.id, region, Cause::unreachable);
      unknown.reason = region.region.value + " was switched off in " + account.name +
                       " after servers were seen there; switch it on to see them";
      coverage.unknown.push_back(std::move(unknown));
      return;
    }
    case RegionState::blocked:
    case RegionState::unreachable:
      if (is_newer(part, region)) break;
      coverage.unknown.push_back(
          closed(account.id, region,
                 region.state == RegionState::blocked ? Cause::blocked : Cause::unreachable));
      return;
    case RegionState::enabled: break;
  }
  cover_part(coverage, account, region.region, part);
}

}  // namespace

std::optional<Resource> find(sql::Snapshot& snapshot, TenantId tenant, const ResourceRef& ref) {
  const auto row = snapshot.one("select " + columns_of(Detail::document) +
                                    " from resources r where r.tenant_id = ? and r.kind = ? and "
                                    "r.account_id = ? and r.region = ? and r.id = ?",
                                tenant, ref.kind, ref.account, ref.region, ref.id);
  if (!row) return std::nullopt;
  auto resource = read_resource(*row);
  DocumentReader documents(snapshot, tenant);
  read_document(resource, *row, documents);
  set_age(resource, ages_of(snapshot, tenant, ref.kind));
  return resource;
}

std::optional<Resource> find_card(sql::Snapshot& snapshot, TenantId tenant,
                                  const ResourceRef& ref) {
  static const auto statement = "select " + columns_of(Detail::card) +
                                " from resources r where r.tenant_id = ? and r.kind = ? and "
                                "r.account_id = ? and r.region = ? and r.id = ?";
  const auto row = snapshot.one(statement, tenant, ref.kind, ref.account, ref.region, ref.id);
  if (!row) return std::nullopt;
  return read_resource(*row);
}

std::vector<Resource> find_by_id(sql::Snapshot& snapshot, TenantId tenant, std::string_view kind,
                                 std::string_view id) {
  DocumentReader documents(snapshot, tenant);
  std::vector<Resource> resources;
  // One look-up per part, of which there are few: an index by id would cost a fifth of every write.
  for (const auto& row :
       snapshot.all("select " + columns_of(Detail::document) +
                        " from parts p "
                        "cross join resources r on r.tenant_id = p.tenant_id and r.kind = p.kind "
                        "and r.account_id = p.account_id and r.region = p.region "
                        "where p.tenant_id = ? and p.kind = ? and r.id = ? "
                        "order by case when r.gone_at is null then 0 else 1 end, r.account_id, "
                        "r.region",
                    tenant, kind, id)) {
    resources.push_back(read_resource(row));
    read_document(resources.back(), row, documents);
  }
  if (resources.empty()) return resources;
  const auto live = live_accounts(snapshot, tenant);
  std::erase_if(resources, [&](const Resource& r) { return !live.contains(r.ref.account); });
  const auto ages = ages_of(snapshot, tenant, kind);
  for (auto& resource : resources) set_age(resource, ages);
  return resources;
}

std::vector<Version> versions_of(sql::Snapshot& snapshot, TenantId tenant, const ResourceRef& ref,
                                 int limit) {
  DocumentReader documents(snapshot, tenant);
  std::vector<Version> versions;
  for (const auto& row :
       snapshot.all("select version, state, valid_from, valid_until, chunk, place, body_size "
                    "from resource_versions where tenant_id = ? and kind = ? and account_id = ? "
                    "and region = ? and id = ? order by version desc limit ?",
                    tenant, ref.kind, ref.account, ref.region, ref.id, limit)) {
    const DocumentPlace place{
        .chunk = row.integer(4), .place = row.integer(5), .body_size = row.integer(6)};
    versions.push_back({.version = row.integer(0),
                        .state = row.text(1),
                        .body = documents.read(part_of(ref), place).body,
                        .from = row.instant(2),
                        .until = row.instant(3)});
  }
  return versions;
}

bool was_ever(sql::Snapshot& snapshot, TenantId tenant, const ResourceRef& ref,
              std::string_view state) {
  for (const auto* table : {"resources", "resource_versions"})
    if (snapshot.one("select 1 from " + std::string(table) +
                         " where tenant_id = ? and kind = ? and account_id = ? and region = ? "
                         "and id = ? and state = ? limit 1",
                     tenant, ref.kind, ref.account, ref.region, ref.id, state))
      return true;
  return false;
}

std::vector<Part> parts_of(sql::Snapshot& snapshot, TenantId tenant, std::string_view kind) {
  std::vector<Part> parts;
  for (const auto& row :
       snapshot.all(std::string(part_columns) + " order by account_id, region", tenant, kind))
    parts.push_back(read_part(row));
  return parts;
}

Coverage coverage(sql::Snapshot& snapshot, TenantId tenant, const Filter& filter) {
  std::map<PlaceOfPart, Part> parts;
  for (auto& part : parts_of(snapshot, tenant, filter.kind))
    parts.emplace(PlaceOfPart{part.account, part.region}, std::move(part));

  Coverage coverage;
  for (const auto& [account, regions] : accounts::list_with_regions(snapshot, tenant)) {
    if (!allows(filter.accounts, account.id)) continue;
    for (const auto& region : regions) {
      if (!allows(filter.regions, region.region)) continue;
      const auto part = parts.find({account.id, region.region});
      cover_region(coverage, account, region, part == parts.end() ? nullptr : &part->second);
    }
  }
  return coverage;
}

}  // namespace mirante::inventory

#include "features/inventory/resource_store.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "features/accounts/account_store.h"
#include "features/inventory/document_store.h"

namespace mirante::inventory {
namespace {

constexpr std::string_view card_columns =
    "account_id, region, kind, id, name, state, type, zone, tags, summary, observed_at, "
    "changed_at, first_seen_at, version, gone_at";
constexpr std::size_t document_column = 15;

Resource read_resource(const sql::Row& row) {
  Resource resource{.ref = {.account = row.id<AccountId>(0),
                            .region = {row.text(1)},
                            .kind = row.text(2),
                            .id = row.text(3)},
                    .name = row.text(4),
                    .state = row.text(5),
                    .type = row.text(6),
                    .zone = row.text(7),
                    .tags = row.text(8),
                    .summary = row.text(9),
                    .observed_at = row.instant(10),
                    .changed_at = row.instant(11),
                    .first_seen_at = row.instant(12),
                    .version = row.integer(13),
                    .gone_at = row.maybe(14, &sql::Row::instant)};
  return resource;
}

/// "r.account_id, r.region, …"
std::string qualified(std::string_view columns) {
  std::string text = "r.";
  for (const char c : columns) {
    text += c;
    if (c == ' ') text += "r.";
  }
  return text;
}

void read_document(Resource& resource, const sql::Row& row, DocumentReader& documents) {
  auto document =
      documents.read(part_of(resource.ref), {.chunk = row.integer(document_column),
                                             .place = row.integer(document_column + 1),
                                             .body_size = row.integer(document_column + 2),
                                             .ephemeral_size = row.integer(document_column + 3)});
  resource.body = std::move(document.body);
  resource.ephemeral = std::move(document.ephemeral);
}

std::string select_from_resources(Detail detail) {
  std::string statement = "select " + std::string(card_columns);
  if (detail == Detail::document) statement += ", chunk, place, body_size, ephemeral_size";
  return statement + " from resources where tenant_id = ? and kind = ?";
}

/// A statement that grows together with its arguments. Texts made here live in `texts`.
struct Query {
  std::string statement;
  std::vector<sql::Arg> args;
  std::vector<std::string> texts;  // Reserved up front: arguments point into it.

  template <class Values>
  void one_of(std::string_view column, const Values& values) {
    if (values.empty()) return;
    statement += " and " + std::string(column) + " in (";
    for (std::size_t i = 0; i < values.size(); ++i) {
      statement += i == 0 ? "?" : ", ?";
      args.emplace_back(values[i]);
    }
    statement += ")";
  }

  void like(std::string_view column, std::string pattern) {
    texts.push_back(std::move(pattern));
    statement += " and " + std::string(column) + " like ?";
    args.emplace_back(texts.back());
  }
};

/// A `like` pattern that matches at least what is meant: what is special to `like` on either engine
/// stands for any one byte, and the rows are looked at again.
std::string at_least(std::string_view text) {
  std::string pattern;
  for (const char c : text) {
    if (c == '*')
      pattern += '%';
    else
      pattern += c == '\\' || c == '%' || c == '?' ? '_' : c;
  }
  return pattern;
}

/// As the tags column holds it. Text that is no UTF-8 cannot be in it.
std::string json_text(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string tag_pattern(const Filter::Tag& tag) {
  // `*` has no meaning in tags, so it must not become `%`.
  auto text = json_text(tag.key) + ":" + (tag.value ? json_text(*tag.value) : "");
  std::ranges::replace(text, '*', '_');
  return "%" + at_least(text) + "%";
}

bool is_pattern(std::string_view name) {
  return name.find_first_of("*?") != std::string_view::npos;
}

/// What SQL only approximated.
bool fits(const Filter& filter, const Resource& resource) {
  if (is_pattern(filter.name) && !matches_pattern(filter.name, resource.name)) return false;
  if (filter.tags.empty()) return true;
  const auto tags = tags_of(resource);
  return std::ranges::all_of(filter.tags, [&](const Filter::Tag& wanted) {
    const auto found = tags.find(wanted.key);
    return found != tags.end() && (!wanted.value || found->second == *wanted.value);
  });
}

void add_conditions(Query& query, const Filter& filter) {
  query.one_of("account_id", filter.accounts);
  query.one_of("region", filter.regions);
  query.one_of("state", filter.states);
  query.one_of("type", filter.types);
  query.one_of("id", filter.ids);
  if (is_pattern(filter.name)) {
    query.like("name", at_least(filter.name));
  } else if (!filter.name.empty()) {
    query.statement += " and name = ?";
    query.args.emplace_back(filter.name);
  }
  for (const auto& tag : filter.tags) query.like("tags", tag_pattern(tag));
}

using PlaceOfPart = std::pair<AccountId, Region>;

/// What is unchanged since its row was written is as old as its part.
using Ages = std::map<PlaceOfPart, Instant>;

Ages ages_of(sql::Snapshot& snapshot, TenantId tenant, std::string_view kind) {
  Ages ages;
  for (const auto& row :
       snapshot.all("select account_id, region, observed_at from parts "
                    "where tenant_id = ? and kind = ? and observed_at is not null",
                    tenant, kind))
    ages.emplace(PlaceOfPart{row.id<AccountId>(0), Region{row.text(1)}}, row.instant(2));
  return ages;
}

void set_age(Resource& resource, const Ages& ages) {
  if (resource.gone_at) return;
  const auto found = ages.find({resource.ref.account, resource.ref.region});
  if (found != ages.end()) resource.observed_at = std::max(resource.observed_at, found->second);
}

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

/// What was seen in accounts that were removed since is history and in no list.
std::set<AccountId> live_accounts(sql::Snapshot& snapshot, TenantId tenant) {
  std::set<AccountId> live;
  for (const auto& account : accounts::list(snapshot, tenant)) live.insert(account.id);
  return live;
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

std::vector<Resource> list(sql::Snapshot& snapshot, TenantId tenant, const Filter& filter,
                           Detail detail, int limit, const std::optional<ResourceRef>& after) {
  Query query{.statement = select_from_resources(detail), .args = {}, .texts = {}};
  query.texts.reserve(filter.tags.size() + 1);
  query.args = {tenant, filter.kind};
  query.statement += " and gone_at is null";
  add_conditions(query, filter);
  if (after) {
    query.statement +=
        " and (account_id > ? or (account_id = ? and (region > ? or (region = ? and id > ?))))";
    for (const sql::Arg& arg : std::initializer_list<sql::Arg>{
             after->account, after->account, after->region, after->region, after->id})
      query.args.push_back(arg);
  }
  query.statement += " order by account_id, region, id";

  const auto ages = ages_of(snapshot, tenant, filter.kind);
  const auto live = live_accounts(snapshot, tenant);
  DocumentReader documents(snapshot, tenant);
  std::vector<Resource> resources;
  snapshot.each(query.statement, query.args, [&](const sql::Row& row) {
    if (static_cast<int>(resources.size()) >= limit) return false;
    auto resource = read_resource(row);
    if (!live.contains(resource.ref.account) || !fits(filter, resource)) return true;
    set_age(resource, ages);
    if (detail == Detail::document) read_document(resource, row, documents);
    resources.push_back(std::move(resource));
    return true;
  });
  return resources;
}

std::optional<Resource> find(sql::Snapshot& snapshot, TenantId tenant, const ResourceRef& ref) {
  const auto row = snapshot.one(
      select_from_resources(Detail::document) + " and account_id = ? and region = ? and id = ?",
      tenant, ref.kind, ref.account, ref.region, ref.id);
  if (!row) return std::nullopt;
  auto resource = read_resource(*row);
  DocumentReader documents(snapshot, tenant);
  read_document(resource, *row, documents);
  set_age(resource, ages_of(snapshot, tenant, ref.kind));
  return resource;
}

std::vector<Resource> find_by_id(sql::Snapshot& snapshot, TenantId tenant, std::string_view kind,
                                 std::string_view id) {
  DocumentReader documents(snapshot, tenant);
  std::vector<Resource> resources;
  // One look-up per part, of which there are few: an index by id would cost a fifth of every write.
  for (const auto& row :
       snapshot.all("select " + qualified(card_columns) +
                        ", r.chunk, r.place, r.body_size, r.ephemeral_size from parts p "
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

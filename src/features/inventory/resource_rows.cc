#include "features/inventory/resource_rows.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/inventory/listing.h"
#include "platform/events/events.h"

namespace mirante::inventory {
namespace {

constexpr std::size_t rows_per_statement = 32;
constexpr std::string_view insert_columns =
    "insert into resources (tenant_id, kind, account_id, region, id, name, state, type, zone, "
    "tags, "
    "summary, chunk, place, body_size, ephemeral_size, hash, format, observed_at, changed_at, "
    "first_seen_at, name_key, search, launched_at, version) values ";
constexpr std::string_view insert_row =
    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)";
constexpr std::size_t insert_arguments = 23;

std::string insert_statement(std::size_t rows) {
  std::string statement(insert_columns);
  for (std::size_t i = 0; i < rows; ++i) {
    if (i > 0) statement += ", ";
    statement += insert_row;
  }
  return statement;
}

void add_row(std::vector<sql::Arg>& args, const TenantId& tenant, const PartRef& part,
             const Placed& placed, const Listed& listed, const Sighting& sighting) {
  const auto& observed = *placed.observed;
  args.insert(args.end(), {sql::Arg(tenant),
                           part.kind,
                           part.account,
                           part.region,
                           observed.id,
                           observed.name,
                           observed.state,
                           observed.type,
                           observed.zone,
                           observed.tags,
                           observed.summary,
                           placed.place.chunk,
                           placed.place.place,
                           placed.place.body_size,
                           placed.place.ephemeral_size,
                           sql::Bytes{observed.hash},
                           sighting.format,
                           sighting.asked_at,
                           sighting.asked_at,
                           sighting.asked_at,
                           listed.name_key,
                           listed.search,
                           listed.launched_at});
}

constexpr std::string_view of_part =
    " where tenant_id = ? and kind = ? and account_id = ? and region = ?";

void set_document(sql::Tx& tx, TenantId tenant, const PartRef& part, const Placed& placed,
                  const Sighting& sighting) {
  static const std::string statement =
      "update resources set name = ?, state = ?, type = ?, zone = ?, tags = ?, summary = ?, "
      "chunk = ?, place = ?, body_size = ?, ephemeral_size = ?, hash = ?, format = ?, "
      "observed_at = ?, name_key = ?, search = ?, launched_at = ?, gone_at = null" +
      std::string(of_part) + " and id = ?";
  const auto& observed = *placed.observed;
  const auto listed = listed_of(observed);
  tx.exec(statement, observed.name, observed.state, observed.type, observed.zone, observed.tags,
          observed.summary, placed.place.chunk, placed.place.place, placed.place.body_size,
          placed.place.ephemeral_size, sql::Bytes{observed.hash}, sighting.format,
          sighting.asked_at, listed.name_key, listed.search, listed.launched_at, tenant, part.kind,
          part.account, part.region, observed.id);
}

Json ids_of(const std::vector<std::string_view>& ids) {
  Json json = Json::array();
  for (std::size_t i = 0; i < std::min(ids.size(), event_ids_max); ++i) json.push_back(ids[i]);
  return json;
}

}  // namespace

LockedPart lock_part(sql::Tx& tx, TenantId tenant, const PartRef& part) {
  static const std::string statement =
      "select revision, chunks, observed_at, attempted_at, failing_since from parts" +
      std::string(of_part);
  const auto lock = [&]() -> std::optional<LockedPart> {
    const auto row = tx.one_for_update(statement, tenant, part.kind, part.account, part.region);
    if (!row) return std::nullopt;
    return LockedPart{.revision = row->integer(0),
                      .chunks = row->integer(1),
                      .observed_at = row->maybe(2, &sql::Row::instant),
                      .attempted_at = row->maybe(3, &sql::Row::instant),
                      .failing_since = row->maybe(4, &sql::Row::instant)};
  };
  if (const auto locked = lock()) return *locked;
  try {
    tx.exec(
        "insert into parts (tenant_id, kind, account_id, region, revision, chunks, "
        "count_seen, failure_cause, failure_code, failure_reason, failure_action, "
        "failure_policy_line) values (?, ?, ?, ?, 0, 0, 0, '', '', '', '', '')",
        tenant, part.kind, part.account, part.region);
    return {};
  } catch (const Failure& failure) {
    // Another process made the row at this moment: it counts.
    if (failure.error().code != "sql.duplicate") throw;
  }
  const auto locked = lock();
  MIRANTE_CHECK(locked.has_value());
  return *locked;
}

void raise_revision(sql::Tx& tx, TenantId tenant, const PartRef& part, const LockedPart& locked,
                    std::int64_t chunks) {
  static const std::string statement =
      "update parts set revision = ?, chunks = ?" + std::string(of_part);
  tx.exec(statement, locked.revision + 1, chunks, tenant, part.kind, part.account, part.region);
}

void insert_resources(sql::Tx& tx, TenantId tenant, const PartRef& part,
                      std::span<const Placed> added, const Sighting& sighting) {
  static const std::string many = insert_statement(rows_per_statement);
  static const std::string one = insert_statement(1);
  std::vector<Listed> listed;  // Arguments point into it.
  listed.reserve(rows_per_statement);
  std::vector<sql::Arg> args;
  args.reserve(rows_per_statement * insert_arguments);
  while (!added.empty()) {
    const auto count = added.size() >= rows_per_statement ? rows_per_statement : 1;
    args.clear();
    listed.clear();
    for (const auto& placed : added.first(count))
      add_row(args, tenant, part, placed, listed.emplace_back(listed_of(*placed.observed)),
              sighting);
    tx.execute(count == 1 ? one : many, args);
    added = added.subspan(count);
  }
}

void change_resource(sql::Tx& tx, TenantId tenant, const PartRef& part, const Placed& placed,
                     const Sighting& sighting) {
  static const std::string keep =
      "insert into resource_versions (tenant_id, kind, account_id, region, id, version, state, "
      "chunk, place, body_size, valid_from, valid_until) select tenant_id, kind, account_id, "
      "region, id, version, state, chunk, place, body_size, changed_at, ? from resources" +
      std::string(of_part) + " and id = ?";
  static const std::string advance = "update resources set version = version + 1, changed_at = ?" +
                                     std::string(of_part) + " and id = ?";
  const auto& id = placed.observed->id;
  tx.exec(keep, sighting.asked_at, tenant, part.kind, part.account, part.region, id);
  tx.exec(advance, sighting.asked_at, tenant, part.kind, part.account, part.region, id);
  set_document(tx, tenant, part, placed, sighting);
}

void rewrite_resource(sql::Tx& tx, TenantId tenant, const PartRef& part, const Placed& placed,
                      const Sighting& sighting) {
  set_document(tx, tenant, part, placed, sighting);
}

void touch_resource(sql::Tx& tx, TenantId tenant, const PartRef& part, std::string_view id,
                    Instant asked_at) {
  static const std::string statement =
      "update resources set observed_at = ?, gone_at = null" + std::string(of_part) + " and id = ?";
  tx.exec(statement, asked_at, tenant, part.kind, part.account, part.region, id);
}

void mark_gone(sql::Tx& tx, TenantId tenant, const PartRef& part, std::string_view id, Instant at) {
  static const std::string statement =
      "update resources set gone_at = ?" + std::string(of_part) + " and id = ?";
  tx.exec(statement, at, tenant, part.kind, part.account, part.region, id);
}

void append_event(sql::Tx& tx, TenantId tenant, const PartRef& part, const Changes& changes) {
  if (changes.empty()) return;
  events::append(tx, tenant, "inventory.changed",
                 {{"account", part.account.text()},
                  {"region", part.region.value},
                  {"kind", part.kind},
                  {"is_first_read", changes.is_first_read},
                  {"added", ids_of(changes.added)},
                  {"added_count", changes.added.size()},
                  {"changed", ids_of(changes.changed)},
                  {"changed_count", changes.changed.size()},
                  {"gone", ids_of(changes.gone)},
                  {"gone_count", changes.gone.size()}});
}

}  // namespace mirante::inventory

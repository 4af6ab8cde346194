#include "features/policy/policy_store.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "platform/sql/many_rows.h"
#include "platform/sql/query.h"

namespace mirante::policy {
namespace {

Actor read_actor(const sql::Row& row, std::size_t first) {
  return {.kind = or_throw(parse_actor_kind(row.text(first))),
          .id = row.text(first + 1),
          .name = row.text(first + 2)};
}

PauseScope read_scope(const std::string& text) {
  if (auto scope = parse_pause_scope(text)) return *scope;
  throw Failure(ErrorKind::corrupt, "the table pauses holds the unknown scope \"" + text + "\"");
}

constexpr std::string_view mark_columns =
    "select account_id, region, server, reason, by_kind, by_id, by_name, since "
    "from never_switch_off where tenant_id = ?";

NeverSwitchOff read_mark(const sql::Row& row) {
  return {.account = row.id<AccountId>(0),
          .region = Region{row.text(1)},
          .server = row.text(2),
          .reason = row.text(3),
          .by = read_actor(row, 4),
          .since = row.instant(7)};
}

}  // namespace

void put_pause(sql::Tx& tx, TenantId tenant, const Pause& pause) {
  tx.put("pauses", {"tenant_id", "scope", "scope_id"},
         {"reason", "by_kind", "by_id", "by_name", "since"}, tenant, to_string(pause.scope),
         pause.id, pause.reason, to_string(pause.by.kind), pause.by.id, pause.by.name, pause.since);
}

bool remove_pause(sql::Tx& tx, TenantId tenant, PauseScope scope, const Id16& id) {
  return tx.exec("delete from pauses where tenant_id = ? and scope = ? and scope_id = ?", tenant,
                 to_string(scope), id) > 0;
}

std::vector<Pause> list_pauses(sql::Snapshot& snapshot, TenantId tenant) {
  std::vector<Pause> pauses;
  for (const auto& row :
       snapshot.all("select scope, scope_id, reason, by_kind, by_id, by_name, since from pauses "
                    "where tenant_id = ?",
                    tenant))
    pauses.push_back({.scope = read_scope(row.text(0)),
                      .id = row.id16(1),
                      .reason = row.text(2),
                      .by = read_actor(row, 3),
                      .since = row.instant(6)});
  std::ranges::sort(pauses, {}, [](const Pause& pause) {
    return std::tuple(pause.scope, pause.since, pause.id);
  });
  return pauses;
}

void put_never_switch_off(sql::Tx& tx, TenantId tenant, const NeverSwitchOff& mark) {
  tx.put("never_switch_off", {"tenant_id", "account_id", "region", "server"},
         {"reason", "by_kind", "by_id", "by_name", "since"}, tenant, mark.account, mark.region,
         mark.server, mark.reason, to_string(mark.by.kind), mark.by.id, mark.by.name, mark.since);
}

bool remove_never_switch_off(sql::Tx& tx, TenantId tenant, AccountId account, const Region& region,
                             std::string_view server) {
  return tx.exec(
             "delete from never_switch_off "
             "where tenant_id = ? and account_id = ? and region = ? and server = ?",
             tenant, account, region, server) > 0;
}

std::vector<NeverSwitchOff> list_never_switch_off(sql::Snapshot& snapshot, TenantId tenant) {
  std::vector<NeverSwitchOff> marks;
  for (const auto& row :
       snapshot.all(std::string(mark_columns) + " order by account_id, region, server", tenant))
    marks.push_back(read_mark(row));
  return marks;
}

Brakes load_brakes(sql::Snapshot& snapshot, TenantId tenant, std::span<const Thing> things) {
  Brakes brakes{.pauses = list_pauses(snapshot, tenant), .never_switch_off = {}};
  // Of one account and region all are looked for at once.
  std::map<std::pair<AccountId, Region>, std::vector<std::string_view>> places;
  for (const auto& thing : things) places[{thing.account, thing.region}].push_back(thing.id);
  for (const auto& [place, ids] : places)
    sql::each_part(ids, [&](auto some) {
      sql::Query query(mark_columns, tenant);
      query.add(" and account_id = ? and region = ?", place.first, place.second);
      query.one_of("server", some);
      snapshot.each(query.statement(), query.args(), [&](const sql::Row& row) {
        brakes.never_switch_off.push_back(read_mark(row));
        return true;
      });
    });
  std::ranges::sort(brakes.never_switch_off, {}, place_of);
  return brakes;
}

}  // namespace mirante::policy

#include "features/operations/operation_store.h"

#include <utility>

#include "features/operations/new_operations.h"
#include "platform/sql/query.h"
#include "platform/sql/sql.h"

namespace mirante::operations {
namespace {

constexpr std::string_view operation_columns =
    "select o.tenant_id, o.id, o.kind, o.version, o.params, o.despite_pause, o.by_kind, o.by_id, "
    "o.by_name, o.idempotency_key, o.request_hash, o.requested_at, o.finished_at, o.state, "
    "o.reason_code, o.reason, o.done, o.total, o.cancel_at, o.cancel_by from operations o ";

Json parse_stored(const std::string& text, const char* what) {
  auto json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded())
    throw Failure(ErrorKind::corrupt, std::string("the stored ") + what + " is no JSON");
  return json;
}

Operation read_operation(const sql::Row& row) {
  return {.tenant = row.id<TenantId>(0),
          .id = row.id<OperationId>(1),
          .kind = row.text(2),
          .version = static_cast<int>(row.integer(3)),
          .params = parse_stored(row.text(4), "parameters of an operation"),
          .despite_pause = row.text(5),
          .by = {.kind = or_throw(parse_actor_kind(row.text(6))),
                 .id = row.text(7),
                 .name = row.text(8)},
          .idempotency_key = row.text(9),
          .request_hash = row.text(10),
          .requested_at = row.instant(11),
          .finished_at = row.maybe(12, &sql::Row::instant),
          .state = or_throw(parse_state(row.text(13))),
          .reason_code = row.text(14),
          .reason = row.text(15),
          .done = row.integer(16),
          .total = row.integer(17),
          .cancel_at = row.maybe(18, &sql::Row::instant),
          .cancel_by = row.text(19)};
}

constexpr std::string_view target_columns =
    "select account_id, region, resource, outcome, reason_code, reason, observed_state, "
    "observed_at, request_ids, losses, name from operation_targets "
    "where tenant_id = ? and operation_id = ?";

Target read_target(const sql::Row& row) {
  Target target{
      .ref = {.account = row.id<AccountId>(0), .region = Region{row.text(1)}, .id = row.text(2)},
      .outcome = or_throw(parse_outcome(row.text(3))),
      .reason_code = row.text(4),
      .reason = row.text(5),
      .observed_state = row.text(6),
      .observed_at = row.maybe(7, &sql::Row::instant)};
  for (const auto& id : parse_stored(row.text(8), "request ids"))
    target.request_ids.push_back(id.get<std::string>());
  target.losses = losses_from_json(parse_stored(row.text(9), "losses"));
  target.name = row.text(10);
  return target;
}

Entry read_entry(const sql::Row& row) {
  Entry entry{.seq = row.integer(0),
              .at = row.instant(1),
              .fence = row.integer(2),
              .what = or_throw(parse_entry(row.text(3))),
              .step = row.text(4),
              .attempt = row.integer(5),
              .token = row.text(6),
              .request_id = row.text(7),
              .body = parse_stored(row.text(8), "journal")};
  const auto each = parse_stored(row.text(9), "journal");
  for (const auto& [ordinal, said] : each.items()) entry.each[std::stoll(ordinal)] = said;
  return entry;
}

/// Of what the operation has a target: the same one in the accounts, in the regions and so on, so
/// that nothing is found by what is out of reach. `pattern` is that of the search.
void add_targets(sql::Query& query, const TenantId& tenant, const OperationFilter& filter,
                 const std::string& pattern) {
  const std::string own = " t.tenant_id = o.tenant_id and t.operation_id = o.id";
  query.add(" and (");
  // From the few targets of these ids to their operations, not through all operations.
  if (filter.targets.empty()) {
    query.add("exists (select 1 from operation_targets t where" + own);
  } else {
    query.add("o.id in (select t.operation_id from operation_targets t where t.tenant_id = ?",
              tenant);
    query.one_of("t.resource", filter.targets);
  }
  query.one_of("t.region", filter.regions);
  if (!filter.search.empty()) {
    // Both sides in the store's own small letters, which are more than ours.
    query.add(
        " and (lower(t.name) like lower(?) escape '!' or t.resource like lower(?) escape '!')",
        pattern, pattern);
  }
  sql::add_within(query, "t.account_id", filter.accounts);
  query.add(")");
  if (!filter.or_new_of.empty() && !filter.is_about_targets())
    query.add(
        " or (o.by_id = ? and not exists (select 1 from operation_targets t where" + own + "))",
        filter.or_new_of);
  query.add(")");
}

/// Ids grow with the time at which operations are asked for.
std::string in_order(const OperationOrder& order) {
  const std::string direction = order.is_descending ? " desc" : " asc";
  switch (order.by) {
    case OperationOrder::By::requested: return " o.id" + direction;
    case OperationOrder::By::kind: return " o.kind" + direction + ", o.id desc";
    case OperationOrder::By::who: return " o.by_name" + direction + ", o.id desc";
  }
  std::unreachable();
}

std::string column_of(const OperationOrder& order) {
  return std::string("o.") + (order.by == OperationOrder::By::kind ? "kind" : "by_name");
}

/// What it has in the column by which the list is ordered, which never changes. Empty where ids
/// alone are the order.
std::string key_of(sql::Snapshot& snapshot, TenantId tenant, OperationId id,
                   const OperationOrder& order) {
  if (order.by == OperationOrder::By::requested) return {};
  const auto row = snapshot.one(
      "select " + column_of(order) + " from operations o where o.tenant_id = ? and o.id = ?",
      tenant, id);
  return row ? row->text(0) : "";
}

/// Those that stand behind this one. The query keeps where `key` and `after` are, not what.
void add_place(sql::Query& query, const std::string& key, const OperationId& after,
               const OperationOrder& order) {
  const std::string than = order.is_descending ? " < ?" : " > ?";
  if (order.by == OperationOrder::By::requested) {
    query.add(" and o.id" + than, after);
    return;
  }
  const auto column = column_of(order);
  query.add(" and (" + column + than + " or (" + column + " = ? and o.id < ?))", key, key, after);
}

}  // namespace

void insert(sql::Tx& tx, const Operation& operation, const std::vector<Target>& targets,
            Instant due_at) {
  insert_all(tx, {{.operation = operation, .targets = targets}}, due_at);
}

std::optional<Operation> find(sql::Snapshot& snapshot, TenantId tenant, OperationId id) {
  const auto row = snapshot.one(
      std::string(operation_columns) + "where o.tenant_id = ? and o.id = ?", tenant, id);
  if (!row) return std::nullopt;
  return read_operation(*row);
}

std::optional<Operation> find_by_key(sql::Tx& tx, TenantId tenant, std::string_view key) {
  const auto row = tx.one_for_update(
      std::string(operation_columns) + "where o.tenant_id = ? and o.idempotency_key = ?", tenant,
      key);
  if (!row) return std::nullopt;
  return read_operation(*row);
}

std::vector<Operation> list(sql::Snapshot& snapshot, TenantId tenant, const OperationFilter& filter,
                            std::optional<OperationId> after, int limit,
                            const OperationOrder& order) {
  if (filter.accounts && filter.accounts->empty() && filter.or_new_of.empty()) return {};
  sql::Query query(operation_columns);
  query.add("where o.tenant_id = ?", tenant);
  std::vector<std::string_view> states;
  for (const auto state : filter.states) states.push_back(to_string(state));
  query.one_of("o.state", states);
  query.one_of("o.kind", filter.kinds);
  if (!filter.actors.empty()) {
    query.add(" and (");
    query.add_one_of("o.by_id", filter.actors);
    query.add(" or ");
    query.add_one_of("o.by_name", filter.actors);
    query.add(")");
  }
  if (filter.since) query.add(" and o.requested_at >= ?", *filter.since);
  if (filter.until) query.add(" and o.requested_at < ?", *filter.until);
  const auto pattern = "%" + sql::like_text(filter.search) + "%";
  if (filter.accounts || filter.is_about_targets()) add_targets(query, tenant, filter, pattern);
  const auto key = after ? key_of(snapshot, tenant, *after, order) : "";
  if (after) add_place(query, key, *after, order);
  query.add(" order by" + in_order(order) + " limit ?", limit);
  std::vector<Operation> operations;
  snapshot.each(query.statement(), query.args(), [&](const sql::Row& row) {
    operations.push_back(read_operation(row));
    return true;
  });
  return operations;
}

std::map<OperationId, OutcomeCounts> outcomes_of(sql::Snapshot& snapshot, TenantId tenant,
                                                 const std::vector<OperationId>& ids,
                                                 const sql::Within& within) {
  std::map<OperationId, OutcomeCounts> found;
  if (ids.empty()) return found;
  sql::Query query(
      "select operation_id, outcome, count(*) from operation_targets where tenant_id = ?", tenant);
  query.one_of("operation_id", ids);
  sql::add_within(query, "account_id", within);
  query.add(" group by operation_id, outcome");
  snapshot.each(query.statement(), query.args(), [&](const sql::Row& row) {
    found[row.id<OperationId>(0)][or_throw(parse_outcome(row.text(1)))] = row.integer(2);
    return true;
  });
  return found;
}

std::vector<std::pair<AccountId, Region>> places_of(sql::Snapshot& snapshot, TenantId tenant,
                                                    OperationId id) {
  std::vector<std::pair<AccountId, Region>> places;
  for (const auto& row :
       snapshot.all("select distinct account_id, region from operation_targets where "
                    "tenant_id = ? and operation_id = ?",
                    tenant, id))
    places.emplace_back(row.id<AccountId>(0), Region{std::string(row.text(1))});
  return places;
}

std::vector<Target> targets_of(sql::Snapshot& snapshot, TenantId tenant, OperationId id) {
  std::vector<Target> targets;
  for (const auto& row :
       snapshot.all(std::string(target_columns) + " order by ordinal", tenant, id))
    targets.push_back(read_target(row));
  return targets;
}

std::optional<Target> find_target(sql::Snapshot& snapshot, TenantId tenant, OperationId id,
                                  const TargetRef& ref) {
  const auto row = snapshot.one(
      std::string(target_columns) + " and account_id = ? and region = ? and resource = ?", tenant,
      id, ref.account, ref.region, ref.id);
  if (!row) return std::nullopt;
  return read_target(*row);
}

std::vector<Entry> journal_of(sql::Snapshot& snapshot, TenantId tenant, OperationId id) {
  std::vector<Entry> entries;
  for (const auto& row : snapshot.all(
           "select seq, at, fence, what, step, attempt, token, request_id, body, each_target "
           "from journal where tenant_id = ? and operation_id = ? order by seq",
           tenant, id))
    entries.push_back(read_entry(row));
  return entries;
}

std::vector<Operation> operations_of(sql::Snapshot& snapshot, TenantId tenant,
                                     const TargetRef& resource, int limit) {
  std::vector<Operation> operations;
  for (const auto& row : snapshot.all(
           std::string(operation_columns) +
               "join operation_targets t on t.tenant_id = o.tenant_id and t.operation_id = o.id "
               "where t.tenant_id = ? and t.account_id = ? and t.region = ? and t.resource = ? "
               "order by o.id desc limit ?",
           tenant, resource.account, resource.region, resource.id, limit))
    operations.push_back(read_operation(row));
  return operations;
}

bool has_succeeded(sql::Snapshot& snapshot, TenantId tenant, std::string_view kind,
                   const TargetRef& resource) {
  // What became of it is looked at here: in the condition it would lead SQLite to all that ever
  // succeeded.
  const sql::Query query(
      "select t.outcome from operation_targets t join operations o on o.tenant_id = t.tenant_id "
      "and o.id = t.operation_id where t.tenant_id = ? and t.account_id = ? and t.region = ? "
      "and t.resource = ? and o.kind = ?",
      tenant, resource.account, resource.region, resource.id, kind);
  bool has = false;
  snapshot.each(query.statement(), query.args(), [&](const sql::Row& row) {
    has = row.text(0) == to_string(Outcome::succeeded);
    return !has;
  });
  return has;
}

std::vector<InFlight> in_flight(sql::Snapshot& snapshot, TenantId tenant,
                                std::optional<AccountId> account) {
  std::string statement =
      "select account_id, region, resource, operation_id from operation_targets "
      "where tenant_id = ? and outcome = 'pending'";
  std::vector<sql::Arg> args{sql::Arg(tenant)};
  if (account) {
    statement += " and account_id = ?";
    args.emplace_back(*account);
  }
  statement += " order by operation_id, ordinal";
  std::vector<InFlight> found;
  snapshot.each(statement, args, [&](const sql::Row& row) {
    found.push_back(
        {.ref = {.account = row.id<AccountId>(0), .region = Region{row.text(1)}, .id = row.text(2)},
         .operation = row.id<OperationId>(3)});
    return true;
  });
  return found;
}

void append_entry(sql::Tx& tx, TenantId tenant, OperationId id, const Entry& entry) {
  Json each = Json::object();
  for (const auto& [ordinal, said] : entry.each) each[std::to_string(ordinal)] = said;
  tx.exec(
      "insert into journal (tenant_id, operation_id, seq, at, fence, what, step, attempt, token, "
      "request_id, body, each_target) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      tenant, id, entry.seq, entry.at, entry.fence, to_string(entry.what), entry.step,
      entry.attempt, entry.token, entry.request_id, dumped(entry.body), dumped(each));
}

bool has_entry(sql::Snapshot& snapshot, TenantId tenant, OperationId id, std::int64_t seq,
               std::int64_t fence) {
  return snapshot
      .one(
          "select seq from journal where tenant_id = ? and operation_id = ? and seq = ? "
          "and fence = ?",
          tenant, id, seq, fence)
      .has_value();
}

void put_target(sql::Tx& tx, TenantId tenant, OperationId id, std::int64_t ordinal,
                const Target& target) {
  tx.put("operation_targets", {"tenant_id", "operation_id", "ordinal"},
         {"account_id", "region", "resource", "outcome", "reason_code", "reason", "observed_state",
          "observed_at", "request_ids", "losses", "name"},
         tenant, id, ordinal, target.ref.account, target.ref.region, target.ref.id,
         to_string(target.outcome), target.reason_code, target.reason, target.observed_state,
         target.observed_at, dumped(Json(target.request_ids)), dumped(to_json(target.losses)),
         target.name);
}

void add_done(sql::Tx& tx, TenantId tenant, OperationId id, std::int64_t count) {
  tx.exec("update operations set done = done + ? where tenant_id = ? and id = ?", count, tenant,
          id);
}

void set_progress(sql::Tx& tx, TenantId tenant, OperationId id, std::int64_t done,
                  std::int64_t total) {
  tx.exec("update operations set done = ?, total = ? where tenant_id = ? and id = ?", done, total,
          tenant, id);
}

void finish(sql::Tx& tx, TenantId tenant, OperationId id, State state, Instant at,
            std::string_view reason_code, std::string_view reason) {
  tx.exec(
      "update operations set state = ?, finished_at = ?, reason_code = ?, reason = ?, "
      "lease_holder = '', lease_until = 0 where tenant_id = ? and id = ?",
      to_string(state), at, reason_code, reason, tenant, id);
}

bool ask_to_cancel(sql::Tx& tx, TenantId tenant, OperationId id, Instant at, const Actor& by) {
  return tx.exec(
             "update operations set cancel_at = ?, cancel_by = ? "
             "where tenant_id = ? and id = ? and state = 'running' and cancel_at is null",
             at, by.name.empty() ? to_string(by.kind) : std::string_view(by.name), tenant, id) > 0;
}

}  // namespace mirante::operations

#include "features/audit/audit.h"

#include <limits>

#include "features/audit/append_all.h"
#include "features/audit/chain.h"
#include "features/audit/head_store.h"
#include "platform/sql/sql.h"

namespace mirante::audit {
namespace {

constexpr std::string_view record_columns = "select seq, previous, hash, content ";
constexpr int page = 500;  // Records in memory at once while a chain is read.
constexpr auto before_all = std::numeric_limits<std::int64_t>::min();

Record read_record(const sql::Row& row) {
  return {.seq = row.integer(0),
          .previous = read_hash(row, 1),
          .hash = read_hash(row, 2),
          .content = row.text(3)};
}

/// Calls `take` for every record of the tenant behind number `after` in order, until it says false.
void each_record(sql::Snapshot& snapshot, TenantId tenant, std::int64_t after,
                 const std::function<bool(const Record&)>& take) {
  for (;;) {
    const auto rows = snapshot.all(std::string(record_columns) +
                                       "from audit_records where tenant_id = ? and seq > ? "
                                       "order by seq limit ?",
                                   tenant, after, page);
    for (const auto& row : rows) {
      const auto record = read_record(row);
      if (!take(record)) return;
      after = record.seq;
    }
    if (rows.size() < page) return;
  }
}

}  // namespace

void append(sql::Tx& tx, const CallContext& ctx, Instant now, std::string_view action,
            const Json& detail) {
  append_all(tx, {record_of(ctx, now, action, detail)});
}

void append_refusal(sql::Tx& tx, const CallContext& ctx, Instant now, std::string_view action,
                    const Error& reason, const Json& detail) {
  append_all(tx, {refusal_of(ctx, now, action, reason, detail)});
}

std::vector<Record> list(sql::Snapshot& snapshot, TenantId tenant,
                         std::optional<std::int64_t> before_seq, int limit) {
  std::vector<Record> records;
  const auto before = before_seq.value_or(std::numeric_limits<std::int64_t>::max());
  for (const auto& row : snapshot.all(std::string(record_columns) +
                                          "from audit_records where tenant_id = ? and seq < ? "
                                          "order by seq desc limit ?",
                                      tenant, before, limit))
    records.push_back(read_record(row));
  return records;
}

Verification verify(sql::Snapshot& snapshot, TenantId tenant, const std::optional<Head>& kept) {
  ChainWalker walker(tenant, kept);
  each_record(snapshot, tenant, before_all,
              [&](const Record& record) { return walker.take(record); });
  return std::move(walker).finish(head(snapshot, tenant));
}

Verification verify_further(sql::Snapshot& snapshot, TenantId tenant, const Verification& found) {
  ChainWalker walker(tenant, std::nullopt, found.head);
  each_record(snapshot, tenant, found.head.seq,
              [&](const Record& record) { return walker.take(record); });
  auto further = std::move(walker).finish(head(snapshot, tenant));
  further.records += found.records;
  return further;
}

}  // namespace mirante::audit

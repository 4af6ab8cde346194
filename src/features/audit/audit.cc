#include "features/audit/audit.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "features/audit/chain.h"
#include "platform/sql/sql.h"

namespace mirante::audit {
namespace {

constexpr std::string_view record_columns = "select seq, previous, hash, content ";
constexpr int page = 500;  // Records in memory at once while a chain is read.
constexpr auto before_all = std::numeric_limits<std::int64_t>::min();

Hash read_hash(const sql::Row& row, std::size_t column) {
  const auto& bytes = row.bytes(column);
  Hash hash{};
  if (bytes.size() != hash.size())
    throw Failure(ErrorKind::corrupt, "a hash in the audit has the wrong length");
  std::ranges::copy(bytes, hash.begin());
  return hash;
}

Record read_record(const sql::Row& row) {
  return {.seq = row.integer(0),
          .previous = read_hash(row, 1),
          .hash = read_hash(row, 2),
          .content = row.text(3)};
}

Head read_head(const sql::Row& row) { return {.seq = row.integer(0), .hash = read_hash(row, 1)}; }

constexpr std::string_view head_statement = "select seq, hash from audit_heads where tenant_id = ?";

/// The tenant's head, locked until the transaction ends.
Head lock_head(sql::Tx& tx, TenantId tenant) {
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (const auto row = tx.one_for_update(head_statement, tenant)) return read_head(*row);
    try {
      tx.exec("insert into audit_heads (tenant_id, seq, hash) values (?, 0, ?)", tenant,
              sql::Bytes{Hash{}});
    } catch (const Failure& failure) {
      // Another process began the same tenant's chain at this moment: its row counts.
      if (failure.error().code != "sql.duplicate") throw;
    }
  }
  const auto row = tx.one_for_update(head_statement, tenant);
  MIRANTE_CHECK(row.has_value());
  return read_head(*row);
}

Json content_of(const CallContext& ctx, Instant now, std::string_view action, const Json& detail) {
  Json content{
      {"action", action},
      {"actor",
       {{"kind", to_string(ctx.actor.kind)}, {"id", ctx.actor.id}, {"name", ctx.actor.name}}},
      {"at", to_iso8601(now)},
      {"detail", detail}};
  if (!ctx.trace.empty()) content["trace"] = ctx.trace;
  return content;
}

void append_content(sql::Tx& tx, TenantId tenant, const Json& json) {
  // Text from outside (names, AWS's messages) may hold broken UTF-8; it must not stop the record.
  const auto content = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  const auto last = lock_head(tx, tenant);
  const auto seq = last.seq + 1;
  const auto hash = hash_of(tenant, seq, last.hash, content);
  tx.exec(
      "insert into audit_records (tenant_id, seq, previous, hash, content) values (?, ?, ?, ?, ?)",
      tenant, seq, sql::Bytes{last.hash}, sql::Bytes{hash}, content);
  tx.exec("update audit_heads set seq = ?, hash = ? where tenant_id = ?", seq, sql::Bytes{hash},
          tenant);
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
  append_content(tx, ctx.tenant, content_of(ctx, now, action, detail));
}

void append_refusal(sql::Tx& tx, const CallContext& ctx, Instant now, std::string_view action,
                    const Error& reason, const Json& detail) {
  auto content = content_of(ctx, now, action, detail);
  content["refused"] = {
      {"kind", to_string(reason.kind)}, {"code", reason.code}, {"message", reason.message}};
  append_content(tx, ctx.tenant, content);
}

Head head(sql::Snapshot& snapshot, TenantId tenant) {
  const auto row = snapshot.one(head_statement, tenant);
  return row ? read_head(*row) : Head{};
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

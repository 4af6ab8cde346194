#include "features/audit/head_store.h"

#include <algorithm>

namespace mirante::audit {
namespace {

constexpr std::string_view head_statement = "select seq, hash from audit_heads where tenant_id = ?";

Head read_head(const sql::Row& row) { return {.seq = row.integer(0), .hash = read_hash(row, 1)}; }

}  // namespace

Hash read_hash(const sql::Row& row, std::size_t column) {
  const auto& bytes = row.bytes(column);
  Hash hash{};
  if (bytes.size() != hash.size())
    throw Failure(ErrorKind::corrupt, "a hash in the audit has the wrong length");
  std::ranges::copy(bytes, hash.begin());
  return hash;
}

Head head(sql::Snapshot& snapshot, TenantId tenant) {
  const auto row = snapshot.one(head_statement, tenant);
  return row ? read_head(*row) : Head{};
}

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

void set_head(sql::Tx& tx, TenantId tenant, const Head& head) {
  tx.exec("update audit_heads set seq = ?, hash = ? where tenant_id = ?", head.seq,
          sql::Bytes{head.hash}, tenant);
}

}  // namespace mirante::audit

#include "features/requests/kept_answer_store.h"

#include <algorithm>

namespace mirante::requests {

std::optional<KeptAnswer> find_for_update(sql::Tx& tx, TenantId tenant, const Hash& key) {
  const auto row = tx.one_for_update(
      "select id, request_hash, answer, asked_at from kept_answers "
      "where tenant_id = ? and key_hash = ?",
      tenant, sql::Bytes{key});
  if (!row) return std::nullopt;
  KeptAnswer kept{.tenant = tenant, .key = key, .asked_at = row->instant(3)};
  const auto id = row->bytes(0), request = row->bytes(1);
  MIRANTE_CHECK(id.size() == kept.id.size() && request.size() == kept.request.size());
  std::ranges::copy(id, kept.id.begin());
  std::ranges::copy(request, kept.request.begin());
  if (!row->is_null(2)) kept.answer = row->bytes(2);
  return kept;
}

void insert(sql::Tx& tx, const KeptAnswer& asked) {
  tx.exec(
      "insert into kept_answers (tenant_id, key_hash, id, request_hash, asked_at) "
      "values (?, ?, ?, ?, ?)",
      asked.tenant, sql::Bytes{asked.key}, asked.id, sql::Bytes{asked.request}, asked.asked_at);
}

void put_answer(sql::Tx& tx, TenantId tenant, const Hash& key,
                const std::vector<std::uint8_t>& sealed) {
  tx.exec("update kept_answers set answer = ? where tenant_id = ? and key_hash = ?", sealed, tenant,
          sql::Bytes{key});
}

void remove(sql::Tx& tx, TenantId tenant, const Hash& key) {
  tx.exec("delete from kept_answers where tenant_id = ? and key_hash = ?", tenant, sql::Bytes{key});
}

void remove_before(sql::Tx& tx, Instant then) {
  tx.exec("delete from kept_answers where asked_at < ?", then);
}

}  // namespace mirante::requests

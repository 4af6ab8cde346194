#include "features/audit/append_all.h"

#include <map>
#include <nlohmann/json.hpp>

#include "features/audit/chain.h"
#include "features/audit/head_store.h"
#include "platform/sql/many_rows.h"

namespace mirante::audit {
namespace {

Json content_of(const CallContext& ctx, Instant now, std::string_view action, Json detail) {
  Json content{
      {"action", action},
      {"actor",
       {{"kind", to_string(ctx.actor.kind)}, {"id", ctx.actor.id}, {"name", ctx.actor.name}}},
      {"at", to_iso8601(now)},
      {"detail", std::move(detail)}};
  if (!ctx.trace.empty()) content["trace"] = ctx.trace;
  return content;
}

/// Text from outside (names, AWS's messages) may hold broken UTF-8; it must not stop the record.
std::string text_of(const Json& content) {
  return content.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void append_to_chain(sql::Tx& tx, TenantId tenant, const std::vector<const NewRecord*>& records) {
  auto last = lock_head(tx, tenant);
  std::vector<Record> chained;
  chained.reserve(records.size());
  for (const auto* one : records) {
    const auto seq = last.seq + 1;
    chained.push_back({.seq = seq,
                       .previous = last.hash,
                       .hash = hash_of(tenant, seq, last.hash, one->content),
                       .content = {}});
    last = {.seq = seq, .hash = chained.back().hash};
  }
  sql::ManyRows rows("audit_records (tenant_id, seq, previous, hash, content)");
  for (std::size_t i = 0; i < chained.size(); ++i)
    rows.add(tenant, chained[i].seq, sql::Bytes{chained[i].previous}, sql::Bytes{chained[i].hash},
             records[i]->content);
  rows.insert(tx);
  set_head(tx, tenant, last);
}

}  // namespace

NewRecord record_of(const CallContext& ctx, Instant now, std::string_view action, Json detail) {
  return {.tenant = ctx.tenant,
          .content = text_of(content_of(ctx, now, action, std::move(detail)))};
}

NewRecord refusal_of(const CallContext& ctx, Instant now, std::string_view action,
                     const Error& reason, Json detail) {
  auto content = content_of(ctx, now, action, std::move(detail));
  content["refused"] = {
      {"kind", to_string(reason.kind)}, {"code", reason.code}, {"message", reason.message}};
  return {.tenant = ctx.tenant, .content = text_of(content)};
}

void append_all(sql::Tx& tx, const std::vector<NewRecord>& records) {
  std::map<TenantId, std::vector<const NewRecord*>> chains;
  for (const auto& one : records) chains[one.tenant].push_back(&one);
  for (const auto& [tenant, own] : chains) append_to_chain(tx, tenant, own);
}

}  // namespace mirante::audit

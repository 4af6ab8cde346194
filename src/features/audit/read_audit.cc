#include "features/audit/read_audit.h"

#include <nlohmann/json.hpp>

#include "platform/crypto/hash.h"

namespace mirante::audit {
namespace {

Json to_json(const Record& record) {
  return {{"seq", record.seq},
          {"hash", crypto::to_hex(record.hash)},
          {"previous", crypto::to_hex(record.previous)},
          {"content", Json::parse(record.content, nullptr, false)}};
}

}  // namespace

Task<Json> read_page(AuditServices& services, const CallContext& ctx, PageWish wish) {
  const auto records = co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return list(snapshot, ctx.tenant, wish.before, wish.limit); });
  Json json{{"records", Json::array()}};
  for (const auto& record : records) json["records"].push_back(to_json(record));
  if (!records.empty() && records.back().seq > 1) json["next"] = records.back().seq;
  co_return json;
}

Task<Json> verify_chain(AuditServices& services, const CallContext& ctx, std::optional<Head> kept) {
  const auto verification = co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return verify(snapshot, ctx.tenant, kept); });
  co_return to_json(verification);
}

Task<std::string> export_chain(AuditServices& services, const CallContext& ctx) {
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    std::string lines;
    export_lines(snapshot, ctx.tenant, [&](const std::string& line) { lines += line + "\n"; });
    return lines;
  });
}

Json to_json(const Verification& verification) {
  Json json{{"whole", verification.is_whole()},
            {"records", verification.records},
            {"head", to_text(verification.head)}};
  if (!verification.is_whole()) json["broken"] = verification.broken;
  return json;
}

}  // namespace mirante::audit

#include "features/audit/routes.h"

#include <nlohmann/json.hpp>

#include "platform/crypto/hash.h"

namespace mirante::audit {
namespace {

using http::Request;
using http::Response;
using http::Verb;

Json to_json(const Record& record) {
  return {{"seq", record.seq},
          {"hash", crypto::to_hex(record.hash)},
          {"previous", crypto::to_hex(record.previous)},
          {"content", Json::parse(record.content, nullptr, false)}};
}

Task<Response> list_records(AuditServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"before", "limit"});
  const auto before = request.query_integer("before", 1, INT64_MAX);
  const auto limit = static_cast<int>(request.query_integer("limit", 1, 500).value_or(50));
  const auto records = co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return list(snapshot, ctx.tenant, before, limit); });
  Json json{{"records", Json::array()}};
  for (const auto& record : records) json["records"].push_back(to_json(record));
  if (!records.empty() && records.back().seq > 1) json["next"] = records.back().seq;
  co_return Response::json(200, json);
}

Task<Response> verify_chain(AuditServices& services, CallContext ctx, const Request& request) {
  request.allow_query({"head"});
  std::optional<Head> kept;
  if (const auto text = request.query_parameter("head")) {
    auto parsed = parse_head(*text);
    if (!parsed)
      throw Failure(
          Error{.kind = ErrorKind::invalid, .message = parsed.error().message, .field = "head"});
    kept = *parsed;
  }
  const auto verification = co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return verify(snapshot, ctx.tenant, kept); });
  co_return Response::json(200, audit::to_json(verification));
}

/// JSON lines, as `mirante audit verify --file` reads them.
Task<Response> take_away(AuditServices& services, CallContext ctx, const Request& request) {
  request.allow_query({});
  auto text = co_await services.db.read([&](sql::Snapshot& snapshot) {
    std::string lines;
    export_lines(snapshot, ctx.tenant, [&](const std::string& line) { lines += line + "\n"; });
    return lines;
  });
  co_return Response{
      .status = 200, .headers = {{"Content-Type", "application/jsonl"}}, .body = std::move(text)};
}

}  // namespace

Json to_json(const Verification& verification) {
  Json json{{"whole", verification.is_whole()},
            {"records", verification.records},
            {"head", to_text(verification.head)}};
  if (!verification.is_whole()) json["broken"] = verification.broken;
  return json;
}

void add_routes(http::Router& router, AuditServices& services) {
  const auto add = [&](std::string pattern, auto answer) {
    router.add(Verb::get, std::move(pattern), Permission::audit_read,
               [&services, answer](CallContext ctx, const Request& request) {
                 return answer(services, std::move(ctx), request);
               });
  };
  add("/api/v1/audit", list_records);
  add("/api/v1/audit/verify", verify_chain);
  add("/api/v1/audit/export", take_away);
}

}  // namespace mirante::audit

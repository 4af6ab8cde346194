#include "features/audit/read_audit.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "features/audit/record_text.h"
#include "platform/crypto/hash.h"

namespace mirante::audit {
namespace {

Json to_json(const Record& record) {
  return {{"seq", record.seq},
          {"hash", crypto::to_hex(record.hash)},
          {"previous", crypto::to_hex(record.previous)},
          {"content", Json::parse(record.content, nullptr, false)}};
}

using namespace std::chrono_literals;

constexpr auto whole_check_every = 24h;
constexpr int records_at_once = 500;
constexpr int records_max = 20'000;  // Looked at for one page.

/// Newest first from before `before`, until `take` says false or `most` were looked at. Gives back
/// the number before which to go on, if there is more.
std::optional<std::int64_t> each_before(sql::Snapshot& snapshot, TenantId tenant,
                                        std::optional<std::int64_t> before, int most,
                                        const std::function<bool(const Record&)>& take) {
  while (most > 0) {
    const auto records = list(snapshot, tenant, before, std::min(records_at_once, most));
    if (records.empty()) return std::nullopt;
    most -= static_cast<int>(records.size());
    for (const auto& record : records) {
      before = record.seq;
      if (take(record)) continue;
      most = 0;
      break;
    }
  }
  return before && *before > 1 ? before : std::nullopt;
}

void keep(AuditServices& services, TenantId tenant, const Look& look) {
  if (look.found.is_whole())
    services.found_whole.insert_or_assign(tenant, look);
  else
    services.found_whole.erase(tenant);
}

Look look_again(sql::Snapshot& snapshot, TenantId tenant, const std::optional<Look>& known) {
  const auto now = snapshot.now();
  std::optional<Head> kept;
  if (known) {
    kept = known->found.head;
    if (now - known->all_checked_at < whole_check_every) {
      auto further = verify_further(snapshot, tenant, known->found);
      if (further.is_whole()) return {std::move(further), known->all_checked_at};
    }
  }
  return {verify(snapshot, tenant, kept), now};
}

void write_row(CsvWriter& csv, const Record& record) {
  const auto content = Json::parse(record.content, nullptr, false);
  if (!content.is_object()) {
    // Somebody has edited the store: shown as it is.
    csv.row({std::to_string(record.seq), "", "", "", "", "", "", record.content,
             crypto::to_hex(record.hash)});
    return;
  }
  const auto actor = content.value("actor", Json::object());
  const auto refused = content.value("refused", Json::object());
  csv.row({std::to_string(record.seq), text_of(content, "at"), text_of(content, "action"),
           text_of(actor, "kind"), text_of(actor, "id"), text_of(actor, "name"),
           text_of(refused, "code"), content.value("detail", Json()).dump(),
           crypto::to_hex(record.hash)});
}

}  // namespace

Task<Json> read_page(AuditServices& services, const CallContext& ctx, PageWish wish) {
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    Json json{{"records", Json::array()}};
    auto& records = json["records"];
    Sight sight(snapshot, ctx, services.accounts);
    Subject subject(snapshot, ctx, services.accounts, wish.about);
    const bool sees_all = wish.filter.is_empty() && wish.about.is_empty() && !sight.is_limited();
    const auto most = sees_all ? wish.limit : records_max;
    const auto next =
        each_before(snapshot, ctx.tenant, wish.before, most, [&](const Record& record) {
          if (wish.filter.fits(record.content) && subject.fits(record.content) &&
              sight.sees(record.content))
            records.push_back(to_json(record));
          return std::ssize(records) < wish.limit;
        });
    if (next) json["next"] = *next;
    return json;
  });
}

Task<std::string> read_csv(AuditServices& services, const CallContext& ctx, PageWish wish,
                           CsvForm form) {
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    CsvWriter csv(form.separator);
    if (form.language == CsvLanguage::portuguese)
      csv.row({"número", "quando (UTC)", "ação", "tipo de quem", "id de quem", "nome de quem",
               "recusado por", "detalhe", "hash"});
    else
      csv.row({"seq", "at", "action", "actor_kind", "actor_id", "actor_name", "refused", "detail",
               "hash"});
    Sight sight(snapshot, ctx, services.accounts);
    Subject subject(snapshot, ctx, services.accounts, wish.about);
    each_before(snapshot, ctx.tenant, std::nullopt, std::numeric_limits<int>::max(),
                [&](const Record& record) {
                  if (wish.filter.fits(record.content) && subject.fits(record.content) &&
                      sight.sees(record.content))
                    write_row(csv, record);
                  return true;
                });
    return csv.text();
  });
}

Task<Look> check_chain(AuditServices& services, const CallContext& ctx, std::optional<Head> kept) {
  require_everything(ctx, "check the whole record");
  auto look = co_await services.db.read([&](sql::Snapshot& snapshot) {
    return Look{.found = verify(snapshot, ctx.tenant, kept), .all_checked_at = snapshot.now()};
  });
  keep(services, ctx.tenant, look);
  co_return look;
}

Task<Json> verify_chain(AuditServices& services, const CallContext& ctx, std::optional<Head> kept,
                        std::string language) {
  co_return to_json((co_await check_chain(services, ctx, kept)).found, language);
}

Task<Look> glance_at_chain(AuditServices& services, const CallContext& ctx) {
  require_everything(ctx, "check the whole record");
  const auto entry = services.found_whole.find(ctx.tenant);
  const auto known =
      entry == services.found_whole.end() ? std::nullopt : std::optional(entry->second);
  auto look = co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return look_again(snapshot, ctx.tenant, known); });
  keep(services, ctx.tenant, look);
  co_return look;
}

Task<std::string> export_chain(AuditServices& services, const CallContext& ctx) {
  require_everything(ctx, "take the whole record away");
  co_return co_await services.db.read([&](sql::Snapshot& snapshot) {
    std::string lines;
    export_lines(snapshot, ctx.tenant, [&](const std::string& line) { lines += line + "\n"; });
    return lines;
  });
}

Json to_json(const Verification& verification, std::string_view language) {
  Json json{{"whole", verification.is_whole()},
            {"records", verification.records},
            {"head", to_text(verification.head)}};
  if (!verification.is_whole())
    json["broken"] = language == "pt-BR" ? verification.broken_pt : verification.broken;
  return json;
}

}  // namespace mirante::audit

// Reading the audit of a tenant: page by page, verified, or whole.
#pragma once

#include <map>

#include "base/csv.h"
#include "base/task.h"
#include "features/audit/audit.h"
#include "features/audit/record_filter.h"
#include "features/audit/sight.h"
#include "features/audit/subject.h"
#include "platform/sql/sql.h"

namespace mirante::audit {

/// What a look at a chain found.
struct Look {
  Verification found;      // Of all that was written, be it read now or by an earlier look.
  Instant all_checked_at;  // When every record was read, by the store's clock.
};

struct AuditServices {
  sql::Database& db;
  Accounts accounts = {};
  std::map<TenantId, Look> found_whole =
      {};  // The newest look of this process, where all was well.
};

struct PageWish {
  RecordFilter filter = {};
  SubjectWish about = {};
  std::optional<std::int64_t> before = {};  // Records before this number; none: the newest.
  int limit = 50;
};

/// What `ctx` sees (sight.h): {records[{seq, hash, previous, content}], next?}, newest first. With
/// a filter, or for whoever sees a part, a page may hold fewer than `limit`, even none, and still
/// have a `next`: one answer looks at 20,000 records at most.
Task<Json> read_page(AuditServices& services, const CallContext& ctx, PageWish wish);
/// All that fit, newest first, as CSV; the detail is JSON in a cell. `wish.before` and `wish.limit`
/// do not limit it.
Task<std::string> read_csv(AuditServices& services, const CallContext& ctx, PageWish wish,
                           CsvForm form);
/// Reads every record. This and what follows is for whoever sees everything: Failure(forbidden)
/// "reach.limited".
Task<Look> check_chain(AuditServices& services, const CallContext& ctx,
                       std::optional<Head> kept = std::nullopt);
/// The same as {whole, records, head, broken?}, in "en" or "pt-BR".
Task<Json> verify_chain(AuditServices& services, const CallContext& ctx, std::optional<Head> kept,
                        std::string language = "en");
/// For pages that are opened often: reads only what was written since this process found the chain
/// whole, and every record where that is a day ago or more, or never was. What was changed before
/// is therefore found within a day.
Task<Look> glance_at_chain(AuditServices& services, const CallContext& ctx);
/// The whole chain as JSON lines, as `verify_file` reads them.
Task<std::string> export_chain(AuditServices& services, const CallContext& ctx);

Json to_json(const Verification& verification, std::string_view language = "en");

}  // namespace mirante::audit

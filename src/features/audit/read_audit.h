// Reading the audit of a tenant: page by page, verified, or whole.
#pragma once

#include "base/task.h"
#include "features/audit/audit.h"
#include "platform/sql/sql.h"

namespace mirante::audit {

struct AuditServices {
  sql::Database& db;
};

struct PageWish {
  std::optional<std::int64_t> before = {};  // Records before this number; none: the newest.
  int limit = 50;
};

/// {records[{seq, hash, previous, content}], next?}, newest first.
Task<Json> read_page(AuditServices& services, const CallContext& ctx, PageWish wish);
/// {whole, records, head, broken?}
Task<Json> verify_chain(AuditServices& services, const CallContext& ctx, std::optional<Head> kept);
/// The whole chain as JSON lines, as `verify_file` reads them.
Task<std::string> export_chain(AuditServices& services, const CallContext& ctx);

Json to_json(const Verification& verification);

}  // namespace mirante::audit

// Many records of one transaction: each tenant's chain is taken up once and its rows are stored by
// few statements. What a record says is written down apart from where in the chain it comes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "features/audit/audit.h"

namespace mirante::audit {

struct NewRecord {
  TenantId tenant;
  std::string content;  // As Record's.
};
/// Of what `append` and `append_refusal` take.
NewRecord record_of(const CallContext& ctx, Instant now, std::string_view action, Json detail);
NewRecord refusal_of(const CallContext& ctx, Instant now, std::string_view action,
                     const Error& reason, Json detail);

/// As `append` one after the other.
void append_all(sql::Tx& tx, const std::vector<NewRecord>& records);

}  // namespace mirante::audit

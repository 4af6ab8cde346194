// The audit: who did or was refused what, in a chain that shows when somebody edits it. Each
// tenant has its own chain. A record is (seq, previous hash, content) and its hash is SHA-256 over
// the tenant, the seq, the previous record's hash and the content's bytes; the chain's head (last
// seq and hash) is a row of its own. `append` writes in the caller's transaction, so an action that
// cannot be recorded is not done.
//
// What `verify` finds: any edited, removed, inserted or reordered record, a cut anywhere, also at
// the end (the head row then tells of records that are gone). What it cannot find until signed
// checkpoints leave the machine: somebody who may write the database, knows this code, and
// recomputes the chain from a record on *and* the head row. Whoever keeps an exported file, or only
// a head's hash, finds that too: `verify` against it.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.h"
#include "base/instant.h"
#include "base/json.h"
#include "platform/sql/migrations.h"

namespace mirante::sql {
class Tx;
class Snapshot;
}  // namespace mirante::sql

namespace mirante::audit {

sql::Migrations migrations();

using Hash = std::array<std::uint8_t, 32>;

struct Record {
  std::int64_t seq = 0;  // From 1, without gaps.
  Hash previous{};       // All zeros for the first.
  Hash hash{};
  std::string content;  // Canonical JSON {action, actor, at, detail, trace?, refused?}.

  friend bool operator==(const Record&, const Record&) = default;
};

/// Where a chain ends; {0, zeros} before the first record.
struct Head {
  std::int64_t seq = 0;
  Hash hash{};

  friend bool operator==(const Head&, const Head&) = default;
};

/// Adds a record of what `ctx.actor` did in `ctx.tenant` to the chain, in the caller's transaction.
/// `action` is a stable name, subject first ("account.added"); `detail` holds facts and no secrets.
/// Writers of one tenant wait for each other until their transactions end.
void append(sql::Tx& tx, const CallContext& ctx, Instant now, std::string_view action,
            const Json& detail);

/// The same for something that was asked for and not done, with the reason.
void append_refusal(sql::Tx& tx, const CallContext& ctx, Instant now, std::string_view action,
                    const Error& reason, const Json& detail);

Head head(sql::Snapshot& snapshot, TenantId tenant);

/// At most `limit` records before `before_seq` (none: from the newest), newest first.
std::vector<Record> list(sql::Snapshot& snapshot, TenantId tenant,
                         std::optional<std::int64_t> before_seq, int limit);

struct Verification {
  std::int64_t records = 0;  // How many were read and found in order.
  Head head;                 // Where the chain ends as read.
  std::string broken;        // Empty: whole. Else what is wrong, naming the record.
  std::string broken_pt;     // The same in Portuguese; empty where only a terminal is told.

  bool is_whole() const { return broken.empty(); }
};

/// Reads a tenant's whole chain and its head row. `kept`: a head that somebody noted earlier; the
/// chain must still contain it.
Verification verify(sql::Snapshot& snapshot, TenantId tenant,
                    const std::optional<Head>& kept = std::nullopt);

/// What was written after `found`, which was whole: whether it follows on from there. Reads nothing
/// before it. `records` and `head` are of the whole chain.
Verification verify_further(sql::Snapshot& snapshot, TenantId tenant, const Verification& found);

/// Writes a tenant's chain as JSON lines: one line per record, then one with the head, which is
/// what shows that a file was cut. Lines come without their line feed.
void export_lines(sql::Snapshot& snapshot, TenantId tenant,
                  const std::function<void(const std::string& line)>& take);

/// Checks an exported file without any database.
Verification verify_file(std::istream& file, const std::optional<Head>& kept = std::nullopt);

/// "3:9f86d081…" (seq, colon, 64 hexadecimal digits), as printed for people to keep.
std::string to_text(const Head& head);
Result<Head> parse_head(std::string_view text);

}  // namespace mirante::audit

// The tables of the spine: operations with their targets and journal. Plain functions, tenant
// first. Leases and due work, which cross tenants, are in lease_store.h.
#pragma once

#include <map>

#include "features/operations/journal.h"
#include "features/operations/operation.h"
#include "platform/sql/migrations.h"
#include "platform/sql/within.h"

namespace mirante::operations {

sql::Migrations migrations();

struct Operation {
  TenantId tenant;
  OperationId id;
  std::string kind;
  int version = 0;
  Json params = Json::object();
  std::string despite_pause = {};
  Actor by = {};
  std::string idempotency_key = {};
  std::string request_hash = {};
  Instant requested_at{};
  std::optional<Instant> finished_at = {};
  State state = State::running;
  std::string reason_code = {};  // About the operation as a whole; mostly empty.
  std::string reason = {};
  std::int64_t done = 0;
  std::int64_t total = 0;
  std::optional<Instant> cancel_at = {};  // When somebody asked to cancel it.
  std::string cancel_by = {};

  friend bool operator==(const Operation&, const Operation&) = default;
};

/// A new row, due at `due_at`. Failure(conflict), code "sql.duplicate", for a known key.
void insert(sql::Tx& tx, const Operation& operation, const std::vector<Target>& targets,
            Instant due_at);

std::optional<Operation> find(sql::Snapshot& snapshot, TenantId tenant, OperationId id);
/// Locks the row.
std::optional<Operation> find_by_key(sql::Tx& tx, TenantId tenant, std::string_view key);
/// Which operations a list is about. Empty members do not limit it.
struct OperationFilter {
  std::vector<State> states = {};
  std::vector<std::string> kinds = {};
  /// With a target in one of these accounts. An empty list: none.
  std::optional<std::vector<AccountId>> accounts = {};
  /// What a target must be like: one and the same must have all of it.
  std::vector<std::string> targets = {};  // Their ids.
  std::vector<std::string> regions = {};
  std::string search = {};  // Somewhere in its name or id; case does not matter.
  /// With `accounts`: also what this person asked for and has no target yet. Empty: nobody.
  std::string or_new_of = {};
  std::optional<Instant> since = {};     // Asked for then or later,
  std::optional<Instant> until = {};     // but before this.
  std::vector<std::string> actors = {};  // Ids or names of who asked.

  bool is_about_targets() const { return !targets.empty() || !regions.empty() || !search.empty(); }
};
/// In which order a list is. What is alike in it stands newest first.
struct OperationOrder {
  enum class By : std::uint8_t { requested, kind, who };
  By by = By::requested;
  bool is_descending = true;

  friend bool operator==(const OperationOrder&, const OperationOrder&) = default;
};
/// `after`: the last one of the page before, in the same order.
std::vector<Operation> list(sql::Snapshot& snapshot, TenantId tenant, const OperationFilter& filter,
                            std::optional<OperationId> after, int limit,
                            const OperationOrder& order = {});
/// How many targets of each of these stand how; of these accounts alone, where there are any.
using OutcomeCounts = std::map<Outcome, std::int64_t>;
std::map<OperationId, OutcomeCounts> outcomes_of(sql::Snapshot& snapshot, TenantId tenant,
                                                 const std::vector<OperationId>& ids,
                                                 const sql::Within& within = std::nullopt);
/// Where it has targets, each place once.
std::vector<std::pair<AccountId, Region>> places_of(sql::Snapshot& snapshot, TenantId tenant,
                                                    OperationId id);
/// In order of their ordinals, which count from 0.
std::vector<Target> targets_of(sql::Snapshot& snapshot, TenantId tenant, OperationId id);
/// One of them; nullopt where the operation has no such target.
std::optional<Target> find_target(sql::Snapshot& snapshot, TenantId tenant, OperationId id,
                                  const TargetRef& ref);
std::vector<Entry> journal_of(sql::Snapshot& snapshot, TenantId tenant, OperationId id);

/// The newest operations that had this resource among their targets.
std::vector<Operation> operations_of(sql::Snapshot& snapshot, TenantId tenant,
                                     const TargetRef& resource, int limit);

/// Whether an operation of this kind has ever succeeded on this resource.
bool has_succeeded(sql::Snapshot& snapshot, TenantId tenant, std::string_view kind,
                   const TargetRef& resource);

struct InFlight {
  TargetRef ref;
  OperationId operation;
};
/// Targets that have not ended, of operations that change something, of all or one account.
std::vector<InFlight> in_flight(sql::Snapshot& snapshot, TenantId tenant,
                                std::optional<AccountId> account = std::nullopt);

void append_entry(sql::Tx& tx, TenantId tenant, OperationId id, const Entry& entry);
bool has_entry(sql::Snapshot& snapshot, TenantId tenant, OperationId id, std::int64_t seq,
               std::int64_t fence);
/// Sets everything; adds the row if `ordinal` is new.
void put_target(sql::Tx& tx, TenantId tenant, OperationId id, std::int64_t ordinal,
                const Target& target);
/// More targets have ended.
void add_done(sql::Tx& tx, TenantId tenant, OperationId id, std::int64_t count);
void set_progress(sql::Tx& tx, TenantId tenant, OperationId id, std::int64_t done,
                  std::int64_t total);
void finish(sql::Tx& tx, TenantId tenant, OperationId id, State state, Instant at,
            std::string_view reason_code, std::string_view reason);
/// Asks for the cancellation of a running operation, once. False: it is not running or was asked.
bool ask_to_cancel(sql::Tx& tx, TenantId tenant, OperationId id, Instant at, const Actor& by);

}  // namespace mirante::operations

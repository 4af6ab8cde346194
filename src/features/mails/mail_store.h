// The outbox: the table of mails that are to be sent, written in the transaction of what causes
// them, and of what has become of them. A lease by the store's own time sees to it that one process
// at a time sends a mail; the number of attempts is its fence.
#pragma once

#include <optional>
#include <vector>

#include "features/mails/outgoing.h"
#include "platform/sql/migrations.h"
#include "platform/sql/sql.h"

namespace mirante::mails {

sql::Migrations migrations();

/// `content` is sealed.
void insert(sql::Tx& tx, const Outgoing& mail, const std::vector<std::uint8_t>& content);
/// Newest first.
std::vector<Outgoing> list(sql::Snapshot& snapshot, TenantId tenant, MailState state, int limit);
std::optional<Outgoing> find(sql::Snapshot& snapshot, TenantId tenant, MailId id);

struct Counts {
  std::int64_t waiting = 0;
  std::int64_t tried = 0;  // Of these, those of which an attempt has failed.
  std::int64_t failed = 0;
};
/// Crosses tenants on purpose: for those who run the install.
Counts count_mails(sql::Snapshot& snapshot);

struct DueMail {
  TenantId tenant;
  MailId id;
};
/// Crosses tenants on purpose, as all functions here that take none: one role sends all mails.
/// Those that are due by `now`, the caller's clock, and that nobody holds; the longest due first.
std::vector<DueMail> due_mails(sql::Snapshot& snapshot, Instant now, int limit);
/// When the next one becomes due after `now`.
std::optional<Instant> next_due(sql::Snapshot& snapshot, Instant now);

struct Claim {
  Outgoing mail;  // Its `attempts` counts this one.
  std::vector<std::uint8_t> content;
  std::string holder;
};
/// Nullopt: somebody else was faster, or it is decided.
std::optional<Claim> claim(sql::Tx& tx, const DueMail& due, Instant now, std::string_view holder,
                           std::chrono::microseconds lease);

struct Attempt {
  std::string said;
  std::string transcript;
};
/// False, and nothing changes, if the mail is no longer this claim's.
bool put_decided(sql::Tx& tx, const Claim& claim, MailState state, const Attempt& attempt,
                 Instant at);
bool put_later(sql::Tx& tx, const Claim& claim, const Attempt& attempt, Instant due_at);

/// Of one kind to one person.
struct Addressed {
  std::string_view kind;
  std::string_view to;
};
/// Whoever holds one of them has lost it (put_decided).
void withdraw_waiting(sql::Tx& tx, TenantId tenant, const Addressed& mails, Instant at);

/// For a process that holds the whole store alone: whoever held leases is dead.
void end_leases_of_the_dead(sql::Tx& tx);
/// Forgets mails that were decided before `before`; returns how many.
std::int64_t drop_old(sql::Tx& tx, Instant before);

}  // namespace mirante::mails

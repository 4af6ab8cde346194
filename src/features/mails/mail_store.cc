#include "features/mails/mail_store.h"

namespace mirante::mails {
namespace {

constexpr std::string_view columns =
    "select tenant_id, id, kind, recipient, subject, made_by, created_at, useless_at, state, "
    "due_at, attempts, said, transcript, decided_at";

Outgoing mail_of(const sql::Row& row) {
  const auto state = parse_mail_state(row.text(8));
  if (!state) throw Failure(ErrorKind::corrupt, "a stored mail has an unknown state");
  return {.tenant = row.id<TenantId>(0),
          .id = row.id<MailId>(1),
          .kind = row.text(2),
          .to = row.text(3),
          .subject = row.text(4),
          .made_by = row.text(5),
          .created_at = row.instant(6),
          .useless_at = row.instant(7),
          .state = *state,
          .due_at = row.instant(9),
          .attempts = row.integer(10),
          .said = row.text(11),
          .transcript = row.text(12),
          .decided_at = row.maybe(13, &sql::Row::instant)};
}

}  // namespace

void insert(sql::Tx& tx, const Outgoing& mail, const std::vector<std::uint8_t>& content) {
  tx.exec(
      "insert into mails (tenant_id, id, kind, recipient, subject, content, made_by, created_at, "
      "useless_at, state, due_at, attempts, lease_holder, lease_until, said, transcript, "
      "decided_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, ?, ?, ?)",
      mail.tenant, mail.id, mail.kind, mail.to, mail.subject, content, mail.made_by,
      mail.created_at, mail.useless_at, to_string(mail.state), mail.due_at, mail.attempts,
      mail.said, mail.transcript, mail.decided_at);
}

std::vector<Outgoing> list(sql::Snapshot& snapshot, TenantId tenant, MailState state, int limit) {
  std::vector<Outgoing> mails;
  for (const auto& row :
       snapshot.all(std::string(columns) + " from mails where tenant_id = ? and state = ? "
                                           "order by created_at desc, id desc limit ?",
                    tenant, to_string(state), limit))
    mails.push_back(mail_of(row));
  return mails;
}

std::optional<Outgoing> find(sql::Snapshot& snapshot, TenantId tenant, MailId id) {
  const auto row =
      snapshot.one(std::string(columns) + " from mails where tenant_id = ? and id = ?", tenant, id);
  if (!row) return std::nullopt;
  return mail_of(*row);
}

Counts count_mails(sql::Snapshot& snapshot) {
  const auto count = [&](std::string_view where) {
    return snapshot.one("select count(*) from mails where " + std::string(where))->integer(0);
  };
  return {.waiting = count("state = 'waiting'"),
          .tried = count("state = 'waiting' and said <> ''"),
          .failed = count("state = 'failed'")};
}

std::vector<DueMail> due_mails(sql::Snapshot& snapshot, Instant now, int limit) {
  std::vector<DueMail> due;
  for (const auto& row :
       snapshot.all("select tenant_id, id from mails where state = 'waiting' and due_at <= ? "
                    "and lease_until <= ? order by due_at, id limit ?",
                    now, snapshot.now(), limit))
    due.push_back({.tenant = row.id<TenantId>(0), .id = row.id<MailId>(1)});
  return due;
}

std::optional<Instant> next_due(sql::Snapshot& snapshot, Instant now) {
  return snapshot.one("select min(due_at) from mails where state = 'waiting' and due_at > ?", now)
      ->maybe(0, &sql::Row::instant);
}

std::optional<Claim> claim(sql::Tx& tx, const DueMail& due, Instant now, std::string_view holder,
                           std::chrono::microseconds lease) {
  const auto store_now = tx.now();
  const auto changed = tx.exec(
      "update mails set lease_holder = ?, lease_until = ?, attempts = attempts + 1 "
      "where tenant_id = ? and id = ? and state = 'waiting' and due_at <= ? and lease_until <= ?",
      holder, store_now + lease, due.tenant, due.id, now, store_now);
  if (changed == 0) return std::nullopt;
  const auto row =
      tx.one(std::string(columns) + ", content from mails where tenant_id = ? and id = ?",
             due.tenant, due.id);
  return Claim{.mail = mail_of(*row), .content = row->bytes(14), .holder = std::string(holder)};
}

bool put_decided(sql::Tx& tx, const Claim& claim, MailState state, const Attempt& attempt,
                 Instant at) {
  return tx.exec(
             "update mails set state = ?, content = null, said = ?, transcript = ?, "
             "decided_at = ?, lease_holder = '', lease_until = 0 where tenant_id = ? and id = ? "
             "and state = 'waiting' and attempts = ? and lease_holder = ?",
             to_string(state), attempt.said, attempt.transcript, at, claim.mail.tenant,
             claim.mail.id, claim.mail.attempts, claim.holder) > 0;
}

bool put_later(sql::Tx& tx, const Claim& claim, const Attempt& attempt, Instant due_at) {
  return tx.exec(
             "update mails set said = ?, transcript = ?, due_at = ?, lease_holder = '', "
             "lease_until = 0 where tenant_id = ? and id = ? and state = 'waiting' "
             "and attempts = ? and lease_holder = ?",
             attempt.said, attempt.transcript, due_at, claim.mail.tenant, claim.mail.id,
             claim.mail.attempts, claim.holder) > 0;
}

void withdraw_waiting(sql::Tx& tx, TenantId tenant, const Addressed& mails, Instant at) {
  tx.exec(
      "update mails set state = ?, content = null, decided_at = ?, lease_holder = '', "
      "lease_until = 0 where tenant_id = ? and state = 'waiting' and kind = ? and recipient = ?",
      to_string(MailState::withdrawn), at, tenant, mails.kind, mails.to);
}

void end_leases_of_the_dead(sql::Tx& tx) {
  tx.exec(
      "update mails set lease_holder = '', lease_until = 0 where state = 'waiting' "
      "and lease_until > 0");
}

std::int64_t drop_old(sql::Tx& tx, Instant before) {
  return tx.exec("delete from mails where decided_at < ?", before);
}

}  // namespace mirante::mails

#include "features/identity/user_store.h"

#include "features/identity/stored_reach.h"

namespace mirante::identity {
namespace {

constexpr std::string_view user_columns =
    "u.id, u.email, u.name, u.language, u.zone, u.totp_secret is not null, u.created_at, "
    "u.password_changed_at";

User user_of(const sql::Row& row, std::size_t first = 0) {
  return {.id = row.id<UserId>(first),
          .email = row.text(first + 1),
          .name = row.text(first + 2),
          .language = or_throw(parse_language(row.text(first + 3))),
          .zone = row.text(first + 4),
          .has_totp = row.boolean(first + 5),
          .created_at = row.instant(first + 6),
          .password_changed_at = row.instant(first + 7)};
}

std::string select_user(std::string_view rest) {
  return "select " + std::string(user_columns) + " from users u " + std::string(rest);
}

Membership membership_of(const sql::Row& row, std::size_t first = 0) {
  return {.tenant = row.id<TenantId>(first),
          .user = row.id<UserId>(first + 1),
          .role = or_throw(parse_role(row.text(first + 2))),
          .since = row.instant(first + 3),
          .reach = stored_reach(row, first + 4)};
}

constexpr std::string_view membership_columns = "m.tenant_id, m.user_id, m.role, m.since, m.limits";
constexpr std::size_t membership_column_count = 5;

Member member_of(const sql::Row& row) {
  return {.user = user_of(row, membership_column_count), .membership = membership_of(row)};
}

std::string select_member(std::string_view rest) {
  return "select " + std::string(membership_columns) + ", " + std::string(user_columns) +
         " from memberships m join users u on u.id = m.user_id where m.tenant_id = ? " +
         std::string(rest);
}

}  // namespace

void insert(sql::Tx& tx, const User& user, const std::string& password_hash) {
  try {
    tx.exec(
        "insert into users (id, email, name, language, zone, password_hash, totp_step, "
        "created_at, password_changed_at) values (?, ?, ?, ?, ?, ?, 0, ?, ?)",
        user.id, user.email, user.name, to_string(user.language), user.zone, password_hash,
        user.created_at, user.password_changed_at);
  } catch (const Failure& failure) {
    if (failure.error().code != "sql.duplicate") throw;
    throw Failure(Error{.kind = ErrorKind::conflict,
                        .message = "there is already a person with the address " + user.email,
                        .field = "email",
                        .code = "user.email_taken"});
  }
}

void update_profile(sql::Tx& tx, const User& user) {
  tx.exec("update users set name = ?, language = ?, zone = ? where id = ?", user.name,
          to_string(user.language), user.zone, user.id);
}

void put_password(sql::Tx& tx, UserId id, const std::string& password_hash, Instant at) {
  tx.exec("update users set password_hash = ?, password_changed_at = ? where id = ?", password_hash,
          at, id);
}

std::optional<User> find_user(sql::Snapshot& snapshot, UserId id) {
  const auto row = snapshot.one(select_user("where u.id = ?"), id);
  if (!row) return std::nullopt;
  return user_of(*row);
}

std::optional<User> find_user_by_email(sql::Snapshot& snapshot, std::string_view email) {
  const auto row = snapshot.one(select_user("where u.email = ?"), email);
  if (!row) return std::nullopt;
  return user_of(*row);
}

void lock_user(sql::Tx& tx, UserId id) {
  tx.one_for_update("select id from users where id = ?", id);
}

std::optional<std::string> password_hash_of(sql::Snapshot& snapshot, UserId id) {
  const auto row = snapshot.one("select password_hash from users where id = ?", id);
  if (!row) return std::nullopt;
  return row->text(0);
}

bool has_users(sql::Snapshot& snapshot) {
  return snapshot.one("select id from users limit 1").has_value();
}

std::optional<SealedTotp> totp_of(sql::Snapshot& snapshot, UserId id) {
  const auto row = snapshot.one(
      "select totp_tenant, totp_secret, totp_step from users "
      "where id = ? and totp_secret is not null",
      id);
  if (!row) return std::nullopt;
  return SealedTotp{
      .tenant = row->id<TenantId>(0), .secret = row->bytes(1), .step = row->integer(2)};
}

void put_totp(sql::Tx& tx, UserId id, const SealedTotp& totp) {
  tx.exec("update users set totp_tenant = ?, totp_secret = ?, totp_step = ? where id = ?",
          totp.tenant, totp.secret, totp.step, id);
}

void put_totp_offer(sql::Tx& tx, UserId id, const SealedTotp& offer, Instant at) {
  tx.put("totp_offers", {"user_id"}, {"tenant_id", "secret", "created_at"}, id, offer.tenant,
         offer.secret, at);
}

std::optional<SealedTotp> totp_offer_of(sql::Snapshot& snapshot, UserId id, Instant not_before) {
  const auto row = snapshot.one(
      "select tenant_id, secret from totp_offers where user_id = ? and created_at >= ?", id,
      not_before);
  if (!row) return std::nullopt;
  return SealedTotp{.tenant = row->id<TenantId>(0), .secret = row->bytes(1)};
}

void remove_totp_offer(sql::Tx& tx, UserId id) {
  tx.exec("delete from totp_offers where user_id = ?", id);
}

bool use_totp_step(sql::Tx& tx, UserId id, std::int64_t step) {
  return tx.exec("update users set totp_step = ? where id = ? and totp_step < ?", step, id, step) >
         0;
}

void remove_totp(sql::Tx& tx, UserId id) {
  tx.exec("update users set totp_tenant = null, totp_secret = null where id = ?", id);
  tx.exec("delete from recovery_codes where user_id = ?", id);
}

void put_recovery_codes(sql::Tx& tx, UserId id, std::span<const TokenHash> hashes) {
  tx.exec("delete from recovery_codes where user_id = ?", id);
  for (const auto& hash : hashes)
    tx.exec("insert into recovery_codes (user_id, code_hash) values (?, ?)", id, sql::Bytes{hash});
}

bool use_recovery_code(sql::Tx& tx, UserId id, const TokenHash& hash) {
  return tx.exec("delete from recovery_codes where user_id = ? and code_hash = ?", id,
                 sql::Bytes{hash}) > 0;
}

std::int64_t count_recovery_codes(sql::Snapshot& snapshot, UserId id) {
  return snapshot.one("select count(*) from recovery_codes where user_id = ?", id)->integer(0);
}

void put_membership(sql::Tx& tx, const Membership& membership) {
  tx.put("memberships", {"tenant_id", "user_id"}, {"role", "since", "limits"}, membership.tenant,
         membership.user, to_string(membership.role), membership.since,
         to_stored(membership.reach));
}

void remove_membership(sql::Tx& tx, TenantId tenant, UserId user) {
  tx.exec("delete from memberships where tenant_id = ? and user_id = ?", tenant, user);
}

std::optional<Membership> find_membership(sql::Snapshot& snapshot, TenantId tenant, UserId user) {
  const auto row = snapshot.one("select " + std::string(membership_columns) +
                                    " from memberships m where m.tenant_id = ? and m.user_id = ?",
                                tenant, user);
  if (!row) return std::nullopt;
  return membership_of(*row);
}

std::vector<Belonging> belongings_of(sql::Snapshot& snapshot, UserId user) {
  std::vector<Belonging> belongings;
  for (const auto& row : snapshot.all("select " + std::string(membership_columns) +
                                          ", t.name from memberships m join tenants t on t.id = "
                                          "m.tenant_id where m.user_id = ? "
                                          "order by t.name, t.id",
                                      user))
    belongings.push_back(
        {.membership = membership_of(row), .tenant_name = row.text(membership_column_count)});
  return belongings;
}

std::vector<Member> list_members(sql::Snapshot& snapshot, TenantId tenant) {
  std::vector<Member> members;
  for (const auto& row : snapshot.all(select_member("order by u.email"), tenant))
    members.push_back(member_of(row));
  return members;
}

std::optional<Member> find_member(sql::Snapshot& snapshot, TenantId tenant, UserId user) {
  const auto row = snapshot.one(select_member("and m.user_id = ?"), tenant, user);
  if (!row) return std::nullopt;
  return member_of(*row);
}

std::int64_t count_admins_for_update(sql::Tx& tx, TenantId tenant) {
  return static_cast<std::int64_t>(
      tx.all_for_update("select user_id from memberships where tenant_id = ? and role = 'admin'",
                        tenant)
          .size());
}

}  // namespace mirante::identity

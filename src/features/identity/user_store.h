// The tables of people: users, their second factor, their memberships. Users belong to the install
// (one person may be a member of several tenants); memberships are asked for tenant first.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "features/identity/token_hash.h"
#include "features/identity/user.h"
#include "platform/sql/sql.h"

namespace mirante::identity {

/// Failure(conflict), code "user.email_taken".
void insert(sql::Tx& tx, const User& user, const std::string& password_hash);
/// Writes name, language and zone.
void update_profile(sql::Tx& tx, const User& user);
void put_password(sql::Tx& tx, UserId id, const std::string& password_hash, Instant at);

std::optional<User> find_user(sql::Snapshot& snapshot, UserId id);
std::optional<User> find_user_by_email(sql::Snapshot& snapshot, std::string_view email);
/// Nobody else changes the person, their password or their second factor before the transaction
/// ends.
void lock_user(sql::Tx& tx, UserId id);
/// Nullopt if there is no such user.
std::optional<std::string> password_hash_of(sql::Snapshot& snapshot, UserId id);
bool has_users(sql::Snapshot& snapshot);

/// The second factor: bytes sealed by the vault with `tenant`'s key.
struct SealedTotp {
  TenantId tenant;
  std::vector<std::uint8_t> secret;
  std::int64_t step = 0;  // Used last.
};
std::optional<SealedTotp> totp_of(sql::Snapshot& snapshot, UserId id);
void put_totp(sql::Tx& tx, UserId id, const SealedTotp& totp);
/// One that waits for its proof; replaces an older one.
void put_totp_offer(sql::Tx& tx, UserId id, const SealedTotp& offer, Instant at);
std::optional<SealedTotp> totp_offer_of(sql::Snapshot& snapshot, UserId id, Instant not_before);
void remove_totp_offer(sql::Tx& tx, UserId id);
/// False if that step, or a later one, was used already.
bool use_totp_step(sql::Tx& tx, UserId id, std::int64_t step);
/// Recovery codes go with it.
void remove_totp(sql::Tx& tx, UserId id);

/// Replaces all of them.
void put_recovery_codes(sql::Tx& tx, UserId id, std::span<const TokenHash> hashes);
/// False if there is no such code; it works once.
bool use_recovery_code(sql::Tx& tx, UserId id, const TokenHash& hash);
std::int64_t count_recovery_codes(sql::Snapshot& snapshot, UserId id);

void put_membership(sql::Tx& tx, const Membership& membership);
void remove_membership(sql::Tx& tx, TenantId tenant, UserId user);
std::optional<Membership> find_membership(sql::Snapshot& snapshot, TenantId tenant, UserId user);
/// With the tenant's name, by name. Crosses tenants on purpose: a person sees where they belong.
struct Belonging {
  Membership membership;
  std::string tenant_name;
};
std::vector<Belonging> belongings_of(sql::Snapshot& snapshot, UserId user);

struct Member {
  User user;
  Membership membership;
};
/// By address.
std::vector<Member> list_members(sql::Snapshot& snapshot, TenantId tenant);
std::optional<Member> find_member(sql::Snapshot& snapshot, TenantId tenant, UserId user);
/// Reads them so that nobody else changes them before the transaction ends: a tenant must keep one.
std::int64_t count_admins_for_update(sql::Tx& tx, TenantId tenant);

}  // namespace mirante::identity

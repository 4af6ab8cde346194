#include "platform/vault/vault.h"

#include <fmt/format.h>

namespace mirante::vault {
namespace {

constexpr std::uint8_t format_version = 1;
constexpr std::size_t header_size = 5;  // The version, and the data key's number in four bytes.

std::array<std::uint8_t, 4> four_bytes(std::int64_t number) {
  std::array<std::uint8_t, 4> bytes{};
  for (std::size_t i = 0; i < 4; ++i) bytes[i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
  return bytes;
}

std::vector<std::uint8_t> value_context(TenantId tenant, std::int64_t number, const Place& place) {
  return crypto::join_context({crypto::as_bytes("mirante value 1"), tenant.bytes,
                               four_bytes(number), crypto::as_bytes(place.purpose), place.row});
}

std::vector<std::uint8_t> key_context(TenantId tenant, std::int64_t number,
                                      std::string_view master_key_id) {
  return crypto::join_context({crypto::as_bytes("mirante data key 1"), tenant.bytes,
                               four_bytes(number), crypto::as_bytes(master_key_id)});
}

[[noreturn]] void refuse_damaged(std::string_view what) {
  throw Failure(Error{
      .kind = ErrorKind::corrupt,
      .message = fmt::format("{} was changed after it was stored, or belongs to another place; "
                             "enter it anew, or put back a backup",
                             what),
      .code = "secret.damaged"});
}

}  // namespace

Vault::DataKey Vault::unwrap(TenantId tenant, const sql::Row& row) const {
  const auto number = row.integer(0);
  const auto& id = row.text(1);
  const auto* master = keys_.find(id);
  if (master == nullptr)
    throw Failure(Error{
        .kind = ErrorKind::conflict,
        .message = fmt::format("stored secrets were sealed with master key {}, which is not in {} "
                               "(newest there: {}); put back the file that has it, or name it with "
                               "MIRANTE_MASTER_KEY_FILE",
                               id, keys_.where(), keys_.current_id()),
        .code = "master_key.missing"});
  auto key = crypto::unseal(*master, row.bytes(2), key_context(tenant, number, id));
  if (!key || key->size() != crypto::key_size)
    refuse_damaged(fmt::format("data key {} of tenant {}", number, tenant.text()));
  return {.number = number, .key = *std::move(key)};
}

std::vector<std::uint8_t> Vault::wrap(TenantId tenant, const DataKey& key) {
  return crypto::seal(keys_.current(), key.key.reveal_bytes(),
                      key_context(tenant, key.number, keys_.current_id()), rng_);
}

Vault::DataKey Vault::newest_key(sql::Tx& tx, TenantId tenant) {
  constexpr auto newest =
      "select number, master_key_id, wrapped from data_keys where tenant_id = ?"
      " order by number desc limit 1";
  if (const auto row = tx.one(newest, tenant)) return unwrap(tenant, *row);
  DataKey made{.number = 1, .key = crypto::make_key(rng_)};
  try {
    tx.exec(
        "insert into data_keys (tenant_id, number, master_key_id, wrapped, created_at)"
        " values (?, ?, ?, ?, ?)",
        tenant, made.number, keys_.current_id(), wrap(tenant, made), tx.now());
    return made;
  } catch (const Failure& failure) {
    if (failure.error().code != "sql.duplicate") throw;
    return unwrap(tenant, *tx.one(newest, tenant));  // Another process was faster.
  }
}

void Vault::prepare(sql::Tx& tx, TenantId tenant) { newest_key(tx, tenant); }

std::vector<std::uint8_t> Vault::seal(sql::Tx& tx, TenantId tenant, Place place,
                                      const crypto::Secret& secret) {
  const auto key = newest_key(tx, tenant);
  std::vector<std::uint8_t> sealed{format_version};
  for (const auto byte : four_bytes(key.number)) sealed.push_back(byte);
  const auto body =
      crypto::seal(key.key, secret.reveal_bytes(), value_context(tenant, key.number, place), rng_);
  sealed.insert(sealed.end(), body.begin(), body.end());
  return sealed;
}

crypto::Secret Vault::open(sql::Snapshot& snapshot, TenantId tenant, Place place,
                           std::span<const std::uint8_t> sealed) {
  const auto what = fmt::format("the stored secret \"{}\"", place.purpose);
  if (sealed.size() < header_size || sealed[0] != format_version) refuse_damaged(what);
  std::int64_t number = 0;
  for (std::size_t i = 1; i < header_size; ++i) number = number << 8 | sealed[i];
  const auto row = snapshot.one(
      "select number, master_key_id, wrapped from data_keys where tenant_id = ? and number = ?",
      tenant, number);
  if (!row) refuse_damaged(what);
  const auto key = unwrap(tenant, *row);
  auto secret =
      crypto::unseal(key.key, sealed.subspan(header_size), value_context(tenant, number, place));
  if (!secret) refuse_damaged(what);
  return *std::move(secret);
}

int Vault::rekey(sql::Tx& tx, int limit) {
  const auto rows = tx.all(
      "select number, master_key_id, wrapped, tenant_id from data_keys where master_key_id <> ?"
      " limit ?",
      keys_.current_id(), limit);
  for (const auto& row : rows) {
    const TenantId tenant{row.id16(3)};
    const auto key = unwrap(tenant, row);
    tx.exec(
        "update data_keys set master_key_id = ?, wrapped = ? where tenant_id = ? and number = ?",
        keys_.current_id(), wrap(tenant, key), tenant, key.number);
  }
  return static_cast<int>(rows.size());
}

bool has_data_keys(sql::Snapshot& snapshot) {
  return snapshot.one("select 1 from data_keys limit 1").has_value();
}

crypto::MasterKeys keys_at_start(sql::Snapshot& snapshot, const std::filesystem::path& file,
                                 Rng& rng) {
  std::error_code unreadable;
  const bool is_there = std::filesystem::exists(file, unreadable) || unreadable;
  if (is_there || has_data_keys(snapshot)) return crypto::MasterKeys::load(file);
  return crypto::MasterKeys::create(file, rng);
}

}  // namespace mirante::vault

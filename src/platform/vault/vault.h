// Where tenants' secrets are sealed before they are stored. The vault stores no secret itself: a
// room seals, keeps the bytes in its own row, and opens them again.
//
//   const auto sealed = vault.seal(tx, tenant, {"accounts.secret_key", account.id.bytes}, secret);
//   tx.exec("update accounts set secret_key = ? where tenant_id = ? and id = ?", sealed, …);
//   const auto secret = vault.open(snapshot, tenant, {"accounts.secret_key", id}, row->bytes(0));
//
// Envelopes: each tenant has a data key of its own, which is stored sealed by the master key; the
// sealed bytes name the data key's number and open only for the same tenant, purpose and row.
#pragma once

#include "base/ids.h"
#include "platform/crypto/master_key.h"
#include "platform/sql/migrations.h"
#include "platform/sql/sql.h"

namespace mirante::vault {

sql::Migrations migrations();

/// What a value is for and in which row it lies.
struct Place {
  std::string_view purpose;  // "accounts.secret_key"; never changes once it is used.
  Id16 row{};
};

/// Thread-safe: closures use it on the engine's threads. Both arguments of the constructor live as
/// long as the process.
class Vault {
 public:
  /// `rng` must be SystemRng outside simulations.
  Vault(crypto::MasterKeys keys, Rng& rng) : keys_(std::move(keys)), rng_(rng) {}

  /// Makes the tenant's data key if it has none, so that from then on a lost key file is noticed at
  /// start (has_data_keys). Throws as `seal`.
  void prepare(sql::Tx& tx, TenantId tenant);
  /// Makes the tenant's data key if it has none. Failure(conflict), code "master_key.missing", when
  /// that key was sealed by a master key that is not in our file.
  std::vector<std::uint8_t> seal(sql::Tx& tx, TenantId tenant, Place place,
                                 const crypto::Secret& secret);

  /// Failure(corrupt), code "secret.damaged", when the bytes were changed, cut, or sealed for
  /// another tenant, purpose or row; Failure(conflict), code "master_key.missing", as above.
  crypto::Secret open(sql::Snapshot& snapshot, TenantId tenant, Place place,
                      std::span<const std::uint8_t> sealed);

  /// Seals up to `limit` data keys anew that an older master key sealed; 0 when none is left. Only
  /// then may the old version leave the file. Crosses tenants on purpose.
  int rekey(sql::Tx& tx, int limit);

  const crypto::MasterKeys& keys() const { return keys_; }

 private:
  struct DataKey {
    std::int64_t number = 0;
    crypto::Secret key;
  };

  DataKey newest_key(sql::Tx& tx, TenantId tenant);
  DataKey unwrap(TenantId tenant, const sql::Row& row) const;
  std::vector<std::uint8_t> wrap(TenantId tenant, const DataKey& key);

  const crypto::MasterKeys keys_;
  Rng& rng_;
};

/// Whether anything was ever sealed here. Only a store without it may begin with a new master key;
/// with it a missing key file is a lost one.
bool has_data_keys(sql::Snapshot& snapshot);

/// The keys for a start: made where nothing was ever sealed and no file exists, else read.
crypto::MasterKeys keys_at_start(sql::Snapshot& snapshot, const std::filesystem::path& file,
                                 Rng& rng);

}  // namespace mirante::vault

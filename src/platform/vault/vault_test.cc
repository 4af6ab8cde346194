#include "platform/vault/vault.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/temporary_folder.h"
#include "platform/sql/testing/store_suite.h"

namespace mirante::vault {
namespace {

using crypto::MasterKeys;
using crypto::Secret;
using ::testing::HasSubstr;

class VaultOnEveryEngine : public sql::testing::StoreTest {
 protected:
  VaultOnEveryEngine() : StoreTest({migrations()}) {}

  std::vector<std::uint8_t> seal(Vault& by, TenantId whose, Place where, std::string_view text) {
    return write([&](sql::Tx& tx) { return by.seal(tx, whose, where, Secret(text)); });
  }
  std::string open(Vault& by, TenantId whose, Place where,
                   const std::vector<std::uint8_t>& sealed) {
    return read([&](sql::Snapshot& snapshot) {
      return std::string(by.open(snapshot, whose, where, sealed).reveal());
    });
  }
  Error failure_to_open(Vault& by, TenantId whose, Place where,
                        const std::vector<std::uint8_t>& sealed) {
    try {
      open(by, whose, where, sealed);
    } catch (const Failure& failure) {
      return failure.error();
    }
    return Error{.message = "no failure"};
  }

  SystemRng rng;
  Vault vault{MasterKeys::in_memory(rng), rng};
  TenantId ana = TenantId::make(loop.clock(), rng);
  TenantId bia = TenantId::make(loop.clock(), rng);
  Place place{"accounts.secret_key", AccountId::make(loop.clock(), rng).bytes};
};

TEST_P(VaultOnEveryEngine, OpensWhatItSealed) {
  const auto first = seal(vault, ana, place, "hunter2");
  const auto second = seal(vault, ana, place, "hunter3");

  EXPECT_EQ(open(vault, ana, place, first), "hunter2");
  EXPECT_EQ(open(vault, ana, place, second), "hunter3");
  EXPECT_EQ(
      read([](sql::Snapshot& s) { return s.one("select count(*) from data_keys")->integer(0); }),
      1);
}

TEST_P(VaultOnEveryEngine, IsKnownToBeInUseOnceItIsPrepared) {
  const auto is_used = [](sql::Snapshot& snapshot) { return has_data_keys(snapshot); };
  const bool before = read(is_used);

  write([&](sql::Tx& tx) {
    vault.prepare(tx, ana);
    vault.prepare(tx, ana);
  });

  EXPECT_FALSE(before);
  EXPECT_TRUE(read(is_used));
}

TEST_P(VaultOnEveryEngine, RefusesAnotherTenantPurposeOrRow) {
  const auto sealed = seal(vault, ana, place, "hunter2");
  seal(vault, bia, place, "hers");
  const Place other_row{place.purpose, AccountId::make(loop.clock(), rng).bytes};

  EXPECT_EQ(failure_to_open(vault, bia, place, sealed).code, "secret.damaged");
  EXPECT_EQ(failure_to_open(vault, ana, {"accounts.external_id", place.row}, sealed).code,
            "secret.damaged");
  EXPECT_EQ(failure_to_open(vault, ana, other_row, sealed).code, "secret.damaged");
}

TEST_P(VaultOnEveryEngine, RefusesBytesThatWereChangedOrCut) {
  const auto sealed = seal(vault, ana, place, "hunter2");

  for (std::size_t at = 0; at < sealed.size(); ++at) {
    auto tampered = sealed;
    tampered[at] ^= 1;
    const auto cut = std::vector(sealed.begin(), sealed.begin() + static_cast<std::ptrdiff_t>(at));
    EXPECT_EQ(failure_to_open(vault, ana, place, tampered).kind, ErrorKind::corrupt) << at;
    EXPECT_EQ(failure_to_open(vault, ana, place, cut).kind, ErrorKind::corrupt) << at;
  }
}

TEST_P(VaultOnEveryEngine, NamesTheMasterKeyThatIsMissing) {
  const auto sealed = seal(vault, ana, place, "hunter2");
  Vault other(MasterKeys::in_memory(rng), rng);

  const auto error = failure_to_open(other, ana, place, sealed);

  EXPECT_EQ(error.kind, ErrorKind::conflict);
  EXPECT_EQ(error.code, "master_key.missing");
  EXPECT_THAT(error.message, HasSubstr(vault.keys().current_id()));
  EXPECT_THAT(error.message, HasSubstr(other.keys().current_id()));
}

TEST_P(VaultOnEveryEngine, RefusesADataKeyThatWasMovedToAnotherTenant) {
  const auto sealed = seal(vault, ana, place, "hunter2");
  seal(vault, bia, place, "hers");
  write([&](sql::Tx& tx) {
    const auto row = tx.one("select wrapped from data_keys where tenant_id = ?", ana);
    tx.exec("update data_keys set wrapped = ? where tenant_id = ?", row->bytes(0), bia);
  });

  EXPECT_EQ(failure_to_open(vault, bia, place, sealed).code, "secret.damaged");
}

TEST_P(VaultOnEveryEngine, OpensOldSecretsAfterRekeyingWithoutTheOldMasterKey) {
  const mirante::testing::TemporaryFolder folder;
  const auto old_file = folder.path() / "old.key";
  const auto new_file = folder.path() / "new.key";
  MasterKeys::create(old_file, rng);
  Vault before(MasterKeys::load(old_file), rng);
  const auto hers = seal(before, ana, place, "hunter2");
  const auto his = seal(before, bia, place, "hunter3");
  Vault both(MasterKeys::add_version(old_file, rng), rng);

  int rounds = 0;
  while (write([&](sql::Tx& tx) { return both.rekey(tx, 1); }) > 0) ++rounds;

  EXPECT_EQ(rounds, 2);
  EXPECT_EQ(open(both, ana, place, hers), "hunter2");
  EXPECT_EQ(open(both, bia, place, his), "hunter3");
  EXPECT_EQ(failure_to_open(before, ana, place, hers).code, "master_key.missing");
}

TEST_P(VaultOnEveryEngine, MakesAMasterKeyOnlyWhereNothingWasEverSealed) {
  const mirante::testing::TemporaryFolder folder;
  const auto file = folder.path() / "master.key";
  const auto start = [&] {
    return read([&](sql::Snapshot& s) { return keys_at_start(s, file, rng).current_id(); });
  };
  const auto first = start();
  const auto second = start();
  seal(vault, ana, place, "hunter2");
  std::filesystem::remove(file);

  try {
    start();
    FAIL() << "a new master key was made although the old one is needed";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, "master_key.lost");
  }
  EXPECT_EQ(first, second);
}

INSTANTIATE_ON_ALL_ENGINES(VaultOnEveryEngine);

}  // namespace
}  // namespace mirante::vault

#include "features/accounts/sealed_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/accounts/account_store.h"
#include "platform/sql/testing/store_suite.h"
#include "platform/vault/vault.h"

namespace mirante::accounts {
namespace {

const std::string key_id = "AKIAIOSFODNN7EXAMPLE";
const std::string secret_text = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

class SealedKeys : public sql::testing::StoreTest {
 protected:
  SealedKeys() : StoreTest({migrations(), vault::migrations()}) {
    for (const auto id : {account, second})
      write([&](sql::Tx& tx) {
        insert(tx, tenant,
               {.id = id,
                .name = id.text().substr(3, 20) + id.text().substr(24),
                .state = AccountState::connected,
                .connection = Connection::keys});
      });
  }

  void seal(AccountId id) {
    const crypto::Secret secret(secret_text);
    write([&](sql::Tx& tx) {
      seal_keys(tx, vault, tenant, id, {.access_key_id = key_id, .secret = secret});
    });
  }

  SystemRng rng;
  TenantId tenant = TenantId::make(loop.clock(), rng);
  AccountId account = AccountId::make(loop.clock(), rng);
  AccountId second = AccountId::make(loop.clock(), rng);
  vault::Vault vault{crypto::MasterKeys::in_memory(rng), rng};
};

TEST_P(SealedKeys, OpenForTheirOwnAccount) {
  seal(account);

  const auto keys = read([&](sql::Snapshot& s) { return open_keys(s, vault, tenant, account); });

  EXPECT_EQ(keys.access_key_id, key_id);
  EXPECT_EQ(keys.secret.reveal(), secret_text);
}

TEST_P(SealedKeys, AreNotReadableInTheStore) {
  seal(account);

  const auto sealed = read([&](sql::Snapshot& s) { return sealed_keys(s, tenant, account); });

  ASSERT_TRUE(sealed);
  const std::string bytes(sealed->begin(), sealed->end());
  EXPECT_EQ(bytes.find(secret_text.substr(0, 8)), std::string::npos);
  EXPECT_EQ(bytes.find(key_id), std::string::npos);
}

TEST_P(SealedKeys, DoNotOpenInAnotherAccountsRow) {
  seal(account);
  write(
      [&](sql::Tx& tx) { put_sealed_keys(tx, tenant, second, *sealed_keys(tx, tenant, account)); });

  EXPECT_THROW(read([&](sql::Snapshot& s) { open_keys(s, vault, tenant, second); }), Failure);
}

TEST_P(SealedKeys, AreMissingForAnotherTenant) {
  seal(account);

  try {
    read(
        [&](sql::Snapshot& s) { open_keys(s, vault, TenantId::make(loop.clock(), rng), account); });
    FAIL() << "they opened";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, "account.no_keys");
  }
}

INSTANTIATE_ON_ALL_ENGINES(SealedKeys);

}  // namespace
}  // namespace mirante::accounts

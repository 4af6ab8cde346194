#include "features/accounts/account_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/sql/testing/store_suite.h"

namespace mirante::accounts {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class AccountStore : public sql::testing::StoreTest {
 protected:
  AccountStore() : StoreTest({migrations()}) {}

  Account connected(std::string name, std::string number) {
    return {.id = AccountId::make(loop.clock(), rng),
            .name = std::move(name),
            .state = AccountState::connected,
            .connection = Connection::role,
            .aws_account = {std::move(number)},
            .role_arn = "arn:aws:iam::111122223333:role/mirante",
            .external_id = "external",
            .created_at = now,
            .connected_at = now};
  }
  void add(TenantId whose, const Account& account) {
    write([&](sql::Tx& tx) { insert(tx, whose, account); });
  }
  std::optional<Account> by_reference(TenantId whose, std::string_view reference) {
    return read([&](sql::Snapshot& s) { return find_by_reference(s, whose, reference); });
  }
  /// What a write is refused with.
  template <class Work>
  Error refusal(Work work) {
    try {
      write(work);
    } catch (const Failure& failure) {
      return failure.error();
    }
    return {.kind = ErrorKind::internal, .message = "(it was not refused)"};
  }

  SystemRng rng;
  Instant now = loop.clock().now();
  TenantId tenant = TenantId::make(loop.clock(), rng);
  TenantId other = TenantId::make(loop.clock(), rng);
};

TEST_P(AccountStore, GivesBackWhatItWasGiven) {
  auto account = connected("prod", "111122223333");
  account.customer = CustomerId::make(loop.clock(), rng);
  account.without_external_id = "legacy role of 2014";
  account.regions_read_at = now;
  account.revision = 7;
  add(tenant, account);

  EXPECT_EQ(read([&](sql::Snapshot& s) { return find(s, tenant, account.id); }), account);
  EXPECT_EQ(write([&](sql::Tx& tx) { return find_for_update(tx, tenant, account.id); }), account);
  EXPECT_THAT(read([&](sql::Snapshot& s) { return list(s, tenant); }), ElementsAre(account));
  EXPECT_EQ(read([&](sql::Snapshot& s) { return customer_of(s, tenant, account.id); }),
            account.customer);
}

TEST_P(AccountStore, FindsAnAccountByIdDigitsOrName) {
  const auto account = connected("Produção São Paulo", "111122223333");
  add(tenant, account);

  EXPECT_EQ(by_reference(tenant, account.id.text()), account);
  EXPECT_EQ(by_reference(tenant, "111122223333"), account);
  EXPECT_EQ(by_reference(tenant, "Produção São Paulo"), account);
  EXPECT_FALSE(by_reference(tenant, "produção são paulo"));
  EXPECT_FALSE(by_reference(tenant, "999999999999"));
}

TEST_P(AccountStore, AnswersAnotherTenantAsIfTheAccountDidNotExist) {
  const auto account = connected("prod", "111122223333");
  add(tenant, account);
  write([&](sql::Tx& tx) {
    put_regions(tx, tenant, account.id, std::vector<AccountRegion>{{.region = {"sa-east-1"}}});
    put_check(tx, tenant, account.id, now, "{}");
    find_or_make_customer(tx, tenant, "Acme", CustomerId::make(loop.clock(), rng));
  });

  read([&](sql::Snapshot& s) {
    EXPECT_FALSE(find(s, other, account.id));
    EXPECT_FALSE(find_even_removed(s, other, account.id));
    EXPECT_FALSE(find_by_reference(s, other, account.id.text()));
    EXPECT_FALSE(find_by_reference(s, other, "111122223333"));
    EXPECT_FALSE(find_by_reference(s, other, "prod"));
    EXPECT_THAT(list(s, other), IsEmpty());
    EXPECT_THAT(list_with_regions(s, other), IsEmpty());
    EXPECT_THAT(regions_of(s, other, account.id), IsEmpty());
    EXPECT_FALSE(customer_of(s, other, account.id));
    EXPECT_FALSE(sealed_keys(s, other, account.id));
    EXPECT_FALSE(last_check(s, other, account.id));
    EXPECT_FALSE(find_customer(s, other, "Acme"));
    EXPECT_THAT(list_customers(s, other), IsEmpty());
    EXPECT_THROW(must_find(s, other, account.id), Failure);
  });
}

TEST_P(AccountStore, LetsAnotherTenantChangeNothing) {
  const auto account = connected("prod", "111122223333");
  add(tenant, account);
  const std::vector<std::uint8_t> keys{1, 2, 3};

  write([&](sql::Tx& tx) {
    auto stolen = account;
    stolen.name = "stolen";
    update(tx, other, stolen);
    put_sealed_keys(tx, other, account.id, keys);
    put_check(tx, other, account.id, now, "{}");
    put_regions(tx, other, account.id, {});
    EXPECT_FALSE(find_for_update(tx, other, account.id));
  });

  EXPECT_EQ(by_reference(tenant, "prod"), account);
  EXPECT_FALSE(read([&](sql::Snapshot& s) { return sealed_keys(s, tenant, account.id); }));
}

TEST_P(AccountStore, RefusesANameThatIsTaken) {
  add(tenant, connected("prod", "111122223333"));

  const auto error =
      refusal([&](sql::Tx& tx) { insert(tx, tenant, connected("prod", "444455556666")); });

  EXPECT_EQ(error.kind, ErrorKind::conflict);
  EXPECT_EQ(error.code, "account.name_taken");
  EXPECT_EQ(error.field, "name");
  add(other, connected("prod", "444455556666"));
}

TEST_P(AccountStore, RefusesAnAwsAccountThatIsConnectedAlready) {
  add(tenant, connected("prod", "111122223333"));

  const auto error =
      refusal([&](sql::Tx& tx) { insert(tx, tenant, connected("prod again", "111122223333")); });

  EXPECT_EQ(error.code, "account.duplicate");
  EXPECT_THAT(error.message, HasSubstr("already connected as \"prod\""));
  EXPECT_THAT(read([&](sql::Snapshot& s) { return list(s, tenant); }), SizeIs(1));
}

TEST_P(AccountStore, AllowsSeveralPendingAccounts) {
  for (const auto* name : {"a", "b"}) {
    auto account = connected(name, "");
    account.state = AccountState::pending;
    add(tenant, account);
  }

  EXPECT_THAT(read([&](sql::Snapshot& s) { return list(s, tenant); }), SizeIs(2));
}

TEST_P(AccountStore, FreesNameAndNumberOfARemovedAccountAndDestroysItsKeys) {
  auto account = connected("prod", "111122223333");
  account.connection = Connection::keys;
  add(tenant, account);
  const std::vector<std::uint8_t> keys{1, 2, 3};
  write([&](sql::Tx& tx) { put_sealed_keys(tx, tenant, account.id, keys); });
  EXPECT_EQ(read([&](sql::Snapshot& s) { return sealed_keys(s, tenant, account.id); }), keys);

  account.state = AccountState::removed;
  write([&](sql::Tx& tx) { update(tx, tenant, account); });

  EXPECT_FALSE(read([&](sql::Snapshot& s) { return sealed_keys(s, tenant, account.id); }));
  EXPECT_FALSE(by_reference(tenant, "prod"));
  EXPECT_FALSE(by_reference(tenant, account.id.text()));
  EXPECT_EQ(read([&](sql::Snapshot& s) { return find_even_removed(s, tenant, account.id); }),
            account);
  add(tenant, connected("prod", "111122223333"));
}

TEST_P(AccountStore, KeepsSealedKeysWhileTheAccountIsConnectedByKeys) {
  auto account = connected("prod", "111122223333");
  account.connection = Connection::keys;
  add(tenant, account);
  const std::vector<std::uint8_t> keys{1, 2, 3};
  write([&](sql::Tx& tx) { put_sealed_keys(tx, tenant, account.id, keys); });

  account.name = "production";
  write([&](sql::Tx& tx) { update(tx, tenant, account); });
  EXPECT_EQ(read([&](sql::Snapshot& s) { return sealed_keys(s, tenant, account.id); }), keys);

  account.connection = Connection::role;
  write([&](sql::Tx& tx) { update(tx, tenant, account); });
  EXPECT_FALSE(read([&](sql::Snapshot& s) { return sealed_keys(s, tenant, account.id); }));
}

TEST_P(AccountStore, ReplacesTheRegionsOfAnAccount) {
  const auto account = connected("prod", "111122223333");
  add(tenant, account);
  const AccountRegion paulo{.region = {"sa-east-1"}, .checked_at = now};
  const AccountRegion cape{.region = {"af-south-1"},
                           .state = RegionState::not_enabled,
                           .reason = "not switched on",
                           .checked_at = now};
  write([&](sql::Tx& tx) { put_regions(tx, tenant, account.id, std::vector{paulo}); });
  write([&](sql::Tx& tx) { put_regions(tx, tenant, account.id, std::vector{paulo, cape}); });

  EXPECT_THAT(read([&](sql::Snapshot& s) { return regions_of(s, tenant, account.id); }),
              ElementsAre(cape, paulo));
  const auto all = read([&](sql::Snapshot& s) { return list_with_regions(s, tenant); });
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_EQ(all[0].account, account);
  EXPECT_THAT(all[0].regions, SizeIs(2));
}

TEST_P(AccountStore, MakesACustomerWhenItsNameIsNewAndFindsItAgain) {
  const auto id = CustomerId::make(loop.clock(), rng);
  const auto made =
      write([&](sql::Tx& tx) { return find_or_make_customer(tx, tenant, "Acme", id); });
  EXPECT_EQ(made, (Customer{.id = id, .name = "Acme"}));

  const auto again = [&](std::string_view reference) {
    return write([&](sql::Tx& tx) {
      return find_or_make_customer(tx, tenant, reference, CustomerId::make(loop.clock(), rng));
    });
  };

  EXPECT_EQ(again("Acme"), made);
  EXPECT_EQ(again(id.text()), made);
  EXPECT_THAT(read([&](sql::Snapshot& s) { return list_customers(s, tenant); }), ElementsAre(made));
  EXPECT_EQ(refusal([&](sql::Tx& tx) {
              find_or_make_customer(tx, other, id.text(), CustomerId::make(loop.clock(), rng));
            }).code,
            "customer.unknown");
}

TEST_P(AccountStore, KeepsTheLastCheck) {
  const auto account = connected("prod", "111122223333");
  add(tenant, account);
  EXPECT_FALSE(read([&](sql::Snapshot& s) { return last_check(s, tenant, account.id); }));

  write([&](sql::Tx& tx) { put_check(tx, tenant, account.id, now, R"({"a":1})"); });

  EXPECT_EQ(read([&](sql::Snapshot& s) { return last_check(s, tenant, account.id); }),
            R"({"a":1})");
  EXPECT_EQ(by_reference(tenant, "prod")->checked_at, now);
}

TEST_P(AccountStore, TellsTheCollectorOfAllTenantsConnectedAccounts) {
  const auto one = connected("prod", "111122223333");
  const auto two = connected("prod", "111122223333");
  auto pending = connected("later", "");
  pending.state = AccountState::pending;
  add(tenant, one);
  add(tenant, pending);
  add(other, two);

  EXPECT_THAT(
      read([&](sql::Snapshot& s) { return all_connected(s); }),
      ::testing::UnorderedElementsAre(TenantAccount{tenant, one.id}, TenantAccount{other, two.id}));
}

TEST_P(AccountStore, NamesWhatWasAskedForWhenItIsUnknown) {
  try {
    read([&](sql::Snapshot& s) { must_find(s, tenant, "prd"); });
    FAIL() << "it was found";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().kind, ErrorKind::not_found);
    EXPECT_EQ(failure.error().code, "account.unknown");
    EXPECT_THAT(failure.error().message, HasSubstr("\"prd\""));
  }
}

INSTANTIATE_ON_ALL_ENGINES(AccountStore);

TEST(AccountName, IsRefusedWithTheReason) {
  const auto complaint = [](std::string_view name) {
    const auto parsed = parse_name(name, "name");
    return parsed ? std::string("(it was taken)") : parsed.error().message;
  };

  EXPECT_THAT(complaint(""), HasSubstr("needed"));
  EXPECT_THAT(complaint(" a"), HasSubstr("space"));
  EXPECT_THAT(complaint("a\nb"), HasSubstr("control"));
  EXPECT_THAT(complaint("123456789012"), HasSubstr("12 digits"));
  EXPECT_THAT(complaint(AccountId{}.text()), HasSubstr("one of our ids"));
  EXPECT_THAT(complaint(std::string(101, 'x')), HasSubstr("101"));
  std::string accents;
  for (int i = 0; i < 100; ++i) accents += "é";
  EXPECT_EQ(complaint(accents), "(it was taken)");
}

TEST(StoredWords, AreReadBackFromTheirNames) {
  for (const auto state : {AccountState::pending, AccountState::connected, AccountState::removed})
    EXPECT_EQ(parse_account_state(to_string(state)), state);
  for (const auto connection : {Connection::role, Connection::keys})
    EXPECT_EQ(parse_connection(to_string(connection)), connection);
  for (const auto state : {RegionState::enabled, RegionState::not_enabled, RegionState::blocked,
                           RegionState::unreachable})
    EXPECT_EQ(parse_region_state(to_string(state)), state);
  EXPECT_FALSE(parse_account_state("x"));
  EXPECT_FALSE(parse_connection("x"));
  EXPECT_FALSE(parse_region_state("x"));
}

}  // namespace
}  // namespace mirante::accounts

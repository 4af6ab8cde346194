#include "features/accounts/change_customers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "features/accounts/account_access.h"
#include "features/accounts/account_store.h"
#include "features/accounts/panel.h"
#include "features/audit/audit.h"
#include "platform/aws/client.h"
#include "platform/events/events.h"
#include "platform/sql/testing/store_suite.h"
#include "platform/vault/vault.h"

namespace mirante::accounts {
namespace {

using ::testing::ElementsAre;

/// Customers ask AWS nothing.
class NoTransport final : public http::Transport {
 public:
  Task<void> send(const http::ClientRequest&, http::AnswerSink&, bool*) override {
    throw Failure(ErrorKind::unavailable, "there is no network");
  }
};
class NoAccess final : public AccountAccess {
 public:
  Task<aws::Target> target(CallContext, AccountId, Region) override {
    throw Failure(ErrorKind::unavailable, "there is no network");
  }
  Task<std::vector<Region>> enabled_regions(CallContext, AccountId) override {
    co_return std::vector<Region>{};
  }
  Task<void> refresh_regions(CallContext, AccountId) override { co_return; }
};

class Customers : public sql::testing::StoreTest {
 protected:
  Customers() : StoreTest({audit::migrations(), events::migrations(), migrations()}) {
    write([&](sql::Tx& tx) { insert(tx, ctx.tenant, account); });
  }

  KeptCustomer make(std::string name) { return loop.run(make_customer(services, ctx, name)); }
  KeptCustomer change(const KeptCustomer& seen, CustomerWish wish) {
    wish.if_match = entity_tag(seen);
    return loop.run(change_customer(services, ctx, seen.customer.id.text(), std::move(wish)));
  }
  std::vector<std::string> names() {
    std::vector<std::string> found;
    for (const auto& one : loop.run(show_customers(services, ctx)))
      found.push_back(one.customer.name + (one.archived_at ? " (archived)" : ""));
    return found;
  }
  std::optional<CustomerId> owner() {
    return read([&](sql::Snapshot& s) { return customer_of(s, ctx.tenant, account.id); });
  }
  std::optional<CustomerId> of_new_account(const std::string& reference) {
    const auto made = CustomerId::make(loop.clock(), rng);
    return write([&](sql::Tx& tx) {
      return customer_of_new_account(tx, ctx, reference, made, loop.clock().now());
    });
  }
  /// Newest first.
  std::vector<std::string> recorded() {
    std::vector<std::string> actions;
    for (const auto& one :
         read([&](sql::Snapshot& s) { return audit::list(s, ctx.tenant, std::nullopt, 100); }))
      actions.push_back(Json::parse(one.content)["action"].get<std::string>());
    return actions;
  }
  /// Which customers events have told of, oldest first.
  std::vector<std::string> told() {
    return read([&](sql::Snapshot& s) {
      std::vector<std::string> customers;
      for (const auto& row :
           s.all("select body from events where kind = 'customers.changed' order by arrival"))
        customers.push_back(Json::parse(row.text(0))["customer"].get<std::string>());
      return customers;
    });
  }
  template <class Work>
  std::string code_of(Work work) {
    try {
      work();
    } catch (const Failure& failure) {
      return failure.error().code.empty() ? failure.error().field : failure.error().code;
    }
    return "nothing was refused";
  }

  SystemRng rng;
  CallContext ctx{.tenant = TenantId::make(loop.clock(), rng),
                  .actor = {.kind = Actor::Kind::user, .id = "us_1", .name = "ana"},
                  .permissions = all_permissions()};
  const Account account{
      .id = AccountId::make(loop.clock(), rng), .name = "Loja", .created_at = loop.clock().now()};
  NoTransport transport;
  aws::Client client{loop, rng, transport};
  vault::Vault vault{crypto::MasterKeys::in_memory(rng), rng};
  const Panel panel{{}};
  NoAccess access;
  AccountsServices services{.db = *db,
                            .loop = loop,
                            .rng = rng,
                            .vault = vault,
                            .client = client,
                            .panel = panel,
                            .access = access};
};

TEST_P(Customers, AreMadeAndRenamedWithNamesOfTheirOwn) {
  const auto aurora = make("Aurora");
  make("Boreal");

  EXPECT_EQ(change(aurora, {.name = "Austral"}).revision, 2);

  EXPECT_THAT(names(), ElementsAre("Austral", "Boreal"));
  EXPECT_EQ(code_of([&] { make("Boreal"); }), "customer.name_taken");
  EXPECT_EQ(code_of([&] { make(" "); }), "name");
}

TEST_P(Customers, AreNotOverwrittenByWhoHasNotSeenThem) {
  const auto aurora = make("Aurora");
  change(aurora, {.name = "Austral"});

  EXPECT_EQ(code_of([&] { change(aurora, {.name = "Boreal"}); }), "customer.changed");
  EXPECT_EQ(code_of([&] {
              loop.run(change_customer(services, ctx, aurora.customer.id.text(), {.name = "B"}));
            }),
            "customer.not_seen");
  EXPECT_THAT(names(), ElementsAre("Austral"));
}

TEST_P(Customers, AreArchivedWithoutAccountsAndComeBack) {
  auto aurora = make("Aurora");
  loop.run(move_account(services, ctx, "Loja", "Aurora"));
  EXPECT_EQ(code_of([&] { change(aurora, {.is_archived = true}); }), "customer.in_use");

  loop.run(move_account(services, ctx, "Loja", ""));
  aurora = change(aurora, {.is_archived = true});

  EXPECT_THAT(names(), ElementsAre("Aurora (archived)"));
  EXPECT_EQ(code_of([&] { loop.run(move_account(services, ctx, "Loja", "Aurora")); }),
            "customer.archived");
  change(aurora, {.is_archived = false});
  EXPECT_THAT(names(), ElementsAre("Aurora"));
}

TEST_P(Customers, AreMadeOrComeBackOnTheRecordWithANewAccount) {
  const auto aurora = of_new_account("Aurora");
  EXPECT_THAT(recorded(), ElementsAre("customer.made"));
  const auto kept = loop.run(show_customers(services, ctx)).at(0);
  change(kept, {.is_archived = true});

  EXPECT_EQ(of_new_account("Aurora"), aurora);
  EXPECT_EQ(of_new_account(aurora->text()), aurora);

  EXPECT_THAT(names(), ElementsAre("Aurora"));
  EXPECT_EQ(loop.run(show_customers(services, ctx)).at(0).revision, 3);
  EXPECT_THAT(recorded(),
              ElementsAre("customer.brought_back", "customer.archived", "customer.made"));
  EXPECT_EQ(of_new_account(""), std::nullopt);
  EXPECT_EQ(code_of([&] { of_new_account(CustomerId::make(loop.clock(), rng).text()); }),
            "customer.unknown");
}

TEST_P(Customers, TellThoseWhoListenOfEachChangeAndOfNoOther) {
  const auto aurora = make("Aurora");
  const auto renamed = change(aurora, {.name = "Austral"});
  change(renamed, {.name = "Austral"});
  EXPECT_EQ(code_of([&] { change(aurora, {.name = "Boreal"}); }), "customer.changed");
  const auto archived = change(renamed, {.is_archived = true});
  of_new_account("Austral");
  of_new_account("Austral");
  const auto boreal = of_new_account("Boreal");

  const auto id = archived.customer.id.text();
  EXPECT_THAT(told(), ElementsAre(id, id, id, id, boreal.value().text()));
}

TEST_P(Customers, TakeAccountsFromEachOther) {
  const auto aurora = make("Aurora"), boreal = make("Boreal");

  loop.run(move_account(services, ctx, "Loja", "Aurora"));
  EXPECT_EQ(owner(), aurora.customer.id);
  loop.run(move_account(services, ctx, account.id.text(), boreal.customer.id.text()));
  EXPECT_EQ(owner(), boreal.customer.id);
  loop.run(move_account(services, ctx, "Loja", ""));

  EXPECT_EQ(owner(), std::nullopt);
  EXPECT_EQ(code_of([&] { loop.run(move_account(services, ctx, "Loja", "Austral")); }),
            "customer.unknown");
}

TEST_P(Customers, OfAnotherTenantDoNotExist) {
  const auto aurora = make("Aurora");
  auto bia = ctx;
  bia.tenant = TenantId::make(loop.clock(), rng);

  EXPECT_EQ(code_of([&] {
              loop.run(change_customer(services, bia, aurora.customer.id.text(),
                                       {.name = "Mine", .if_match = entity_tag(aurora)}));
            }),
            "customer.unknown");
  EXPECT_TRUE(loop.run(show_customers(services, bia)).empty());
}

INSTANTIATE_ON_ALL_ENGINES(Customers);

}  // namespace
}  // namespace mirante::accounts

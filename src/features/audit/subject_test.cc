#include "features/audit/subject.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "features/audit/read_audit.h"
#include "platform/sql/testing/store_suite.h"
#include "platform/sql/testing/test_mariadb.h"

namespace mirante::audit {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Two customers with an account each, and an operation in both.
class AuditSubject : public sql::testing::StoreTest {
 protected:
  AuditSubject() : StoreTest({migrations()}) {
    services.accounts = {
        .of_operation = [this](sql::Snapshot&, TenantId,
                               OperationId asked) { return places[asked]; },
        .ids_of = [this](sql::Snapshot&, const CallContext&, std::span<const std::string> accounts,
                         std::span<const std::string> customers) -> sql::Within {
          if (!customers.empty()) return {{loja}};
          if (accounts.empty()) return std::nullopt;
          return {{or_throw(AccountId::parse(accounts.front()))}};
        },
        .customer = [this](sql::Snapshot&, const CallContext&,
                           std::string_view named) -> std::optional<CustomerId> {
          if (named != "Aurora" && named != customer.text()) return std::nullopt;
          return customer;
        }};
    places[mixed] = {{loja, Region{"sa-east-1"}}, {padaria, Region{"us-east-1"}}};
  }

  void record(std::string_view action, const Json& detail, const CallContext& who) {
    write([&](sql::Tx& tx) { append(tx, who, loop.clock().now(), action, detail); });
  }
  void record(std::string_view action, const Json& detail) { record(action, detail, ana); }
  static Json target(AccountId account, const std::string& region) {
    return {{"account", account.text()}, {"region", region}, {"id", "i-1"}};
  }
  std::vector<std::string> actions(SubjectWish about, const CallContext& who) {
    const auto page = loop.run(read_page(services, who, {.about = std::move(about)}));
    std::vector<std::string> names;
    for (const auto& one : page["records"]) names.push_back(one["content"]["action"]);
    return names;
  }
  std::vector<std::string> actions(SubjectWish about) { return actions(std::move(about), ana); }

  SystemRng rng;
  CallContext ana{.tenant = TenantId::make(loop.clock(), rng),
                  .actor = {.kind = Actor::Kind::user, .id = "us_1", .name = "Ana"}};
  AccountId loja = AccountId::make(loop.clock(), rng), padaria = AccountId::make(loop.clock(), rng);
  CustomerId customer = CustomerId::make(loop.clock(), rng);
  OperationId mixed = OperationId::make(loop.clock(), rng);
  std::map<OperationId, std::vector<std::pair<AccountId, Region>>> places;
  AuditServices services{.db = *db};
};

TEST_P(AuditSubject, IsTheAccountThatARecordNames) {
  record("account.added", {{"account", loja.text()}});
  record("account.removed", {{"account", padaria.text()}});
  record("user.joined", {{"name", "Bia"}});

  EXPECT_THAT(actions({.accounts = {loja.text()}}), ElementsAre("account.added"));
  EXPECT_THAT(actions({}), ElementsAre("user.joined", "account.removed", "account.added"));
}

TEST_P(AuditSubject, IsThePlaceOfATargetAndNotThatOfTheTargetBesideIt) {
  record("operation.requested",
         {{"operation", mixed.text()},
          {"targets", {target(loja, "sa-east-1"), target(padaria, "us-east-1")}}});
  record("operation.outcome",
         {{"operation", mixed.text()}, {"targets", {target(padaria, "us-east-1")}}});

  EXPECT_THAT(actions({.accounts = {loja.text()}}), ElementsAre("operation.requested"));
  EXPECT_THAT(actions({.accounts = {padaria.text()}}),
              ElementsAre("operation.outcome", "operation.requested"));
  EXPECT_THAT(actions({.accounts = {loja.text()}, .regions = {"us-east-1"}}), IsEmpty());
  EXPECT_THAT(actions({.regions = {"sa-east-1"}}), ElementsAre("operation.requested"));
}

TEST_P(AuditSubject, IsThePlaceOfTheTargetsOfAnOperationThatARecordNames) {
  record("operation.ended", {{"operation", mixed.text()}});

  EXPECT_THAT(actions({.accounts = {loja.text()}}), ElementsAre("operation.ended"));
  EXPECT_THAT(actions({.accounts = {padaria.text()}, .regions = {"us-east-1"}}),
              ElementsAre("operation.ended"));
  EXPECT_THAT(actions({.accounts = {padaria.text()}, .regions = {"sa-east-1"}}), IsEmpty());
  EXPECT_THAT(actions({.regions = {"eu-west-1"}}), IsEmpty());
}

TEST_P(AuditSubject, IsACustomerWithTheirAccounts) {
  record("customer.made", {{"customer", customer.text()}});
  record("account.added", {{"account", loja.text()}, {"customer", customer.text()}});
  record("account.added", {{"account", padaria.text()}});

  EXPECT_THAT(actions({.customers = {customer.text()}}),
              ElementsAre("account.added", "customer.made"));
  EXPECT_THAT(actions({.customers = {"Aurora"}}), ElementsAre("account.added", "customer.made"));
}

TEST_P(AuditSubject, OfAnotherTenantIsNeverShown) {
  CallContext bia = ana;
  bia.tenant = TenantId::make(loop.clock(), rng);
  record("account.added", {{"account", loja.text()}}, bia);

  EXPECT_THAT(actions({.accounts = {loja.text()}}), IsEmpty());
  EXPECT_THAT(actions({.accounts = {loja.text()}}, bia), ElementsAre("account.added"));
}

TEST_P(AuditSubject, NarrowsTheFileToo) {
  record("account.added", {{"account", loja.text()}});
  record("account.removed", {{"account", padaria.text()}});

  const auto csv =
      loop.run(read_csv(services, ana, {.about = {.accounts = {loja.text()}}}, CsvForm{}));

  EXPECT_THAT(csv, ::testing::HasSubstr("account.added"));
  EXPECT_THAT(csv, ::testing::Not(::testing::HasSubstr("account.removed")));
}

INSTANTIATE_ON_ALL_ENGINES(AuditSubject);

}  // namespace
}  // namespace mirante::audit

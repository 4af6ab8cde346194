#include "main/local_context.h"

#include "main/testing/two_tenants.h"

namespace mirante {
namespace {

class LocalContext : public testing::TwoTenants {
 protected:
  static inline const http::Peer by_root{.address = "unix",
                                         .process = http::Peer::Process{.uid = 0}};

  CallContext context(http::Headers headers, http::Peer peer = by_root) {
    const auto request =
        or_throw(http::parse_request("GET", "/api/v1/servers", std::move(headers), ""));
    return loop.run(local_context(*db, first)(request, peer)).context;
  }
  std::string refused(const std::string& company) {
    try {
      context({{"Mirante-Tenant", company}});
    } catch (const Failure& failure) {
      return failure.error().code;
    }
    return "not refused";
  }
};

TEST_F(LocalContext, IsOfTheFirstCompanyUnlessAnotherIsNamed) {
  EXPECT_EQ(context({}).tenant, first);
  EXPECT_EQ(context({{"Mirante-Tenant", "Dois"}}).tenant, second);
  EXPECT_EQ(context({{"Mirante-Tenant", second.text()}}).tenant, second);
  EXPECT_EQ(context({{"Mirante-Tenant", "Dois"}}).actor.name, "root on the panel's machine");
}

TEST_F(LocalContext, ShowsAProgramTheCompanyThatItNamesAlone) {
  const auto servers = [&](CallContext ctx) {
    return PanelTest::ask(std::move(ctx), "GET", "/api/v1/servers").json["servers"].size();
  };

  EXPECT_EQ(servers(context({{"Mirante-Tenant", "Dois"}})), 0U);
  EXPECT_GT(servers(context({{"Mirante-Tenant", "Um"}})), 0U);
}

TEST_F(LocalContext, RefusesACompanyThatIsNotThereOrNotTheOnlyOneCalledSo) {
  write([&](sql::Tx& tx) {
    identity::rename_tenant(tx, first, "São Lucas");
    identity::rename_tenant(tx, second, "São Lucas");
  });

  EXPECT_EQ(refused("Tres"), "tenant.unknown");
  EXPECT_EQ(refused("S%C3%A3o%20Lucas"), "tenant.ambiguous");
  EXPECT_EQ(context({{"Mirante-Tenant", second.text()}}).tenant, second);
}

TEST_F(LocalContext, CountsForNobodyWhoComesOverTheNetwork) {
  auto headers = from_our_page(session_of(ana));
  headers.emplace_back("Mirante-Tenant", "Dois");

  EXPECT_EQ(send("GET", "/api/v1/session", nullptr, headers).json["tenant"], first.text());
  EXPECT_THROW(context({{"Mirante-Tenant", "Dois"}}, {.address = "203.0.113.7"}), Failure);
}

}  // namespace
}  // namespace mirante

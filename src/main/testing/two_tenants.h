// The whole program with two companies in it, asked as browsers and programs ask: Ana's with two
// customers, an account each, of which Lia reaches one; and Bia's, which has nothing. For tests of
// what one may not see of the other.
#pragma once

#include "features/identity/link_store.h"
#include "features/identity/routes.h"
#include "features/identity/session_store.h"
#include "features/identity/tenant_store.h"
#include "features/identity/token_store.h"
#include "features/identity/tokens.h"
#include "features/identity/user_store.h"
#include "main/testing/panel.h"

namespace mirante::testing {

inline constexpr std::string_view two_accounts = R"json({
  "panel_account": "111122223333",
  "accounts": [{
    "id": "210987654321", "name": "Loja",
    "places": [{"region": "sa-east-1", "servers": [
      {"name": "web-{n}", "count": 2, "type": "t3.medium", "public_ip": false}]}]
  }, {
    "id": "310987654321", "name": "Padaria",
    "places": [{"region": "sa-east-1", "servers": [
      {"name": "forno-{n}", "count": 3, "type": "t3.large", "public_ip": false}],
      "databases": [{"name": "receitas", "engine": "postgres"}]}]
  }]
})json";

class TwoTenants : public PanelTest {
 protected:
  TwoTenants() : PanelTest({.estate = two_accounts, .seed = 7}) {
    start();
    make_people();
    loja = connect(0, "Loja", "Aurora");
    padaria = connect(1, "Padaria", "Boreal");
    for (const auto& customer : get(ana, "/api/v1/customers")["customers"])
      (customer["name"] == "Aurora" ? aurora : boreal) = customer["id"];
    write([&](sql::Tx& tx) {
      identity::put_membership(
          tx, {.tenant = first,
               .user = lia.id,
               .role = identity::Role::operator_,
               .reach = {.is_everything = false, .accounts = {or_throw(AccountId::parse(loja))}}});
    });
    sweep();
    web = get(ana, "/api/v1/servers?account=Loja")["servers"][0]["id"];
    forno = get(ana, "/api/v1/servers?account=Padaria")["servers"][0]["id"];
  }

  identity::User make_user(std::string email, TenantId tenant, identity::Role role) {
    const identity::User user{.id = UserId::make(loop.clock(), rng),
                              .email = std::move(email),
                              .name = "Somebody",
                              .created_at = loop.clock().now(),
                              .password_changed_at = loop.clock().now()};
    write([&](sql::Tx& tx) {
      identity::insert(tx, user, "nobody logs in with a password here");
      identity::put_membership(tx, {.tenant = tenant, .user = user.id, .role = role});
    });
    return user;
  }
  void make_people() {
    write([&](sql::Tx& tx) {
      identity::find_or_make_first_tenant(tx, {.id = first, .name = "Um"});
      tx.exec("insert into tenants (id, ordinal, name, created_at) values (?, 2, 'Dois', 0)",
              second);
    });
    using enum identity::Role;
    ana = make_user("ana@example.com", first, admin);
    otto = make_user("otto@example.com", first, operator_);
    vera = make_user("vera@example.com", first, viewer);
    lia = make_user("lia@example.com", first, operator_);
    bia = make_user("bia@example.com", second, admin);
  }

  TenantId tenant_of(const identity::User& user) const {
    return user.id == bia.id ? second : first;
  }

  /// A session that has just begun.
  std::string session_of(const identity::User& user) {
    auto token = identity::make_token(rng, "ms");
    const auto now = loop.clock().now();
    write([&](sql::Tx& tx) {
      identity::insert(tx,
                       {.id = identity::SessionId::make(loop.clock(), rng),
                        .user = user.id,
                        .tenant = tenant_of(user),
                        .created_at = now,
                        .seen_at = now},
                       token.hash);
    });
    return std::string(token.text.reveal());
  }
  std::string program_of(const identity::User& user, identity::Role role) {
    auto token = identity::make_token(rng, "mt");
    write([&](sql::Tx& tx) {
      identity::insert(tx,
                       {.tenant = tenant_of(user),
                        .id = identity::ApiTokenId::make(loop.clock(), rng),
                        .user = user.id,
                        .name = "robot",
                        .role = role,
                        .created_at = loop.clock().now(),
                        .expires_at = loop.clock().now() + std::chrono::hours(24)},
                       token.hash);
    });
    return std::string(token.text.reveal());
  }
  static http::Headers from_our_page(const std::string& session) {
    return {{"Host", "panel"}, {"Origin", "http://panel"}, {"Cookie", "mirante=" + session}};
  }

  Answer send(const std::string& method, const std::string& target, const Json& body,
              http::Headers headers) {
    auto request = or_throw(
        http::parse_request(method, target, std::move(headers), body.is_null() ? "" : body.dump()));
    request.client = {.address = "203.0.113.7"};
    try {
      auto ctx = loop.run(identity::web_context(rooms.identity())(request, {})).context;
      return answer(std::move(ctx), std::move(request));
    } catch (const Failure& failure) {
      return answer_of(http::problem(failure.error()));
    }
  }
  Answer ask(const identity::User& user, const std::string& method, const std::string& target,
             const Json& body = nullptr) {
    return send(method, target, body, from_our_page(session_of(user)));
  }
  Json get(const identity::User& user, const std::string& target) {
    auto answer = ask(user, "GET", target);
    EXPECT_EQ(answer.status, 200) << target << answer.body;
    return std::move(answer.json);
  }

  identity::User ana, otto, vera, lia, bia;
  std::string loja, padaria, aurora, boreal, web, forno;
};

}  // namespace mirante::testing

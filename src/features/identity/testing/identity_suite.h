// An install for tests of identity, on every engine: cheap password hashes, a clock that the test
// moves, a first administrator on request.
#pragma once

#include <nlohmann/json.hpp>

#include "features/audit/audit.h"
#include "features/identity/log_in.h"
#include "features/identity/set_up.h"
#include "features/identity/tenant_store.h"
#include "features/identity/user_store.h"
#include "platform/crypto/password_hasher.h"
#include "platform/events/events.h"
#include "platform/sql/testing/store_suite.h"
#include "platform/vault/vault.h"

namespace mirante::identity::testing {

inline constexpr std::string_view good_password = "quatro cavalos azuis";

class IdentityTest : public sql::testing::StoreTest {
 protected:
  IdentityTest()
      : StoreTest({events::migrations(), vault::migrations(), audit::migrations(), migrations()}) {
    tenant = make_tenant("Aurora");
    services.first_tenant = tenant;
  }

  TenantId make_tenant(std::string name) {
    const Tenant made{.id = TenantId::make(loop.clock(), rng),
                      .name = std::move(name),
                      .created_at = loop.clock().now()};
    return write([&](sql::Tx& tx) {
      if (!first_tenant(tx)) return find_or_make_first_tenant(tx, made).id;
      tx.exec("insert into tenants (id, ordinal, name, created_at) values (?, 2, ?, ?)", made.id,
              made.name, made.created_at);
      return made.id;
    });
  }

  /// A person with `good_password`.
  User make_user(std::string email, TenantId in, Role role) {
    const User user{.id = UserId::make(loop.clock(), rng),
                    .email = std::move(email),
                    .name = "Ana Souza",
                    .created_at = loop.clock().now(),
                    .password_changed_at = loop.clock().now()};
    const auto hash = crypto::hash_password(crypto::Secret(good_password), cost);
    write([&](sql::Tx& tx) {
      insert(tx, user, hash);
      put_membership(tx, {.tenant = in, .user = user.id, .role = role, .since = user.created_at});
    });
    return user;
  }

  LoginAttempt attempt(std::string email, std::string_view password = good_password,
                       std::string code = {}) {
    return {.email = std::move(email),
            .password = crypto::Secret(password),
            .code = std::move(code),
            .address = "203.0.113.7",
            .agent = "Firefox"};
  }

  std::string log_in_as(const std::string& email) {
    return std::string(loop.run(log_in(services, attempt(email))).token.reveal());
  }

  std::optional<SignedIn> who_is(const std::string& token) {
    return loop.run(find_session_of(services, token));
  }
  SignedIn signed_in_as(const std::string& email) { return who_is(log_in_as(email)).value(); }

  /// What the task was refused with.
  template <class T>
  Error error_of(Task<T> task) {
    try {
      loop.run(std::move(task));
    } catch (const Failure& failure) {
      return failure.error();
    }
    return {.message = "nothing was refused"};
  }

  /// "session.began ana@example.com", newest first; refused ones with their code behind a "!".
  std::vector<std::string> audited(TenantId of) {
    std::vector<std::string> lines;
    for (const auto& record :
         read([&](sql::Snapshot& s) { return audit::list(s, of, std::nullopt, 100); })) {
      const auto content = Json::parse(record.content);
      auto line =
          content["action"].get<std::string>() + " " + content["actor"]["name"].get<std::string>();
      if (content.contains("refused")) line += "!" + content["refused"]["code"].get<std::string>();
      lines.push_back(std::move(line));
    }
    return lines;
  }

  void pass(std::chrono::microseconds time) { loop.fake_clock.advance(time); }

  static constexpr crypto::PasswordCost cost{.passes = 1, .memory_bytes = 8192};
  SystemRng rng;
  BlockingPool pool{{.threads = 0}};
  crypto::PasswordHasher passwords{pool, loop, cost};
  vault::Vault vault{crypto::MasterKeys::in_memory(rng), rng};
  LoginThrottle throttle;
  TurnedAway turned_away;
  IdentityServices services{.db = *db,
                            .loop = loop,
                            .rng = rng,
                            .vault = vault,
                            .passwords = passwords,
                            .throttle = throttle,
                            .turned_away = turned_away,
                            .first_tenant = {}};
  TenantId tenant;
};

}  // namespace mirante::identity::testing

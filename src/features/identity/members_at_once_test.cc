// Two administrators at work in the same moment, as two processes on one MariaDB are: what one of
// them read must still be so when it is written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/identity/members.h"
#include "features/identity/testing/identity_suite.h"
#include "platform/events/events.h"
#include "platform/sql/testing/test_mariadb.h"

namespace mirante::identity {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr int asked_most = 100'000;  // Some seconds; who waits does so at once.

class MembersAtOnce : public testing::IdentityTest {
 protected:
  MembersAtOnce() {
    shared_engine->migrate(
        std::vector{events::migrations(), vault::migrations(), audit::migrations(), migrations()});
    const Tenant aurora{.id = tenant, .name = "Aurora", .created_at = loop.clock().now()};
    loop.run(shared_db->write([&](sql::Tx& tx) {
      find_or_make_first_tenant(tx, aurora);
      for (const auto& user : {ana, bia}) insert(tx, user, "no hash");
    }));
  }

  sql::MariadbConfig two_writers() const {
    auto two = config;
    two.running = sql::Running::threads;
    two.writers = 2;
    return two;
  }
  User person(std::string email) {
    return {.id = UserId::make(loop.clock(), rng), .email = std::move(email), .name = "Ana"};
  }
  void put_roles(Role of_ana, Role of_bia) {
    loop.run(shared_db->write([&](sql::Tx& tx) {
      put_membership(tx, {.tenant = tenant, .user = ana.id, .role = of_ana});
      put_membership(tx, {.tenant = tenant, .user = bia.id, .role = of_bia});
    }));
  }
  CallContext as(const User& user) {
    return {.tenant = tenant, .actor = actor_of(user), .permissions = all_permissions()};
  }
  /// Both have begun, and wait for the members, before either may change them; `first` is the first
  /// in the queue. One of them may be refused.
  template <class A, class B>
  void at_once(Task<A> first, Task<B> second) {
    loop.run(holding_db->write([&](sql::Tx& tx) {
      tx.all_for_update("select role from memberships where tenant_id = ?", tenant);
      loop.start(first.handle());
      until_waiting(tx, 1);
      loop.start(second.handle());
      until_waiting(tx, 2);
    }));
    while (!first.handle().done() || !second.handle().done()) loop.turn();
  }
  /// Asks the server's own counter: `innodb_trx` shows a copy that stays old for as long as it is
  /// asked for without a pause. The server is this test binary's alone.
  void until_waiting(sql::Tx& tx, std::int64_t wished) {
    for (int asked = 0; asked < asked_most; ++asked) {
      const auto row = tx.one(
          "select cast(variable_value as signed) from information_schema.global_status where "
          "variable_name = 'INNODB_ROW_LOCK_CURRENT_WAITS'");
      if (row->integer(0) == wished) return;
    }
    ADD_FAILURE() << "not " << wished << " writers wait for the members that they change";
  }
  std::vector<std::string> admins() {
    std::vector<std::string> emails;
    for (const auto& member : loop.run(list_all_members(both, as(ana))))
      if (member.membership.role == Role::admin) emails.push_back(member.user.email);
    return emails;
  }

  const User ana = person("ana@example.com"), bia = person("bia@example.com");
  const sql::MariadbConfig config = sql::testing::TestMariadb::shared().fresh_database();
  std::unique_ptr<sql::Engine> holding_engine = sql::open_mariadb(config);
  std::unique_ptr<sql::Engine> shared_engine = sql::open_mariadb(two_writers());
  std::unique_ptr<sql::Database> holding_db = holding_engine->attach(loop);
  std::unique_ptr<sql::Database> shared_db = shared_engine->attach(loop);
  IdentityServices both{.db = *shared_db,
                        .loop = loop,
                        .rng = rng,
                        .vault = vault,
                        .passwords = passwords,
                        .throttle = throttle,
                        .turned_away = turned_away,
                        .first_tenant = tenant};
};

TEST_P(MembersAtOnce, KeepOneAdministratorWhenTwoDropEachOther) {
  put_roles(Role::admin, Role::admin);

  at_once(change_member(both, as(ana), bia.id.text(), {.role = "viewer"}),
          change_member(both, as(bia), ana.id.text(), {.role = "viewer"}));

  EXPECT_THAT(admins(), SizeIs(1));
}

TEST_P(MembersAtOnce, AreChangedByOneWhereTwoHaveSeenThemTheSame) {
  put_roles(Role::admin, Role::viewer);
  const auto seen = entity_tag(loop.run(list_all_members(both, as(ana)))[1]);

  at_once(change_member(both, as(ana), bia.id.text(), {.role = "operator", .if_match = seen}),
          change_member(both, as(ana), bia.id.text(), {.role = "admin", .if_match = seen}));

  EXPECT_THAT(admins(), ElementsAre("ana@example.com"));
}

TEST_P(MembersAtOnce, StayRemovedWhenTheirRoleIsRaised) {
  put_roles(Role::admin, Role::operator_);

  at_once(remove_member(both, as(ana), bia.id.text()),
          change_member(both, as(ana), bia.id.text(), {.role = "admin"}));

  EXPECT_THAT(admins(), ElementsAre("ana@example.com"));
}

INSTANTIATE_TEST_SUITE_P(Mariadb, MembersAtOnce,
                         ::testing::Values(sql::testing::EngineKind::mariadb));

}  // namespace
}  // namespace mirante::identity

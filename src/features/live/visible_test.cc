#include "features/live/visible.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace mirante::live {
namespace {

const TenantId ana{{1}}, bia{{2}};

events::Event event(std::string kind, Json body) {
  return {.number = 7, .tenant = ana, .kind = std::move(kind), .body = std::move(body)};
}

CallContext with(std::initializer_list<Permission> permissions, TenantId tenant = ana) {
  CallContext ctx{.tenant = tenant, .actor = {}, .permissions = {}};
  for (const auto permission : permissions)
    ctx.permissions.set(static_cast<std::size_t>(permission));
  return ctx;
}

std::optional<Json> visible(const events::Event& event, const CallContext& ctx) {
  if (!may_see(event, ctx)) return std::nullopt;
  return shown_fields(event);
}

TEST(Visible, IsNothingOfAnotherCompany) {
  const auto ended = event("operation.ended", {{"operation", "op_1"}});

  EXPECT_EQ(visible(ended, with({Permission::operation_read})), (Json{{"operation", "op_1"}}));
  auto stranger = with({}, bia);
  stranger.permissions = all_permissions();
  EXPECT_EQ(visible(ended, stranger), std::nullopt);
}

TEST(Visible, IsWhatThePermissionIsFor) {
  const std::pair<const char*, Permission> kinds[] = {
      {"operation.requested", Permission::operation_read},
      {"inventory.changed", Permission::server_read},
      {"inventory.part_failing", Permission::server_read},
      {"account.connected", Permission::account_read},
      {"customers.changed", Permission::account_read},
      {"policy.changed", Permission::policy_read},
      {"identity.changed", Permission::member_manage}};
  for (const auto& [kind, permission] : kinds) {
    auto all_but = with({});
    all_but.permissions = all_permissions();
    all_but.permissions.reset(static_cast<std::size_t>(permission));

    EXPECT_TRUE(visible(event(kind, Json::object()), with({permission}))) << kind;
    EXPECT_FALSE(visible(event(kind, Json::object()), all_but)) << kind;
  }
}

TEST(Visible, IsNeitherAKindNorAFieldThatIsNotNamed) {
  auto all = with({});
  all.permissions = all_permissions();

  EXPECT_EQ(visible(event("secret.made", {{"account", "ac_1"}}), all), std::nullopt);
  EXPECT_EQ(shown_fields(event("secret.made", {{"account", "ac_1"}})), Json::object());
  EXPECT_EQ(visible(event("policy.changed", {{"scope", "account"}, {"reason", "private"}}), all),
            (Json{{"scope", "account"}}));
  EXPECT_EQ(visible(event("customers.changed", {{"customer", "cu_1"}, {"name", "private"}}), all),
            (Json{{"customer", "cu_1"}}));
  EXPECT_EQ(visible(event("inventory.changed", {{"added", {"i-1"}}, {"added_count", 1}}), all),
            (Json{{"added_count", 1}}));
  EXPECT_EQ(visible(event("operation.ended", nullptr), all), Json::object());
}

TEST(Visible, IsThatItChangedAloneOfAnOperationThatIsReachedInPart) {
  const auto told = only_that_it_changed(event(
      "operation.ended", {{"operation", "op_1"}, {"kind", "servers.stop"}, {"state", "partial"}}));

  EXPECT_EQ(told.number, 7);
  EXPECT_EQ(told.kind, "operation.changed");
  EXPECT_EQ(visible(told, with({Permission::operation_read})), (Json{{"operation", "op_1"}}));
}

}  // namespace
}  // namespace mirante::live

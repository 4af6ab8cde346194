// Errors, their table for the borders, and permissions: every value has its meaning.
#include "base/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

#include "base/context.h"
#include "base/error_table.h"

namespace mirante {
namespace {

using ::testing::HasSubstr;

std::vector<ErrorKind> all_kinds() {
  std::vector<ErrorKind> kinds;
  for (int kind = 0; kind <= static_cast<int>(ErrorKind::internal); ++kind)
    kinds.push_back(static_cast<ErrorKind>(kind));
  return kinds;
}

template <class Thrown>
Error error_of_thrown(Thrown thrown) {
  return error_of(std::make_exception_ptr(std::move(thrown)));
}

TEST(ErrorTable, HasAMeaningOfItsOwnForEveryKind) {
  std::set<std::string_view> names;
  std::set<int> exit_codes;
  for (const auto kind : all_kinds()) {
    const auto meaning = meaning_of(kind);
    names.insert(to_string(kind));
    exit_codes.insert(meaning.exit_code);
    EXPECT_GE(meaning.http_status, 400) << to_string(kind);
    EXPECT_LT(meaning.http_status, 600) << to_string(kind);
  }

  EXPECT_EQ(names.size(), all_kinds().size());
  EXPECT_EQ(names.count(""), 0U);
  EXPECT_EQ(exit_codes.size(), all_kinds().size());
  EXPECT_EQ(exit_codes.count(0), 0U);
}

TEST(ErrorTable, LetsOnlyThatBeTriedAgainWhichMayPass) {
  for (const auto kind : all_kinds())
    EXPECT_EQ(is_transient(kind), kind == ErrorKind::throttled || kind == ErrorKind::unavailable ||
                                      kind == ErrorKind::timeout)
        << to_string(kind);
}

TEST(ErrorTable, SpeaksHttp) {
  EXPECT_EQ(meaning_of(ErrorKind::invalid).http_status, 400);
  EXPECT_EQ(meaning_of(ErrorKind::unauthorized).http_status, 401);
  EXPECT_EQ(meaning_of(ErrorKind::forbidden).http_status, 403);
  EXPECT_EQ(meaning_of(ErrorKind::not_found).http_status, 404);
  EXPECT_EQ(meaning_of(ErrorKind::throttled).http_status, 429);
  EXPECT_EQ(meaning_of(ErrorKind::internal).http_status, 500);
  EXPECT_EQ(meaning_of(ErrorKind::unavailable).http_status, 503);
}

TEST(Errors, CrossTheBridgeWhole) {
  const Error error{.kind = ErrorKind::throttled,
                    .message = "slow down",
                    .field = "region",
                    .code = "RequestLimitExceeded",
                    .request_id = "r-1",
                    .retry_after = std::chrono::seconds(2)};
  const Result<int> failed = fail(error);

  try {
    or_throw(failed);
    FAIL() << "it was thrown nowhere";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error(), error);
    EXPECT_STREQ(failure.what(), "slow down");
  }
  EXPECT_EQ(or_throw(Result<int>(7)), 7);
  EXPECT_NO_THROW(or_throw(Result<void>()));
}

TEST(Errors, NameTheInputAtFault) {
  const Result<int> failed = fail_field("name", "must not be empty");

  EXPECT_EQ(failed.error(),
            (Error{.kind = ErrorKind::invalid, .message = "must not be empty", .field = "name"}));
}

TEST(Errors, AreMadeOfEveryException) {
  const Error error{.kind = ErrorKind::conflict, .message = "it runs", .code = "toy.running"};

  EXPECT_EQ(error_of_thrown(Failure(error)), error);
  EXPECT_EQ(error_of_thrown(std::out_of_range("beyond")),
            (Error{.kind = ErrorKind::internal, .message = "beyond"}));
  EXPECT_EQ(error_of_thrown(7).kind, ErrorKind::internal);
}

TEST(ErrorsDeathTest, ABrokenInvariantSaysWhereAndWhich) {
  const int count = 3;

  EXPECT_DEATH(MIRANTE_CHECK(count == 4), "error_test.cc:[0-9]+: broken invariant: count == 4");
}

TEST(Permissions, HaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  const auto count = static_cast<std::size_t>(Permission::count_);
  for (std::size_t i = 0; i < count; ++i) names.insert(to_string(static_cast<Permission>(i)));

  EXPECT_EQ(names.size(), count);
  EXPECT_EQ(names.count("unknown"), 0U);
}

TEST(Permissions, AreRequiredOneByOne) {
  CallContext ctx{.tenant = {}, .actor = {}, .permissions = all_permissions()};
  ctx.permissions.reset(static_cast<std::size_t>(Permission::server_switch));

  EXPECT_NO_THROW(require(ctx, Permission::server_read));
  try {
    require(ctx, Permission::server_switch);
    FAIL() << "it was permitted";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().kind, ErrorKind::forbidden);
    EXPECT_EQ(failure.error().code, "permission.missing");
    EXPECT_THAT(failure.error().message, HasSubstr("\"server.switch\""));
  }
}

TEST(Actors, KindsAreReadBack) {
  using Kind = Actor::Kind;
  for (const auto kind : {Kind::user, Kind::command_line, Kind::schedule, Kind::system})
    EXPECT_EQ(parse_actor_kind(to_string(kind)), kind);
  EXPECT_EQ(parse_actor_kind("robot").error().kind, ErrorKind::corrupt);
}

}  // namespace
}  // namespace mirante

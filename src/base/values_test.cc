// Ids, money, chance, errors: the small values that everything is made of.
#include <gmock/gmock.h>

#include <set>

#include "base/context.h"
#include "base/error_table.h"
#include "base/ids.h"
#include "base/money.h"

namespace mirante {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Ids, GoThroughTextAndKeepTheirKind) {
  const FakeClock clock(*parse_iso8601("2026-03-02T10:00:00Z"));
  SeededRng rng(1);
  const auto id = OperationId::make(clock, rng);

  EXPECT_THAT(id.text(), StartsWith("op_"));
  EXPECT_EQ(id.text().size(), 29);
  EXPECT_EQ(*OperationId::parse(id.text()), id);
  const auto other = AccountId::parse(id.text());
  ASSERT_FALSE(other.has_value());
  EXPECT_THAT(other.error().message, HasSubstr("ac_"));
}

TEST(Ids, AreOrderedByTheTimeAtWhichTheyWereMade) {
  FakeClock clock(*parse_iso8601("2026-03-02T10:00:00Z"));
  SeededRng rng(1);
  const auto first = TenantId::make(clock, rng);
  clock.advance(std::chrono::milliseconds(1));
  const auto second = TenantId::make(clock, rng);

  EXPECT_LT(first, second);
  EXPECT_LT(first.text(), second.text());
}

TEST(Ids, AreNoTextOfAnotherLengthOrAlphabet) {
  EXPECT_FALSE(OperationId::parse("op_").has_value());
  EXPECT_FALSE(OperationId::parse("op_01jq").has_value());
  EXPECT_FALSE(decode_id16(std::string(26, 'u')).has_value());
  EXPECT_FALSE(decode_id16(std::string(26, 'z')).has_value());  // More than 128 bits.
  EXPECT_EQ(decode_id16("0123456789ABCDEFGHJKMNPQRS"), decode_id16("0123456789abcdefghjkmnpqrs"));
}

TEST(Sums, AreExactAndNeverWrapOrMixCurrencies) {
  const Money tenth{.nanos = 100'000'000};
  Money sum;
  for (int i = 0; i < 10; ++i) sum = *add(sum, tenth);

  EXPECT_EQ(sum.nanos, 1'000'000'000);
  EXPECT_FALSE(add({.nanos = INT64_MAX}, {.nanos = 1}).has_value());
  EXPECT_FALSE(add({.nanos = INT64_MIN}, {.nanos = -1}).has_value());
  EXPECT_FALSE(add(tenth, {.nanos = 1, .currency = Currency::brl}).has_value());
}

TEST(Chance, RepeatsWithItsSeedAndStaysInItsBounds) {
  SeededRng first(7), second(7), other(8);
  bool differs = false;
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1'000; ++i) {
    const auto value = first.next();
    EXPECT_EQ(value, second.next());
    differs = differs || value != other.next();
    seen.insert(first.below(6));
    second.below(6);
    const auto unit = first.unit();
    second.unit();
    EXPECT_GE(unit, 0);
    EXPECT_LT(unit, 1);
  }
  EXPECT_TRUE(differs);
  EXPECT_EQ(seen, (std::set<std::uint64_t>{0, 1, 2, 3, 4, 5}));
}

TEST(Errors, HaveANameAStatusAndAnExitCodeOfTheirOwn) {
  std::set<std::string_view> names;
  std::set<int> exit_codes;
  for (int kind = 0; kind <= static_cast<int>(ErrorKind::internal); ++kind) {
    const auto meaning = meaning_of(static_cast<ErrorKind>(kind));
    names.insert(to_string(static_cast<ErrorKind>(kind)));
    exit_codes.insert(meaning.exit_code);
    EXPECT_GE(meaning.http_status, 400);
    EXPECT_GT(meaning.exit_code, 0);
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(ErrorKind::internal) + 1);
  EXPECT_EQ(exit_codes.size(), names.size());
}

TEST(Errors, ComeOutOfEveryException) {
  const auto error_from = [](auto thrown) {
    return error_of(std::make_exception_ptr(std::move(thrown)));
  };
  EXPECT_EQ(error_from(Failure(ErrorKind::conflict, "busy")).message, "busy");
  EXPECT_EQ(error_from(std::runtime_error("boom")).kind, ErrorKind::internal);
  EXPECT_EQ(error_from(5).kind, ErrorKind::internal);
}

TEST(Permissions, AreAskedForByName) {
  CallContext ctx;
  EXPECT_THROW(require(ctx, Permission::server_switch), Failure);
  ctx.permissions.set(static_cast<std::size_t>(Permission::server_switch));
  EXPECT_NO_THROW(require(ctx, Permission::server_switch));
  std::set<std::string_view> names;
  for (int i = 0; i < static_cast<int>(Permission::count_); ++i)
    names.insert(to_string(static_cast<Permission>(i)));
  EXPECT_EQ(names.size(), static_cast<std::size_t>(Permission::count_));
}

}  // namespace
}  // namespace mirante

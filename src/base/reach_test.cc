#include "base/reach.h"

#include <gtest/gtest.h>

namespace mirante {
namespace {

const CustomerId loja{{1}}, padaria{{2}};
const AccountId shop{{3}}, bakery{{4}};

TEST(Reach, HoldsEverythingUnlessItIsLimited) {
  EXPECT_TRUE(Reach{}.holds(shop, std::nullopt));
  EXPECT_FALSE(Reach{.is_everything = false}.holds(shop, loja));
}

TEST(Reach, HoldsAccountsOfItsCustomersAndItsOwn) {
  const Reach reach{.is_everything = false, .customers = {loja}, .accounts = {bakery}};

  EXPECT_TRUE(reach.holds(shop, loja));
  EXPECT_TRUE(reach.holds(bakery, padaria));
  EXPECT_FALSE(reach.holds(shop, padaria));
  EXPECT_FALSE(reach.holds(shop, std::nullopt));
}

TEST(Reach, IsReadBackFromItsText) {
  const Reach reach{.is_everything = false, .customers = {loja, padaria}, .accounts = {shop}};

  EXPECT_EQ(parse_reach(to_text(reach)).value(), reach);
  EXPECT_EQ(parse_reach(to_text(Reach{})).value(), Reach{});
}

TEST(Reach, IsNeverReadAsEverythingFromBrokenText) {
  EXPECT_EQ(parse_reach("everything").error().kind, ErrorKind::corrupt);
  EXPECT_EQ(parse_reach(" ").error().kind, ErrorKind::corrupt);
}

}  // namespace
}  // namespace mirante

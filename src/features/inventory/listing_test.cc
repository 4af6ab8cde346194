#include "features/inventory/listing.h"

#include <gtest/gtest.h>

namespace mirante::inventory {
namespace {

TEST(NaturalKey, SortsNumbersAsNumbersAndIgnoresCase) {
  EXPECT_LT(natural_key("web-2"), natural_key("web-10"));
  EXPECT_LT(natural_key("web-10"), natural_key("web-11"));
  EXPECT_LT(natural_key("Web-2"), natural_key("web-3"));
  EXPECT_EQ(natural_key("web-007"), natural_key("web-7"));
  EXPECT_LT(natural_key("api"), natural_key("web"));
  EXPECT_LT(natural_key("web-"), natural_key("web-0"));
}

TEST(NaturalKey, IsCutBetweenLetters) {
  const auto key = natural_key(std::string(99, 'a') + "ã");
  EXPECT_EQ(key, std::string(99, 'a'));
}

TEST(Lower, KnowsThePortugueseLetters) {
  EXPECT_EQ(lower("PRODUÇÃO Ágil × 2"), "produção ágil × 2");
}

TEST(Listed, HoldsNameAddressesAndLaunch) {
  const Observed observed{.id = "i-1",
                          .name = "LOJA",
                          .summary =
                              R"({"launch_time":"2026-03-02T10:00:00Z","private_ip":"10.0.0.7",)"
                              R"("state_reason":{"message":"not \"public_ip\":\"9.9.9.9\""}})"};
  const auto listed = listed_of(observed);
  EXPECT_EQ(listed.search, "loja\n10.0.0.7");
  EXPECT_EQ(listed.launched_at, *parse_iso8601("2026-03-02T10:00:00Z"));
  EXPECT_EQ(listed_of({.id = "i-1"}).name_key, natural_key("i-1"));
  EXPECT_EQ(listed_of({.id = "i-1"}).launched_at, std::nullopt);
}

}  // namespace
}  // namespace mirante::inventory

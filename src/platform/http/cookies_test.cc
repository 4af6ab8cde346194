#include "platform/http/cookies.h"

#include <gtest/gtest.h>

namespace mirante::http {
namespace {

using namespace std::chrono_literals;

TEST(Cookies, AreFoundByTheirWholeName) {
  const Headers headers{{"cookie", "a=1; session=x=y; session=second"}, {"Cookie", "late=2"}};

  EXPECT_EQ(find_cookie(headers, "a"), "1");
  EXPECT_EQ(find_cookie(headers, "session"), "x=y");
  EXPECT_EQ(find_cookie(headers, "late"), "2");
  for (const auto* absent : {"ession", "sess", "b", ""})
    EXPECT_EQ(find_cookie(headers, absent), std::nullopt) << absent;
  EXPECT_EQ(find_cookie({}, "a"), std::nullopt);
}

TEST(Cookies, AreKeptFromScriptsAndOtherSites) {
  EXPECT_EQ(text_of({.name = "s", .value = "v", .max_age = 60s}),
            "s=v; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure");
  EXPECT_EQ(text_of({.name = "s", .value = "", .is_secure = false}),
            "s=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
}

}  // namespace
}  // namespace mirante::http

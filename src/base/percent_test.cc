#include "base/percent.h"

#include <gtest/gtest.h>

namespace mirante {
namespace {

TEST(PercentEncoding, ComesBackAsItWas) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);

  EXPECT_EQ(percent_decode(percent_encode(all)), all);
  EXPECT_EQ(percent_encode("a-z_.~0 /+é"), "a-z_.~0%20%2F%2B%C3%A9");
  EXPECT_EQ(percent_decode("a+b%2fc%2F"), "a+b/c/");
  for (const auto* wrong : {"%", "%4", "a%4", "%4g", "%+1", "%-1", "% 1", "%%41"})
    EXPECT_EQ(percent_decode(wrong), std::nullopt) << wrong;
}

}  // namespace
}  // namespace mirante

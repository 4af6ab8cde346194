#include "base/foreign_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace mirante {
namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(ForeignJson, IsReadDownToItsLimit) {
  EXPECT_TRUE(read_foreign_json(nested(foreign_json_depth_max)).is_array());
  EXPECT_TRUE(read_foreign_json(nested(foreign_json_depth_max + 1)).is_discarded());
  EXPECT_TRUE(read_foreign_json(nested(1'000'000)).is_discarded());
}

TEST(ForeignJson, CountsWhatIsOpenAtATimeAndNotWhatStandsInTexts) {
  std::string wide = "[[]";
  for (int i = 0; i < 100; ++i) wide += ",{}";
  EXPECT_EQ(read_foreign_json(wide + "]").size(), 101U);

  const auto brackets = std::string(100, '[');
  EXPECT_TRUE(read_foreign_json(R"({"a":")" + brackets + R"("})").is_object());
  EXPECT_TRUE(read_foreign_json(R"({"a\"":")" + brackets + R"(","b":"\\"})").is_object());
  // A text that ends after an escaped backslash: what follows is no text.
  EXPECT_TRUE(read_foreign_json(R"({"a":"\\","b":)" + nested(64) + "}").is_discarded());
}

TEST(ForeignJson, DiscardsWhatIsNoJson) {
  for (const auto* text : {"", "{", "]", "\"", "\"\\", "{\"a\":}", "nothing"})
    EXPECT_TRUE(read_foreign_json(text).is_discarded()) << text;
}

}  // namespace
}  // namespace mirante

#include "simcloud/wildcards.h"

#include <gtest/gtest.h>

namespace mirante::simcloud {
namespace {

TEST(Wildcards, MatchAnyTextAndAnyLetter) {
  const auto fits = [](std::string_view pattern, std::string_view text) {
    return matches_wildcards(pattern, text);
  };

  EXPECT_TRUE(fits("*", ""));
  EXPECT_TRUE(fits("a*c*e", "abcde"));
  EXPECT_TRUE(fits("a?c", "abc"));
  EXPECT_FALSE(fits("a?c", "ac"));
  EXPECT_FALSE(fits("a*c", "abd"));
  EXPECT_TRUE(fits("arn:aws:ec2:*:*:instance/*", "arn:aws:ec2:sa-east-1:1:instance/i-1"));
}

TEST(Wildcards, MayIgnoreTheCaseOfLetters) {
  EXPECT_TRUE(matches_wildcards("ec2:Start*", "EC2:startInstances", LetterCase::ignored));
  EXPECT_FALSE(matches_wildcards("ec2:Start*", "EC2:startInstances"));
}

TEST(Wildcards, AreLettersBehindABackslashInFilters) {
  const auto fits = [](std::string_view pattern, std::string_view text) {
    return matches_wildcards(pattern, text, LetterCase::matters, Backslash::escapes);
  };

  EXPECT_TRUE(fits("a\\*b", "a*b"));
  EXPECT_FALSE(fits("a\\*b", "axb"));
  EXPECT_TRUE(fits("\\?*", "?any"));
  EXPECT_TRUE(fits("a\\", "a\\"));
  EXPECT_TRUE(matches_wildcards("a\\*", "a\\any"));
}

}  // namespace
}  // namespace mirante::simcloud

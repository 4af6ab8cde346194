#include "base/as_seen.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace mirante {
namespace {

std::string code_of(std::string_view if_match) {
  try {
    must_say_what_was_seen(if_match, "thing.not_seen");
    must_be_as_seen(if_match, tag_of_revision(7), "thing.changed");
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().field, "If-Match");
    return failure.error().code;
  }
  return "";
}

TEST(WhatWasSeen, LetsThroughWhoeverKnowsTheThingAsItIs) { EXPECT_EQ(code_of("\"7\""), ""); }

TEST(WhatWasSeen, IsSaidToBeAnotherMeanwhile) {
  EXPECT_EQ(code_of("\"6\""), "thing.changed");
  EXPECT_EQ(code_of("7"), "thing.changed");
}

TEST(WhatWasSeen, IsAskedForWhereNothingMayBeChangedUnseen) {
  EXPECT_EQ(code_of(""), "thing.not_seen");
}

TEST(WhatWasSeen, IsNotLookedAtWhereItMayBeLeftOut) {
  EXPECT_NO_THROW(must_be_as_seen("", tag_of_revision(7), "thing.changed"));
}

}  // namespace
}  // namespace mirante

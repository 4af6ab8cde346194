#include "platform/aws/wire/rest_text.h"

#include <gmock/gmock.h>

namespace mirante::aws::wire {
namespace {

using testing::ElementsAre;
using testing::Pair;

struct Toy {
  std::vector<std::string> tags;
  std::vector<Instant> days;
  std::map<std::string, std::string> notes;
};

constexpr Shape tags_shape{
    .kind = Kind::list, .element = &scalar_shapes[0], .list = vector_access<std::string>()};
constexpr Shape days_shape{
    .kind = Kind::list, .element = &scalar_shapes[6], .list = vector_access<Instant>()};
constexpr Shape notes_shape{
    .kind = Kind::map, .element = &scalar_shapes[0], .map = map_access<std::string>()};
constexpr Member toy_members[] = {
    {.json_name = "X-Tags",
     .shape = &tags_shape,
     .offset = offsetof(Toy, tags),
     .access = container_slot<std::vector<std::string>>(),
     .location = Location::header},
    {.json_name = "X-Days",
     .shape = &days_shape,
     .offset = offsetof(Toy, days),
     .access = container_slot<std::vector<Instant>>(),
     .location = Location::header},
    {.json_name = "X-Note-",
     .shape = &notes_shape,
     .offset = offsetof(Toy, notes),
     .access = container_slot<std::map<std::string, std::string>>(),
     .location = Location::headers},
};
constexpr Shape toy_shape{.kind = Kind::structure, .members = toy_members};

TEST(RestHeaders, PartListsAtCommasThatAreNotQuoted) {
  Toy toy;

  ASSERT_TRUE(read_headers(toy_shape, {{"x-tags", R"(a, "b,c" ,"say \"d\"", e)"}}, &toy));

  EXPECT_THAT(toy.tags, ElementsAre("a", "b,c", "say \"d\"", "e"));
}

TEST(RestHeaders, KeepTheCommaInsideADate) {
  Toy toy;
  const std::string days = "Mon, 16 Dec 2019 23:48:18 GMT, Tue, 17 Dec 2019 23:48:18 GMT";

  ASSERT_TRUE(read_headers(toy_shape, {{"X-Days", days}}, &toy));

  ASSERT_EQ(toy.days.size(), 2U);
  EXPECT_EQ(toy.days[1] - toy.days[0], std::chrono::hours(24));
}

TEST(RestHeaders, MayHoldDatesWithAFractionOfASecond) {
  Toy toy;

  ASSERT_TRUE(read_headers(toy_shape, {{"X-Days", "Mon, 16 Dec 2019 23:48:18.25 GMT"}}, &toy));

  EXPECT_THAT(toy.days, ElementsAre(*parse_iso8601("2019-12-16T23:48:18.25Z")));
  for (const auto* broken : {"Mon, 16 Dec 2019 23:48:18. GMT", "Mon, 16 Dec 2019 23:48:18.2x GMT",
                             "Mon, 16 Dec 2019 23:48:18.25", "Mon, 16 Dez 2019 23:48:18 GMT"})
    EXPECT_FALSE(read_headers(toy_shape, {{"X-Days", broken}}, &toy)) << broken;
}

TEST(RestHeaders, ComeBackAsTheyWereWritten) {
  Toy toy{.tags = {"a", "b,c", "d\"e"}};
  Toy again;

  const auto text = header_value(toy_members[0], &toy.tags);
  ASSERT_TRUE(read_headers(toy_shape, {{"X-Tags", text}}, &again));

  EXPECT_EQ(again.tags, toy.tags);
}

TEST(RestHeaders, OfOnePrefixBecomeAMap) {
  Toy toy;

  ASSERT_TRUE(read_headers(toy_shape, {{"x-note-Owner", "a"}, {"X-Other", "b"}}, &toy));

  EXPECT_THAT(toy.notes, ElementsAre(Pair("Owner", "a")));
}

TEST(RestPaths, AreMatchedByTheirLabels) {
  const auto labels = match_path("/zone/{Id}/records", "/zone/Z%201%2F/records");

  ASSERT_TRUE(labels);
  EXPECT_THAT(*labels, ElementsAre(Pair("Id", "Z 1/")));
  EXPECT_FALSE(match_path("/zone/{Id}/records", "/zone/Z1"));
  EXPECT_FALSE(match_path("/zone/{Id}/records", "/zone//records"));
  EXPECT_FALSE(match_path("/zone/{Id}", "/zone/Z1/records"));
  EXPECT_FALSE(match_path("/zone/{Id}", "/zone/%zz"));
}

TEST(RestPaths, GiveGreedyLabelsTheirSlashes) {
  EXPECT_THAT(*match_path("/{Bucket}/{Key+}", "/b/a/c%20d"),
              ElementsAre(Pair("Bucket", "b"), Pair("Key", "a/c d")));
  EXPECT_THAT(*match_path("/{Key+}/end", "/a/end/b/end"), ElementsAre(Pair("Key", "a/end/b")));
}

}  // namespace
}  // namespace mirante::aws::wire

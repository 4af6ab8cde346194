#include "platform/aws/wire/json_reader.h"

#include <gtest/gtest.h>

#include <cstddef>

#include "base/rng.h"
#include "platform/aws/wire/json_writer.h"

namespace mirante::aws::wire {
namespace {

/// A structure with a member of each kind, and its tables as the generator writes them.
struct Toy {
  std::optional<std::string> name;
  std::optional<std::int32_t> parts;
  std::optional<std::int64_t> serial;
  std::optional<double> weight;
  std::optional<bool> broken;
  std::optional<Instant> made_at;
  std::optional<std::string> picture;
  std::optional<std::string> notes;
  std::vector<std::string> tags;
  std::vector<std::optional<std::string>> holes;
  std::map<std::string, std::int32_t> counts;
  Box<Toy> inside;
};

extern const Shape toy_shape;
constexpr Shape tags_shape{
    .kind = Kind::list, .element = &scalar_shapes[0], .list = vector_access<std::string>()};
constexpr Shape holes_shape{
    .kind = Kind::list, .element = &scalar_shapes[0], .list = sparse_vector_access<std::string>()};
constexpr Shape counts_shape{
    .kind = Kind::map, .element = &scalar_shapes[2], .map = map_access<std::int32_t>()};

#define MEMBER(json, field, its_shape, its_access) \
  {.json_name = (json), .shape = (its_shape), .offset = offsetof(Toy, field), .access = its_access}
constexpr Member toy_members[] = {
    MEMBER("Name", name, &scalar_shapes[0], optional_slot<std::optional<std::string>>()),
    MEMBER("Parts", parts, &scalar_shapes[2], optional_slot<std::optional<std::int32_t>>()),
    MEMBER("Serial", serial, &scalar_shapes[3], optional_slot<std::optional<std::int64_t>>()),
    MEMBER("Weight", weight, &scalar_shapes[5], optional_slot<std::optional<double>>()),
    MEMBER("Broken", broken, &scalar_shapes[1], optional_slot<std::optional<bool>>()),
    MEMBER("MadeAt", made_at, &scalar_shapes[6], optional_slot<std::optional<Instant>>()),
    MEMBER("Picture", picture, &scalar_shapes[7], optional_slot<std::optional<std::string>>()),
    MEMBER("Notes", notes, &scalar_shapes[8], optional_slot<std::optional<std::string>>()),
    MEMBER("Tags", tags, &tags_shape, container_slot<std::vector<std::string>>()),
    MEMBER("Holes", holes, &holes_shape, container_slot<std::vector<std::optional<std::string>>>()),
    MEMBER("Counts", counts, &counts_shape,
           (container_slot<std::map<std::string, std::int32_t>>())),
    MEMBER("Inside", inside, &toy_shape, optional_slot<Box<Toy>>()),
};
#undef MEMBER
constinit const Shape toy_shape{.kind = Kind::structure, .members = toy_members};

Result<Toy> read(std::string_view text, JsonReading reading = {}, std::size_t piece = 1) {
  Toy toy;
  JsonReader reader(toy_shape, &toy, std::move(reading));
  for (std::size_t at = 0; at < text.size(); at += piece)
    if (const auto ok = reader.feed(text.substr(at, piece)); !ok) return fail(ok.error());
  if (const auto ok = reader.finish(); !ok) return fail(ok.error());
  return toy;
}

std::string refusal(std::string_view text,
                    JsonReading::Manner manner = JsonReading::Manner::strict) {
  const auto toy = read(text, {.manner = manner});
  return toy ? "taken" : toy.error().field + ": " + toy.error().message;
}

std::string written(const Toy& toy, const JsonStyle& style = {}) {
  return json_text(toy_shape, &toy, style);
}

constexpr std::string_view everything =
    R"({"Name": "a\u00e9\ud83d\ude42\n", "Parts": -7, "Serial": 9007199254740993, )"
    R"("Weight": 0.25, "Broken": true, "MadeAt": 1422172800, "Picture": "YmFy", )"
    R"("Notes": {"a": [1, null, {"b": "c"}], "d": 2.5}, "Tags": ["x", ""], )"
    R"("Holes": ["x", null], "Counts": {"a": 1, "b": 2}, "Inside": {"Name": "inner"}})";

TEST(JsonReader, ReadsEveryKindOfValueHoweverThePiecesFall) {
  for (const std::size_t piece : {1U, 2U, 7U, 4096U}) {
    const auto toy = read(everything, {.manner = JsonReading::Manner::strict}, piece);
    ASSERT_TRUE(toy) << toy.error().field << ": " << toy.error().message;
    EXPECT_EQ(toy->name, "aé🙂\n");
    EXPECT_EQ(toy->serial, 9007199254740993);
    EXPECT_EQ(toy->picture, "bar");
    EXPECT_EQ(toy->made_at, from_micros(1422172800'000'000));
    EXPECT_EQ(written(*toy), everything);
  }
}

TEST(JsonReader, CountsNullAsAbsentWhereNullIsNothing) {
  const auto toy = read(R"({"Name": null, "Tags": ["a", null], "Counts": {"a": null, "b": 2}})");

  ASSERT_TRUE(toy);
  EXPECT_FALSE(toy->name);
  EXPECT_EQ(toy->tags, std::vector<std::string>{"a"});
  EXPECT_EQ(toy->counts.size(), 1U);
}

TEST(JsonReader, PassesOverWhatIsNewerThanTheModelWithAllBelowIt) {
  const auto toy = read(R"({"Newer": {"Name": [{"Name": "x"}]}, "Name": "a", "Also": null})");

  ASSERT_TRUE(toy);
  EXPECT_EQ(written(*toy), R"({"Name": "a"})");
}

TEST(JsonReader, TakesTextsBesideTheStructureOnTheOutermostLevelOnly) {
  std::string type;
  const auto toy = read(R"({"Inside": {"__type": "x"}, "__type": "Broken", "Name": "a"})",
                        {.asides = {{"__type", &type}}});

  ASSERT_TRUE(toy);
  EXPECT_EQ(type, "Broken");
  EXPECT_EQ(toy->name, "a");
}

TEST(JsonReader, TakesWholeNumbersThatAreWrittenWithAFraction) {
  EXPECT_EQ(read(R"({"Parts": 3.0})")->parts, 3);
  EXPECT_EQ(read(R"({"Serial": 1e3})")->serial, 1000);
  EXPECT_EQ(refusal(R"({"Parts": 3.5})"), "Parts: \"3.5\" is not a whole number");
  EXPECT_EQ(refusal(R"({"Parts": 2147483648})"), "Parts: \"2147483648\" is not a whole number");
}

TEST(JsonReader, NamesThePlaceOfWhatDoesNotFit) {
  EXPECT_EQ(refusal(R"({"Inside": {"Tags": ["a", 1]}})"),
            "Inside.Tags.1: NUMBER_VALUE can not be converted to a String");
  EXPECT_EQ(refusal(R"({"Counts": {"a": "x"}})"),
            "Counts.a: STRING_VALUE can not be converted to an Integer");
  EXPECT_EQ(refusal(R"({"Inside": []})"), "Inside: a list can not be converted to a structure");
  EXPECT_EQ(refusal(R"({"Inside": {"Nam": 1}})"), "Inside.Nam: is not recognized");
  EXPECT_EQ(refusal(R"({"Picture": "%"})"), "Picture: the text is not base64");
  EXPECT_EQ(refusal("null"), ": must be an object and not null");
}

TEST(JsonReader, RefusesWhatIsNoJsonOrNotWhole) {
  for (const auto* text : {"", "{", R"({"Name": "a")", R"({"Name": "a"} x)", R"({"Name" "a"})",
                           R"({"Name": "a",})", "{\"Name\": \"\xff\"}", "<html>"})
    EXPECT_NE(refusal(text).find("is no JSON"), std::string::npos) << text;
}

TEST(JsonReader, RefusesToNestDeeperThanItsLimit) {
  std::string text = "{\"Notes\": ";
  for (int i = 0; i < 100; ++i) text += "[";

  EXPECT_NE(refusal(text).find("too deep"), std::string::npos) << refusal(text);
}

TEST(JsonReader, RefusesATextOfMoreThan8MiB) {
  constexpr std::size_t text_max = 8 << 20;
  const auto text = [](std::size_t size) {
    return "{\"Name\": \"" + std::string(size, 'x') + "\"}";
  };

  ASSERT_TRUE(read(text(text_max), {}, 1 << 16));
  EXPECT_FALSE(read(text(text_max + 1), {}, 1 << 16));
}

TEST(JsonReader, TakesNumbersWrittenAsTextFromAwsButNotFromItsClients) {
  EXPECT_EQ(read(R"({"Parts": "7"})")->parts, 7);
  EXPECT_EQ(read(R"({"Name": 7})")->name, "7");
  EXPECT_EQ(refusal(R"({"Parts": "7"})"), "Parts: STRING_VALUE can not be converted to an Integer");
}

TEST(JsonWriter, WritesWhatIsNoUtf8AsAReplacementCharacter) {
  EXPECT_EQ(json_string("a\xff\xc3("), R"("a\ufffd\ufffd(")");
  EXPECT_EQ(json_string("\xed\xa0\x80"), R"("\ufffd\ufffd\ufffd")");  // Half of a pair.
}

TEST(JsonWriter, WritesNumbersThatJsonDoesNotKnowAsWords) {
  Toy toy;
  toy.weight = std::numeric_limits<double>::infinity();

  EXPECT_EQ(written(toy), R"({"Weight": "Infinity"})");
  EXPECT_EQ(read(written(toy), {.manner = JsonReading::Manner::strict})->weight, toy.weight);
}

TEST(JsonWriter, WritesListsThatHoldNothingInAnswersAlone) {
  EXPECT_EQ(written({}), "{}");
  EXPECT_EQ(written({}, {.empty_lists = true}), R"({"Tags": [], "Holes": []})");
}

}  // namespace
}  // namespace mirante::aws::wire

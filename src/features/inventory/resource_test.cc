#include "features/inventory/resource.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "features/inventory/canonical.h"

namespace mirante::inventory {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

Observed server(std::string body) {
  Observed observed{.id = "i-1", .name = "web", .state = "running", .body = std::move(body)};
  observed.hash = hash_of(observed.body);
  return observed;
}

TEST(CanonicalText, EscapesAsTheJsonLibraryDoes) {
  const std::string text = std::string("a\"b\\c/\b\f\n\r\t\x01\x1f\x7f é€") + '\0' + "z";

  std::string written;
  append_json_text(written, text);

  EXPECT_EQ(written, Json(text).dump());
}

TEST(CanonicalText, EscapesEveryByteAtEveryPlace) {
  for (std::size_t place = 0; place < 18; ++place) {
    for (int byte = 0; byte < 128; ++byte) {
      std::string text = "abcdefghijklmnopqr";
      text[place] = static_cast<char>(byte);

      std::string written;
      append_json_text(written, text);

      EXPECT_EQ(written, Json(text).dump());
    }
  }
}

TEST(CanonicalText, GivesTheSameHashForTheSameBytesOnly) {
  EXPECT_EQ(hash_of("{}"), hash_of("{}"));
  EXPECT_NE(hash_of("{}"), hash_of("{ }"));
}

TEST(Observation, SurvivesAJournal) {
  auto before = server(R"({"State":{"Name":"running"}})");
  before.tags = R"({"Name":"web"})";
  before.ephemeral = R"({"State":{"Code":16}})";

  const auto after = observed_from_json(Json::parse(to_json(before).dump()));

  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(*after, before);
}

TEST(Observation, IsNotReadFromOtherJson) {
  EXPECT_FALSE(observed_from_json(Json::array()));
  EXPECT_FALSE(observed_from_json(Json{{"id", "i-1"}}));
  auto cut = to_json(server("{}"));
  cut["hash"] = "12";
  EXPECT_FALSE(observed_from_json(cut));
}

TEST(Observation, TakesAnotherStateInItsDocumentToo) {
  auto observed = server(R"({"InstanceId":"i-1","State":{"Name":"running"}})");
  observed.ephemeral = R"({"State":{"Code":16},"Other":1})";

  set_state(observed, "stopped");

  EXPECT_EQ(observed.state, "stopped");
  EXPECT_EQ(observed.body, R"({"InstanceId":"i-1","State":{"Name":"stopped"}})");
  EXPECT_EQ(observed.hash, hash_of(observed.body));
  EXPECT_EQ(observed.ephemeral, R"({"Other":1})");
}

TEST(Observation, TakesAStateThatIsPlainText) {
  auto observed = server(R"({"State":"in-use"})");

  set_state(observed, "available");

  EXPECT_EQ(observed.body, R"({"State":"available"})");
}

TEST(StoredResource, ShowsItsDocumentWithWhatIsEphemeral) {
  const Resource resource{.body = R"({"A":1,"State":{"Name":"running"}})",
                          .ephemeral = R"({"B":2,"State":{"Code":16}})"};

  EXPECT_EQ(document_of(resource).dump(), R"({"A":1,"B":2,"State":{"Code":16,"Name":"running"}})");
}

TEST(StoredResource, ShowsItsTags) {
  const Resource resource{.tags = R"({"Name":"web","team":"á"})"};

  EXPECT_THAT(tags_of(resource), ElementsAre(Pair("Name", "web"), Pair("team", "á")));
}

TEST(StoredResource, SaysWhenTheStoreHoldsNoJson) {
  EXPECT_THROW(tags_of(Resource{.tags = "{"}), Failure);
  EXPECT_THROW(document_of(Resource{.body = "[]"}), Failure);
}

}  // namespace
}  // namespace mirante::inventory

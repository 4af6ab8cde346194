// Lists in pages, in each of the ways in which services continue them, and lists without an end.
#include "platform/aws/pages.h"

#include "gen/dynamodb/query.h"
#include "gen/ec2/describe_instances.h"
#include "gen/iam/list_roles.h"
#include "gen/kms/list_keys.h"
#include "platform/aws/testing/client_fixture.h"
#include "platform/aws/wire/xml_tokens.h"

namespace mirante::aws {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class ListsInPages : public ClientFixture {
 protected:
  static Reaction json(std::string body) {
    return {.headers = {{"Content-Type", "application/x-amz-json-1.1"}}, .body = std::move(body)};
  }
  static Reaction keys(std::string_view marker, bool is_truncated = true) {
    return json(R"({"Keys":[{"KeyId":"k"}],"NextMarker":")" + std::string(marker) +
                R"(","Truncated":)" + (is_truncated ? "true}" : "false}"));
  }
  template <class List>
  int count(List list) {
    int pages = 0;
    while (loop.run(list.next())) ++pages;
    return pages;
  }
  auto all_keys() { return gen::kms::list_keys_pages(client(), ctx, target(), {}); }
  std::string body(std::size_t request) { return transport.requests.at(request).body; }
};

TEST_F(ListsInPages, ContinueAtTheTokenOfTheLastPage) {
  transport.next(keys("m-1"));
  transport.next(keys("m-2"));
  transport.next(json(R"({"Keys":[],"Truncated":false})"));

  EXPECT_EQ(count(all_keys()), 3);
  EXPECT_THAT(body(0), Not(HasSubstr("Marker")));
  EXPECT_THAT(body(1), HasSubstr(R"("Marker": "m-1")"));
  EXPECT_THAT(body(2), HasSubstr(R"("Marker": "m-2")"));
}

TEST_F(ListsInPages, EndWhereTheServiceSaysThatThereIsNoMore) {
  transport.next(keys("m-1", false));

  EXPECT_EQ(count(all_keys()), 1);
}

TEST_F(ListsInPages, EndAtAnEmptyToken) {
  transport.next(keys(""));

  EXPECT_EQ(count(all_keys()), 1);
}

TEST_F(ListsInPages, ContinueAtTheKeyOfTheLastItem) {
  const std::string last = R"("LastEvaluatedKey":{"p":{"S":"a"},"n":{"N":"10"}})";
  transport.next(json("{\"Items\":[]," + last + "}"));
  transport.next(json(R"({"Items":[]})"));

  EXPECT_EQ(count(gen::dynamodb::query_pages(client(), ctx, target(), {.table_name = "t"})), 2);
  EXPECT_THAT(body(1), HasSubstr(R"("ExclusiveStartKey": {"n": {"N": "10"}, "p": {"S": "a"}})"));
}

TEST_F(ListsInPages, ContinueInXmlToo) {
  const auto roles = [](std::string_view rest) {
    return Reaction{.body = "<ListRolesResponse><ListRolesResult><Roles></Roles>" +
                            std::string(rest) + "</ListRolesResult></ListRolesResponse>"};
  };
  transport.next(roles("<IsTruncated>true</IsTruncated><Marker>m-1</Marker>"));
  transport.next(roles("<IsTruncated>false</IsTruncated>"));

  EXPECT_EQ(count(gen::iam::list_roles_pages(client(), ctx, target(), {})), 2);
  EXPECT_THAT(body(1), HasSubstr("Marker=m-1"));
}

/// As services make them: what they need to know, in base64.
std::string long_token(std::string_view end) {
  std::string token;
  while (token.size() < 100'000) token += "AbZ09+/";
  return token.append(end);
}

TEST_F(ListsInPages, CarryTokensOfAnyLengthAsTheyCame) {
  const auto first = long_token("1=="), second = long_token("2==");  // They differ at their end.
  transport.next(keys(first));
  transport.next(keys(second));
  transport.next(json(R"({"Keys":[],"Truncated":false})"));

  EXPECT_EQ(count(all_keys()), 3);
  EXPECT_NE(body(1).find("\"Marker\": \"" + first + "\""), std::string::npos);
  EXPECT_NE(body(2).find("\"Marker\": \"" + second + "\""), std::string::npos);
}

TEST_F(ListsInPages, CarryLongTokensOfXmlIntoFormsAsTheyCame) {
  const auto token = long_token("&<");
  const auto written = long_token("&amp;&lt;");
  transport.next({.body = "<ListRolesResponse><ListRolesResult><Roles></Roles><IsTruncated>true"
                          "</IsTruncated><Marker>" +
                          written + "</Marker></ListRolesResult></ListRolesResponse>"});
  transport.next({.body = "<ListRolesResponse><ListRolesResult><Roles></Roles><IsTruncated>false"
                          "</IsTruncated></ListRolesResult></ListRolesResponse>"});

  EXPECT_EQ(count(gen::iam::list_roles_pages(client(), ctx, target(), {})), 2);
  std::string encoded;
  for (const char c : token) {
    switch (c) {
      case '+': encoded += "%2B"; break;
      case '/': encoded += "%2F"; break;
      case '&': encoded += "%26"; break;
      case '<': encoded += "%3C"; break;
      default: encoded += c;
    }
  }
  EXPECT_NE(body(1).find("Marker=" + encoded), std::string::npos);
}

TEST_F(ListsInPages, AreAskedForAgainWhenAnAnswerIsLost) {
  transport.next({.kind = Reaction::Kind::lost});
  transport.next(json(R"({"Items":[]})"));

  EXPECT_EQ(count(gen::dynamodb::query_pages(client(), ctx, target(), {.table_name = "t"})), 1);
}

/// Keeps the ids of the servers that it takes.
class ServerIds final : public wire::ItemTaker {
 public:
  const wire::Shape& shape() const override { return wire::shape_of<gen::ec2::Instance>(); }
  void begin() override { depth_ = 1; }
  bool read(wire::XmlTokens& tokens) override {
    using Token = wire::XmlTokens::Token;
    for (;;) {
      switch (tokens.next(wire::XmlTokens::Text::unwanted)) {
        case Token::none: return false;
        case Token::start: ++depth_; break;
        case Token::end:
          if (--depth_ == 0) return true;
          break;
        case Token::element:
          if (tokens.name() == "instanceId") id_ = tokens.text();
          break;
        case Token::text: break;
      }
    }
  }
  void end() override { taken.push_back(std::exchange(id_, {})); }
  void start_over() override {
    lost.push_back(taken);
    taken.clear();
  }

  std::vector<std::string> taken;
  std::vector<std::vector<std::string>> lost;

 private:
  std::string id_;
  int depth_ = 0;
};

TEST_F(ListsInPages, GiveTheirItemsToATakerWhileTheyArrive) {
  transport.next(described("i-1"));
  ServerIds items;

  auto pages = gen::ec2::describe_instances_pages(client(), ctx, target(), {});
  const auto page = loop.run(pages.next(items));

  EXPECT_THAT(items.taken, ElementsAre("i-1"));
  EXPECT_EQ(page->request_id, "req-described");
  EXPECT_TRUE(page->value.reservations.at(0).instances.empty());
  EXPECT_FALSE(loop.run(pages.next(items)));
}

TEST_F(ListsInPages, GiveNoItemTwiceWhenAnAnswerIsCutShort) {
  auto cut = described("i-1");
  cut.kind = Reaction::Kind::cut_short;
  cut.body += std::string(cut.body.size(), ' ');  // So that the item is in the half that arrives.
  transport.next(cut);
  transport.next(described("i-2"));
  ServerIds items;

  auto pages = gen::ec2::describe_instances_pages(client(), ctx, target(), {});
  loop.run(pages.next(items));

  EXPECT_THAT(items.lost, ElementsAre(ElementsAre("i-1")));
  EXPECT_THAT(items.taken, ElementsAre("i-2"));
}

TEST_F(ListsInPages, EndWhenATokenLeadsBackToAPageThatWasThere) {
  const std::vector<std::vector<const char*>> loops = {
      {"a", "a"}, {"a", "b", "a"}, {"a", "b", "c", "d", "b"}};
  for (const auto& tokens : loops) {
    transport.requests.clear();
    for (const auto* token : tokens) transport.next(keys(token));

    const auto error = error_from([&] { count(all_keys()); });

    EXPECT_EQ(error.code, "aws.token_loop") << tokens.size();
    EXPECT_EQ(error.kind, ErrorKind::corrupt);
    EXPECT_EQ(transport.requests.size(), tokens.size());
  }
}

TEST_F(ListsInPages, EndWhenAKeyLeadsBack) {
  transport.otherwise([](const auto&) { return json(R"({"LastEvaluatedKey":{"p":{"S":"a"}}})"); });

  const auto error = error_from(
      [&] { count(gen::dynamodb::query_pages(client(), ctx, target(), {.table_name = "t"})); });

  EXPECT_EQ(error.code, "aws.token_loop");
  EXPECT_EQ(transport.requests.size(), 2);
}

}  // namespace
}  // namespace mirante::aws

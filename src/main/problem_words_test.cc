#include "main/problem_words.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "platform/runtime/simulated_loop.h"

namespace mirante {
namespace {

TEST(ProblemWords, PortugueseIsWantedWhereItIsWantedMore) {
  EXPECT_TRUE(prefers_portuguese("pt-BR,pt;q=0.9,en-US;q=0.8,en;q=0.7"));
  EXPECT_TRUE(prefers_portuguese("pt-PT"));
  EXPECT_TRUE(prefers_portuguese("en;q=0.5, PT;q=0.6"));
  EXPECT_FALSE(prefers_portuguese(""));
  EXPECT_FALSE(prefers_portuguese("*"));
  EXPECT_FALSE(prefers_portuguese("en, pt-BR"));
  EXPECT_FALSE(prefers_portuguese("pt;q=0"));
  EXPECT_FALSE(prefers_portuguese("en-GB;q=0.9, pt-BR;q=0.8"));
  EXPECT_FALSE(prefers_portuguese("ptolemaic"));
}

TEST(ProblemWords, ACodeHasItsSentence) {
  EXPECT_EQ(sentence_in_portuguese("operation.ended", "the operation has ended", false),
            "A operação já terminou.");
}

TEST(ProblemWords, ASentenceAboutAnInputKeepsWhatItNames) {
  EXPECT_EQ(sentence_in_portuguese("invalid", "has more than 7 entries", true),
            "Tem mais de 7 itens");
  EXPECT_EQ(sentence_in_portuguese("invalid", "is missing", true), "É obrigatório");
  // The special one comes before the general one.
  EXPECT_EQ(sentence_in_portuguese("invalid", "is missing; name at least one", true),
            "Falta; diga ao menos um");
}

TEST(ProblemWords, WhatHasNoWordsIsQuoted) {
  EXPECT_EQ(sentence_in_portuguese("new.thing", "is missing", false),
            "Nas palavras do painel: “is missing”");
  EXPECT_EQ(sentence_in_portuguese("invalid", "was never said before", true),
            "Nas palavras do painel: “was never said before”");
}

TEST(ProblemWords, AnInputOfAnyLengthIsNoDanger) {
  const auto said = '"' + std::string(1'000'000, 'x') + "\" is not a weekday";

  EXPECT_EQ(sentence_in_portuguese("invalid", said, true),
            "Nas palavras do painel: “" + said + "”");
}

http::Response answer_to(const std::string& language, http::Response answer) {
  const auto handler = in_readers_language(
      [&answer](http::Request, http::Peer) -> Task<http::Response> { co_return answer; });
  http::Request request{.path = "/"};
  if (!language.empty()) request.headers.emplace_back("Accept-Language", language);
  SimulatedLoop loop{from_micros(0)};
  return loop.run(handler(std::move(request), {}));
}

std::string language_of(const http::Response& response) {
  return http::header_text(response.headers, "Content-Language");
}

TEST(ProblemWords, AProblemIsToldInItsReadersLanguage) {
  const auto problem = http::problem(
      {.kind = ErrorKind::invalid, .message = "must be 1 to 366: tokens expire", .field = "days"});

  const auto english = answer_to("", problem);
  const auto portuguese = answer_to("pt-BR,pt;q=0.9", problem);

  EXPECT_EQ(english.body, problem.body);
  EXPECT_EQ(language_of(english), "en");
  auto expected = Json::parse(problem.body);
  expected["detail"] = "Precisa ser de 1 a 366 dias: tokens vencem";
  EXPECT_EQ(Json::parse(portuguese.body), expected);
  EXPECT_EQ(language_of(portuguese), "pt-BR");
}

TEST(ProblemWords, OtherAnswersStayAsTheyAre) {
  const auto fine = http::Response::json(200, {{"detail", "is missing"}, {"code", "invalid"}});
  const auto other = http::Response::json(404, {{"detail", "is missing"}, {"code", "invalid"}});

  for (const auto& answer : {fine, other}) {
    const auto given = answer_to("pt-BR", answer);
    EXPECT_EQ(given.body, answer.body);
    EXPECT_EQ(language_of(given), "");
  }
}

}  // namespace
}  // namespace mirante

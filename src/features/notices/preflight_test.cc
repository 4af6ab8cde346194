#include "features/notices/preflight.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace mirante::notices {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace std::chrono_literals;

const Instant now = *parse_iso8601("2026-03-02T18:00:00Z");

Acting seen_running(Instant at) {
  return {.server = {.server = {.account = {}, .region = {"sa-east-1"}, .id = "i-1"},
                     .name = "web",
                     .owner = {}},
          .state = "running",
          .seen_at = at};
}
accounts::Account account(accounts::AccountState state) { return {.name = "Loja", .state = state}; }
const auto connected = accounts::AccountState::connected;

std::vector<std::string> codes_of(const std::vector<Trouble>& troubles) {
  std::vector<std::string> codes;
  for (const auto& one : troubles) codes.push_back(one.code);
  return codes;
}

TEST(Preflight, FindsNothingWrongWithAFreshServerOfAConnectedAccount) {
  EXPECT_THAT(troubles_of(seen_running(now - 10min), account(connected), now), IsEmpty());
}

TEST(Preflight, TellsOfAServerThatWasSeenTooLongAgoAndOfOneThatWasNot) {
  auto unseen = seen_running(now);
  unseen.state.clear();

  EXPECT_THAT(codes_of(troubles_of(seen_running(now - 2h), account(connected), now)),
              ElementsAre("server.state_old"));
  EXPECT_THAT(codes_of(troubles_of(unseen, account(connected), now)),
              ElementsAre("server.state_unknown"));
}

TEST(Preflight, TellsOfAccountsThatAreNotConnectedOrRemoved) {
  const auto server = seen_running(now);

  EXPECT_THAT(codes_of(troubles_of(server, account(accounts::AccountState::pending), now)),
              ElementsAre("account.not_connected"));
  EXPECT_THAT(codes_of(troubles_of(server, std::nullopt, now)),
              ElementsAre("account.not_connected"));
}

TEST(Preflight, TellsThatAPauseWillHoldTheServer) {
  auto paused = seen_running(now);
  paused.is_paused = true;

  EXPECT_THAT(codes_of(troubles_of(paused, account(connected), now)), ElementsAre("policy.paused"));
}

TEST(Preflight, KeepsWhatItHasFoundAsItWas) {
  auto server = seen_running(now - 2h);
  server.server.server.account = or_throw(AccountId::parse("ac_" + std::string(26, '0')));
  const auto found = troubles_of(server, account(connected), now);

  EXPECT_EQ(troubles_from(to_json(found)), found);
}

TEST(Preflight, IsMailedForWhatPreventsOrIsUnknownAndNotForWhatIsOnlyWorthKnowing) {
  const auto of = [](servers::Weight weight) {
    return std::vector<Trouble>{
        {.server = {}, .code = "type.caution_nvme", .text = "x", .weight = weight}};
  };
  EXPECT_TRUE(is_mailed(of(servers::Weight::prevents)));
  EXPECT_TRUE(is_mailed(of(servers::Weight::unknown)));
  EXPECT_FALSE(is_mailed(of(servers::Weight::caution)));
  EXPECT_FALSE(is_mailed({}));
}

TEST(Preflight, TakesWhatWasStoredBeforeThereWereWeightsForWhatPrevents) {
  auto stored = to_json(troubles_of(seen_running(now), std::nullopt, now));
  stored[0].erase("weight");

  EXPECT_EQ(troubles_from(stored)[0].weight, servers::Weight::prevents);
}

TEST(Troubles, AreSaidInTheLanguageOfTheReaderWithTheOriginalBehind) {
  const Trouble known{.server = {}, .code = "server.stop_protected", .text = "protection is on"};
  const Trouble strange{.server = {}, .code = "x.y", .text = "something odd"};

  EXPECT_EQ(sentence_of(known, Language::english), "protection is on");
  EXPECT_THAT(sentence_of(known, Language::portuguese),
              HasSubstr("a proteção contra parada está ligada"));
  EXPECT_THAT(sentence_of(known, Language::portuguese), HasSubstr("(\"protection is on\")"));
  EXPECT_THAT(sentence_of(strange, Language::portuguese), HasSubstr("something odd"));
}

TEST(Troubles, ThatNobodyCouldFindOutSaySoOnceInEitherLanguage) {
  const Trouble server{.server = {},
                       .code = "server.unchecked",
                       .text = "whether a stop would destroy the server cannot be seen: denied",
                       .weight = servers::Weight::unknown};
  const Trouble type{.server = {},
                     .code = "type.unchecked",
                     .text = "whether the server fits m5.large cannot be seen: denied"};

  const auto said = [](const Trouble& trouble, Language language) {
    const PreflightFacts facts{.language = language,
                               .company = "Aurora",
                               .schedule = "Comercial",
                               .zone = or_throw(Zone::named("UTC")),
                               .problems = {trouble}};
    return write_preflight(facts).items[0];
  };

  EXPECT_THAT(said(server, Language::english), Not(HasSubstr("could not be found out")));
  EXPECT_THAT(said(server, Language::portuguese),
              AllOf(HasSubstr(": não foi possível ver se a parada"), Not(HasSubstr("saber"))));
  EXPECT_THAT(said(type, Language::portuguese),
              HasSubstr(": não foi possível saber se o tipo serve"));
}

TEST(Troubles, TellWhyAWholeFireFailedWithTheStoresOwnWordsQuoted) {
  const Trouble store{.server = {}, .code = "sql.disk_full", .text = "database or disk is full"};
  const Trouble defect{.server = {}, .code = "internal", .text = "a number over 2^63 is stored"};

  EXPECT_EQ(sentence_of(store, Language::portuguese),
            "o disco do painel estava cheio; libere espaço (\"database or disk is full\")");
  EXPECT_EQ(
      sentence_of(defect, Language::portuguese),
      "o painel falhou; é um defeito dele; o log diz mais (\"a number over 2^63 is stored\")");
  EXPECT_EQ(sentence_of(store, Language::english), "database or disk is full");
}

}  // namespace
}  // namespace mirante::notices

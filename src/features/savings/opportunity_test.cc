// What servers look as if they were for, whose else's scheduler has them, and which of them are
// worth a schedule.
#include "features/savings/opportunity.h"

#include <gmock/gmock.h>

#include "features/savings/other_scheduler.h"

namespace mirante::savings {
namespace {

using namespace std::chrono_literals;

using Tags = std::map<std::string, std::string>;

const Zone brasilia = *Zone::named("America/Sao_Paulo");
/// A Monday, midnight in São Paulo.
const Instant monday = *parse_iso8601("2026-03-02T03:00:00Z");

Look test_server() { return look_of("hml-app-01", {}); }

Facts always_on(std::chrono::hours known) {
  const Span span{monday, monday + known};
  return {.look = test_server(), .history = {.known = span, .runs = {span}}};
}

Judgement judged(const Facts& facts) {
  return judge(facts, office_hours(brasilia, facts.history.known));
}

TEST(LookOfAServer, IsSaidByATagOfItsEnvironment) {
  const auto look = look_of("app-1", {{"Ambiente", "Homologação"}});

  EXPECT_EQ(look.purpose, Purpose::other);
  EXPECT_EQ(look.source, Source::tag);
  EXPECT_EQ(look.key, "Ambiente");
  EXPECT_EQ(look.word, "homologacao");
}

TEST(LookOfAServer, IsHintedAtByItsName) {
  for (const auto* name : {"hml-app-01", "app.DEV", "qa3", "db_staging_2", "my sandbox", "teste1",
                           "pre-prod-web", "non-prod-1", "loja-Homologação"}) {
    const auto look = look_of(name, {});
    EXPECT_EQ(look.purpose, Purpose::other) << name;
    EXPECT_EQ(look.source, Source::name) << name;
  }
}

TEST(LookOfAServer, IsNothingWhereAWordOnlyBeginsAlike) {
  for (const auto* name : {"device-1", "latest", "contest", "labor", "demonstrator", "web-1", ""})
    EXPECT_EQ(look_of(name, {}).purpose, Purpose::unknown) << name;
}

TEST(LookOfAServer, IsProductionWhereTheTagSaysSoWhateverTheName) {
  EXPECT_EQ(look_of("hml-app-01", {{"env", "prod"}}).purpose, Purpose::production);
  EXPECT_EQ(look_of("app-prod-1", {}).purpose, Purpose::production);
  EXPECT_EQ(look_of("app-prod-1", {{"env", "dev"}}).purpose, Purpose::other);
}

TEST(OtherSchedulers, AreKnownByTheirTags) {
  EXPECT_EQ(other_scheduler(Tags{{"Schedule", "office-hours"}})->name, "AWS Instance Scheduler");
  EXPECT_EQ(other_scheduler(Tags{{"IS-ManagedBy", "arn:aws:…"}})->name, "AWS Instance Scheduler");
  EXPECT_EQ(other_scheduler(Tags{{"InstanceScheduler-LastAction", "Stopped By x"}})->name,
            "AWS Instance Scheduler");
  EXPECT_EQ(other_scheduler(Tags{{"scheduler:ec2-startstop", "true"}})->name, "AWS EC2 Scheduler");
  EXPECT_EQ(other_scheduler(Tags{{"maid_offhours", ""}})->name, "Cloud Custodian");
  EXPECT_EQ(other_scheduler(Tags{{"custodian_downtime", "x"}})->name, "Cloud Custodian");
  EXPECT_EQ(other_scheduler(Tags{{"cloudaware:scheduler", "tz=UTC"}})->name, "Cloudaware");
}

TEST(OtherSchedulers, OfTwoTagsTheOneThatNamesAProgramIsTold) {
  const auto found = other_scheduler(Tags{{"AutoStop", "19:00"}, {"maid_offhours", "on"}});

  EXPECT_EQ(found, (OtherScheduler{"Cloud Custodian", "maid_offhours", "on"}));
}

TEST(OtherSchedulers, MayBeSomeScriptWhoseNameNobodyKnows) {
  EXPECT_EQ(other_scheduler(Tags{{"auto-stop", "19:00"}}),
            (OtherScheduler{"", "auto-stop", "19:00"}));
}

TEST(OtherSchedulers, AreNotSeenInTagsThatMeanSomethingElse) {
  EXPECT_FALSE(other_scheduler(
      Tags{{"schedule", "x"}, {"Name", "scheduler"}, {"horario", "comercial"}, {"owner", "c7n"}}));
}

TEST(WorkingHours, AreFromMondayToFridayEightToNineteenInTheZone) {
  const auto hours = office_hours(brasilia, {monday, monday + 7 * 24h});

  ASSERT_EQ(hours.size(), 5U);
  EXPECT_EQ(hours.front(), (Span{monday + 8h, monday + 19h}));
  EXPECT_EQ(seconds_of(hours), office_hours_per_week * 3600);
}

TEST(AnOpportunity, IsATestServerThatRunsAllWeek) {
  const auto [reason, found] = judged(always_on(7 * 24h));

  EXPECT_EQ(reason, Reason::none);
  EXPECT_EQ(found.strength, Strength::strong);
  EXPECT_EQ(tenths_of_hours_a_week(found.run_seconds, found.known_seconds), 1680);
  EXPECT_EQ(tenths_of_hours_a_week(found.outside_seconds, found.known_seconds), 1130);
}

TEST(AnOpportunity, IsWeakWhereLessThanAWeekIsKnown) {
  EXPECT_EQ(judged(always_on(7 * 24h - 1h)).opportunity.strength, Strength::weak);
  EXPECT_EQ(judged(always_on(23h)).reason, Reason::little_known);
}

TEST(AnOpportunity, IsWorthTheHoursOutsideInAMonthOf730Hours) {
  const auto found = judged(always_on(7 * 24h)).opportunity;

  // 113 of 168 hours, 730 hours, 10 cents; of whole seconds.
  EXPECT_EQ(saving_per_month(found, {.nanos = 100'000'000}).nanos, 49'101'166'667);
}

TEST(AnOpportunity, IsNoServerThatSomebodyWantsOn) {
  const auto reason_of = [](auto change) {
    auto facts = always_on(7 * 24h);
    change(facts);
    return judged(facts).reason;
  };

  EXPECT_EQ(reason_of([](Facts& f) { f.look = look_of("web-1", {}); }), Reason::not_like_test);
  EXPECT_EQ(reason_of([](Facts& f) { f.look = look_of("hml", {{"env", "prod"}}); }),
            Reason::not_like_test);
  EXPECT_EQ(reason_of([](Facts& f) { f.is_marked = true; }), Reason::never_switch_off);
  EXPECT_EQ(reason_of([](Facts& f) { f.is_scheduled = true; }), Reason::scheduled);
  EXPECT_EQ(reason_of([](Facts& f) { f.has_other_scheduler = true; }), Reason::other_scheduler);
  EXPECT_EQ(reason_of([](Facts& f) { f.is_managed = true; }), Reason::managed);
  EXPECT_EQ(reason_of([](Facts& f) { f.is_spot = true; }), Reason::spot);
}

TEST(AnOpportunity, IsNoServerThatIsOffAtNightAlready) {
  auto facts = always_on(7 * 24h);
  facts.history.runs = office_hours(brasilia, facts.history.known);

  EXPECT_EQ(judged(facts).reason, Reason::little_to_win);
}

TEST(ManagedServers, CarryTheTagOfWhatManagesThem) {
  EXPECT_TRUE(is_managed({{"aws:autoscaling:groupName", "web"}}));
  EXPECT_TRUE(is_managed({{"kubernetes.io/cluster/x", "owned"}}));
  EXPECT_FALSE(is_managed({{"Name", "eks"}}));
}

}  // namespace
}  // namespace mirante::savings

// Whole days by seed: that a seed is the same run wherever it is run, and that the judge finds what
// it is there to find, each kind of defect in some seed of a few.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "base/log.h"
#include "tests/simulation/seeds/run_seed.h"

namespace mirante::simulation {
namespace {

constexpr Wished one_day{.days = 1};

/// Its trace in a process that runs nothing else.
std::uint64_t trace_alone(std::uint64_t seed) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return 0;
  const auto child = ::fork();
  if (child == 0) {
    const auto trace = run_seed(seed, one_day).trace;
    const bool is_told = ::write(ends[1], &trace, sizeof trace) == sizeof trace;
    ::_exit(is_told ? 0 : 1);
  }
  ::close(ends[1]);
  std::uint64_t trace = 0;
  const bool is_told = ::read(ends[0], &trace, sizeof trace) == sizeof trace;
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  return is_told ? trace : 0;
}

// semantics §1.6 to §1.9 and §2.1: each planted defect breaks one of them.
TEST(Seeds, AreTheSameRunAloneAndAfterOthers) {
  const auto alone = trace_alone(8);

  run_seed(6, one_day);
  run_seed(7, one_day);

  EXPECT_NE(alone, 0u);
  EXPECT_EQ(run_seed(8, one_day).trace, alone);
  EXPECT_NE(run_seed(7, one_day).trace, alone);
}

/// Each has shown a defect once.
TEST(Seeds, ThatFailedOncePass) {
  for (const std::uint64_t seed : {
           // A process died between writing a start down and sending it, and came back 19 minutes
           // later: the start's time was over before anything had been sent.
           31'039,
           // Somebody let a schedule run at the very instant of its own fire, which then failed for
           // hours, as it had the same key; and a start that was caught up was overtaken by the
           // stop
           // after it.
           32'962,
           // After hours without the store a start that was too late for its own schedule was
           // carried out by another one, which had to tell at that instant of what a date left out.
           53'916,
       })
    EXPECT_EQ(run_seed(seed, one_day).verdict.findings, std::vector<std::string>{}) << seed;
  // Servers that ran were asked for at each look, as gates of others that waited their turn.
  EXPECT_EQ(run_seed(106'568, {.days = 1, .is_wide = true}).verdict.findings,
            std::vector<std::string>{});
}

struct Planted {
  Plant plant;
  std::string finding;        // Words of it.
  std::uint64_t from = 1;     // Seeds,
  std::uint64_t within = 12;  // and how many.
  bool is_wide = false;       // Of wide days.

  Wished day() const { return {.days = 1, .is_wide = is_wide}; }
};

std::string name_of_planted(const ::testing::TestParamInfo<Planted>& info) {
  return std::string(name_of(info.param.plant));
}

class PlantedDefect : public ::testing::TestWithParam<Planted> {
 protected:
  void SetUp() override { log::set_level(log::Level::error); }

  static bool is_found(const Planted& planted, std::uint64_t seed) {
    auto wished = planted.day();
    wished.plant = planted.plant;
    return std::ranges::any_of(run_seed(seed, wished).verdict.findings,
                               [&](const std::string& finding) {
                                 return finding.find(planted.finding) != std::string::npos;
                               });
  }
};

TEST_P(PlantedDefect, IsFound) {
  const auto& planted = GetParam();
  std::optional<std::uint64_t> found;
  for (auto seed = planted.from; !found && seed < planted.from + planted.within; ++seed)
    if (is_found(planted, seed)) found = seed;

  ASSERT_TRUE(found) << "no seed found it";
  EXPECT_EQ(run_seed(*found, planted.day()).verdict.findings, std::vector<std::string>{});
}

// The last two need a process that is held, or an answer that is lost, at the right moment: about
// one seed in a hundred has it, and which one moves with every change of the program. They begin
// where one is found soon at present.
INSTANTIATE_TEST_SUITE_P(
    Judge, PlantedDefect,
    ::testing::Values(
        Planted{Plant::lost_fire, "missed: "},
        Planted{Plant::doubled_fire, "was asked for by a schedule, and no decision says so"},
        Planted{Plant::late_fire, "although a process could have at"},
        Planted{Plant::doubled_call, "although AWS had said yes at"},
        Planted{Plant::stop_by_nobody, "belongs to no operation"},
        Planted{Plant::foreign_server, "belongs to no operation"},
        Planted{Plant::untrue_success, "is said to have succeeded at"},
        Planted{Plant::ignored_override, "missed: "},
        Planted{Plant::forgotten_override, "forgotten: the override"},
        Planted{Plant::ignored_freeze, "was decided for"},
        Planted{Plant::ignored_pause, "was decided for"},
        Planted{Plant::ignored_holiday, "was decided for"},
        Planted{Plant::forgotten_enforce, "was not enforced for"},
        Planted{Plant::forgotten_keep, "was decided for"},
        Planted{.plant = Plant::ignored_end,
                .finding = "was decided for",
                .from = 100'001,
                .is_wide = true},
        Planted{
            .plant = Plant::mistaken_type, .finding = "missed: ", .from = 100'001, .is_wide = true},
        Planted{.plant = Plant::untrue_type,
                .finding = "and it had another type",
                .from = 100'001,
                .is_wide = true},
        Planted{.plant = Plant::untrue_database,
                .finding = "databases.",
                .from = 100'001,
                .is_wide = true},
        Planted{.plant = Plant::mistaken_order,
                .finding = "out of turn: ",
                .from = 100'001,
                .is_wide = true},
        Planted{.plant = Plant::ignored_gate,
                .finding = "before it had not passed",
                .from = 100'030,
                .within = 60,
                .is_wide = true},
        Planted{.plant = Plant::ignored_fence,
                .finding = "with fence 1 after 2",
                .from = 192,
                .within = 400},
        Planted{.plant = Plant::repeated_unknown,
                .finding = "and nobody had looked",
                .from = 118,
                .within = 400}),
    name_of_planted);

}  // namespace
}  // namespace mirante::simulation

#include "main/metrics_text.h"

#include <gtest/gtest.h>

namespace mirante {
namespace {

using namespace std::chrono_literals;

TEST(MetricsText, WritesFamiliesWithTheirSamples) {
  MetricsText text;
  text.family("a_total", "counter", "How many.");
  text.sample({{"kind", "x"}, {"state", "y"}}, std::uint64_t{3});
  text.family("b_seconds", "gauge", "How long.");
  text.sample({}, 1'500ms);

  EXPECT_EQ(text.text(),
            "# HELP a_total How many.\n# TYPE a_total counter\na_total{kind=\"x\",state=\"y\"} 3\n"
            "# HELP b_seconds How long.\n# TYPE b_seconds gauge\nb_seconds 1.5\n");
}

TEST(MetricsText, EscapesWhatWouldEndALabel) {
  MetricsText text;
  text.family("a", "gauge", "A.");
  text.sample({{"route", "a\"b\\c\nd"}}, std::uint64_t{1});

  EXPECT_TRUE(text.text().ends_with("a{route=\"a\\\"b\\\\c\\nd\"} 1\n"));
}

TEST(MetricsText, AddsUpTheBucketsOfAHistogram) {
  MetricsText text;
  text.family("a", "histogram", "A.");
  text.histogram({{"m", "x"}}, {5ms, 1s}, {2, 0, 1}, 3'010ms);

  EXPECT_TRUE(
      text.text().ends_with("a_bucket{m=\"x\",le=\"0.005\"} 2\na_bucket{m=\"x\",le=\"1\"} 2\n"
                            "a_bucket{m=\"x\",le=\"+Inf\"} 3\na_sum{m=\"x\"} 3.01\n"
                            "a_count{m=\"x\"} 3\n"));
}

TEST(MetricsText, SecondsAreExact) {
  EXPECT_EQ(in_seconds(0us), "0");
  EXPECT_EQ(in_seconds(1us), "0.000001");
  EXPECT_EQ(in_seconds(10s), "10");
  EXPECT_EQ(in_seconds(-1'500ms), "-1.5");
}

}  // namespace
}  // namespace mirante

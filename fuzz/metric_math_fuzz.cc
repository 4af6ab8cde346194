// Expressions of metric math: they end, and give a series or are refused as invalid.
//
// Links: mirante_simcloud
// Covers: simcloud/cloudwatch/expressions.cc
#include "simcloud/cloudwatch/expressions.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mirante;
  using namespace mirante::simcloud;
  const MathSeries first{.points = {{from_micros(0), 1}, {from_micros(60'000'000), -2.5}}};
  const MathSeries second{.points = {{from_micros(60'000'000), 0}}, .period_s = 300};
  const MathNames names{.find =
                            [&](const std::string& id) {
                              return id == "m1" ? &first : id == "m2" ? &second : nullptr;
                            },
                        .metrics = [&] { return std::vector<const MathSeries*>{&first, &second}; }};

  const auto series = evaluate_expression({reinterpret_cast<const char*>(data), size}, names);

  MIRANTE_CHECK(series ? series->points.size() <= 2 : series.error().kind == ErrorKind::invalid);
  return 0;
}

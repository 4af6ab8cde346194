// Estates and scripts of the simulated AWS, as people write them and as the control API takes them:
// read or refused, and a script that was read says when its steps are due, one after the other.
//
// Links: mirante_simcloud nlohmann_json::nlohmann_json
// Covers: simcloud/estate.cc simcloud/script.cc simcloud/json_reading.cc src/base/foreign_json.cc
#include "base/foreign_json.h"
#include "simcloud/estate.h"
#include "simcloud/script.h"
#include "simcloud/world.h"

namespace {

using namespace mirante;
using namespace mirante::simcloud;

World& small_world() {
  static World world({.seed = 1, .start = from_micros(1'700'000'000'000'000)});
  static const bool is_settled = world
                                     .settle(*parse_estate(
                                         R"({"accounts": [{"id": "210987654321", "name": "Loja",
          "places": [{"region": "sa-east-1", "servers": [{"name": "web"}]}]}]})"))
                                     .has_value();
  MIRANTE_CHECK(is_settled);
  return world;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)parse_estate(text);
  const auto json = read_foreign_json(text);
  if (json.is_discarded()) return 0;
  MIRANTE_CHECK(read_foreign_json(json.dump()) == json);
  const auto script = parse_script(json, small_world().cloud());
  if (!script) return 0;
  for (const auto& step : script->steps) {
    auto before = step.timing.from;
    for (std::uint64_t number = 0; number < 20; ++number) {
      const auto due = occurrence(step.timing, number, before);
      if (!due) break;
      MIRANTE_CHECK(*due >= step.timing.from && (number == 0 || *due > before));
      before = *due;
    }
  }
  return 0;
}

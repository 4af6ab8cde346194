#include "features/engines/engines.h"

namespace mirante::engines {

Result<EnginesConfig> validate(EnginesConfig config) {
  if (config.every.count() < 1)
    return fail_field("engines.every", "engines.every must be at least a second");
  if (config.gone_after < 3 * config.every)
    return fail_field("engines.gone_after", "engines.gone_after must be three times engines.every");
  return config;
}

double part_of(const Standing& standing) {
  const auto part = 1.0 / standing.engines;
  return standing.is_counted_by_all ? part : part / 10;
}

}  // namespace mirante::engines

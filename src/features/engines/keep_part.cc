#include "features/engines/keep_part.h"

#include "base/keep_doing.h"
#include "base/log.h"
#include "features/engines/engine_store.h"

namespace mirante::engines {

PartKeeper::PartKeeper(EnginesServices services, EnginesConfig config)
    : services_(std::move(services)), config_(or_throw(validate(config))) {}

Task<void> PartKeeper::run() {
  return keep_doing(services_.loop, config_.every, "engines.look_failed",
                    [this] { return look(); });
}

Task<void> PartKeeper::look() {
  const auto before = standing_;
  standing_ = co_await services_.db.write(
      [this](sql::Tx& tx) { return look_around(tx, services_.id, config_.gone_after); });
  if (standing_ == before) co_return;
  services_.use(part_of(standing_));
  log::info("engines.counted", log::kv("engines", standing_.engines),
            log::kv("counted_by_all", standing_.is_counted_by_all));
}

Task<void> PartKeeper::leave() {
  try {
    co_await services_.db.write([this](sql::Tx& tx) { engines::leave(tx, services_.id); });
  } catch (const Failure& failure) {
    log::warning("engines.not_left", log::kv("why", failure.error().message));
  }
}

}  // namespace mirante::engines

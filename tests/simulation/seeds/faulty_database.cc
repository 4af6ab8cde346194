#include "tests/simulation/seeds/faulty_database.h"

namespace mirante::simulation {
namespace {

Failure failed(std::string code, std::string message) {
  return Failure(Error{
      .kind = ErrorKind::unavailable, .message = std::move(message), .code = std::move(code)});
}

}  // namespace

/// Mostly so short that nothing else comes between; where it is longer, processes overtake.
Task<void> FaultyDatabase::travel() {
  const auto draw = rng_.below(64);
  if (draw >= 16) co_return;
  const auto most = draw == 0 ? 3'000'000U : 30'000U;
  co_await sleep_for(loop_, std::chrono::microseconds(1 + rng_.below(most)));
}

void FaultyDatabase::must_be_there() const {
  if (loop_.all().clock().now() < faults.away_until)
    throw failed("sql.unavailable", "the store is away");
}

Task<void> FaultyDatabase::write_now(const std::function<void(sql::Tx&)>& work, bool is_heard) {
  for (auto* one : everybody_) one->make_deaf(one != &loop_ || !is_heard);
  std::exception_ptr failure;
  try {
    co_await inner_.write([&](sql::Tx& tx) {
      if (!plant_) return work(tx);
      PlantedTx planted(tx, *plant_, plant_rng_);
      work(planted);
    });
  } catch (...) {
    failure = std::current_exception();
  }
  for (auto* one : everybody_) one->make_deaf(false);
  if (failure) std::rethrow_exception(failure);
}

Task<void> FaultyDatabase::run_write(std::function<void(sql::Tx&)> work) {
  co_await travel();
  if (!effects_.begin()) co_await never{};
  must_be_there();
  if (faults.lose_before > 0) {
    --faults.lose_before;
    throw failed("sql.unavailable", "the connection was lost before COMMIT");
  }
  const bool is_lost = faults.lose_after > 0;
  co_await write_now(work, !is_lost);
  if (!effects_.begin()) co_await never{};
  if (is_lost) {
    --faults.lose_after;
    throw failed("sql.unknown_outcome", "COMMIT was sent, and the answer is lost");
  }
  co_await travel();
}

Task<void> FaultyDatabase::run_read(std::function<void(sql::Snapshot&)> work) {
  co_await travel();
  if (effects_.is_crashed()) co_await never{};
  must_be_there();
  co_await inner_.read([&](sql::Snapshot& snapshot) {
    if (!plant_) return work(snapshot);
    PlantedSnapshot planted(snapshot, *plant_);
    work(planted);
  });
}

}  // namespace mirante::simulation

#include "platform/sql/inline_database.h"

namespace mirante::sql {
namespace {

class InlineJob final : public WriteJob {
 public:
  explicit InlineJob(const std::function<void(Tx&)>& work) : work_(work) {}
  bool run(Tx& tx) override {
    work_(tx);
    return true;
  }

 private:
  const std::function<void(Tx&)>& work_;
};

}  // namespace

Task<void> InlineDatabase::run_write(std::function<void(Tx&)> work) {
  if (is_dead()) co_await never{};
  InlineJob job(work);
  WriteJob* const jobs[] = {&job};
  run_batch(writer_, jobs);
  if (is_dead()) co_await never{};
  if (job.failure) std::rethrow_exception(job.failure);
  for (auto& done : job.after_commit) loop_.post(std::move(done));
}

Task<void> InlineDatabase::run_read(std::function<void(Snapshot&)> work) {
  if (is_dead()) co_await never{};
  std::exception_ptr failure;
  try {
    run_snapshot(reader_, work);
  } catch (...) {
    failure = std::current_exception();
  }
  if (is_dead()) co_await never{};
  if (failure) std::rethrow_exception(failure);
}

}  // namespace mirante::sql

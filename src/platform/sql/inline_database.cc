#include "platform/sql/inline_database.h"

namespace mirante::sql {
namespace {

class InlineJob final : public WriteJob {
 public:
  explicit InlineJob(const std::function<void(Tx&)>& work) : work_(work) {}
  void run(Tx& tx) override { work_(tx); }

 private:
  const std::function<void(Tx&)>& work_;
};

}  // namespace

InlineDatabase::InlineDatabase(Session& writer, Session& reader, Announcements& announcements,
                               Loop& loop, const Effects* effects)
    : writer_(writer),
      reader_(reader),
      announcements_(announcements),
      loop_(loop),
      link_(std::make_shared<LoopLink>(loop)),
      effects_(effects) {
  announcements_.add(link_);
}

Task<void> InlineDatabase::run_write(std::function<void(Tx&)> work) {
  if (is_dead()) co_await never{};
  InlineJob job(work);
  WriteJob* const jobs[] = {&job};
  run_batch(writer_, jobs);
  if (is_dead()) co_await never{};
  if (job.failure) std::rethrow_exception(job.failure);
  for (auto& done : job.after_commit) loop_.post(std::move(done));
  if (job.is_announced) announcements_.ring();
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

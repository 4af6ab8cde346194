// A Database whose closures run at once on the caller's thread: simulations, tests, one-shot
// commands. With Effects it belongs to a process that may die: once it is dead no call completes.
// Private to platform/sql.
#pragma once

#include "base/effects.h"
#include "base/loop.h"
#include "platform/sql/loop_link.h"
#include "platform/sql/session.h"

namespace mirante::sql {

class InlineDatabase final : public Database {
 public:
  /// `reader` and `writer` may be the same session. All must outlive it.
  InlineDatabase(Session& writer, Session& reader, Announcements& announcements, Loop& loop,
                 const Effects* effects);
  ~InlineDatabase() override { link_->close(); }

  void on_announcement(std::function<void()> heard) override { link_->listen(std::move(heard)); }
  std::size_t writes_waiting() const override { return 0; }

 private:
  Task<void> run_write(std::function<void(Tx&)> work) override;
  Task<void> run_read(std::function<void(Snapshot&)> work) override;
  bool is_dead() const { return effects_ != nullptr && effects_->is_crashed(); }

  Session& writer_;
  Session& reader_;
  Announcements& announcements_;
  Loop& loop_;
  const std::shared_ptr<LoopLink> link_;  // Shared with announcements under way.
  const Effects* effects_;
};

}  // namespace mirante::sql

#include "platform/aws/renewed_credentials.h"

#include <algorithm>
#include <list>

#include "base/error_table.h"

namespace mirante::aws {
namespace {

// A session is renewed when a sixth of it is left, but no more than five minutes early.
constexpr int early_part = 6;
constexpr std::chrono::minutes early_max{5};
// Between tries to renew a session that is still good.
constexpr std::chrono::seconds next_try{30};

class RenewedCredentials final : public CredentialsProvider {
 public:
  RenewedCredentials(Loop& loop, std::unique_ptr<SessionSource> source)
      : loop_(loop), source_(std::move(source)) {}

  Task<Credentials> credentials(CallContext ctx) override {
    while (true) {
      if (session_ && loop_.clock().steady() < renew_at_) co_return session_->clone();
      if (!is_asking_) break;
      if (const auto refusal = co_await answer_to_the_other()) throw Failure(*refusal);
    }
    Asking asking(*this);
    try {
      co_await ask(std::move(ctx));
    } catch (const Failure& failure) {
      const auto& error = failure.error();
      if (!is_still_good() || !is_transient(error.kind)) {
        // Cancelled or out of time is the asker's own trouble: the next one asks again.
        if (error.kind != ErrorKind::cancelled && error.kind != ErrorKind::timeout)
          asking.refusal = error;
        throw;
      }
      renew_at_ = std::min(loop_.clock().steady() + next_try, good_until_);
    }
    co_return session_->clone();
  }

  void forget() override { session_.reset(); }
  bool is_renewed() const override { return true; }

 private:
  struct Waiter {
    OneShot<std::optional<Error>>* turn;  // Null once the frame that waits is gone.
  };

  /// In the frame of the one that asks the source. Wakes the others in the end, also when it is
  /// dropped.
  struct Asking {
    explicit Asking(RenewedCredentials& asked) : all(asked) { all.is_asking_ = true; }
    Asking(const Asking&) = delete;
    Asking& operator=(const Asking&) = delete;
    ~Asking() {
      all.is_asking_ = false;
      // On the next turn of the loop, as this frame is still ending.
      for (const auto& waiter : all.waiting_)
        all.loop_.post([waiter, refused = refusal] {
          if (waiter->turn != nullptr) waiter->turn->set(refused);
        });
      all.waiting_.clear();
    }
    RenewedCredentials& all;
    std::optional<Error> refusal = {};
  };

  /// Waits for the one that asks; its refusal is everybody's.
  Task<std::optional<Error>> answer_to_the_other() {
    OneShot<std::optional<Error>> turn;
    // Shared with the wake-up that may be on its way when this frame is dropped.
    const auto waiter = std::make_shared<Waiter>(&turn);
    waiting_.push_back(waiter);
    const struct Leave {
      RenewedCredentials& all;
      const std::shared_ptr<Waiter>& waiter;
      ~Leave() {
        waiter->turn = nullptr;
        all.waiting_.remove(waiter);
      }
    } leave{*this, waiter};
    co_return co_await turn;
  }

  Task<void> ask(CallContext ctx) {
    const auto asked_at = loop_.clock().steady();
    auto session = co_await source_->ask(std::move(ctx));
    session_ = std::move(session.credentials);
    // By steady time: a wrong clock of ours must not make it look expired.
    good_until_ = asked_at + session.lasts;
    renew_at_ =
        good_until_ - std::min<std::chrono::microseconds>(early_max, session.lasts / early_part);
  }

  bool is_still_good() const { return session_ && loop_.clock().steady() < good_until_; }

  Loop& loop_;
  const std::unique_ptr<SessionSource> source_;
  std::optional<Credentials> session_;
  Steady good_until_{};
  Steady renew_at_{};
  bool is_asking_ = false;
  std::list<std::shared_ptr<Waiter>> waiting_;
};

}  // namespace

std::shared_ptr<CredentialsProvider> renewed_credentials(Loop& loop,
                                                         std::unique_ptr<SessionSource> source) {
  return std::make_shared<RenewedCredentials>(loop, std::move(source));
}

std::chrono::microseconds lasts_until(std::optional<Instant> expires_at, Instant now) {
  if (!expires_at) return session_assumed;
  return std::max<std::chrono::microseconds>(*expires_at - now, session_min);
}

}  // namespace mirante::aws

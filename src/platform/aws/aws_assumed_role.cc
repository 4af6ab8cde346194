#include <algorithm>
#include <list>

#include "base/error_table.h"
#include "gen/sts/assume_role.h"
#include "platform/aws/client.h"

namespace mirante::aws {
namespace {

// A session is renewed when a sixth of it is left, but no more than five minutes early.
constexpr int early_part = 6;
constexpr std::chrono::minutes early_max{5};
// Between tries to renew a session that is still good.
constexpr std::chrono::seconds next_try{30};

template <class T>
T must(std::optional<T> member, std::string_view what) {
  if (member) return *std::move(member);
  throw Failure(Error{.kind = ErrorKind::corrupt,
                      .message = "the answer to AssumeRole holds no " + std::string(what),
                      .code = "aws.not_aws"});
}

class AssumedRole final : public CredentialsProvider {
 public:
  AssumedRole(Client& client, Loop& loop, Target source, RoleToAssume role)
      : client_(client), loop_(loop), source_(std::move(source)), role_(std::move(role)) {}

  Task<Credentials> credentials(CallContext ctx) override {
    while (true) {
      if (session_ && loop_.clock().steady() < renew_at_) co_return session_->clone();
      if (!is_asking_) break;
      if (const auto refusal = co_await answer_to_the_other()) throw Failure(*refusal);
    }
    Asking asking(*this);
    try {
      co_await assume(std::move(ctx));
    } catch (const Failure& failure) {
      const auto& error = failure.error();
      if (!is_still_good() || !is_transient(error.kind)) {
        // Cancelled or out of time is the asker's own trouble: the next one asks again.
        if (error.kind != ErrorKind::cancelled && error.kind != ErrorKind::timeout)
          asking.refusal = error;
        throw;
      }
      renew_at_ = loop_.clock().steady() + next_try;
    }
    co_return session_->clone();
  }

  void forget() override { session_.reset(); }

 private:
  struct Waiter {
    OneShot<std::optional<Error>>* turn;  // Null once the frame that waits is gone.
  };

  /// In the frame of the one that asks STS. Wakes the others in the end, also when it is dropped.
  struct Asking {
    explicit Asking(AssumedRole& asked) : role(asked) { role.is_asking_ = true; }
    Asking(const Asking&) = delete;
    Asking& operator=(const Asking&) = delete;
    ~Asking() {
      role.is_asking_ = false;
      // On the next turn of the loop, as this frame is still ending.
      for (const auto& waiter : role.waiting_)
        role.loop_.post([waiter, refused = refusal] {
          if (waiter->turn != nullptr) waiter->turn->set(refused);
        });
      role.waiting_.clear();
    }
    AssumedRole& role;
    std::optional<Error> refusal = {};
  };

  /// Waits for the one that asks; its refusal is everybody's.
  Task<std::optional<Error>> answer_to_the_other() {
    OneShot<std::optional<Error>> turn;
    // Shared with the wake-up that may be on its way when this frame is dropped.
    const auto waiter = std::make_shared<Waiter>(&turn);
    waiting_.push_back(waiter);
    const struct Leave {
      AssumedRole& role;
      const std::shared_ptr<Waiter>& waiter;
      ~Leave() {
        waiter->turn = nullptr;
        role.waiting_.remove(waiter);
      }
    } leave{*this, waiter};
    co_return co_await turn;
  }

  Task<void> assume(CallContext ctx) {
    gen::sts::AssumeRoleRequest request{.role_arn = role_.arn,
                                        .role_session_name = role_.session_name};
    request.duration_seconds = static_cast<std::int32_t>(role_.duration.count());
    if (!role_.external_id.empty()) request.external_id = role_.external_id;
    const auto asked_at = loop_.clock().steady();
    auto reply =
        co_await gen::sts::assume_role(client_, std::move(ctx), source_, std::move(request));
    auto made = must(std::move(reply.value.credentials), "credentials");
    session_ = Credentials{
        .access_key_id = must(std::move(made.access_key_id), "access key id"),
        .secret_access_key =
            crypto::Secret::take(must(std::move(made.secret_access_key), "secret access key")),
        .session_token = crypto::Secret::take(must(std::move(made.session_token), "session token")),
        .expires_at = made.expiration};
    // By steady time and what was asked for: a wrong clock of ours must not make it look expired.
    const std::chrono::microseconds lasts = role_.duration;
    good_until_ = asked_at + lasts;
    renew_at_ = good_until_ - std::min<std::chrono::microseconds>(early_max, lasts / early_part);
  }

  bool is_still_good() const { return session_ && loop_.clock().steady() < good_until_; }

  Client& client_;
  Loop& loop_;
  const Target source_;
  const RoleToAssume role_;
  std::optional<Credentials> session_;
  Steady good_until_{};
  Steady renew_at_{};
  bool is_asking_ = false;
  std::list<std::shared_ptr<Waiter>> waiting_;
};

}  // namespace

std::shared_ptr<CredentialsProvider> assumed_role(Client& client, Loop& loop, Target source,
                                                  RoleToAssume role) {
  return std::make_shared<AssumedRole>(client, loop, std::move(source), std::move(role));
}

}  // namespace mirante::aws

#include "features/identity/log_in.h"

#include <nlohmann/json.hpp>

#include "features/audit/audit.h"
#include "features/identity/access_changed.h"
#include "features/identity/second_factor.h"
#include "features/identity/tokens.h"
#include "features/identity/user_store.h"
#include "platform/crypto/password_hasher.h"

namespace mirante::identity {
namespace {

constexpr std::size_t agent_max = 400, address_max = 64;

/// Browsers name themselves in ASCII; not every store takes what is none.
std::string plain_agent(std::string agent) {
  if (agent.size() > agent_max) agent.resize(agent_max);
  for (auto& c : agent)
    if (c < ' ' || c > '~') c = '?';
  return agent;
}

struct Known {
  User user;
  std::string password_hash;
  std::vector<Belonging> belongings;
  bool is_known_address = false;
};

std::optional<Known> find_known(sql::Snapshot& snapshot, const std::string& email,
                                const std::string& address, Instant now) {
  const auto user = find_user_by_email(snapshot, email);
  if (!user) return std::nullopt;
  return Known{.user = *user,
               .password_hash = password_hash_of(snapshot, user->id).value_or(""),
               .belongings = belongings_of(snapshot, user->id),
               .is_known_address = is_known_address(snapshot, user->id, address, now)};
}

Failure refusal(ErrorKind kind, std::string_view code, std::string message) {
  return Failure(Error{.kind = kind, .message = std::move(message), .code = std::string(code)});
}

Failure wrong() {
  return refusal(ErrorKind::unauthorized, "login.wrong", "the address or the password is wrong");
}

/// One login on its way: what is known of who tries, and how it ends.
class Login {
 public:
  Login(IdentityServices& services, LoginAttempt attempt)
      : services_(services), attempt_(std::move(attempt)), now_(services.loop.clock().now()) {
    // What can be no address belongs to nobody, and is answered like any other unknown one.
    email_ = normal_email(attempt_.email).value_or("");
    attempt_.agent = plain_agent(std::move(attempt_.agent));
    if (attempt_.address.size() > address_max) attempt_.address.resize(address_max);
  }

  Task<LoggedIn> run() {
    refuse_early();
    known_ = co_await services_.db.read([this](sql::Snapshot& snapshot) {
      return find_known(snapshot, email_, attempt_.address, now_);
    });
    slow_down();
    co_await check_password();
    if (known_->belongings.empty())
      co_await refuse(refusal(ErrorKind::forbidden, "login.no_tenant",
                              "you are not a member of any company here; ask an administrator "
                              "for an invitation"));
    if (known_->user.has_totp) co_await check_second_factor();
    co_return co_await succeed();
  }

  /// What was refused before anything could be written down.
  void note(const Error& reason) const {
    if (reason.code != "login.slow_down" && reason.code != "pool.full") return;
    services_.turned_away.count(
        {.action = "session.began", .address = attempt_.address, .email = email_}, reason, now_);
  }

 private:
  LoginThrottle::Attempt place() const {
    return {.address = attempt_.address,
            .email = email_,
            .is_known_address = known_ && known_->is_known_address};
  }

  /// What will be refused whoever it is costs neither the store nor a hash: so a flood of guesses
  /// takes little from those who are at work.
  void refuse_early() const {
    services_.throttle.require(
        {.address = attempt_.address, .email = email_, .is_known_address = true}, now_);
    services_.passwords.require_room();
  }

  /// Before a check, and after it: attempts that were checked meanwhile count, so that many at once
  /// are no way around.
  void slow_down() const { services_.throttle.require(place(), now_); }

  Task<void> check_password() {
    std::optional<std::string> hash;
    if (known_) hash = known_->password_hash;
    const bool is_right = co_await services_.passwords.check(hash, attempt_.password.clone());
    slow_down();
    if (is_right) co_return;
    services_.throttle.count(place(), now_);
    co_await refuse(wrong());
  }

  Task<void> check_second_factor() {
    if (attempt_.code.empty())
      throw refusal(ErrorKind::unauthorized, "login.code_needed",
                    "now the code that your authenticator shows");
    const bool is_right = co_await services_.db.write([this](sql::Tx& tx) {
      return use_code(tx, services_.vault, known_->user.id, attempt_.code, now_);
    });
    slow_down();
    if (is_right) co_return;
    services_.throttle.count(place(), now_);
    co_await refuse(refusal(ErrorKind::unauthorized, "login.wrong_code",
                            "that code is wrong or was used already; wait for the next one"));
  }

  Task<LoggedIn> succeed() {
    const auto tenant = known_->belongings.front().membership.tenant;
    auto begun =
        begin_session(services_, known_->user.id, tenant, attempt_.address, attempt_.agent);
    std::string better_hash;
    if (services_.passwords.is_outdated(known_->password_hash))
      better_hash = co_await services_.passwords.hash(attempt_.password.clone());
    const auto hash = hash_token(begun.token.reveal());
    const bool has_begun = co_await services_.db.write([&](sql::Tx& tx) {
      if (!is_as_known(tx)) return false;
      remove_old(tx, now_);
      insert(tx, begun.session, hash);
      if (!better_hash.empty())
        put_password(tx, known_->user.id, better_hash, known_->user.password_changed_at);
      audit::append(tx, context(tenant), now_, "session.began", detail());
      return true;
    });
    if (!has_begun) co_await refuse(wrong());
    co_return begun;
  }

  /// Whether password and second factor are still those that were checked: whoever changes them
  /// ends all sessions, and none may begin behind that.
  bool is_as_known(sql::Tx& tx) const {
    lock_user(tx, known_->user.id);
    const auto user = find_user(tx, known_->user.id);
    return user && user->has_totp == known_->user.has_totp &&
           password_hash_of(tx, known_->user.id) == known_->password_hash;
  }

  /// Writes the refusal down before it is told.
  Task<void> refuse(Failure failure) {
    const auto tenant = known_ && !known_->belongings.empty()
                            ? known_->belongings.front().membership.tenant
                            : services_.first_tenant;
    co_await services_.db.write([&](sql::Tx& tx) {
      audit::append_refusal(tx, context(tenant), now_, "session.began", failure.error(), detail());
    });
    throw failure;
  }

  CallContext context(TenantId tenant) const {
    if (known_) return {.tenant = tenant, .actor = actor_of(known_->user)};
    return {.tenant = tenant,
            .actor = {.kind = Actor::Kind::user, .name = email_.empty() ? "unknown" : email_}};
  }

  Json detail() const { return {{"address", attempt_.address}, {"agent", attempt_.agent}}; }

  IdentityServices& services_;
  LoginAttempt attempt_;
  const Instant now_;
  std::string email_;
  std::optional<Known> known_;
};

}  // namespace

LoggedIn begin_session(IdentityServices& services, UserId user, TenantId tenant,
                       std::string address, std::string agent) {
  const auto now = services.loop.clock().now();
  auto token = make_token(services.rng, "ms");
  return {.token = std::move(token.text),
          .session = {.id = SessionId::make(services.loop.clock(), services.rng),
                      .user = user,
                      .tenant = tenant,
                      .created_at = now,
                      .seen_at = now,
                      .address = std::move(address),
                      .agent = plain_agent(std::move(agent))}};
}

Task<LoggedIn> log_in(IdentityServices& services, LoginAttempt attempt) {
  Login login(services, std::move(attempt));
  try {
    co_return co_await login.run();
  } catch (const Failure& failure) {
    login.note(failure.error());
    throw;
  }
}

Task<void> log_out(IdentityServices& services, const SignedIn& who) {
  if (!who.session) co_return;
  const auto now = services.loop.clock().now();
  co_await services.db.write([&](sql::Tx& tx) {
    if (!end_session(tx, who.user.id, *who.session)) return;
    append_access_changed(tx, who.context.tenant, who.user.id);
    audit::append(tx, who.context, now, "session.ended", Json::object());
  });
}

}  // namespace mirante::identity

#include "features/mails/sender.h"

#include <nlohmann/json.hpp>

#include "base/log.h"
#include "features/audit/audit.h"
#include "platform/events/events.h"

namespace mirante::mails {
namespace {

using mail::Delivery;
using mail::Outcome;
using namespace std::chrono_literals;

constexpr int at_once_max = 20;
constexpr auto pause_after_failure = 1s;
constexpr int writes_max = 60;

CallContext context_of(const Outgoing& mail) {
  return {.tenant = mail.tenant, .actor = {.kind = Actor::Kind::system, .name = "Mirante"}};
}

/// What has ended, has ended whatever the last answer was.
bool is_useless(const Outgoing& mail, Instant at) { return mail.useless_at <= at; }

void decide(sql::Tx& tx, const Claim& claim, MailState state, const Attempt& attempt, Instant now) {
  if (!put_decided(tx, claim, state, attempt, now)) return;
  const auto& mail = claim.mail;
  const Json event{{"mail", mail.id.text()}, {"kind", mail.kind}};
  if (state == MailState::accepted) return events::append(tx, mail.tenant, "mail.accepted", event);
  events::append(tx, mail.tenant, "mail.failed", event);
  audit::append(tx, context_of(mail), now, "mail.failed",
                {{"mail", mail.id.text()},
                 {"kind", mail.kind},
                 {"to", mail.to},
                 {"attempts", mail.attempts},
                 {"why", attempt.said}});
}

void put_outcome(sql::Tx& tx, const Claim& claim, const Delivery& delivery, Instant now) {
  Attempt attempt{.said = delivery.said, .transcript = delivery.transcript};
  switch (delivery.outcome) {
    case Outcome::accepted: return decide(tx, claim, MailState::accepted, attempt, now);
    case Outcome::refused: return decide(tx, claim, MailState::failed, attempt, now);
    case Outcome::later:
    case Outcome::unknown: break;
  }
  const auto next = now + wait_after(claim.mail.attempts);
  if (!is_useless(claim.mail, next)) {
    put_later(tx, claim, attempt, next);
    return;
  }
  attempt.said =
      "given up, as what the mail offers ends before the next attempt; at the last one: " +
      attempt.said;
  decide(tx, claim, MailState::failed, attempt, now);
}

}  // namespace

Sender::Sender(SenderServices services, std::string holder, SenderConfig config)
    : services_(std::move(services)), holder_(std::move(holder)), config_(config) {}

Task<Delivery> Sender::deliver(Claim claim) {
  const auto now = services_.loop.clock().now();
  if (is_useless(claim.mail, now))
    co_return Delivery{.outcome = Outcome::refused,
                       .said = "what the mail offers had ended before it could be sent"};
  std::optional<Error> wrong;
  try {
    auto content = co_await services_.db.read(
        [&](sql::Snapshot& snapshot) { return Outbox::open(services_.vault, snapshot, claim); });
    auto letter = or_throw(mail::write_message(
        {.from = services_.from,
         .to = {.name = std::move(content.to_name), .email = claim.mail.to},
         .subject = claim.mail.subject,
         .text = std::move(content.text),
         .html = std::move(content.html),
         .headers = {{"Auto-Submitted", "auto-generated"}}},
        // The same at every attempt.
        {.id = encode_id16(claim.mail.id.bytes), .date = claim.mail.created_at}));
    co_return co_await services_.mailer.send(std::move(letter), mail::Patience::standard);
  } catch (const Failure& failure) {
    // Nobody knows how far it went: the lease keeps it until whoever was sending has stopped.
    if (failure.error().kind == ErrorKind::cancelled) throw;
    wrong = failure.error();
  }
  // Nothing was sent; what is damaged may be mended from a backup.
  co_return Delivery{.outcome = Outcome::later, .said = wrong->message};
}

/// The answer is worth more than the attempt: without it the mail goes out once more.
Task<void> Sender::write_down(Claim claim, Delivery delivery) {
  for (int attempt = 1;; ++attempt) {
    try {
      const auto now = services_.loop.clock().now();
      co_return co_await services_.db.write(
          [&](sql::Tx& tx) { put_outcome(tx, claim, delivery, now); });
    } catch (const Failure& failure) {
      if (failure.error().kind == ErrorKind::cancelled || attempt == writes_max) throw;
      log::warning("mail.outcome.not_stored", log::kv("why", failure.error().message));
    }
    co_await sleep_for(services_.loop, pause_after_failure);
  }
}

Task<void> Sender::send_one(DueMail due) {
  const auto now = services_.loop.clock().now();
  auto claimed = co_await services_.db.write(
      [&](sql::Tx& tx) { return claim(tx, due, now, holder_, config_.lease); });
  if (!claimed) co_return;
  auto delivery = co_await deliver(*claimed);
  const auto id = claimed->mail.id.text();
  log::info("mail.attempted", log::kv("mail", id), log::kv("kind", claimed->mail.kind),
            log::kv("attempt", claimed->mail.attempts),
            log::kv("outcome", mail::to_string(delivery.outcome)));
  co_await write_down(*std::move(claimed), std::move(delivery));
}

Task<bool> Sender::send_due() {
  const auto now = services_.loop.clock().now();
  const auto due = co_await services_.db.read(
      [&](sql::Snapshot& snapshot) { return due_mails(snapshot, now, at_once_max); });
  CancelScope* const outer = co_await current_scope();
  for (const auto& one : due) {
    if (outer != nullptr && outer->reason()) throw Failure(*outer->reason());
    // When the panel ends, a sending that has begun may still hear its answer.
    CancelScope own;
    Timer grace;
    CancelScope::Listener ending;
    if (outer != nullptr)
      ending.join(*outer, [&](const Error& reason) {
        grace = Timer(services_.loop, services_.loop.clock().steady() + config_.grace,
                      [&own, reason] { own.cancel(reason); });
      });
    auto sending = send_one(one);
    co_await std::move(sending).under(own);
  }
  const auto steady = services_.loop.clock().steady();
  if (!dropped_at_ || steady - *dropped_at_ >= 1h) {
    dropped_at_ = steady;
    co_await services_.db.write([&](sql::Tx& tx) { drop_old(tx, now - config_.kept); });
  }
  co_return std::ssize(due) == at_once_max;
}

Task<void> Sender::wait(std::uint64_t seen) {
  const auto now = services_.loop.clock().now();
  const auto next =
      co_await services_.db.read([&](sql::Snapshot& snapshot) { return next_due(snapshot, now); });
  auto pause = std::chrono::duration_cast<std::chrono::microseconds>(config_.poll);
  if (next) pause = std::min(pause, *next - now);
  co_await services_.wake.wait(seen, services_.loop.clock().steady() + pause);
}

Task<void> Sender::run() {
  CancelScope* const scope = co_await current_scope();
  for (;;) {
    if (scope != nullptr && scope->reason()) throw Failure(*scope->reason());
    const auto seen = services_.wake.count();
    std::optional<Error> wrong;
    try {
      const bool has_more = co_await send_due();
      if (!has_more) co_await wait(seen);
    } catch (const Failure& failure) {
      wrong = failure.error();
    }
    if (scope != nullptr && scope->reason()) throw Failure(*scope->reason());
    const bool is_new = wrong && !is_failing_;
    is_failing_ = wrong.has_value();
    if (is_new) log::warning("mail.sender.failed", log::kv("why", wrong->message));
    if (wrong) co_await sleep_for(services_.loop, pause_after_failure);
  }
}

}  // namespace mirante::mails

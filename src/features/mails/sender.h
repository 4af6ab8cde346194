// The role that sends what lies in the outbox, one mail at a time. A mail is done when the other
// side has accepted it, or has refused it for good; everything else is tried again, later and
// later, until what the mail offers has ended. Every process may run it: a lease lets one of them
// send a mail.
//
// A mail is sent twice only where nobody can know better: the server took it and its answer was
// lost, or the process died before it wrote the answer down. It then has the same Message-ID, by
// which mail programs know it.
#pragma once

#include "base/rng.h"
#include "features/mails/mail_store.h"
#include "features/mails/outbox.h"
#include "platform/mail/mailer.h"

namespace mirante::mails {

/// What it needs of the process; outlives the sender.
struct SenderServices {
  sql::Database& db;
  Loop& loop;
  vault::Vault& vault;
  mail::Mailer& mailer;
  mail::Address from;
  events::Waker& wake;
};

struct SenderConfig {
  /// Longer than any sending takes (smtp_mailer.h): who comes back later has nothing to send.
  std::chrono::minutes lease{25};
  /// How often to look without having been woken: for mails of other processes, and leases of dead
  /// ones.
  std::chrono::seconds poll{15};
  /// A sending that has begun may end, when the panel does.
  std::chrono::seconds grace{5};
  std::chrono::hours kept{24 * 90};  // How long lists know of mails that are decided.
};

class Sender {
 public:
  /// `holder` is a random name of this process.
  Sender(SenderServices services, std::string holder, SenderConfig config = {});

  /// Runs until cancelled. A store that is away is logged and tried again.
  Task<void> run();

 private:
  /// Whether more may be due: only so many are looked up at once.
  Task<bool> send_due();
  Task<void> send_one(DueMail due);
  Task<mail::Delivery> deliver(Claim claim);
  Task<void> write_down(Claim claim, mail::Delivery delivery);
  Task<void> wait(std::uint64_t seen);

  SenderServices services_;
  const std::string holder_;
  const SenderConfig config_;
  std::optional<Steady> dropped_at_;
  bool is_failing_ = false;
};

}  // namespace mirante::mails

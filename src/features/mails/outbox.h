// Where a mail is put: a row of the transaction that causes it, so that there is neither a mail
// about what did not happen nor something that happened without its mail. The sender takes it from
// there.
#pragma once

#include "base/context.h"
#include "base/rng.h"
#include "features/mails/mail_store.h"
#include "platform/events/waker.h"
#include "platform/vault/vault.h"

namespace mirante::mails {

/// What of a mail is sealed.
struct Content {
  std::string to_name;
  std::string text;
  std::string html;
};

class Outbox {
 public:
  /// All of it outlives the outbox. `wake` tells the sender of this process.
  Outbox(vault::Vault& vault, Loop& loop, Rng& rng, events::Waker& wake)
      : vault_(vault), loop_(loop), rng_(rng), wake_(wake) {}

  /// Error(invalid) naming "to", "subject", "text" or "html" for what can be no mail.
  static Result<void> check(const NewMail& mail);
  /// Throws Failure as `check` says.
  MailId put(sql::Tx& tx, const CallContext& ctx, const NewMail& mail);

  /// Those that wait are not sent: what they offer has ended. One that is being sent at this moment
  /// may still arrive.
  void withdraw(sql::Tx& tx, const CallContext& ctx, const Addressed& mails);

  /// What `put` sealed. Failures of Vault::open.
  static Content open(vault::Vault& vault, sql::Snapshot& snapshot, const Claim& claim);

 private:
  vault::Vault& vault_;
  Loop& loop_;
  Rng& rng_;
  events::Waker& wake_;
};

}  // namespace mirante::mails

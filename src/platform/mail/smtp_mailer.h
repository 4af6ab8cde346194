// Mails to a mail server (RFC 5321), by libcurl: STARTTLS or TLS from the first byte, its
// certificate and name verified, AUTH as the server offers it. One connection for each mail.
#pragma once

#include <memory>

#include "platform/mail/mail_settings.h"
#include "platform/mail/mailer.h"
#include "platform/runtime/blocking_pool.h"

namespace mirante::mail {

/// No mail is handed over later than this after `send` was called, even where the process stood
/// still meanwhile; its answer may take `answer_max` more. A lease longer than both sees to it that
/// nobody else sends the mail at the same time.
inline constexpr std::chrono::minutes handed_over_within{10};
inline constexpr std::chrono::minutes answer_max{10};

/// Loop and pool outlive it. Each sending takes one thread of the pool, for minutes where a server
/// is slow: give it one of its own.
class SmtpMailer final : public Mailer {
 public:
  SmtpMailer(SmtpSettings settings, Loop& loop, BlockingPool& pool);

  Task<Delivery> send(Letter letter, Patience patience) override;
  Task<Delivery> check() override;
  std::string place() const override { return settings_->shown(); }

 private:
  Task<Delivery> talk(std::optional<Letter> letter, Patience patience);

  // Shared with work on the pool's threads, which may outlive a cancelled caller.
  const std::shared_ptr<const SmtpSettings> settings_;
  Loop& loop_;
  BlockingPool& pool_;
};

}  // namespace mirante::mail

// What the mails room needs of the process; made by main, outlives all calls.
#pragma once

#include <functional>

#include "base/loop.h"
#include "base/rng.h"
#include "platform/mail/mailer.h"
#include "platform/sql/sql.h"

namespace mirante::mails {

struct MailsServices {
  sql::Database& db;
  Loop& loop;
  Rng& rng;
  mail::Mailer* mailer;  // None: this process sends no mails.
  mail::Address from;
  std::function<std::string()> panel_address;  // Empty: links cannot be mailed.
};

}  // namespace mirante::mails

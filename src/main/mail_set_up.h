// How this process sends mails: from options and environment to a mailer.
#pragma once

#include <filesystem>
#include <memory>

#include "platform/mail/folder_mailer.h"
#include "platform/mail/mail_settings.h"
#include "platform/mail/mailer.h"
#include "platform/runtime/blocking_pool.h"

namespace mirante {

struct MailOptions {
  std::string url = {};  // Empty: a folder.
  std::string from = {};
  std::string password = {};
  std::string password_file = {};
  std::string authorities_file = {};
  std::string public_url = {};
  std::int64_t keep_days = 90;  // In the folder, where mails go there.
};

/// Throws Failure(invalid) naming the option and what to write instead; the password's file is read
/// here.
mail::MailSettings mail_settings(MailOptions options);

/// As people write it, without a / at its end. Throws Failure(invalid) "public-url" for what is no
/// http:// or https:// address. Empty stays empty.
std::string public_address(std::string url);

/// Loop and pool outlive the mailer.
std::unique_ptr<mail::Mailer> make_mailer(mail::MailSettings& settings,
                                          const std::filesystem::path& data,
                                          mail::FolderKeeps keeps, Loop& loop, BlockingPool& pool);

}  // namespace mirante

// Mails as `.eml` files in a folder, which any mail program opens: for an install that has no mail
// server yet. A file's name is the mail's id, so files stand in order of time and a mail that is
// sent once more replaces itself. Old ones go when new ones come.
#pragma once

#include <chrono>
#include <filesystem>

#include "platform/mail/mailer.h"
#include "platform/runtime/blocking_pool.h"

namespace mirante::mail {

/// What stays in the folder.
struct FolderKeeps {
  std::chrono::hours age{24 * 90};
  std::size_t files = 10'000;
};

/// Loop and pool outlive it. The folder is made when it is first needed, for its owner alone.
class FolderMailer final : public Mailer {
 public:
  FolderMailer(std::filesystem::path folder, Loop& loop, BlockingPool& pool, FolderKeeps keeps = {})
      : folder_(std::move(folder)), loop_(loop), pool_(pool), keeps_(keeps) {}

  Task<Delivery> send(Letter letter, Patience patience) override;
  Task<Delivery> check() override;
  std::string place() const override { return folder_.string(); }

 private:
  const std::filesystem::path folder_;
  Loop& loop_;
  BlockingPool& pool_;
  const FolderKeeps keeps_;
};

}  // namespace mirante::mail

#include "platform/mail/folder_mailer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>
#include <vector>

#include "base/durable.h"

namespace mirante::mail {
namespace {

std::string said(int number) { return std::generic_category().message(number); }

Delivery failed(const std::filesystem::path& what, const std::string& why) {
  const auto text = what.string() + " cannot be written (" + why +
                    "); check that it belongs to the panel's user and that there is room";
  return {.outcome = Outcome::later, .said = text, .transcript = text + "\n"};
}

/// The number of what went wrong; 0: the file is there, whole and durable.
int write_durably(const std::filesystem::path& file, const std::string& bytes) {
  const auto beside = file.string() + "." + std::to_string(::getpid()) + ".new";
  const int open = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (open < 0) return errno;
  int wrong = 0;
  for (std::size_t at = 0; at < bytes.size() && wrong == 0;) {
    const auto size = ::write(open, bytes.data() + at, bytes.size() - at);
    if (size < 0) wrong = errno;
    if (size > 0) at += static_cast<std::size_t>(size);
  }
  if (wrong == 0 && ::fsync(open) != 0) wrong = errno;
  ::close(open);
  if (wrong == 0 && ::rename(beside.c_str(), file.c_str()) != 0) wrong = errno;
  if (wrong != 0)
    ::unlink(beside.c_str());
  else
    sync_folder_of(file);
  return wrong;
}

int make_folder(const std::filesystem::path& folder) {
  if (::mkdir(folder.c_str(), 0700) == 0) {
    sync_folder_of(folder);
    return 0;
  }
  if (errno != EEXIST) return errno;
  return ::access(folder.c_str(), W_OK | X_OK) == 0 ? 0 : errno;
}

Delivery keep(const std::filesystem::path& folder, const Letter& letter) {
  if (const int wrong = make_folder(folder)) return failed(folder, said(wrong));
  const auto file = folder / (letter.id + ".eml");
  if (const int wrong = write_durably(file, letter.bytes)) return failed(file, said(wrong));
  const auto text = "written to " + file.string();
  return {.outcome = Outcome::accepted, .said = text, .transcript = text + "\n"};
}

/// When the file was written, by this machine's clock.
Instant written_at(const std::filesystem::path& file) {
  struct stat found{};
  if (::stat(file.c_str(), &found) != 0) return Instant::max();
  return from_micros(std::int64_t{found.st_mtim.tv_sec} * 1'000'000 +
                     found.st_mtim.tv_nsec / 1'000);
}

/// Only mails go; what cannot be removed stays until the next time.
void drop_old(const std::filesystem::path& folder, const FolderKeeps& keeps, Instant now) {
  std::error_code ignored;
  std::vector<std::filesystem::path> mails;
  for (const auto& file : std::filesystem::directory_iterator(folder, ignored))
    if (file.path().extension() == ".eml") mails.push_back(file.path());
  std::ranges::sort(mails);  // Names are ids, which grow with time.
  const auto surplus = mails.size() - std::min(mails.size(), keeps.files);
  for (std::size_t i = 0; i < mails.size(); ++i)
    if (i < surplus || written_at(mails[i]) < now - keeps.age)
      std::filesystem::remove(mails[i], ignored);
}

Delivery look(const std::filesystem::path& folder) {
  if (const int wrong = make_folder(folder)) return failed(folder, said(wrong));
  const auto text = "mails are written to " + folder.string();
  return {.outcome = Outcome::accepted, .said = text, .transcript = text + "\n"};
}

}  // namespace

Task<Delivery> FolderMailer::send(Letter letter, Patience) {
  co_return co_await pool_.run(loop_, [folder = folder_, keeps = keeps_, given = std::move(letter),
                                       now = loop_.clock().now()] {
    auto delivery = keep(folder, given);
    drop_old(folder, keeps, now);
    return delivery;
  });
}

Task<Delivery> FolderMailer::check() {
  co_return co_await pool_.run(loop_, [folder = folder_] { return look(folder); });
}

}  // namespace mirante::mail

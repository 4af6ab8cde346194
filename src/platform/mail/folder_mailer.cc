#include "platform/mail/folder_mailer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <system_error>

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

Delivery look(const std::filesystem::path& folder) {
  if (const int wrong = make_folder(folder)) return failed(folder, said(wrong));
  const auto text = "mails are written to " + folder.string();
  return {.outcome = Outcome::accepted, .said = text, .transcript = text + "\n"};
}

}  // namespace

Task<Delivery> FolderMailer::send(Letter letter, Patience) {
  co_return co_await pool_.run(
      loop_, [folder = folder_, given = std::move(letter)] { return keep(folder, given); });
}

Task<Delivery> FolderMailer::check() {
  co_return co_await pool_.run(loop_, [folder = folder_] { return look(folder); });
}

}  // namespace mirante::mail

#include "platform/sql/data_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace mirante::sql {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, int error) {
  throw Failure(Error{
      .kind = ErrorKind::unavailable,
      .message = fmt::format("the data folder {} cannot be used ({}); check that it exists, "
                             "belongs to this user and has space, or name another with --data",
                             path.string(), std::generic_category().message(error)),
      .code = "data.folder"});
}

/// "process 1234", as the holder of the lock wrote it.
std::string holder_of(int lock) {
  char text[32] = {};
  const auto size = ::pread(lock, text, sizeof text - 1, 0);
  const auto pid = std::atoi(text);
  return size > 0 && pid > 0 ? fmt::format("process {}", pid) : "another process";
}

void make_folder(const std::filesystem::path& path) {
  std::error_code failed;
  if (std::filesystem::is_directory(path, failed)) return;
  if (const auto parent = path.parent_path(); !parent.empty())
    std::filesystem::create_directories(parent, failed);
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) refuse(path, errno);
  if (!std::filesystem::is_directory(path, failed)) refuse(path, ENOTDIR);
}

}  // namespace

std::filesystem::path database_file(const std::filesystem::path& data) {
  return data / "mirante.db";
}

std::filesystem::path moved_database_file(const std::filesystem::path& data) {
  return data / "mirante.db.moved";
}

DataFolder::DataFolder(std::filesystem::path path) : path_(std::move(path)) {
  make_folder(path_);
  const auto file = path_ / "lock";
  lock_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0) refuse(path_, errno);
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    const auto holder = holder_of(lock_);
    ::close(lock_);
    if (error != EWOULDBLOCK) refuse(path_, error);
    throw Failure(Error{
        .kind = ErrorKind::conflict,
        .message = fmt::format("the data folder {} is in use by {}; speak to it through its socket "
                               "or --url, or stop it first",
                               path_.string(), holder),
        .code = "data.in_use"});
  }
  const auto pid = fmt::format("{}\n", ::getpid());
  if (::ftruncate(lock_, 0) != 0 ||
      ::pwrite(lock_, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
    const int error = errno;
    ::close(lock_);
    refuse(path_, error);
  }
}

DataFolder::~DataFolder() { ::close(lock_); }

}  // namespace mirante::sql

// The one folder in which an embedded install keeps everything, held by one process at a time.
#pragma once

#include <filesystem>

#include "base/error.h"

namespace mirante::sql {

/// Where a data folder's SQLite store is.
std::filesystem::path database_file(const std::filesystem::path& data);
/// What that store is called once its data are kept in a MariaDB.
std::filesystem::path moved_database_file(const std::filesystem::path& data);

/// Holds the folder's lock while it lives. The lock goes with the process however it ends, so a
/// left-over lock file is no hindrance.
class DataFolder {
 public:
  /// Makes the folder (mode 0700) where it is missing. Throws Failure(conflict), code
  /// "data.in_use", naming the other process; Failure(unavailable), code "data.folder", when the
  /// folder cannot be made or written.
  explicit DataFolder(std::filesystem::path path);
  ~DataFolder();
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path database() const { return database_file(path_); }

 private:
  std::filesystem::path path_;
  int lock_ = -1;
};

}  // namespace mirante::sql

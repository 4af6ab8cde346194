// A private MariaDB server for tests: started when first asked for, on a socket in a folder of its
// own, ended with the test binary. Nothing of the machine's own databases is touched. When the
// server's program is missing the test fails with the package's name.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "platform/sql/engine.h"

namespace mirante::sql::testing {

class TestMariadb {
 public:
  /// The test binary's server.
  static TestMariadb& shared();

  /// A server of its own, for tests that kill it.
  TestMariadb();
  ~TestMariadb();
  TestMariadb(const TestMariadb&) = delete;
  TestMariadb& operator=(const TestMariadb&) = delete;

  /// Address of a new, empty database; closures inline.
  MariadbConfig fresh_database();
  const std::string& socket() const { return socket_; }

  /// One statement as root, outside every engine.
  void run(const std::string& statement);

  /// kill -9, at once.
  void kill();
  /// Starts it again on the same data.
  void start();

 private:
  std::filesystem::path folder_;
  std::string socket_;
  pid_t server_ = -1;
  int databases_ = 0;
};

}  // namespace mirante::sql::testing

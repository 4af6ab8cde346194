#include "platform/sql/testing/test_mariadb.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <mysql.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

namespace mirante::sql::testing {
namespace {

constexpr int start_attempts = 600;  // 20 ms apart.

std::string program(const char* name) {
  for (const auto* folder : {"/usr/sbin/", "/usr/bin/", "/usr/local/sbin/", "/usr/local/bin/"})
    if (::access((std::string(folder) + name).c_str(), X_OK) == 0)
      return folder + std::string(name);
  throw std::runtime_error(fmt::format(
      "{} is missing: install mariadb-server-core and mariadb-client-core (./dev setup does)",
      name));
}

/// Starts a program with its output in `log`; it dies with this process.
pid_t spawn(const std::vector<std::string>& words, const std::string& log) {
  std::vector<char*> argv;
  for (const auto& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child != 0) return child;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  const int in = ::open("/dev/null", O_RDONLY);
  ::dup2(in, 0);
  ::dup2(out, 1);
  ::dup2(out, 2);
  ::execv(argv.front(), argv.data());
  ::_exit(127);
}

std::string content_of(const std::string& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

}  // namespace

TestMariadb& TestMariadb::shared() {
  static TestMariadb server;
  return server;
}

TestMariadb::TestMariadb() {
  std::string pattern =
      (std::filesystem::temp_directory_path() / "mirante-mariadb-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make " + pattern);
  folder_ = pattern;
  socket_ = (folder_ / "socket").string();
  // A folder for temporary tables of its own: a server that starts removes all `#sql…` files in it,
  // also those of another test's server.
  std::filesystem::create_directory(folder_ / "tmp");
  const auto log = (folder_ / "install.log").string();
  std::vector<std::string> words{program("mariadb-install-db"),
                                 "--no-defaults",
                                 "--datadir=" + (folder_ / "data").string(),
                                 "--tmpdir=" + (folder_ / "tmp").string(),
                                 "--auth-root-authentication-method=normal",
                                 "--skip-test-db"};
  if (::getuid() == 0) words.push_back("--user=root");
  int status = 0;
  ::waitpid(spawn(words, log), &status, 0);
  if (status != 0) throw std::runtime_error("mariadb-install-db failed:\n" + content_of(log));
  start();
}

TestMariadb::~TestMariadb() {
  kill();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void TestMariadb::kill() {
  if (server_ <= 0) return;
  ::kill(server_, SIGKILL);
  ::waitpid(server_, nullptr, 0);
  server_ = -1;
}

void TestMariadb::start() {
  const auto log = (folder_ / "server.log").string();
  // The machine does not lose power in a test, so nothing waits for its disk.
  std::vector<std::string> words{program("mariadbd"),
                                 "--no-defaults",
                                 "--datadir=" + (folder_ / "data").string(),
                                 "--tmpdir=" + (folder_ / "tmp").string(),
                                 "--socket=" + socket_,
                                 "--pid-file=" + (folder_ / "pid").string(),
                                 "--skip-networking",
                                 "--skip-log-bin",
                                 "--innodb-buffer-pool-size=64M",
                                 "--innodb-log-file-size=32M",
                                 "--innodb-flush-method=nosync",
                                 "--innodb-flush-log-at-trx-commit=2",
                                 "--max-connections=200"};
  if (::getuid() == 0) words.push_back("--user=root");
  server_ = spawn(words, log);
  for (int attempt = 0; attempt < start_attempts; ++attempt) {
    MYSQL* connection = mysql_init(nullptr);
    const bool is_up = mysql_real_connect(connection, nullptr, "root", "", nullptr, 0,
                                          socket_.c_str(), 0) != nullptr;
    mysql_close(connection);
    if (is_up) return;
    if (::waitpid(server_, nullptr, WNOHANG) == server_) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  throw std::runtime_error("mariadbd did not start:\n" + content_of(log));
}

void TestMariadb::run(const std::string& statement) {
  MYSQL* connection = mysql_init(nullptr);
  const bool is_done = mysql_real_connect(connection, nullptr, "root", "", nullptr, 0,
                                          socket_.c_str(), 0) != nullptr &&
                       mysql_query(connection, statement.c_str()) == 0;
  const std::string said = mysql_error(connection);
  mysql_close(connection);
  if (!is_done) throw std::runtime_error(statement + ": " + said);
}

MariadbConfig TestMariadb::fresh_database() {
  const auto name = fmt::format("test_{}", ++databases_);
  run("create database " + name);
  MariadbConfig config;
  config.socket = socket_;
  config.user = "root";
  config.database = name;
  config.tls = MariadbConfig::Tls::off;
  config.running = Running::inline_;
  return config;
}

}  // namespace mirante::sql::testing

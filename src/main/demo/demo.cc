#include "main/demo/demo.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <filesystem>
#include <ostream>

#include "base/clock_pace.h"
#include "base/log.h"
#include "main/clock_routes.h"
#include "main/commands/cli.h"
#include "main/demo/demo_aws.h"
#include "main/demo/past.h"
#include "main/demo/people.h"
#include "platform/crypto/token.h"
#include "platform/runtime/stop_signals.h"

namespace mirante::demo {
namespace {

struct Options {
  std::string listen = "127.0.0.1:7080";
  double speed = 5.0;
  double clock = 1.0;
  std::string data = {};
};

void add_options(CLI::App& cli, Options& options) {
  cli.add_option("--listen", options.listen, "Address and port of the web interface and the API")
      ->capture_default_str();
  cli.add_option("--speed", options.speed,
                 "How many times faster than in AWS servers start and stop")
      ->check(CLI::Range(1.0, 1000.0))
      ->capture_default_str();
  cli.add_option("--clock", options.clock,
                 "How many times faster the panel's and the simulated AWS's clocks go, as can be "
                 "said on its pages too")
      ->check(CLI::Range(1.0, clock_pace_max))
      ->capture_default_str();
  cli.add_option("--data", options.data,
                 "An empty folder for what the panel keeps; it stays. Default: a temporary one, "
                 "which goes when the demo ends");
}

/// The folder of this demo; a temporary one goes with it.
class Folder {
 public:
  explicit Folder(const std::string& wished) : is_temporary_(wished.empty()), path_(wished) {
    if (is_temporary_) {
      SystemRng rng;
      path_ = std::filesystem::temp_directory_path() /
              ("mirante-demo." + crypto::random_token(rng).substr(0, 10));
    } else if (std::filesystem::exists(path_) && !std::filesystem::is_empty(path_)) {
      throw Failure(Error{.kind = ErrorKind::conflict,
                          .message = wished + " holds something already; the demo begins in an "
                                              "empty folder, or in a temporary one without --data",
                          .field = "data",
                          .code = "demo.folder_in_use"});
    }
  }
  ~Folder() {
    std::error_code ignored;
    if (is_temporary_) std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  bool is_temporary_;
  std::filesystem::path path_;
};

void say_who_can_log_in(commands::Terminal& terminal) {
  terminal.out << "A demo: AWS is simulated, nothing is real, nothing costs anything.\n";
  for (const auto& [person, role] :
       {std::pair{ana, "administrator, em português"}, std::pair{bruno, "viewer, in English"}})
    terminal.out << fmt::format("  log in as {:<26} password {:<18} ({})\n", person.email,
                                person.password, role);
  terminal.out.flush();
}

}  // namespace

int demo(std::vector<std::string> arguments, commands::Terminal& terminal, const Program& program) {
  CLI::App cli("Runs the panel beside a simulated AWS until it is asked to end (SIGTERM, Ctrl-C)",
               "mirante demo");
  Options options;
  add_options(cli, options);
  if (const auto code = commands::parse(cli, std::move(arguments), terminal)) return *code;

  // Until the panel hears them itself: a temporary folder goes whenever the demo is ended.
  const StopWish wish;
  const Folder folder(options.data);
  const auto opens = SystemClock().now();
  DemoAws aws(opens);
  aws.hurry(options.speed);
  log::set_level(log::Level::error);  // What happened in those weeks is in the panel's own records.
  live_through(folder.path(), aws.world(), opens, [] { return StopWish::heard() != 0; });
  log::set_level(log::Level::info);
  set_clock_pace(options.clock);
  say_who_can_log_in(terminal);
  return serve_simulated({.data = folder.path().string(), .listen = options.listen, .aws = aws},
                         terminal, program);
}

}  // namespace mirante::demo

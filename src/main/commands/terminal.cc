#include "main/commands/terminal.h"

#include <termios.h>
#include <unistd.h>

#include <iostream>

#include "main/commands/table.h"

namespace mirante::commands {
namespace {

/// Switches the terminal's echo off while it lives.
class EchoOff {
 public:
  EchoOff() {
    is_terminal_ = ::isatty(STDIN_FILENO) == 1 && ::tcgetattr(STDIN_FILENO, &before_) == 0;
    if (!is_terminal_) return;
    auto quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~EchoOff() {
    if (is_terminal_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;

  bool is_terminal() const { return is_terminal_; }

 private:
  bool is_terminal_ = false;
  termios before_{};
};

crypto::Secret ask_secret(std::string_view prompt) {
  const EchoOff quiet;
  if (quiet.is_terminal()) std::cerr << prompt << std::flush;
  std::string line;
  std::getline(std::cin, line);
  if (quiet.is_terminal()) std::cerr << "\n";
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return crypto::Secret::take(std::move(line));
}

}  // namespace

Terminal process_terminal() {
  return {.out = std::cout,
          .err = std::cerr,
          .err_is_terminal = ::isatty(STDERR_FILENO) == 1,
          .ask_secret = ask_secret};
}

void ProgressLine::show(std::string_view text) {
  if (!terminal_.err_is_terminal) return;
  terminal_.err << "\r\x1b[K" << printable(text) << std::flush;
  is_shown_ = true;
}

void ProgressLine::clear() {
  if (!is_shown_) return;
  terminal_.err << "\r\x1b[K" << std::flush;
  is_shown_ = false;
}

}  // namespace mirante::commands

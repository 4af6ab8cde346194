// Where a command writes and what it may ask: standard output for the answer and nothing else,
// standard error for progress, warnings and errors. Tests give it string streams.
#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

#include "platform/crypto/secret.h"

namespace mirante::commands {

struct Terminal {
  std::ostream& out;
  std::ostream& err;
  /// Progress that is written over itself is for people alone.
  bool err_is_terminal = false;
  /// Asks on the terminal without echo; where standard input is no terminal, reads one line of it.
  std::function<crypto::Secret(std::string_view prompt)> ask_secret;
};

/// The process's own streams.
Terminal process_terminal();

/// A line on standard error that the next one replaces; gone when this ends. Writes nothing where
/// standard error is no terminal.
class ProgressLine {
 public:
  explicit ProgressLine(Terminal& terminal) : terminal_(terminal) {}
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(std::string_view text);
  void clear();

 private:
  Terminal& terminal_;
  bool is_shown_ = false;
};

}  // namespace mirante::commands

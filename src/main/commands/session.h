// What the commands of one run share: where to write, how to reach the panel, the options that all
// of them have, and the exit code of the one that ran.
#pragma once

#include <CLI/App.hpp>
#include <filesystem>
#include <functional>
#include <memory>

#include "main/commands/api_client.h"
#include "main/commands/terminal.h"

namespace mirante::commands {

/// How commands get at a panel.
struct Reach {
  std::filesystem::path data;
  std::filesystem::path socket;
  std::string tenant = {};  // Of the company that is meant, name or id; empty: the first one.
};
using Connect = std::function<std::unique_ptr<ApiClient>(const Reach&)>;

class Session {
 public:
  /// `terminal` must outlive it.
  Session(Terminal& terminal, Connect connect);

  /// Adds --json, --data and --socket, which every command has.
  void add_panel_options(CLI::App& command);
  /// These and --tenant, for what is done in a company.
  void add_common_options(CLI::App& command);

  Terminal& terminal() { return terminal_; }
  ApiClient& api();
  Reach reach() const;
  bool wants_json() const { return wants_json_; }

  int exit_code() const { return exit_code_; }
  void set_exit_code(int code) { exit_code_ = code; }

  /// The document with --json, else the text that `render` makes of it.
  void answer(const Json& document, const std::function<std::string(const Json&)>& render);

 private:
  Terminal& terminal_;
  Connect connect_;
  std::unique_ptr<ApiClient> api_;
  std::string data_;
  std::string socket_;
  std::string tenant_;
  bool wants_json_ = false;
  int exit_code_ = 0;
};

/// $MIRANTE_DATA, else $XDG_DATA_HOME/mirante, else ~/.local/share/mirante, else /var/lib/mirante.
std::filesystem::path default_data_folder();
/// Where the panel of a data folder listens unless --socket says another place.
std::filesystem::path socket_of(const std::filesystem::path& data);

}  // namespace mirante::commands

// What `mirante serve` is told: on its command line, else in its environment (--trusted-proxy is
// MIRANTE_TRUSTED_PROXY), else in a TOML file whose keys are the options' names (--config).
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "main/commands/cli.h"
#include "main/commands/session.h"
#include "main/mail_set_up.h"

namespace mirante {

class SimulatedAws;

struct ServeOptions {
  std::string data = commands::default_data_folder().string();
  std::string socket = {};
  std::string listen = "127.0.0.1:7080";
  std::string certificate = {}, private_key = {};
  std::vector<std::string> trusted_proxies = {};
  std::string database = {};
  std::string role = "all";
  std::string heartbeat_url = {};
  std::string template_url = {};
  std::int64_t sweep_every = 300;
  std::size_t connections_max = 0;  // 0: as many as the system lets.
  MailOptions mail = {};
  SimulatedAws* simulated = nullptr;  // Null: the real AWS.
};

/// The value of an environment variable; empty: it is not set.
std::string from_environment(const char* name);

/// Unexpected: there is nothing to serve (`--help`), or the words are wrong and it has been said
/// why; then with this exit code. Throws Failure(invalid) for options that do not go together.
std::expected<ServeOptions, int> serve_options(std::vector<std::string> arguments,
                                               commands::Terminal& terminal);

}  // namespace mirante

#include "main/serve_options.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "base/error.h"

namespace mirante {
namespace {

void add_options(CLI::App& cli, ServeOptions& options) {
  cli.add_option("--data", options.data, "Folder of everything that the panel keeps")
      ->capture_default_str();
  cli.add_option("--socket", options.socket, "Unix socket of the API; default: in the data folder");
  cli.add_option(
         "--listen", options.listen,
         "Address and port of the web interface and the API; \"none\": only the API on the socket")
      ->capture_default_str();
  cli.add_option("--tls-certificate", options.certificate,
                 "PEM file; without it, speak TLS in a proxy in front");
  cli.add_option("--tls-key", options.private_key, "PEM file of the certificate's private key");
  cli.add_option("--trusted-proxy", options.trusted_proxies,
                 "Address or network of a proxy whose X-Forwarded-For and -Proto count; may be "
                 "given several times");
  cli.add_option(
      "--database", options.database,
      "mysql://user:password@host:port/database for MariaDB, better not said here, where "
      "others see it in the list of processes; default: SQLite in the data folder");
  cli.add_option("--role", options.role,
                 "all, web (answers people and programs) or engine (carries out operations and "
                 "looks at accounts); several processes may share one MariaDB")
      ->check(CLI::IsMember({"all", "web", "engine"}))
      ->capture_default_str();
  cli.add_option("--heartbeat-url", options.heartbeat_url,
                 "Called every half minute while the panel works, so that a service of your choice "
                 "notices when it does not");
  cli.add_option("--connections-max", options.connections_max,
                 "How many connections of browsers and programs are held at once; default: as many "
                 "as the limit on open files allows")
      ->check(CLI::Range(16, 100'000));
  cli.add_option("--template-url", options.template_url,
                 "Where you keep what `mirante account template` prints in S3, for links that open "
                 "CloudFormation filled in; default: no links");
  cli.add_option("--sweep-every", options.sweep_every,
                 "Seconds from one look at an account to the next")
      ->check(CLI::Range(30, 86'400))
      ->capture_default_str();
}

void add_mail_options(CLI::App& cli, MailOptions& options) {
  cli.add_option("--public-url", options.public_url,
                 "Address at which people open the panel, for links in mails; default: where it "
                 "listens, unless that is every address");
  cli.add_option("--mail", options.url,
                 "smtp://user@host:587 (STARTTLS) or smtps://user@host:465; its password in "
                 "MIRANTE_MAIL_PASSWORD; default: files in the data folder's mail/");
  cli.add_option("--mail-keep-days", options.keep_days,
                 "How long mails that are files stay in the folder")
      ->check(CLI::Range(1, 3650))
      ->capture_default_str();
  cli.add_option("--mail-from", options.from,
                 "Who mails are from, as \"Mirante <panel@example.com>\"");
  cli.add_option("--mail-password-file", options.password_file,
                 "File with the mail server's password in its first line");
  cli.add_option("--mail-ca", options.authorities_file,
                 "PEM file of the authorities that the mail server's certificate is from; default: "
                 "those that this machine trusts");
}

/// --trusted-proxy is MIRANTE_TRUSTED_PROXY.
std::string variable_of(const std::string& option) {
  std::string name = "MIRANTE_";
  for (const char c : option)
    name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

bool is_given(const std::vector<std::string>& arguments, const std::string& option) {
  return std::ranges::any_of(arguments, [&](const std::string& argument) {
    return argument == "--" + option || argument.starts_with("--" + option + "=");
  });
}

/// With what the environment says of options of which the command line says nothing.
std::vector<std::string> with_environment(const CLI::App& cli, std::vector<std::string> arguments) {
  std::vector<std::string> said;
  for (const auto* option : cli.get_options()) {
    if (option == cli.get_help_ptr()) continue;
    const auto& name = option->get_lnames().front();
    const auto value = from_environment(variable_of(name).c_str());
    if (value.empty() || is_given(arguments, name)) continue;
    const bool is_list = option->get_items_expected_max() > 1;
    for (const auto& one : is_list ? CLI::detail::split(value, ',') : std::vector{value})
      said.push_back("--" + name + "=" + one);
  }
  arguments.insert(arguments.end(), said.begin(), said.end());
  return arguments;
}

}  // namespace

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::expected<ServeOptions, int> serve_options(std::vector<std::string> arguments,
                                               commands::Terminal& terminal) {
  CLI::App cli("Runs the panel until it is asked to end (SIGTERM, Ctrl-C)", "mirante serve");
  ServeOptions options;
  options.mail.password = from_environment("MIRANTE_MAIL_PASSWORD");
  add_options(cli, options);
  add_mail_options(cli, options.mail);
  cli.set_config("--config", "", "TOML file with options: listen = \"0.0.0.0:7080\"");
  cli.allow_config_extras(CLI::config_extras_mode::error);
  cli.footer(
      "Each option may also be set in the environment (--listen as MIRANTE_LISTEN; several values "
      "with commas between) or in the file. The command line counts before the environment, and "
      "that before the file.");
  const auto words = with_environment(cli, std::move(arguments));
  if (const auto code = commands::parse(cli, words, terminal)) return std::unexpected(*code);
  if (options.role != "all" && options.database.empty())
    throw wrong_field("role",
                      "a process with a part of the work needs others beside it, and they "
                      "share a MariaDB: give --database, or leave --role away");
  return options;
}

}  // namespace mirante

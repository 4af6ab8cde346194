#include <fmt/format.h>

#include <charconv>

#include "base/percent.h"
#include "platform/sql/engine.h"

namespace mirante::sql {
namespace {

// Messages never quote the address: it holds the password.
std::unexpected<Error> bad(std::string what) {
  return fail(Error{.kind = ErrorKind::invalid,
                    .message = fmt::format("the database address {}; it looks like "
                                           "mysql://user:password@host:3306/database",
                                           what),
                    .field = "database",
                    .code = "sql.address"});
}

struct Part {
  std::string_view before;
  std::optional<std::string_view> after;
};

Part cut_at(std::string_view text, char mark) {
  const auto at = text.find(mark);
  if (at == std::string_view::npos) return {text, std::nullopt};
  return {text.substr(0, at), text.substr(at + 1)};
}

Result<void> take_option(MariadbConfig& config, std::string_view option) {
  const auto [name, raw] = cut_at(option, '=');
  const auto value = percent_decode(raw.value_or(""));
  if (!value) return bad("has a % that two hexadecimal digits should follow");
  if (name == "socket") {
    config.socket = *value;
  } else if (name == "ca") {
    config.ca_file = *value;
  } else if (name == "tls" && *value == "off") {
    config.tls = MariadbConfig::Tls::off;
  } else if (name == "tls" && *value == "verify") {
    config.tls = MariadbConfig::Tls::verify;
  } else if (name == "tls") {
    return bad("may say tls=verify or tls=off");
  } else {
    return bad(fmt::format("has the unknown option \"{}\" (known: socket, ca, tls)", name));
  }
  return {};
}

Result<void> take_host(MariadbConfig& config, std::string_view place) {
  auto [host, port] = cut_at(place, ':');
  if (place.starts_with('[')) {  // An IPv6 address.
    const auto [inside, rest] = cut_at(place.substr(1), ']');
    if (!rest) return bad("has a [ without ]");
    host = inside;
    port = rest->starts_with(':') ? std::optional(rest->substr(1)) : std::nullopt;
  }
  config.host = host;
  if (port) {
    const auto* end = port->data() + port->size();
    const auto [stop, error] = std::from_chars(port->data(), end, config.port);
    if (error != std::errc{} || stop != end || config.port == 0)
      return bad("has a port that is no number from 1 to 65535");
  }
  return {};
}

bool is_this_machine(const MariadbConfig& config) {
  return !config.socket.empty() || config.host.empty() || config.host == "localhost" ||
         config.host == "::1" || config.host.starts_with("127.");
}

}  // namespace

Result<MariadbConfig> parse_mariadb_url(std::string_view url) {
  MariadbConfig config;
  for (const std::string_view scheme : {"mysql://", "mariadb://"})
    if (url.starts_with(scheme)) config.database = url.substr(scheme.size());
  if (config.database.empty()) return bad("does not begin with mysql://");
  const std::string left = std::exchange(config.database, {});
  const auto [address, options] = cut_at(left, '?');
  const auto [authority, path] = cut_at(address, '/');

  const auto at = authority.rfind('@');
  if (at == std::string_view::npos) return bad("names no user");
  const auto [user, password] = cut_at(authority.substr(0, at), ':');
  const auto plain_user = percent_decode(user);
  const auto plain_password = percent_decode(password.value_or(""));
  const auto database = percent_decode(path.value_or(""));
  if (!plain_user || !plain_password || !database)
    return bad("has a % that two hexadecimal digits should follow");
  if (plain_user->empty()) return bad("names no user");
  if (database->empty() || database->find_first_of("`/\\") != std::string::npos)
    return bad("names no database, or one with a strange name");
  config.user = *plain_user;
  config.password = *plain_password;
  config.database = *database;
  if (const auto taken = take_host(config, authority.substr(at + 1)); !taken)
    return fail(taken.error());

  bool says_tls = false;
  for (auto rest = options; rest;) {
    const auto [option, more] = cut_at(*rest, '&');
    if (const auto taken = take_option(config, option); !taken) return fail(taken.error());
    says_tls |= option.starts_with("tls=");
    rest = more;
  }
  if (config.host.empty() && config.socket.empty()) return bad("names no host and no socket");
  // A password must not cross a network in the clear unless somebody says so.
  if (!says_tls && is_this_machine(config)) config.tls = MariadbConfig::Tls::off;
  return config;
}

std::string shown(const MariadbConfig& config) {
  const auto place = config.socket.empty() ? fmt::format("{}:{}", config.host, config.port)
                                           : "socket " + config.socket;
  return fmt::format("{} at {}", config.database, place);
}

}  // namespace mirante::sql

#include "platform/http/raw_server.h"

namespace mirante::http {

using namespace std::chrono_literals;

Result<ServerConfig> validate(ServerConfig config) {
  const auto at_least = [](auto value, auto least) { return value >= least; };
  if (!at_least(config.head_bytes_max, std::size_t{256}))
    return fail_field("head_bytes_max", "head_bytes_max must be at least 256");
  if (config.body_bytes_max == 0)
    return fail_field("body_bytes_max", "body_bytes_max must be over 0");
  if (config.flow_bytes_max == 0)
    return fail_field("flow_bytes_max", "flow_bytes_max must be over 0");
  if (config.connections_max == 0)
    return fail_field("connections_max", "connections_max must be over 0");
  const std::pair<const char*, std::chrono::microseconds> times[] = {
      {"head_timeout", config.head_timeout},
      {"body_timeout", config.body_timeout},
      {"idle_timeout", config.idle_timeout},
      {"write_timeout", config.write_timeout},
      {"slow_byte_every", config.slow_byte_every}};
  for (const auto& [name, value] : times)
    if (value <= 0us) return fail_field(name, std::string(name) + " must be over 0");
  if (config.certificate_file.empty() != config.private_key_file.empty())
    return fail_field(
        config.certificate_file.empty() ? "certificate_file" : "private_key_file",
        "TLS needs a certificate and its private key: name both files, or none for plain HTTP");
  return config;
}

}  // namespace mirante::http

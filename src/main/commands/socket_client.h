// The API over the Unix socket that `mirante serve` listens on: one connection for each request,
// closed by the answer's end. It blocks, which is right for a command and wrong for anything else.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include "main/commands/api_client.h"
#include "main/commands/session.h"

namespace mirante::commands {

struct SocketClientConfig {
  std::filesystem::path socket;
  std::filesystem::path data;  // For messages.
  std::string tenant = {};     // Name or id of a company; empty: the panel's first one.
  /// A check of an account tries every action in every region; nothing takes longer.
  std::chrono::seconds silence_max{180};
  std::size_t answer_bytes_max = 256 << 20;
};

class SocketClient final : public ApiClient {
 public:
  explicit SocketClient(SocketClientConfig config) : config_(std::move(config)) {}

  Json send(const ApiRequest& request) override;

 private:
  SocketClientConfig config_;
};

/// What commands reach a real panel with.
std::unique_ptr<ApiClient> connect_socket(const Reach& reach);

/// Whether somebody accepts connections there.
bool is_listening(const std::filesystem::path& socket);

/// An answer as it came from the wire, taken apart.
struct WireAnswer {
  int status = 0;
  std::string body;
};
/// Nullopt for anything that is no complete HTTP/1.1 answer with a Content-Length.
std::optional<WireAnswer> parse_answer(std::string_view bytes);

}  // namespace mirante::commands

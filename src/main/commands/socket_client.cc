#include "main/commands/socket_client.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <system_error>

#include "base/percent.h"
#include "main/commands/texts.h"
#include "platform/http/router.h"

namespace mirante::commands {
namespace {

/// A connected socket that closes itself.
class Connection {
 public:
  explicit Connection(int socket) : socket_(socket) {}
  ~Connection() {
    if (socket_ >= 0) ::close(socket_);
  }
  Connection(Connection&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
  Connection& operator=(Connection&&) = delete;

  int get() const { return socket_; }

 private:
  int socket_;
};

/// The connection, or errno.
std::expected<Connection, int> connect_to(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto name = path.string();
  if (name.size() >= sizeof address.sun_path) return std::unexpected(ENAMETOOLONG);
  std::memcpy(address.sun_path, name.c_str(), name.size() + 1);
  Connection connection(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (connection.get() < 0) return std::unexpected(errno);
  if (::connect(connection.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return std::unexpected(errno);
  return connection;
}

[[noreturn]] void cannot_reach(const SocketClientConfig& config, int error) {
  if (error == EACCES || error == EPERM)
    throw Failure(Error{.kind = ErrorKind::forbidden,
                        .message = fmt::format(texts::socket_forbidden, config.socket.string()),
                        .code = "panel.forbidden"});
  if (error == ENAMETOOLONG)
    throw Failure(Error{.kind = ErrorKind::invalid,
                        .message = fmt::format(texts::socket_too_long, config.socket.string()),
                        .field = "data",
                        .code = "panel.socket_too_long"});
  throw Failure(Error{.kind = ErrorKind::unavailable,
                      .message = fmt::format(texts::not_running, config.data.string()),
                      .code = "panel.not_running"});
}

[[noreturn]] void lost(const SocketClientConfig& config) {
  throw Failure(Error{.kind = ErrorKind::unavailable,
                      .message = fmt::format(texts::answer_lost, config.data.string()),
                      .code = "panel.lost"});
}

std::string bytes_of(const SocketClientConfig& config, const ApiRequest& request) {
  auto bytes = fmt::format(
      "{} {} HTTP/1.1\r\nHost: mirante\r\nConnection: close\r\nAccept: application/json\r\n",
      request.method, target_of(request));
  if (!request.idempotency_key.empty())
    bytes += fmt::format("Idempotency-Key: {}\r\n", request.idempotency_key);
  if (!config.tenant.empty())
    bytes += fmt::format("Mirante-Tenant: {}\r\n", percent_encode(config.tenant));
  std::string body;
  if (!request.body.is_null()) {
    body = request.body.dump(-1, ' ', false, Json::error_handler_t::replace);
    bytes += "Content-Type: application/json\r\n";
  }
  if (!body.empty() || request.method != "GET")
    bytes += fmt::format("Content-Length: {}\r\n", body.size());
  return bytes + "\r\n" + body;
}

void set_patience(int socket, std::chrono::seconds patience) {
  const timeval time{.tv_sec = patience.count(), .tv_usec = 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
}

std::string exchange(const SocketClientConfig& config, int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    // A server that refuses a request early closes its half; what it said is still to be read.
    if (sent < 0 && errno == EPIPE) break;
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) lost(config);
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  std::string answer;
  char piece[65536];
  while (true) {
    const auto size = ::recv(socket, piece, sizeof piece, 0);
    if (size == 0) return answer;
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
      throw Failure(Error{.kind = ErrorKind::timeout,
                          .message = fmt::format(texts::silent, config.silence_max.count()),
                          .code = "panel.silent"});
    if (size < 0) {
      if (!answer.empty()) return answer;
      lost(config);
    }
    answer.append(piece, static_cast<std::size_t>(size));
    if (answer.size() > config.answer_bytes_max)
      throw Failure(ErrorKind::limit, std::string(texts::answer_too_large));
  }
}

Error error_of_answer(const WireAnswer& answer) {
  const auto document = Json::parse(answer.body, nullptr, /*allow_exceptions=*/false);
  if (auto error = http::error_of_problem(answer.status, document)) return *std::move(error);
  return {.kind = ErrorKind::internal,
          .message = fmt::format(texts::strange_answer, answer.status),
          .code = "panel.strange_answer"};
}

}  // namespace

Json SocketClient::send(const ApiRequest& request) {
  const auto connection = connect_to(config_.socket);
  if (!connection) cannot_reach(config_, connection.error());
  set_patience(connection->get(), config_.silence_max);
  const auto answer =
      parse_answer(exchange(config_, connection->get(), bytes_of(config_, request)));
  if (!answer) lost(config_);
  if (answer->status >= 400) throw Failure(error_of_answer(*answer));
  if (answer->body.empty()) return nullptr;
  auto document = Json::parse(answer->body, nullptr, /*allow_exceptions=*/false);
  // What is no JSON is a file to be kept as it is, such as an exported audit.
  return document.is_discarded() ? Json(answer->body) : document;
}

std::unique_ptr<ApiClient> connect_socket(const Reach& reach) {
  return std::make_unique<SocketClient>(
      SocketClientConfig{.socket = reach.socket, .data = reach.data, .tenant = reach.tenant});
}

bool is_listening(const std::filesystem::path& socket) { return connect_to(socket).has_value(); }

std::optional<WireAnswer> parse_answer(std::string_view bytes) {
  const auto head_end = bytes.find("\r\n\r\n");
  if (head_end == std::string_view::npos || !bytes.starts_with("HTTP/1.1 ")) return std::nullopt;
  WireAnswer answer;
  const auto number = [](std::string_view text, auto& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size();
  };
  if (!number(bytes.substr(9, 3), answer.status)) return std::nullopt;
  auto lines = bytes.substr(0, head_end);
  std::size_t length = 0;
  bool has_length = answer.status == 204;
  while (!lines.empty()) {
    const auto end = lines.find("\r\n");
    const auto line = lines.substr(0, end);
    constexpr std::string_view name = "content-length:";
    if (line.size() > name.size() && ::strncasecmp(line.data(), name.data(), name.size()) == 0) {
      auto value = line.substr(name.size());
      while (value.starts_with(' ')) value.remove_prefix(1);
      if (!number(value, length)) return std::nullopt;
      has_length = true;
    }
    lines = end == std::string_view::npos ? std::string_view() : lines.substr(end + 2);
  }
  answer.body = bytes.substr(head_end + 4);
  if (!has_length || answer.body.size() != length) return std::nullopt;
  return answer;
}

}  // namespace mirante::commands

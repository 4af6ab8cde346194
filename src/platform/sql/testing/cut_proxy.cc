#include "platform/sql/testing/cut_proxy.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>
#include <vector>

namespace mirante::sql::testing {
namespace {

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{.sun_family = AF_UNIX};
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  return address;
}

std::string read_some(int from) {
  std::string bytes(65536, '\0');
  const auto size = ::recv(from, bytes.data(), bytes.size(), 0);
  bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return bytes;
}

bool write_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto size = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

void close_socket(int& socket) {
  if (socket >= 0) ::close(socket);
  socket = -1;
}

}  // namespace

CutProxy::CutProxy(std::string front, std::string back)
    : front_(std::move(front)), back_(std::move(back)) {
  listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = address_of(front_);
  ::unlink(front_.c_str());
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener_, 64) != 0 || ::pipe(wake_) != 0)
    throw std::runtime_error("the proxy cannot listen on " + front_);
  thread_ = std::jthread([this] { run(); });
}

CutProxy::~CutProxy() {
  write_all(wake_[1], "x");
  ::close(wake_[1]);
  thread_.join();
  for (auto& pair : pairs_) hang_up(pair);
  ::close(listener_);
  ::close(wake_[0]);
  ::unlink(front_.c_str());
}

void CutProxy::cut_at(std::string text, Cut cut, int times) {
  const std::lock_guard lock(mutex_);
  text_ = std::move(text);
  cut_ = cut;
  times_ = times;
}

void CutProxy::run() {
  for (;;) {
    std::vector<pollfd> waits{{.fd = wake_[0], .events = POLLIN},
                              {.fd = listener_, .events = POLLIN}};
    for (const auto& pair : pairs_) {
      waits.push_back({.fd = pair.client, .events = POLLIN});  // -1 is passed over.
      waits.push_back({.fd = pair.server, .events = POLLIN});
    }
    if (::poll(waits.data(), waits.size(), -1) < 0) continue;
    if (waits[0].revents != 0) return;
    auto wait = waits.begin() + 2;
    for (auto& pair : pairs_) {
      const bool has_client = (wait++)->revents != 0;
      const bool has_server = (wait++)->revents != 0;
      if (has_client && pair.client >= 0) from_client(pair);
      if (has_server && pair.server >= 0) from_server(pair);
    }
    pairs_.remove_if([](const Pair& pair) { return pair.client < 0 && pair.server < 0; });
    if (waits[1].revents != 0) accept_one();
  }
}

void CutProxy::accept_one() {
  Pair pair;
  pair.client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (pair.client < 0) return;
  pair.server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = address_of(back_);
  if (is_refusing_ ||
      ::connect(pair.server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return hang_up(pair);
  pairs_.push_back(pair);
}

bool CutProxy::is_cut_here(const std::string& bytes, Cut& cut) {
  // A statement is a packet: three bytes of length, one of sequence, the command 3, the text.
  const std::lock_guard lock(mutex_);
  if (times_ == 0 || bytes.size() != text_.size() + 5 || bytes[4] != 3 ||
      bytes.compare(5, std::string::npos, text_) != 0)
    return false;
  --times_;
  cut = cut_;
  return true;
}

void CutProxy::from_client(Pair& pair) {
  const auto bytes = read_some(pair.client);
  Cut cut{};
  if (bytes.empty()) return hang_up(pair);
  if (!is_cut_here(bytes, cut)) {
    if (!write_all(pair.server, bytes)) hang_up(pair);
    return;
  }
  ++cuts_;
  switch (cut) {
    case Cut::before: return hang_up(pair);
    case Cut::half_open: return close_socket(pair.client);
    case Cut::after:
      pair.is_answer_swallowed = true;
      write_all(pair.server, bytes);
      return;
  }
}

void CutProxy::from_server(Pair& pair) {
  const auto bytes = read_some(pair.server);
  if (bytes.empty() || pair.is_answer_swallowed || pair.client < 0 ||
      !write_all(pair.client, bytes))
    hang_up(pair);
}

void CutProxy::hang_up(Pair& pair) {
  close_socket(pair.client);
  close_socket(pair.server);
}

}  // namespace mirante::sql::testing

#include "platform/http/forwarded.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace mirante::http {
namespace {

/// Empty for what is no address. IPv4 in IPv6 ("::ffff:192.0.2.7") is IPv4.
std::vector<std::uint8_t> bytes_of(std::string_view text) {
  const std::string address(text);
  std::vector<std::uint8_t> bytes(4);
  if (::inet_pton(AF_INET, address.c_str(), bytes.data()) == 1) return bytes;
  bytes.resize(16);
  if (::inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return {};
  constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  if (std::ranges::equal(mapped, std::span(bytes).first(12)))
    bytes.erase(bytes.begin(), bytes.begin() + 12);
  return bytes;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

bool is_trusted(std::string_view address, std::span<const Network> trusted) {
  return std::ranges::any_of(trusted, [&](const Network& network) { return network.has(address); });
}

/// All values of the header, in order, as one list.
std::vector<std::string_view> listed(const Headers& headers, std::string_view name) {
  std::vector<std::string_view> values;
  for (const auto& [header, text] : headers) {
    if (!same_header_name(header, name)) continue;
    std::string_view rest = text;
    while (true) {
      const auto comma = rest.find(',');
      values.push_back(trimmed(rest.substr(0, comma)));
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  }
  return values;
}

}  // namespace

Result<Network> Network::parse(std::string_view text) {
  const auto slash = text.find('/');
  Network network;
  network.bytes_ = bytes_of(text.substr(0, slash));
  network.bits_ = static_cast<int>(network.bytes_.size()) * 8;
  bool is_right = !network.bytes_.empty();
  if (is_right && slash != std::string_view::npos) {
    const auto digits = text.substr(slash + 1);
    int bits = -1;
    const auto [end, error] = std::from_chars(digits.begin(), digits.end(), bits);
    is_right = error == std::errc() && end == digits.end() && bits >= 0 && bits <= network.bits_;
    network.bits_ = bits;
  }
  if (!is_right)
    return fail(ErrorKind::invalid,
                "\"" + std::string(text) + "\" is no address or network such as 10.0.0.0/8");
  return network;
}

bool Network::has(std::string_view address) const {
  const auto bytes = bytes_of(address);
  if (bytes.size() != bytes_.size()) return false;
  for (int bit = 0; bit < bits_; ++bit) {
    const auto at = static_cast<std::size_t>(bit / 8);
    if (((bytes[at] ^ bytes_[at]) >> (7 - bit % 8) & 1) != 0) return false;
  }
  return true;
}

Client client_of(const Peer& peer, bool is_tls, const Headers& headers,
                 std::span<const Network> trusted) {
  Client client{.address = peer.address, .is_secure = is_tls};
  if (!is_trusted(peer.address, trusted)) return client;
  const auto chain = listed(headers, "X-Forwarded-For");
  for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
    if (bytes_of(*at).empty()) break;  // What stands before it cannot be trusted either.
    client.address = *at;
    if (!is_trusted(*at, trusted)) break;
  }
  const auto schemes = listed(headers, "X-Forwarded-Proto");
  if (!schemes.empty()) client.is_secure = schemes.back() == "https";
  return client;
}

}  // namespace mirante::http

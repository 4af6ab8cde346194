#include "platform/http/guard.h"

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <optional>
#include <span>

namespace mirante::http {
namespace {

namespace ip = boost::asio::ip;

struct Range4 {
  std::uint32_t first;
  int bits;
  Closed closed;
};

constexpr std::uint32_t v4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}

/// IANA's registry of addresses for special purposes, multicast, and the metadata of clouds. The
/// first that holds an address counts.
constexpr std::array ranges4{
    Range4{v4(100, 100, 100, 200), 32, Closed::metadata},  // Alibaba Cloud.
    Range4{v4(168, 63, 129, 16), 32, Closed::metadata},    // Azure; a public address otherwise.
    Range4{v4(169, 254, 0, 0), 16, Closed::metadata},      // Link-local; AWS and most others.
    Range4{v4(192, 0, 0, 192), 32, Closed::metadata},      // Oracle Cloud.
    Range4{v4(0, 0, 0, 0), 8, Closed::inside},             // This host.
    Range4{v4(10, 0, 0, 0), 8, Closed::inside},            // Private.
    Range4{v4(100, 64, 0, 0), 10, Closed::inside},         // Carriers' own (CGNAT).
    Range4{v4(127, 0, 0, 0), 8, Closed::inside},           // Loopback.
    Range4{v4(172, 16, 0, 0), 12, Closed::inside},         // Private.
    Range4{v4(192, 0, 0, 0), 24, Closed::inside},          // Protocol assignments.
    Range4{v4(192, 0, 2, 0), 24, Closed::inside},          // Documentation.
    Range4{v4(192, 88, 99, 0), 24, Closed::inside},        // Relays of 6to4, gone.
    Range4{v4(192, 168, 0, 0), 16, Closed::inside},        // Private.
    Range4{v4(198, 18, 0, 0), 15, Closed::inside},         // Benchmarks.
    Range4{v4(198, 51, 100, 0), 24, Closed::inside},       // Documentation.
    Range4{v4(203, 0, 113, 0), 24, Closed::inside},        // Documentation.
    Range4{v4(224, 0, 0, 0), 4, Closed::inside},           // Multicast.
    Range4{v4(240, 0, 0, 0), 4, Closed::inside},           // Reserved, broadcast.
};

Closed how_closed4(std::uint32_t address) {
  for (const auto& range : ranges4)
    if ((address ^ range.first) >> (32 - range.bits) == 0) return range.closed;
  return Closed::no;
}

using Bytes = std::array<std::uint8_t, 16>;

bool begins(const Bytes& address, std::initializer_list<int> bytes) {
  return std::ranges::equal(bytes, std::span(address).first(bytes.size()));
}

std::uint32_t v4_at(const Bytes& address, std::size_t at) {
  return v4(address[at], address[at + 1], address[at + 2], address[at + 3]);
}

/// The IPv4 address for which this one stands.
std::optional<std::uint32_t> embedded(const Bytes& address) {
  if (begins(address, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF})) return v4_at(address, 12);
  if (begins(address, {0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0})) return v4_at(address, 12);
  if (begins(address, {0x20, 0x02})) return v4_at(address, 2);
  // ISATAP: a network's own tunnel, whose prefix may be any.
  const bool is_isatap =
      (address[8] & 0xFD) == 0 && address[9] == 0 && address[10] == 0x5E && address[11] == 0xFE;
  if (is_isatap && (address[0] & 0xE0) == 0x20) return v4_at(address, 12);
  return std::nullopt;
}

Closed how_closed6(const Bytes& address) {
  const bool is_link_local = address[0] == 0xFE && (address[1] & 0xC0) == 0x80;
  const bool is_aws_own = begins(address, {0xFD, 0x00, 0x0E, 0xC2});  // fd00:ec2::254 and others.
  if (is_link_local || is_aws_own) return Closed::metadata;
  if (const auto old = embedded(address)) return how_closed4(*old);
  if ((address[0] & 0xE0) != 0x20) return Closed::inside;  // Outside 2000::/3, nothing is public.
  const bool is_special =
      begins(address, {0x20, 0x01, 0x0D, 0xB8}) ||             // Documentation.
      (begins(address, {0x20, 0x01}) && address[2] < 0x02) ||  // Teredo, ORCHID.
      (begins(address, {0x3F, 0xFF}) && address[2] < 0x10);    // Documentation.
  return is_special ? Closed::inside : Closed::no;
}

bool same_place(const Place& place, const Destination& destination) {
  return place.port == destination.port && same_header_name(place.host, destination.host);
}

}  // namespace

Closed how_closed(std::string_view address) {
  boost::system::error_code wrong;
  const auto parsed = ip::make_address(std::string(address), wrong);
  if (wrong) return Closed::inside;
  return parsed.is_v4() ? how_closed4(parsed.to_v4().to_uint())
                        : how_closed6(parsed.to_v6().to_bytes());
}

DestinationJudge only_public(std::vector<Place> configured) {
  return [configured = std::move(configured)](const Destination& destination) -> std::string {
    const auto closed = how_closed(destination.address);
    if (closed == Closed::no) return "";
    const bool is_configured = std::ranges::any_of(
        configured, [&](const Place& place) { return same_place(place, destination); });
    if (closed == Closed::inside && is_configured) return "";
    return std::string(destination.host) +
           (closed == Closed::metadata
                ? " leads to a link-local or metadata address, which the panel never calls"
                : " leads to an address that is not public; the panel calls such addresses only "
                  "where its own configuration names them");
  };
}

}  // namespace mirante::http

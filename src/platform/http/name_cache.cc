#include "platform/http/name_cache.h"

#include <netdb.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>

namespace mirante::http {
namespace {

using boost::asio::ip::address;

struct Found {
  std::vector<address> addresses;
  std::string why;
};

/// Blocks.
Found look_up(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* list = nullptr;
  const int code = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
  if (code != 0) return {.addresses = {}, .why = ::gai_strerror(code)};
  Found found;
  for (const auto* one = list; one != nullptr; one = one->ai_next) {
    boost::asio::ip::tcp::endpoint endpoint;
    endpoint.resize(one->ai_addrlen);
    std::memcpy(endpoint.data(), one->ai_addr, one->ai_addrlen);
    if (std::ranges::find(found.addresses, endpoint.address()) == found.addresses.end())
      found.addresses.push_back(endpoint.address());
  }
  ::freeaddrinfo(list);
  return found;
}

Found look_up_with(const NameLookUp& other, const std::string& host) {
  Found found{.addresses = {}, .why = "there is no such name"};
  for (const auto& text : other(host))
    found.addresses.push_back(boost::asio::ip::make_address(text));
  return found;
}

}  // namespace

Task<std::vector<address>> NameCache::resolve(std::string host) {
  boost::system::error_code is_name;
  const auto literal = boost::asio::ip::make_address(host, is_name);
  if (!is_name) co_return std::vector<address>{literal};
  const auto now = loop_.clock().steady();
  auto known = known_.find(host);
  if (known == known_.end() || known->second.until <= now) {
    auto found = co_await pool_.run(loop_, [host, other = config_.look_up] {
      return other ? look_up_with(other, host) : look_up(host);
    });
    std::erase_if(known_, [now](const auto& entry) { return entry.second.until <= now; });
    const auto ttl = found.addresses.empty() ? config_.bad_name_ttl : config_.name_ttl;
    known = known_
                .insert_or_assign(host, Entry{.addresses = std::move(found.addresses),
                                              .why = std::move(found.why),
                                              .until = loop_.clock().steady() + ttl})
                .first;
  }
  if (known->second.addresses.empty())
    throw Failure(Error{.kind = ErrorKind::unavailable,
                        .message = "the name " + host + " cannot be resolved: " + known->second.why,
                        .code = "http.not_sent"});
  co_return known->second.addresses;
}

}  // namespace mirante::http

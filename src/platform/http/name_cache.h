// Addresses of host names, remembered for a while. The system's resolver blocks, so it runs on the
// blocking pool. Inside the room only.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <map>
#include <string>
#include <vector>

#include "platform/http/client.h"

namespace mirante::http {

class NameCache {
 public:
  NameCache(Loop& loop, BlockingPool& pool, const HttpClientConfig& config)
      : loop_(loop), pool_(pool), config_(config) {}

  /// At least one, in the order in which they are to be tried. Throws Failure "http.not_sent".
  Task<std::vector<boost::asio::ip::address>> resolve(std::string host);
  /// None of them answered: ask anew next time.
  void forget(const std::string& host) { known_.erase(host); }

 private:
  struct Entry {
    std::vector<boost::asio::ip::address> addresses;  // None: there is no such name.
    std::string why;
    Steady until;
  };

  Loop& loop_;
  BlockingPool& pool_;
  const HttpClientConfig& config_;
  std::map<std::string, Entry> known_;
};

}  // namespace mirante::http

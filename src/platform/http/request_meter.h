// How many requests a router answered, how, and how long it took: sums since the process began, by
// route rather than by address, so that there are as many as there are routes. One thread.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace mirante::http {

class RequestMeter {
 public:
  /// Upper ends of the histogram's buckets; what took longer is in the last one.
  static constexpr std::array<std::chrono::microseconds, 8> bounds{
      std::chrono::milliseconds(1),   std::chrono::milliseconds(5),
      std::chrono::milliseconds(25),  std::chrono::milliseconds(100),
      std::chrono::milliseconds(500), std::chrono::milliseconds(2'500),
      std::chrono::seconds(10),       std::chrono::seconds(30)};

  struct Key {
    std::string method;
    std::string route;  // "/api/v1/servers/{id}"; "none" where there is no such route.

    auto operator<=>(const Key&) const = default;
  };
  struct Sums {
    std::map<int, std::uint64_t> by_status;
    std::array<std::uint64_t, bounds.size() + 1> buckets{};
    std::uint64_t count = 0;
    std::chrono::microseconds took{0};
  };

  /// An answer that lasts is counted when it begins.
  void add(Key key, int status, std::chrono::microseconds took);
  const std::map<Key, Sums>& sums() const { return sums_; }

 private:
  std::map<Key, Sums> sums_;
};

}  // namespace mirante::http

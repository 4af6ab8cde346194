#include "main/open_files.h"

#include <sys/resource.h>

#include <algorithm>

namespace mirante {
namespace {

constexpr std::size_t for_ourselves = 512;  // 256 connections to AWS, the store's files, and room.
constexpr std::size_t connections_least = 64;
constexpr std::size_t connections_most = 100'000;

}  // namespace

std::size_t raise_open_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1'024;
  // More than this nobody needs, and "unlimited" is refused by some kernels.
  const auto wished = std::min<rlim_t>(limit.rlim_max, connections_most + for_ourselves);
  if (wished > limit.rlim_cur) {
    const rlimit more{.rlim_cur = wished, .rlim_max = limit.rlim_max};
    if (::setrlimit(RLIMIT_NOFILE, &more) == 0) return wished;
  }
  return std::min<rlim_t>(limit.rlim_cur, connections_most + for_ourselves);
}

std::size_t connections_within(std::size_t open_files) {
  const auto rest = open_files - std::min(open_files, for_ourselves);
  return std::clamp(rest, connections_least, connections_most);
}

}  // namespace mirante

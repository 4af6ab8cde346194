#include "platform/http/port_probe.h"

#include <boost/asio/ip/tcp.hpp>

#include "platform/http/byte_stream.h"
#include "platform/http/guard.h"
#include "platform/runtime/real_loop.h"

namespace mirante::http {
namespace {

using boost::asio::ip::tcp;

/// Of a server that stands somewhere else.
bool may_be_asked(const boost::asio::ip::address& address) {
  return !address.is_loopback() && !address.is_unspecified() && !address.is_multicast() &&
         how_closed(address.to_string()) != Closed::metadata;
}

}  // namespace

Task<bool> port_answers(RealLoop& loop, std::string address, int port,
                        std::chrono::milliseconds timeout, Asked asked) {
  boost::system::error_code wrong;
  const auto parsed = boost::asio::ip::make_address(address, wrong);
  if (wrong || port < 1 || port > 65'535) co_return false;
  if (asked == Asked::elsewhere && !may_be_asked(parsed)) co_return false;
  auto stream = std::make_shared<ByteStream>(ByteStream::Socket(loop.io_context()));
  StreamCloser closer(stream);
  const Timer late(loop, loop.clock().steady() + timeout, [&stream] { stream->close(); });
  const auto io = co_await stream->connect(tcp::endpoint(parsed, static_cast<std::uint16_t>(port)));
  co_return !io.error;
}

}  // namespace mirante::http

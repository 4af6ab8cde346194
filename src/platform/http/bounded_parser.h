// Boost.Beast's parser with a bound on what may wait in it: the head as a whole, and in a body with
// chunks each line between them and the trailer. Beast itself bounds a head only where it comes in
// pieces, and the rest not at all. Inside the room only.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <string_view>

namespace mirante::http {

template <bool is_request>
class BoundedParser : public boost::beast::http::basic_parser<is_request> {
 public:
  explicit BoundedParser(std::size_t bytes_max) : bytes_max_(bytes_max) {
    this->header_limit(static_cast<std::uint32_t>(bytes_max + 1));
    this->eager(true);
  }

  struct Fed {
    std::size_t used = 0;
    boost::system::error_code error = {};
    bool wants_more = false;  // Not an error: nothing can be done with what is there.
  };
  /// Uses what it can of `bytes`; those that it did not use come again, with more. A line or a head
  /// that is too long is error::header_limit.
  Fed feed(std::string_view bytes) {
    Fed fed;
    while (fed.used < bytes.size() && !this->is_done() && !fed.error && !fed.wants_more)
      step(bytes.substr(fed.used), fed);
    return fed;
  }

 private:
  void step(std::string_view rest, Fed& fed) {
    using boost::beast::http::error;
    const bool in_head = !this->is_header_done();
    const auto room = in_head ? bytes_max_ - head_bytes_ : bytes_max_;
    const auto window = rest.substr(0, room);
    const auto used = this->put(boost::asio::buffer(window.data(), window.size()), fed.error);
    fed.used += used;
    if (in_head && !this->is_header_done()) head_bytes_ += used;
    if (fed.error != error::need_more) {
      fed.wants_more = !fed.error && used == 0;
      return;
    }
    fed.error = {};
    const bool is_full = window.size() == room;
    const bool is_stuck = in_head ? !this->is_header_done() : used == 0;
    if (is_full && is_stuck)
      fed.error = error::header_limit;
    else
      fed.wants_more = window.size() == rest.size() || used == 0;
  }

  const std::size_t bytes_max_;
  std::size_t head_bytes_ = 0;  // Used while the head had not ended.
};

}  // namespace mirante::http
